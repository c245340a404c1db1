/*
 * The skip list of a sorted set (William Pugh, 1990). A sorted linked list is slow to search because one must walk it
 * all. So a quarter of the nodes also stand in an express lane above, a quarter of those in a faster one above that,
 * and so on: from the top lane one runs right while the next node is still smaller, then one lane down, and again.
 * That takes about log n steps, like a balanced tree, and nothing ever needs balancing: how tall a node is, a coin decides.
 *
 * Each pointer also knows its *span*, how many places it jumps. The spans passed on the way add up to the rank.
 *
 * The nodes live in parallel arrays, not in objects: a node is an index, its lanes are `height[node]` consecutive
 * slots of `forward` and `span` from `base[node]` on. So the list is plain data, and its copy for a fork is a few
 * straight memory copies. Node 0 is the head with all 32 lanes; it has no member, and 0 also says "nobody".
 * REDIS: t_zset.c zslCreate, zslInsert, zslDelete, zslGetRank, zslGetElementByRank
 */

import type { Skiplist } from '../value.ts';

export const SKIPLIST_LEVEL_MAX = 32;

export function emptySkiplist(capacity = 256): Skiplist {
  const list: Skiplist = {
    length: 0,
    level: 1,
    tail: 0,
    members: [''],
    scores: new Float64Array(capacity),
    height: new Uint8Array(capacity),
    base: new Int32Array(capacity),
    backward: new Int32Array(capacity),
    forward: new Int32Array(capacity * 2 + SKIPLIST_LEVEL_MAX),
    span: new Int32Array(capacity * 2 + SKIPLIST_LEVEL_MAX),
    nodesUsed: 1,
    slotsUsed: SKIPLIST_LEVEL_MAX,
    freed: new Int32Array(SKIPLIST_LEVEL_MAX + 1),
  };
  list.height[0] = SKIPLIST_LEVEL_MAX;
  return list;
}

/** A copy of its own. */
export function forkSkiplist(list: Skiplist): Skiplist {
  return {
    ...list,
    members: list.members.slice(),
    scores: list.scores.slice(),
    height: list.height.slice(),
    base: list.base.slice(),
    backward: list.backward.slice(),
    forward: list.forward.slice(),
    span: list.span.slice(),
    freed: list.freed.slice(),
  };
}

/** A coin that comes up one time in four decides each further lane. REDIS: t_zset.c zslRandomLevel */
export function randomLevel(source: { random(bound: number): number }): number {
  let level = 1;
  while (level < SKIPLIST_LEVEL_MAX) {
    // One draw is sixteen throws of the coin.
    let bits = source.random(0x100000000);
    for (let thrown = 0; thrown < 16; thrown++, bits >>>= 2) {
      if ((bits & 3) !== 0 || level === SKIPLIST_LEVEL_MAX) return level;
      level += 1;
    }
  }
  return level;
}

// Where the search went down, lane by lane, and at which rank: written by descend, read by its caller at once.
const passed = new Int32Array(SKIPLIST_LEVEL_MAX);
const passedRank = new Int32Array(SKIPLIST_LEVEL_MAX);

/** Walks to the last node before (score, member) in every lane and notes the way in `passed` and `passedRank`. */
function descend(list: Skiplist, score: number, member: string): number {
  const { forward, span, scores, members, base } = list;
  let node = 0;
  let from = 0;
  let rank = 0;
  for (let lane = list.level - 1; lane >= 0; lane--) {
    for (;;) {
      const next = forward[from + lane] as number;
      if (next === 0) break;
      const nextScore = scores[next] as number;
      if (nextScore > score || (nextScore === score && (members[next] as string) >= member)) break;
      rank += span[from + lane] as number;
      node = next;
      from = base[node] as number;
    }
    passed[lane] = node;
    passedRank[lane] = rank;
  }
  return node;
}

/** Adds a member that is not in the list yet; returns its node. */
export function skiplistInsert(list: Skiplist, score: number, member: string, level: number): number {
  descend(list, score, member);
  if (level > list.level) {
    for (let lane = list.level; lane < level; lane++) {
      passed[lane] = 0;
      passedRank[lane] = 0;
      list.span[lane] = list.length;
    }
    list.level = level;
  }
  const node = newNode(list, score, member, level);
  link(list, node, level);
  return node;
}

