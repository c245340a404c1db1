import type { Context } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { inspectQuicklist, quicklistDeleteRange, quicklistRange } from '../encodings/quicklist.ts';
import type { ListValue } from '../value.ts';

/* Lists: what their commands share; the elements are the quicklist's business. REDIS: t_list.c */

/** An empty list, owned by the state. */
export function newList(ctx: Context): ListValue {
  return { type: 'list', encoding: 'quicklist', owner: ctx.owner, lru: ctx.newLru(), nodes: [], count: 0 };
}

/** Says that `count` elements left one end, and drops a list that is empty. REDIS: t_list.c listElementsRemoved */
export function listElementsRemoved(ctx: Context, key: string, list: ListValue, atHead: boolean, count: number): void {
  ctx.notify(NOTIFY.list, atHead ? 'lpop' : 'rpop', key);
  if (list.count === 0) {
    ctx.deleteKey(key);
    ctx.notify(NOTIFY.generic, 'del', key);
  }
  ctx.signalModified(key);
  ctx.dirty += count;
}

/** Takes up to `max` elements from one end, the end first. */
export function takeFrom(ctx: Context, list: ListValue, atHead: boolean, max: number): string[] {
  const count = Math.min(max, list.count);
  const from = atHead ? 0 : list.count - count;
  const taken = quicklistRange(list, from, from + count - 1);
  quicklistDeleteRange(list, from, count);
  ctx.scanned += count - 1;
  return atHead ? taken : taken.reverse();
}

/** A bounded view of a list for the stage: `nodesMax` nodes from one on, the first elements of each. */
export function inspectList(list: ListValue, fromNode: number, nodesMax = 32, itemsMax = 16) {
  return inspectQuicklist(list, fromNode, nodesMax, itemsMax);
}
