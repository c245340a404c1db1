import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { commandBytes } from './backlog.ts';
import { nameOf } from './link.ts';
import { copyCommand } from './stream.ts';

/**
 * A command of the primary was executed: the history here is longer by its bytes. Those of a transaction count when it
 * is done, so that one that was cut in its middle is asked for again as a whole. REDIS: networking.c commandProcessed
 */
export function applied(turn: Turn, client: Client, argv: readonly string[]): void {
  const { replication } = turn.state;
  const link = replication.primary;
  if (link === null || link.client !== client.id) return;
  link.queued.push({ argv, size: commandBytes(argv) });
  if (client.queue !== null) return;
  const { queued } = link;
  link.queued = [];
  let offset = replication.offset;
  for (const { size } of queued) offset += size;
  const fact = turn.out.observed
    ? turn.note(
        {
          kind: 'kv.applied',
          primary: nameOf(link),
          history: replication.id,
          from: replication.offset + 1,
          to: offset,
        },
        turn.fact || undefined,
      )
    : 0;
  for (const one of queued) copyCommand(turn, one.argv, one.size, fact);
}