function link(list: Skiplist, node: number, level: number): void {
  const { forward, span, base, backward } = list;
  const from = base[node] as number;
  const rank = passedRank[0] as number;
  for (let lane = 0; lane < level; lane++) {
    const before = (base[passed[lane] as number] as number) + lane;
    const jumped = rank - (passedRank[lane] as number);
    forward[from + lane] = forward[before] as number;
    span[from + lane] = (span[before] as number) - jumped;
    forward[before] = node;
    span[before] = jumped + 1;
  }
  for (let lane = level; lane < list.level; lane++) {
    const before = (base[passed[lane] as number] as number) + lane;
    span[before] = (span[before] as number) + 1;
  }
  backward[node] = passed[0] as number;
  const next = forward[from] as number;
  if (next === 0) list.tail = node;
  else backward[next] = node;
  list.length += 1;
}

function newNode(list: Skiplist, score: number, member: string, level: number): number {
  let node = list.freed[level] as number;
  if (node !== 0) {
    list.freed[level] = list.backward[node] as number;
  } else {
    node = list.nodesUsed++;
    if (node === list.scores.length) growNodes(list);
    if (list.slotsUsed + level > list.forward.length) growSlots(list);
    list.base[node] = list.slotsUsed;
    list.height[node] = level;
    list.slotsUsed += level;
  }
  list.scores[node] = score;
  list.members[node] = member;
  return node;
}

function growNodes(list: Skiplist): void {
  const capacity = list.scores.length * 2;
  const scores = new Float64Array(capacity);
  scores.set(list.scores);
  list.scores = scores;
  const height = new Uint8Array(capacity);
  height.set(list.height);
  list.height = height;
  list.base = grown(list.base, capacity);
  list.backward = grown(list.backward, capacity);
}

function growSlots(list: Skiplist): void {
  const capacity = list.forward.length * 2;
  list.forward = grown(list.forward, capacity);
  list.span = grown(list.span, capacity);
}

function grown(old: Int32Array, capacity: number): Int32Array {
  const bigger = new Int32Array(capacity);
  bigger.set(old);
  return bigger;
}

/** Unlinks a member with its score; returns the node it was, or 0 where there is none. */
export function skiplistRemove(list: Skiplist, score: number, member: string): number {
  descend(list, score, member);
  const node = list.forward[list.base[passed[0] as number] as number] as number;
  if (node === 0 || list.scores[node] !== score || list.members[node] !== member) return 0;
  unlink(list, node);
  return node;
}

/** Takes out a node whose predecessors stand in `passed`. REDIS: t_zset.c zslDeleteNode */
function unlink(list: Skiplist, node: number): void {
  const { forward, span, base, backward } = list;
  const from = base[node] as number;
  for (let lane = 0; lane < list.level; lane++) {
    const before = (base[passed[lane] as number] as number) + lane;
    if (forward[before] === node) {
      span[before] = (span[before] as number) + (span[from + lane] as number) - 1;
      forward[before] = forward[from + lane] as number;
    } else {
      span[before] = (span[before] as number) - 1;
    }
  }
  const next = forward[from] as number;
  if (next === 0) list.tail = backward[node] as number;
  else backward[next] = backward[node] as number;
  while (list.level > 1 && forward[list.level - 1] === 0) list.level -= 1;
  list.length -= 1;
  const height = list.height[node] as number;
  list.members[node] = '';
  backward[node] = list.freed[height] as number;
  list.freed[height] = node;
}

/** Gives the member of a score another one, in place where its neighbours allow it. REDIS: t_zset.c zslUpdateScore */
export function skiplistUpdate(list: Skiplist, old: number, score: number, member: string): void {
  descend(list, old, member);
  const node = list.forward[list.base[passed[0] as number] as number] as number;
  const before = list.backward[node] as number;
  const next = list.forward[list.base[node] as number] as number;
  const staysAfter = before === 0 || (list.scores[before] as number) < score;
  if (staysAfter && (next === 0 || (list.scores[next] as number) > score)) {
    list.scores[node] = score;
    return;
  }
  const level = list.height[node] as number;
  unlink(list, node);
  skiplistInsert(list, score, member, level);
}

/** How many stand before (score, member): the rank, from 0, of a member that is in the list. */
export function skiplistRank(list: Skiplist, score: number, member: string): number {
  descend(list, score, member);
  return passedRank[0] as number;
}

