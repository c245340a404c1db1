import { cell } from './pages.ts';
import { type BrokerScene, COPY, type KvScene, MESSAGE, type Scene, WRITE } from './scene.ts';
import type { State } from './views.ts';

/*
 * Fates: what became of every message and every write. Each has exactly one at a time, and they add up to N at every
 * step.
 *
 * What N counts. Of a broker: copies, and messages that have none. A message counts one while it is on its way; routed
 * to three queues it counts three from then on, one in each; routed to none it goes on counting one (unroutable,
 * returned). A dead letter is a message of its own: the copy that died counts as dead-lettered, the message published
 * in its place counts anew. In a world of one queue N is the number of messages sent.
 * Of a KV server: writes, that is commands that changed something, from the moment they ran. A request on the wire is
 * not yet a write; it may turn out to change nothing.
 *
 * Lost is said only where a fact proves it, and the life of what was lost ends with that fact:
 *   a publish   net.dropped of its frame; node.stopped of a broker that had not read it yet
 *   a copy      node.stopped (it was in memory only), disk.erased (all its bytes were), broker.lost, broker.started
 *               (the boot did not find it); with noAck net.dropped of its delivery, or node.stopped of a consumer that
 *               had not worked on it
 *               A copy that its broker has lost while a consumer was working on it counts as done when the consumer is.
 *   a write     node.stopped (in memory only), disk.erased (some of its bytes were), kv.loaded (it was not read)
 */

/** The codes of fates in tables and counts. 0 is "counted elsewhere": a message that has copies. */
export const FATE = {
  none: 0,
  flight: 1,
  ready: 2,
  /** Ready and unacked, having been delivered before. */
  readyAgain: 3,
  unacked: 4,
  unackedAgain: 5,
  acked: 6,
  dead: 7,
  expired: 8,
  dropped: 9,
  returned: 10,
  unroutable: 11,
  lost: 12,
  /* Of writes. */
  memory: 13,
  written: 14,
  synced: 15,
} as const;
export type FateName = keyof typeof FATE;
export const FATE_NAMES = Object.keys(FATE) as readonly FateName[];
export const FATE_COUNT = FATE_NAMES.length;

/** Bits of MESSAGE.flags. */
export const MESSAGE_FLAG = { persistent: 1, mandatory: 2, nacked: 4, internal: 8, confirmWanted: 16 } as const;
/** Bits of COPY.flags. */
export const COPY_FLAG = { redelivered: 1, noAck: 2, received: 4, processed: 8 } as const;

const STATES: readonly State[] = [
  'flight',
  'flight',
  'ready',
  'redelivered',
  'unacked',
  'redelivered',
  'acked',
  'dead',
  'expired',
  'dropped',
  'returned',
  'dropped',
  'lost',
  'ready',
  'acked',
  'confirmed',
];

/** The shape that a fate is drawn with. */
export function stateOfFate(fate: number): State {
  return STATES[fate] ?? 'flight';
}

export function createCounts(): number[] {
  return FATE_NAMES.map(() => 0);
}

/** Whether a copy is still in its queue's care. */
export function isLive(fate: number): boolean {
  return fate >= FATE.ready && fate <= FATE.unackedAgain;
}

export function isReady(fate: number): boolean {
  return fate === FATE.ready || fate === FATE.readyAgain;
}

export function isUnacked(fate: number): boolean {
  return fate === FATE.unacked || fate === FATE.unackedAgain;
}

/** N: all that the counts hold. */
export function totalOf(counts: readonly number[]): number {
  let total = 0;
  for (let fate = 1; fate < counts.length; fate++) total += counts[fate] as number;
  return total;
}

/** Everything that does not add up, in words; empty when all does. Looks at every record: for tests and checkers. */
export function checkConservation(scene: Scene): string[] {
  const violations: string[] = [];
  for (const broker of scene.brokers.values()) checkBroker(broker, violations);
  for (const server of scene.servers.values()) checkServer(server, violations);
  return violations;
}

