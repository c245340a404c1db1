import { fateBarView } from './fate-view.ts';
import { FATE_NAMES, stateOfFate } from './fates.ts';
import { copyRowsOf } from './ledger.ts';
import { cell } from './pages.ts';
import { type BrokerScene, COPY, type Facts, type KvScene, MESSAGE, type Scene, WRITE } from './scene.ts';
import { text } from './text.ts';
import { messageToken, writeToken } from './tokens.ts';
import type { State } from './views.ts';

/*
 * Two runs of nearly the same world at the same time: what became of the same things in each. A thing is the same when
 * the same client did it as its n-th: names and numbers of the server may well differ.
 */

export interface DifferencesView {
  /** How many have each fate, in the one and in the other; only those that somebody has. */
  readonly fates: readonly FateDifference[];
  /** Numbers of the end state that differ: what is counted, and where. */
  readonly numbers: readonly NumberDifference[];
  /** Things whose fates differ, the first ones; `count` counts all. */
  readonly things: readonly ThingDifference[];
  readonly count: number;
}

export interface FateDifference {
  readonly state: State;
  readonly word: string;
  readonly one: number;
  readonly other: number;
}

export interface NumberDifference {
  readonly what: string;
  readonly one: number;
  readonly other: number;
}

/** Ids are each side's own; null where that side has no such thing. */
export interface ThingDifference {
  /** "shop 7", or the command. */
  readonly name: string;
  readonly one: FateOfThing | null;
  readonly other: FateOfThing | null;
}

export interface FateOfThing {
  readonly id: string;
  readonly state: State;
  readonly words: string;
}

/** A scene with the facts that it can look things up in. */
export interface Side {
  readonly scene: Scene;
  readonly facts: Facts;
}

const THINGS_MAX = 100;

/** The differences between two sides, as far as `node` keeps books of them. */
export function differencesView(one: Side, other: Side, node: string): DifferencesView {
  return {
    fates: fateDifferences(one.scene, other.scene, node),
    numbers: numberDifferences(one.scene, other.scene),
    ...thingDifferences(one, other, node),
  };
}

function fateDifferences(one: Scene, other: Scene, node: string): FateDifference[] {
  const rows = new Map<string, { state: State; word: string; one: number; other: number }>();
  const add = (scene: Scene, side: 'one' | 'other'): void => {
    for (const { fate, state, word, count } of fateBarView(scene, node)?.slices ?? []) {
      const row = rows.get(fate) ?? { state, word, one: 0, other: 0 };
      row[side] = count;
      rows.set(fate, row);
    }
  };
  add(one, 'one');
  add(other, 'other');
  return [...rows.values()];
}

function numberDifferences(one: Scene, other: Scene): NumberDifference[] {
  const [first, second] = [numbersOf(one), numbersOf(other)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .map((what) => ({ what, one: first.get(what) ?? 0, other: second.get(what) ?? 0 }))
    .filter((row) => row.one !== row.other);
}

/** What a scene counts, each under words that say what it is. */
function numbersOf(scene: Scene): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const broker of scene.brokers.values()) {
    for (const queue of broker.queues) {
      if (queue.gone) continue;
      numbers.set(text.differences.ready(queue.name), queue.ready.length);
      numbers.set(text.differences.unacked(queue.name), queue.unackedCount);
    }
  }
  for (const [id, client] of scene.clients) {
    if (client.processed > 0) numbers.set(text.differences.processed(id), client.processed);
    if (client.sent > 0) numbers.set(text.differences.sent(id), client.sent);
  }
  for (const server of scene.servers.values())
    if (server.lostAcknowledged > 0)
      numbers.set(text.differences.lostAcknowledged(server.node), server.lostAcknowledged);
  return numbers;
}

/** Rows of things by who made them and as whose how-manyth, and what is to be known of a row. */
interface Things {
  readonly rows: ReadonlyMap<number, number>;
  fatesOf(row: number): readonly number[];
  /** What it is called, and its id. Asked only of what differs. */
  show(row: number): { readonly name: string; readonly id: string; readonly state: State };
}