/** The node at a rank from 0, or 0 where there is none. */
export function skiplistAt(list: Skiplist, rank: number): number {
  if (rank < 0 || rank >= list.length) return 0;
  const { forward, span, base } = list;
  let from = 0;
  let node = 0;
  let left = rank + 1;
  for (let lane = list.level - 1; lane >= 0; lane--) {
    while (forward[from + lane] !== 0 && (span[from + lane] as number) <= left) {
      left -= span[from + lane] as number;
      node = forward[from + lane] as number;
      from = base[node] as number;
    }
    if (left === 0) return node;
  }
  return 0;
}

/** How many nodes from the first on satisfy `isBefore`, which must hold for a prefix of the list. */
export function skiplistCountBefore(list: Skiplist, isBefore: (score: number, member: string) => boolean): number {
  const { forward, span, base, scores, members } = list;
  let from = 0;
  let rank = 0;
  for (let lane = list.level - 1; lane >= 0; lane--) {
    for (;;) {
      const next = forward[from + lane] as number;
      if (next === 0 || !isBefore(scores[next] as number, members[next] as string)) break;
      rank += span[from + lane] as number;
      from = base[next] as number;
    }
  }
  return rank;
}

/** The node after one, or 0 at the end; after 0 comes the first. */
export function skiplistNext(list: Skiplist, node: number): number {
  return list.forward[list.base[node] as number] as number;
}

/** Removes the ranks [from, to) and calls `removed` with each member. REDIS: t_zset.c zslDeleteRangeByRank */
export function skiplistRemoveRange(list: Skiplist, from: number, to: number, removed: (member: string) => void): void {
  const first = skiplistAt(list, from);
  if (first === 0) return;
  descend(list, list.scores[first] as number, list.members[first] as string);
  let node = first;
  for (let rank = from; rank < to && node !== 0; rank++) {
    const next = skiplistNext(list, node);
    removed(list.members[node] as string);
    unlink(list, node);
    node = next;
  }
}

/** A node as the stage draws it: in each of its lanes, where it points and how far that jumps. */
export interface SkiplistNodeView {
  readonly rank: number;
  readonly member: string;
  readonly score: number;
  readonly lanes: readonly {
    readonly toRank: number | null;
    readonly span: number;
  }[];
}

/** One step of a search: from the node of a rank (-1 is the head) along a lane. `down` when it took the lane below. */
interface SkiplistSearchStep {
  readonly rank: number;
  readonly lane: number;
  readonly down: boolean;
}

function laneViews(list: Skiplist, node: number, rank: number): SkiplistNodeView['lanes'] {
  const lanes = [];
  const height = node === 0 ? list.level : (list.height[node] as number);
  for (let lane = 0; lane < height; lane++) {
    const slot = (list.base[node] as number) + lane;
    const isLast = list.forward[slot] === 0;
    const span = list.span[slot] as number;
    lanes.push({
      toRank: isLast ? null : rank + span,
      span: isLast ? list.length - 1 - rank : span,
    });
  }
  return lanes;
}

/** A bounded view: `nodesMax` nodes from a rank on, and the head (rank -1) with its lanes. */
export function inspectSkiplist(list: Skiplist, fromRank: number, nodesMax: number): readonly SkiplistNodeView[] {
  const views: SkiplistNodeView[] = [{ rank: -1, member: '', score: 0, lanes: laneViews(list, 0, -1) }];
  let node = skiplistAt(list, fromRank);
  for (let rank = fromRank; node !== 0 && rank < fromRank + nodesMax; rank++) {
    const [member, score] = [list.members[node] as string, list.scores[node] as number];
    views.push({ rank, member, score, lanes: laneViews(list, node, rank) });
    node = skiplistNext(list, node);
  }
  return views;
}

/** The way a search for (score, member) takes, from the head's top lane down. */
export function skiplistSearchPath(list: Skiplist, score: number, member: string): readonly SkiplistSearchStep[] {
  const steps: SkiplistSearchStep[] = [];
  let from = 0;
  let rank = -1;
  for (let lane = list.level - 1; lane >= 0; lane--) {
    for (;;) {
      const next = list.forward[from + lane] as number;
      const nextScore = list.scores[next] as number;
      const stops =
        next === 0 || nextScore > score || (nextScore === score && (list.members[next] as string) >= member);
      steps.push({ rank, lane, down: stops });
      if (stops) break;
      rank += list.span[from + lane] as number;
      from = list.base[next] as number;
    }
  }
  return steps;
}
