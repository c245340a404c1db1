import type { ReactNode } from 'react';
import type { KvClientView, LoopView } from '../../../../engine/scene/views.ts';
import { text } from '../../../text/text.ts';
import { count, duration, joined } from '../../../text/words.ts';
import { DataTable } from '../../../ui/DataTable.tsx';
import styles from './Server.module.css';

const words = text.server.clients;

/** Rows drawn; the blocked come first. */
const SHOWN_MAX = 60;

/** Who is connected, and what each of them waits for: a key, the thread, its own EXEC, or nothing. */
export function Clients({
  clients,
  loop,
  now,
}: {
  readonly clients: readonly KvClientView[];
  readonly loop: LoopView | null;
  readonly now: number;
}): ReactNode {
  if (clients.length === 0) return <p className={styles.quiet}>{words.none}</p>;
  const inLine = new Map<string, number>();
  for (const { client } of loop?.waiting ?? []) inLine.set(client, (inLine.get(client) ?? 0) + 1);
  const rows = [...clients].sort((a, b) => (a.blockedAt ?? Infinity) - (b.blockedAt ?? Infinity)).slice(0, SHOWN_MAX);
  return (
    <>
      <DataTable
        caption={words.title}
        head={[words.client, words.doing, words.since]}
        rows={rows.map((client) => ({
          id: String(client.id),
          cells: [
            <span key="c" className={styles.who} data-id={client.group}>
              <i className={styles.swatch} />
              <code>{client.node === '' ? words.outside : client.node}</code>
              <small>{client.id}</small>
            </span>,
            <span key="d" data-blocked={client.blockedOn.length > 0 || undefined} className={styles.doing}>
              {doing(client, inLine.get(client.node) ?? 0)}
            </span>,
            client.blockedAt === null ? '' : duration(now - client.blockedAt),
          ],
        }))}
      />
      {clients.length > rows.length && (
        <p className={styles.quiet}>{text.server.loop.more(count(clients.length - rows.length))}</p>
      )}
    </>
  );
}

function doing(client: KvClientView, inLine: number): string {
  if (client.blockedOn.length > 0) return words.blocked(joined(client.blockedOn.slice(0, 4)));
  if (client.queued > 0) return words.queued(client.queued);
  return inLine > 0 ? words.inLine(inLine) : words.idle;
}