/** A maker and its count as one number. */
const MAKERS = 0x1000;

function thingDifferences(one: Side, other: Side, node: string): { things: ThingDifference[]; count: number } {
  const [first, second] = [thingsOf(one, node), thingsOf(other, node)];
  const things: ThingDifference[] = [];
  let count = 0;
  const differ = (row: number | null, yours: number | null): void => {
    const [mine, theirs] = [shown(first, row), shown(second, yours)];
    if (mine?.words === theirs?.words) return;
    count++;
    if (things.length < THINGS_MAX)
      things.push({ name: nameOf(first, row) ?? nameOf(second, yours) ?? '', one: mine, other: theirs });
  };
  for (const [key, row] of first.rows) {
    const yours = second.rows.get(key) ?? null;
    if (yours === null || !same(first.fatesOf(row), second.fatesOf(yours))) differ(row, yours);
  }
  for (const [key, row] of second.rows) if (!first.rows.has(key)) differ(null, row);
  return { things, count };
}

const same = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((fate, i) => fate === other[i]);

function shown(things: Things, row: number | null): FateOfThing | null {
  if (row === null) return null;
  const { id, state } = things.show(row);
  return { id, state, words: wordsOf(things.fatesOf(row)) };
}

const nameOf = (things: Things, row: number | null): string | null => (row === null ? null : things.show(row).name);

function thingsOf({ scene, facts }: Side, node: string): Things {
  const broker = scene.brokers.get(node);
  if (broker !== undefined) return messagesOf(scene, broker);
  const server = scene.servers.get(node);
  return server === undefined ? NOTHING : writesOf(scene, facts, server);
}

const NOTHING: Things = { rows: new Map(), fatesOf: () => [], show: () => ({ name: '', id: '', state: 'flight' }) };

/** Rows by their maker's count: rows stand in the order in which they were made. */
function counted(rows: number, makerOf: (row: number) => number): { rows: Map<number, number>; nth: number[] } {
  const byKey = new Map<number, number>();
  const nth: number[] = [];
  const counts: number[] = [];
  for (let row = 0; row < rows; row++) {
    const maker = makerOf(row);
    const count = (counts[maker] ?? 0) + 1;
    counts[maker] = count;
    nth[row] = count;
    byKey.set(count * MAKERS + maker, row);
  }
  return { rows: byKey, nth };
}

/** Messages by their publisher. What the broker published itself comes after all publishers. */
function messagesOf(scene: Scene, broker: BrokerScene): Things {
  const { messages, copies } = broker;
  const { rows, nth } = counted(messages.rows, (row) => cell(messages, row, MESSAGE.publisher));
  const fatesOf = (row: number): number[] => {
    const found = copyRowsOf(broker, row).map((copy) => cell(copies, copy, COPY.fate));
    return found.length === 0 ? [cell(messages, row, MESSAGE.fate)] : found;
  };
  return {
    rows,
    fatesOf,
    show(row) {
      const publisher = scene.spec.nodes[cell(messages, row, MESSAGE.publisher) - 1]?.id ?? broker.node;
      const state = stateOfFate(fatesOf(row)[0] as number);
      return { name: `${publisher} ${nth[row] as number}`, id: messageToken(broker, row).id, state };
    },
  };
}

function writesOf(scene: Scene, facts: Facts, server: KvScene): Things {
  const { writes } = server;
  return {
    rows: counted(writes.rows, (row) => cell(writes, row, WRITE.client)).rows,
    fatesOf: (row) => [cell(writes, row, WRITE.fate)],
    show(row) {
      const { id, state, command } = writeToken(scene, facts, server, row);
      return { name: command, id, state };
    },
  };
}

/** "acked", or "acked, ready" where copies have gone different ways. */
function wordsOf(fates: readonly number[]): string {
  const names = fates.map((fate) => text.fate(FATE_NAMES[fate] ?? 'flight'));
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1)).join(', ');
}
