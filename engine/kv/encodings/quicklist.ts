/*
 * The quicklist: a list of packed nodes. One long array would make an insertion in the middle cost the whole list; one
 * object an element would cost memory; a chain of listpacks of about 8 kB is the middle way. Redis links the nodes;
 * here they stand in an array, which finds neighbours and ends as fast and copies in one stroke.
 *
 * Copying on write works a node at a time: a node whose owner is not the writer's is copied before it is written, so
 * the first push after a fork of a list of a million elements copies one node and the array of node references.
 */
import type { EncodingLimits, ListValue, QuicklistNode } from '../value.ts';
import { LISTPACK_EMPTY_BYTES, listpackEntryBytes } from './listpack.ts';

/** The limits a quicklist heeds: `list-max-listpack-size` and DEBUG QUICKLIST-PACKED-THRESHOLD. */
export type QuicklistLimits = Pick<EncodingLimits, 'listMaxListpackSize' | 'quicklistPackedThreshold'>;

/** Size classes of `list-max-listpack-size` -1 to -5. REDIS: quicklist.c optimization_level */
const NODE_BYTES_MAX = [4096, 8192, 16384, 32768, 65536] as const;
const SAFETY_BYTES_MAX = 8192;
const ENTRY_OVERHEAD = 8;

function nodeOf(list: ListValue, items: string[], limits: QuicklistLimits): QuicklistNode {
  const [first = ''] = items;
  if (items.length === 1 && first.length >= limits.quicklistPackedThreshold) {
    return { owner: list.owner, items, bytes: first.length, plain: true };
  }
  let bytes = LISTPACK_EMPTY_BYTES;
  for (const item of items) bytes += listpackEntryBytes(item);
  return { owner: list.owner, items, bytes, plain: false };
}

/** REDIS: quicklist.c _quicklistNodeSizeMeetsOptimizationRequirement, _quicklistNodeAllowInsert, _quicklistNodeAllowMerge */
function fits(bytes: number, countBefore: number, fill: number): boolean {
  if (fill < 0) {
    const bytesMax = NODE_BYTES_MAX[Math.min(-fill, NODE_BYTES_MAX.length) - 1] as number;
    if (bytes <= bytesMax) return true;
  }
  return bytes <= SAFETY_BYTES_MAX && countBefore < fill;
}

function takes(node: QuicklistNode | undefined, value: string, limits: QuicklistLimits): boolean {
  if (node === undefined || node.plain || value.length >= limits.quicklistPackedThreshold) return false;
  return fits(node.bytes + value.length + ENTRY_OVERHEAD, node.items.length, limits.listMaxListpackSize);
}

/** The node at a place, copied first where a fork shares it. */
function writable(list: ListValue, at: number): QuicklistNode {
  const node = list.nodes[at] as QuicklistNode;
  if (node.owner === list.owner) return node;
  const own = { ...node, owner: list.owner, items: node.items.slice() };
  list.nodes[at] = own;
  return own;
}

/** Adds at the head or the tail. REDIS: quicklist.c quicklistPush */
export function quicklistPush(list: ListValue, limits: QuicklistLimits, value: string, atHead: boolean): void {
  const nodes = list.nodes;
  const at = atHead ? 0 : nodes.length - 1;
  if (takes(nodes[at], value, limits)) {
    const node = writable(list, at);
    if (atHead) node.items.unshift(value);
    else node.items.push(value);
    node.bytes += listpackEntryBytes(value);
  } else {
    const node = nodeOf(list, [value], limits);
    if (atHead) nodes.unshift(node);
    else nodes.push(node);
  }
  list.count += 1;
}

/** Takes from the head or the tail; undefined when empty. REDIS: quicklist.c quicklistPop */
export function quicklistPop(list: ListValue, atHead: boolean): string | undefined {
  if (list.count === 0) return undefined;
  const at = atHead ? 0 : list.nodes.length - 1;
  const node = writable(list, at);
  const value = (atHead ? node.items.shift() : node.items.pop()) as string;
  node.bytes -= listpackEntryBytes(value);
  list.count -= 1;
  if (node.items.length === 0) {
    if (atHead) list.nodes.shift();
    else list.nodes.pop();
  }
  return value;
}

/** Where an element stands: the node and the place in it. */
interface Place {
  readonly node: number;
  readonly offset: number;
}

/** The place of `index` (from 0, or from -1 backwards), or null when out of range; walks from the nearer end. */
function quicklistPlace(list: ListValue, index: number): Place | null {
  const from = index < 0 ? list.count + index : index;
  if (from < 0 || from >= list.count) return null;
  const nodes = list.nodes;
  if (from < list.count / 2) {
    let before = 0;
    for (let node = 0; ; node++) {
      const count = (nodes[node] as QuicklistNode).items.length;
      if (from < before + count) return { node, offset: from - before };
      before += count;
    }
  }
  let before = list.count;
  for (let node = nodes.length - 1; ; node--) {
    before -= (nodes[node] as QuicklistNode).items.length;
    if (from >= before) return { node, offset: from - before };
  }
}

