import { methodOf } from './frames.ts';
import type { AnyFact, Fact } from './scene.ts';

/*
 * What a step button stops at. Timers, handshakes, syncs of nothing and the books that a server keeps for itself are
 * left out; what a person would point at is in.
 */

/** The kinds that are always worth it; hairlines of the time bar count these. */
export const SEEN: ReadonlySet<string> = new Set<AnyFact['kind']>([
  'input.given',
  'input.refused',
  'node.started',
  'node.stopped',
  'node.configured',
  'link.parted',
  'link.healed',
  'net.dropped',
  'disk.erased',
  'kv.loaded',
  'kv.loadFailed',
  'kv.executed',
  'kv.flushed',
  'kv.expired',
  'kv.evicted',
  'kv.blocked',
  'kv.unblocked',
  'kv.queued',
  'kv.execAborted',
  'kv.saveStarted',
  'kv.saveFinished',
  'kv.saveFailed',
  'kv.fsyncDelayed',
  'kv.published',
  'kv.replicaOf',
  'kv.linkUp',
  'kv.linkDown',
  'kv.resynced',
  'kv.resyncStarted',
  'kv.replicaGone',
  'kv.failover',
  'kv.stopped',
  'broker.started',
  'broker.connectionBlocked',
  'broker.connectionUnblocked',
  'broker.flowBegan',
  'broker.flowEnded',
  'broker.channelClosed',
  'broker.txCommitted',
  'broker.txRolledBack',
  'broker.queueDeclared',
  'broker.queueDeleted',
  'broker.queuePurged',
  'broker.bound',
  'broker.unbound',
  'broker.consumerAdded',
  'broker.consumerActivated',
  'broker.consumerCancelled',
  'broker.published',
  'broker.routed',
  'broker.unroutable',
  'broker.returned',
  'broker.enqueued',
  'broker.delivered',
  'broker.read',
  'broker.replied',
  'broker.acked',
  'broker.rejected',
  'broker.requeued',
  'broker.deadLettered',
  'broker.expired',
  'broker.dropped',
  'broker.lost',
  'broker.confirmed',
  'broker.nacked',
  'broker.alarmRaised',
  'broker.alarmCleared',
  'client.disconnected',
  'client.typed',
  'client.replied',
  'client.printed',
  'client.published',
  'client.confirmed',
  'client.nacked',
  'client.returned',
  'client.unconfirmed',
  'client.received',
  'client.processing',
  'client.processed',
  'client.skipped',
  'client.acked',
  'client.rejected',
  'client.abandoned',
  'client.requested',
  'client.answered',
  'client.failed',
  'program.printed',
  'program.paused',
  'program.crashed',
  'program.ended',
]);

/** Whether a step button stops at the step of this fact. */
export function isWorthSeeing(fact: Fact): boolean {
  const { kind } = fact.body;
  if (SEEN.has(kind)) return true;
  return kind === 'disk.synced' && isSyncOfSomething(fact);
}

function isSyncOfSomething(fact: Fact): boolean {
  const { from, upTo } = fact.body as Extract<AnyFact, { kind: 'disk.synced' }>;
  return upTo > from;
}

/** Frames that carry what a person sent or asked for, as against handshakes and heartbeats. */
export function isWorthDrawing(frame: unknown): boolean {
  const method = methodOf(frame);
  return method === '' || method.startsWith('basic.') || method === 'connection.blocked';
}