function compareCounts(of: string, counted: readonly number[], kept: readonly number[], violations: string[]): void {
  for (let fate = 1; fate < FATE_COUNT; fate++) {
    if (counted[fate] !== kept[fate])
      violations.push(`${of}: ${counted[fate]} are ${FATE_NAMES[fate]}, counted were ${kept[fate]}`);
  }
}

function checkBroker(broker: BrokerScene, violations: string[]): void {
  const counted = createCounts();
  const { messages, copies } = broker;
  let expected = 0;
  for (let row = 0; row < messages.rows; row++) {
    const fate = cell(messages, row, MESSAGE.fate);
    const copyCount = cell(messages, row, MESSAGE.copyCount);
    expected += Math.max(1, copyCount);
    if ((fate === FATE.none) !== copyCount > 0)
      violations.push(`${broker.node}: message ${row + 1} is ${FATE_NAMES[fate]} and has ${copyCount} copies`);
    if (fate !== FATE.none) (counted[fate] as number)++;
    if (fate === FATE.lost && cell(messages, row, MESSAGE.life) === 0)
      violations.push(`${broker.node}: message ${row + 1} is lost without a cause`);
  }
  const ready = broker.queues.map(() => 0);
  const unacked = broker.queues.map(() => 0);
  for (let row = 0; row < copies.rows; row++) {
    const fate = cell(copies, row, COPY.fate);
    const queue = cell(copies, row, COPY.queue);
    (counted[fate] as number)++;
    if (isReady(fate)) (ready[queue] as number)++;
    if (isUnacked(fate)) (unacked[queue] as number)++;
    if (fate === FATE.none) violations.push(`${broker.node}: copy ${row} has no fate`);
    if (fate === FATE.lost && cell(copies, row, COPY.life) === 0)
      violations.push(`${broker.node}: copy ${row} is lost without a cause`);
  }
  compareCounts(broker.node, counted, broker.counts, violations);
  if (totalOf(counted) !== expected)
    violations.push(`${broker.node}: fates add up to ${totalOf(counted)}, not to ${expected}`);
  if (broker.up) checkQueues(broker, ready, unacked, violations);
}

function checkQueues(
  broker: BrokerScene,
  ready: readonly number[],
  unacked: readonly number[],
  violations: string[],
): void {
  for (const [index, queue] of broker.queues.entries()) {
    if (queue.ready.length !== ready[index])
      violations.push(
        `${broker.node}: queue ${queue.name} lists ${queue.ready.length} ready, ${ready[index]} copies are`,
      );
    if (queue.unackedCount !== unacked[index])
      violations.push(
        `${broker.node}: queue ${queue.name} counts ${queue.unackedCount} unacked, ${unacked[index]} copies are`,
      );
    const levels = queue.levels[0] + queue.levels[1] + queue.levels[2];
    if (levels !== queue.ready.length + queue.unackedCount)
      violations.push(`${broker.node}: queue ${queue.name} has ${levels} copies by level`);
  }
}

function checkServer(server: KvScene, violations: string[]): void {
  const counted = createCounts();
  const { writes } = server;
  for (let row = 0; row < writes.rows; row++) {
    const fate = cell(writes, row, WRITE.fate);
    (counted[fate] as number)++;
    if (fate < FATE.lost || fate > FATE.synced)
      violations.push(`${server.node}: write ${row + 1} is ${FATE_NAMES[fate]}`);
    if (fate === FATE.lost && cell(writes, row, WRITE.lost) === 0)
      violations.push(`${server.node}: write ${row + 1} is lost without a cause`);
  }
  compareCounts(server.node, counted, server.counts, violations);
  if (totalOf(server.counts) !== writes.rows)
    violations.push(`${server.node}: fates add up to ${totalOf(server.counts)}, not to ${writes.rows}`);
}