/** The element at an index as LINDEX counts, or undefined. */
export function quicklistAt(list: ListValue, index: number): string | undefined {
  const place = quicklistPlace(list, index);
  return place === null ? undefined : list.nodes[place.node]?.items[place.offset];
}

/** The elements of the places `from` to `to`, both inclusive and in range. */
export function quicklistRange(list: ListValue, from: number, to: number): string[] {
  const place = quicklistPlace(list, from);
  if (place === null || to < from) return [];
  let wanted = to - from + 1;
  const first = (list.nodes[place.node] as QuicklistNode).items;
  if (place.offset + wanted <= first.length) return first.slice(place.offset, place.offset + wanted);
  const found: string[] = [];
  let offset = place.offset;
  for (let node = place.node; wanted > 0 && node < list.nodes.length; node++, offset = 0) {
    const items = (list.nodes[node] as QuicklistNode).items;
    for (; offset < items.length && wanted > 0; offset++, wanted--) found.push(items[offset] as string);
  }
  return found;
}

/** Puts another value at an index; false when there is none. REDIS: quicklist.c quicklistReplaceEntry */
export function quicklistReplace(list: ListValue, limits: QuicklistLimits, index: number, value: string): boolean {
  const place = quicklistPlace(list, index);
  if (place === null) return false;
  const { plain, items } = list.nodes[place.node] as QuicklistNode;
  if (plain || value.length >= limits.quicklistPackedThreshold) {
    const [left, right] = [items.slice(0, place.offset), items.slice(place.offset + 1)];
    const parts = [left, [value], right].filter((part) => part.length > 0);
    list.nodes.splice(place.node, 1, ...parts.map((part) => nodeOf(list, part, limits)));
    return true;
  }
  const node = writable(list, place.node);
  node.bytes += listpackEntryBytes(value) - listpackEntryBytes(node.items[place.offset] as string);
  node.items[place.offset] = value;
  return true;
}

/** The index of the first element equal to `pivot` from the head, or -1. */
export function quicklistIndexOf(list: ListValue, pivot: string): number {
  let before = 0;
  for (const node of list.nodes) {
    const offset = node.items.indexOf(pivot);
    if (offset >= 0) return before + offset;
    before += node.items.length;
  }
  return -1;
}

/** Inserts beside the element at `index`. REDIS: quicklist.c _quicklistInsert */
export function quicklistInsert(
  list: ListValue,
  limits: QuicklistLimits,
  index: number,
  value: string,
  after: boolean,
): void {
  const { node: at, offset } = quicklistPlace(list, index) as Place;
  const count = (list.nodes[at] as QuicklistNode).items.length;
  list.count += 1;
  if (takes(list.nodes[at], value, limits)) {
    return placeInto(list, at, after ? offset + 1 : offset, value);
  }
  const atEdge = after ? offset === count - 1 : offset === 0;
  if (!atEdge) return splitAndInsert(list, limits, at, offset, value, after);
  const beside = after ? at + 1 : at - 1;
  if (takes(list.nodes[beside], value, limits)) {
    const items = (list.nodes[beside] as QuicklistNode).items;
    return placeInto(list, beside, after ? 0 : items.length, value);
  }
  list.nodes.splice(after ? at + 1 : at, 0, nodeOf(list, [value], limits));
}

function placeInto(list: ListValue, at: number, offset: number, value: string): void {
  const node = writable(list, at);
  node.items.splice(offset, 0, value);
  node.bytes += listpackEntryBytes(value);
}

function splitAndInsert(
  list: ListValue,
  limits: QuicklistLimits,
  at: number,
  offset: number,
  value: string,
  after: boolean,
): void {
  const { items } = list.nodes[at] as QuicklistNode;
  const cut = after ? offset + 1 : offset;
  const parts = [items.slice(0, cut), items.slice(cut)] as [string[], string[]];
  if (value.length >= limits.quicklistPackedThreshold) parts.splice(1, 0, [value]);
  else if (after) parts[1].unshift(value);
  else parts[0].push(value);
  list.nodes.splice(at, 1, ...parts.map((part) => nodeOf(list, part, limits)));
  mergeAround(list, limits, after ? at : at + parts.length - 1);
}

/** Joins small neighbours after a split, in the order Redis tries them. REDIS: quicklist.c _quicklistMergeNodes */
function mergeAround(list: ListValue, limits: QuicklistLimits, center: number): void {
  let at = center;
  if (merge(list, limits, at - 2)) at -= 1;
  merge(list, limits, at + 1);
  if (merge(list, limits, at - 1)) at -= 1;
  merge(list, limits, at);
}

