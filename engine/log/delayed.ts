import { ERR } from './errors.ts';
import { minInsync } from './replica.ts';
import { reply } from './reply.ts';
import type { Delayed, DelayedWhat, LogOut, LogState, Partition } from './state.ts';

/*
 * What waits for records to be replicated: the answer to a produce with acks=all, and whatever a coordinator may say
 * only once its own record is safe. KAFKA: DelayedProduce, DelayedOperationPurgatory
 */

/** Waits for `places`: by partition, the offset its high watermark must reach. Returns its id. */
export function delay(
  s: LogState,
  places: ReadonlyMap<string, number>,
  timeoutMs: number,
  what: DelayedWhat,
  out: LogOut,
): void {
  const id = s.nextDelayed++;
  s.delayed.set(id, { id, waitsFor: new Set(places.keys()), what });
  for (const [key, upTo] of places) {
    s.partitions.get(key)?.waiters.push({ upTo, delayed: id });
    // It may be there already: a leader without followers.
    s.due.moved.add(key);
  }
  out.setTimer(`delayed ${id}`, timeoutMs * 1000);
}

/** The high watermark of a partition has moved, or it has another leader: what of it is settled. Returns what is done. */
export function settleWaiters(s: LogState, key: string, partition: Partition, out: LogOut): DelayedWhat[] {
  const done: DelayedWhat[] = [];
  const lost = partition.role !== 'leader';
  const { waiters } = partition;
  let count = 0;
  while (count < waiters.length && (lost || (waiters[count] as { upTo: number }).upTo <= partition.highWatermark))
    count++;
  for (const { delayed } of waiters.splice(0, count)) {
    const one = s.delayed.get(delayed);
    if (one !== undefined && placeSettled(s, one, key, settledCode(partition, lost), out)) done.push(one.what);
  }
  return done;
}

/** KAFKA: Partition.checkEnoughReplicasReachOffset */
function settledCode(partition: Partition, lost: boolean): number {
  if (lost) return ERR.NOT_LEADER_OR_FOLLOWER;
  return partition.isr.length >= minInsync(partition) ? ERR.NONE : ERR.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
}

function placeSettled(s: LogState, one: Delayed, key: string, code: number, out: LogOut): boolean {
  const { what } = one;
  if (what.kind === 'produce') {
    const waiting = what.parts.get(key);
    if (waiting !== undefined) {
      waiting.part.errorCode = code;
      if (code === ERR.NONE && out.observed)
        noteAcknowledged(s, what.acks, key, waiting.first, waiting.last, waiting.cause, out);
    }
  } else if (what.kind === 'markers') {
    const part = what.parts.get(key);
    if (part !== undefined) part.errorCode = code;
  } else if (code !== ERR.NONE) what.failed = code;
  one.waitsFor.delete(key);
  if (one.waitsFor.size > 0) return false;
  s.delayed.delete(one.id);
  out.clearTimer(`delayed ${one.id}`);
  return true;
}

function noteAcknowledged(
  s: LogState,
  acks: number,
  key: string,
  first: number,
  last: number,
  cause: number,
  out: LogOut,
): void {
  const partition = s.partitions.get(key);
  if (partition === undefined) return;
  out.note({ kind: 'log.acknowledged', topic: partition.topic, partition: partition.index, first, last, acks }, cause);
}

/** It has waited long enough: what is not settled has timed out, as its answer says already. */
export function delayedTimer(s: LogState, id: number): DelayedWhat | null {
  const one = s.delayed.get(id);
  if (one === undefined) return null;
  s.delayed.delete(id);
  for (const key of one.waitsFor) {
    const partition = s.partitions.get(key);
    if (partition !== undefined) partition.waiters = partition.waiters.filter(({ delayed }) => delayed !== id);
  }
  if (one.what.kind === 'group' || one.what.kind === 'txn') one.what.failed = ERR.REQUEST_TIMED_OUT;
  return one.what;
}

/** The answers that need no more than to be sent. */
export function answerDelayed(s: LogState, what: DelayedWhat, out: LogOut): void {
  if (what.kind === 'produce' || what.kind === 'markers') reply(s, what.to, what.body, out);
}
