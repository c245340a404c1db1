import type { BrokerScene } from './scene.ts';
import { shown } from './text-values.ts';
import type { QueueGroupView } from './views.ts';

/*
 * Queues that are not drawn one by one, by the beginning of their names: `orders.eu.1`, `orders.eu.2` and their sisters
 * are one group, `orders.eu.*`. So five thousand queues are a line of twenty, each of which can be looked into.
 */

const GROUPS_MAX = 24;
const SEPARATOR = /[.\-_:/](?=[^.\-_:/]*$)/;

/** The groups of all queues but those in view, the largest first; what does not fit is the last, without a name. */
export function queueGroups(broker: BrokerScene, inView: ReadonlySet<number>): QueueGroupView[] {
  if (inView.size === broker.queues.length) return [];
  const groups = new Map<string, { queues: number; ready: number; unacked: number }>();
  for (const [index, queue] of broker.queues.entries()) {
    if (queue.gone || inView.has(index)) continue;
    const name = beginningOf(queue.name);
    let group = groups.get(name);
    if (group === undefined) groups.set(name, (group = { queues: 0, ready: 0, unacked: 0 }));
    group.queues++;
    group.ready += queue.ready.length;
    group.unacked += queue.unackedCount;
  }
  const all = [...groups]
    .map(([name, sums]): QueueGroupView => ({ search: name, name: shown(name), ...sums }))
    .sort((a, b) => b.queues - a.queues || (a.name < b.name ? -1 : 1));
  const rest = all.splice(GROUPS_MAX);
  if (rest.length === 0) return all;
  const sum = (of: 'queues' | 'ready' | 'unacked'): number => rest.reduce((total, group) => total + group[of], 0);
  return [...all, { search: '', name: '', queues: sum('queues'), ready: sum('ready'), unacked: sum('unacked') }];
}

/** Names are asked for in every frame and never change. */
const known = new Map<string, string>();
const KNOWN_MAX = 20_000;

function beginningOf(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const at = name.search(SEPARATOR);
  const beginning = at > 0 ? name.slice(0, at + 1) : name.replace(/\d+$/, '');
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(name, beginning);
  return beginning;
}
