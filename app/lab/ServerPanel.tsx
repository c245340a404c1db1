import type { ReactNode } from 'react';
import type { KvAnswer } from '../../engine/host/protocol.ts';
import type { KvView } from '../../engine/scene/views.ts';
import { Clients } from '../stage/kv/server/Clients.tsx';
import { EventLoop } from '../stage/kv/server/EventLoop.tsx';
import { Memory } from '../stage/kv/server/Memory.tsx';
import { Replication } from '../stage/kv/server/Replication.tsx';
import styles from '../stage/kv/server/Server.module.css';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { count } from '../text/words.ts';
import { useRegionName } from '../ui/region-name.ts';

const words = text.server;

/** A Redis server from inside: its thread and the line in front of it, its clients, its memory, its replicas. */
export function ServerPanel({ node, view }: { readonly node: string; readonly view: KvView }): ReactNode {
  const loop = useView({ view: 'loop', node });
  const memory = useView({ view: 'machine', node, query: { kind: 'memory' } }) as KvAnswer | null;
  const replication = useView({ view: 'machine', node, query: { kind: 'replication' } }) as KvAnswer | null;
  const overview = useView({ view: 'machine', node, query: { kind: 'overview' } }) as KvAnswer | null;
  const nowMs = overview?.kind === 'overview' ? overview.overview.unixMs : 0;
  const region = useRegionName(words.title);
  const blocked = view.clients.filter((client) => client.blockedOn.length > 0).length;
  return (
    <div className={styles.panel} role="region" aria-label={region} tabIndex={0}>
      <section data-wide>
        <header>
          <h3>{words.loop.title}</h3>
        </header>
        <EventLoop view={loop} />
      </section>
      {replication?.kind === 'replication' && (
        <section data-wide>
          <header>
            <h3>{words.replication.title}</h3>
          </header>
          <Replication view={replication.replication} nowMs={nowMs} />
        </section>
      )}
      {memory?.kind === 'memory' && (
        <section>
          <header>
            <h3>{words.memory.title}</h3>
          </header>
          <Memory view={memory.memory} evictions={view.evictions} nowMs={nowMs} />
        </section>
      )}
      <section>
        <header>
          <h3>{words.clients.title}</h3>
          <small>{words.clients.count(count(view.clients.length), blocked)}</small>
        </header>
        <Clients clients={view.clients} loop={loop} now={loop?.now ?? 0} />
      </section>
    </div>
  );
}
