/*
 * Copy-on-write in pages: how a scene of a hundred thousand messages forks in microseconds. Whoever writes to a page
 * must own it; a fork gives both sides a new owner token, so each copies a page when it first writes to it. Pages are
 * plain data; the token is compared by identity only.
 */

/** Who may write to a page. Compared by identity. */
export type Owner = Record<string, never>;

const ROWS = 128;

interface Page {
  owner: Owner;
  cells: Uint32Array;
}

/** Rows of `width` unsigned 32-bit cells, appended and overwritten, never removed. */
export interface Table {
  readonly width: number;
  rows: number;
  owner: Owner;
  pages: Page[];
}

export function createTable(width: number): Table {
  return { width, rows: 0, owner: {}, pages: [] };
}

export function forkTable(table: Table): Table {
  table.owner = {};
  return { width: table.width, rows: table.rows, owner: {}, pages: table.pages.slice() };
}

/** Adds a row of zeros and returns its index. */
export function addRow(table: Table): number {
  const row = table.rows++;
  if (row % ROWS === 0) table.pages.push({ owner: table.owner, cells: new Uint32Array(table.width * ROWS) });
  return row;
}

export function cell(table: Table, row: number, column: number): number {
  return (table.pages[(row / ROWS) | 0] as Page).cells[(row % ROWS) * table.width + column] as number;
}

export function setCell(table: Table, row: number, column: number, value: number): void {
  const index = (row / ROWS) | 0;
  let page = table.pages[index] as Page;
  if (page.owner !== table.owner) {
    page = { owner: table.owner, cells: page.cells.slice() };
    table.pages[index] = page;
  }
  page.cells[(row % ROWS) * table.width + column] = value;
}

/* --- lists --- */

const CHUNK = 128;

interface Chunk {
  owner: Owner;
  items: number[];
}

/** A list of numbers with cheap ends and cheap places: a queue of messages, a window of deliveries. */
export interface List {
  length: number;
  owner: Owner;
  chunks: Chunk[];
}

export function createList(): List {
  return { length: 0, owner: {}, chunks: [] };
}

export function forkList(list: List): List {
  list.owner = {};
  return { length: list.length, owner: {}, chunks: list.chunks.slice() };
}

export function clearList(list: List): void {
  list.length = 0;
  list.chunks = [];
}

function ownedChunk(list: List, index: number): Chunk {
  const chunk = list.chunks[index] as Chunk;
  if (chunk.owner === list.owner) return chunk;
  const copy = { owner: list.owner, items: chunk.items.slice() };
  list.chunks[index] = copy;
  return copy;
}

export function pushItem(list: List, item: number): void {
  list.length++;
  const last = list.chunks.length - 1;
  if (last < 0 || (list.chunks[last] as Chunk).items.length >= CHUNK) {
    list.chunks.push({ owner: list.owner, items: [item] });
    return;
  }
  ownedChunk(list, last).items.push(item);
}

/** Puts an item where `position` others are ahead of it; at the end when there are fewer. */
export function insertItem(list: List, position: number, item: number): void {
  if (position >= list.length) return pushItem(list, item);
  let index = 0;
  let offset = position;
  while (offset > (list.chunks[index] as Chunk).items.length) {
    offset -= (list.chunks[index] as Chunk).items.length;
    index++;
  }
  const chunk = ownedChunk(list, index);
  chunk.items.splice(offset, 0, item);
  list.length++;
  if (chunk.items.length < 2 * CHUNK) return;
  list.chunks.splice(index + 1, 0, { owner: list.owner, items: chunk.items.splice(CHUNK) });
}

/** Takes an item out, searching from the head, where most are. False when it is not there. */
export function removeItem(list: List, item: number): boolean {
  for (let index = 0; index < list.chunks.length; index++) {
    const offset = (list.chunks[index] as Chunk).items.indexOf(item);
    if (offset < 0) continue;
    list.length--;
    const chunk = ownedChunk(list, index);
    if (offset === 0) chunk.items.shift();
    else chunk.items.splice(offset, 1);
    if (chunk.items.length === 0) list.chunks.splice(index, 1);
    return true;
  }
  return false;
}

/** The first item; -1 when there is none. */
export function firstItem(list: List): number {
  return list.chunks[0]?.items[0] ?? -1;
}

/** Up to `max` items from the head. */
export function headOf(list: List, max: number): number[] {
  const items: number[] = [];
  for (const chunk of list.chunks) {
    if (items.length + chunk.items.length >= max) {
      items.push(...chunk.items.slice(0, max - items.length));
      break;
    }
    items.push(...chunk.items);
  }
  return items;
}

/** Up to `max` items from the end, in the list's order. */
export function tailOf(list: List, max: number): number[] {
  const parts: number[][] = [];
  let left = max;
  for (let i = list.chunks.length - 1; i >= 0 && left > 0; i--) {
    const { items } = list.chunks[i] as Chunk;
    const part = items.length <= left ? items : items.slice(items.length - left);
    parts.push(part);
    left -= part.length;
  }
  return parts.reverse().flat();
}

export function forEachItem(list: List, visit: (item: number) => void): void {
  for (const chunk of list.chunks) for (const item of chunk.items) visit(item);
}

/* --- lives --- */

/**
 * What happened to many things, as chains of fact numbers: 8 bytes an entry. What each fact was and when is read from
 * the fact itself, which the trace has.
 */
export function addLife(lives: Table, before: number, seq: number): number {
  const row = addRow(lives);
  setCell(lives, row, 0, seq);
  setCell(lives, row, 1, before);
  return row + 1;
}

export function createLives(): Table {
  return createTable(2);
}

/** The fact numbers of a life, oldest first. `last` is what `addLife` returned; 0 is a life without entries. */
export function lifeOf(lives: Table, last: number): number[] {
  const seqs: number[] = [];
  for (let entry = last; entry !== 0; entry = cell(lives, entry - 1, 1)) seqs.push(cell(lives, entry - 1, 0));
  return seqs.reverse();
}