/** Joins the node at `at` and the next one where both exist and fit into one. */
function merge(list: ListValue, limits: QuicklistLimits, at: number): boolean {
  const left = list.nodes[at];
  const right = list.nodes[at + 1];
  if (left === undefined || right === undefined || left.plain || right.plain) return false;
  const bytes = left.bytes + right.bytes - LISTPACK_EMPTY_BYTES;
  if (!fits(bytes, left.items.length + right.items.length - 1, limits.listMaxListpackSize)) return false;
  list.nodes.splice(at, 2, {
    owner: list.owner,
    items: left.items.concat(right.items),
    bytes,
    plain: false,
  });
  return true;
}

/** Removes `count` elements from the place `from` on. REDIS: quicklist.c quicklistDelRange */
export function quicklistDeleteRange(list: ListValue, from: number, count: number): void {
  const place = quicklistPlace(list, from);
  if (place === null || count <= 0) return;
  let left = Math.min(count, list.count - from);
  list.count -= left;
  let { node: at, offset } = place;
  let emptiedFrom = -1;
  let emptied = 0;
  for (; left > 0; at++, offset = 0) {
    const size = (list.nodes[at] as QuicklistNode).items.length;
    const gone = Math.min(left, size - offset);
    left -= gone;
    if (gone === size) {
      if (emptied === 0) emptiedFrom = at;
      emptied += 1;
    } else {
      const node = writable(list, at);
      for (const entry of node.items.splice(offset, gone)) node.bytes -= listpackEntryBytes(entry);
    }
  }
  if (emptied > 0) list.nodes.splice(emptiedFrom, emptied);
}

/** Removes up to `max` elements equal to `value` from one end on (0: all); says how many. REDIS: t_list.c lremCommand */
export function quicklistRemove(list: ListValue, value: string, max: number, fromHead: boolean): number {
  let removed = 0;
  const steps = list.nodes.length;
  for (let step = 0, at = fromHead ? 0 : steps - 1; step < steps; step++) {
    if (max > 0 && removed === max) break;
    const gone = removeFromNode(list, at, value, max === 0 ? Infinity : max - removed, fromHead);
    removed += gone;
    const isEmpty = list.nodes[at]?.items.length === 0;
    if (isEmpty) list.nodes.splice(at, 1);
    if (!fromHead) at -= 1;
    else if (!isEmpty) at += 1;
  }
  list.count -= removed;
  return removed;
}

function removeFromNode(list: ListValue, at: number, value: string, max: number, fromHead: boolean): number {
  const { items } = list.nodes[at] as QuicklistNode;
  if (!items.includes(value)) return 0;
  const node = writable(list, at);
  let removed = 0;
  if (fromHead) node.items = node.items.filter((entry) => entry !== value || removed === max || ++removed === 0);
  else {
    for (let i = node.items.length - 1; i >= 0 && removed < max; i--) {
      if (node.items[i] !== value) continue;
      node.items.splice(i, 1);
      removed += 1;
    }
  }
  node.bytes -= removed * listpackEntryBytes(value);
  return removed;
}

/** Calls `visit` with each element and its index from one end on until it answers false. */
export function quicklistWalk(
  list: ListValue,
  fromHead: boolean,
  visit: (value: string, index: number) => boolean,
): void {
  const { nodes } = list;
  let index = fromHead ? 0 : list.count - 1;
  for (let step = 0; step < nodes.length; step++) {
    const { items } = nodes[fromHead ? step : nodes.length - 1 - step] as QuicklistNode;
    for (let i = 0; i < items.length; i++) {
      if (!visit(items[fromHead ? i : items.length - 1 - i] as string, index)) return;
      index += fromHead ? 1 : -1;
    }
  }
}

/** A node as the stage shows it: the first of its elements only. */
export interface QuicklistNodeView {
  readonly at: number;
  readonly count: number;
  readonly bytes: number;
  readonly items: readonly string[];
}

/** A bounded view: `nodesMax` nodes from `from` on, `itemsMax` elements of each. */
export function inspectQuicklist(
  list: ListValue,
  from: number,
  nodesMax: number,
  itemsMax: number,
): {
  readonly length: number;
  readonly nodeCount: number;
  readonly nodes: readonly QuicklistNodeView[];
} {
  const nodes = list.nodes.slice(from, from + nodesMax).map((node, i) => ({
    at: from + i,
    count: node.items.length,
    bytes: node.bytes,
    items: node.items.slice(0, itemsMax),
  }));
  return { length: list.count, nodeCount: list.nodes.length, nodes };
}
