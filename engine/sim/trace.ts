import { assert, present } from '../base/assert.ts';
import { equal } from '../base/equal.ts';
import { DIGEST_START, type Digest, digestInto, digestText } from '../base/hash.ts';
import type { Fact } from './facts.ts';
import type { Micros, Seq } from './machine.ts';

/*
 * The facts of one branch, in order, in chunks. Facts are derived: replaying over known history compares each with
 * what was recorded and stops loudly at the first that differs, so every step back is a test of determinism.
 * Chunks long past are dropped to a digest, which bounds memory; replay brings them back and is compared with it.
 */

const CHUNK_FACTS = 4096;
/** How many dropped chunks stay in memory after replay brought them back. */
const RESTORED_MAX = 16;

interface Chunk {
  readonly firstAt: Micros;
  readonly firstStep: number;
  lastStep: number;
  /** Null when dropped. */
  facts: Fact[] | null;
  size: number;
  digest: string | null;
}

/** The world did something else the second time. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError';
}

export class Trace {
  readonly #chunks: Chunk[] = [];
  #last: Seq = 0;
  readonly #keptMax: number;
  /** Chunks that had been dropped and were brought back, oldest first. */
  readonly #restored: number[] = [];
  /** While a dropped chunk is replayed. */
  #replayed: { index: number; digest: Digest; facts: Fact[] } | null = null;

  /** @param keptMax how many facts stay in memory, about. */
  constructor(keptMax: number) {
    this.#keptMax = keptMax;
  }

  /** The seq of the latest fact known. */
  get last(): Seq {
    return this.#last;
  }

  /** How many facts are in memory. */
  get kept(): number {
    return this.#chunks.reduce((sum, chunk) => sum + (chunk.facts?.length ?? 0), 0);
  }

  /** Takes the next fact of a run: new history is kept, known history is compared. Throws DivergenceError. */
  record(fact: Fact): void {
    if (fact.seq > this.#last) this.#extend(fact);
    else this.#compare(fact);
  }

  /** The fact, or null when its chunk was dropped and has not been replayed. */
  get(seq: Seq): Fact | null {
    const chunk = this.#chunks[indexOf(seq)];
    return chunk?.facts?.[(seq - 1) % CHUNK_FACTS] ?? null;
  }

  /** The steps in which the facts around `seq` were noted, for replaying a dropped stretch. */
  stretch(seq: Seq): { fromStep: number; toStep: number } | null {
    const chunk = this.#chunks[indexOf(seq)];
    return chunk === undefined ? null : { fromStep: chunk.firstStep, toStep: chunk.lastStep };
  }

  /** The facts among which the last that is at or before a time is: from where on, and how many. Null when all are later. */
  around(at: Micros): { readonly first: Seq; readonly count: number } | null {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#chunks[middle] as Chunk).firstAt <= at) low = middle + 1;
      else high = middle;
    }
    const chunk = this.#chunks[low - 1];
    return chunk === undefined ? null : { first: (low - 1) * CHUNK_FACTS + 1, count: chunk.size };
  }

  /** A trace that begins as this one up to and with `seq`. Facts and full chunks are shared. */
  forkAt(seq: Seq): Trace {
    const twin = new Trace(this.#keptMax);
    const whole = Math.floor(seq / CHUNK_FACTS);
    for (const chunk of this.#chunks.slice(0, whole)) twin.#chunks.push({ ...chunk });
    twin.#last = whole * CHUNK_FACTS;
    const rest = this.#chunks[whole];
    for (let i = 0; i < seq % CHUNK_FACTS; i++)
      twin.#extend(present(rest?.facts?.[i], 'a branch leaves where facts are known'));
    return twin;
  }

  #extend(fact: Fact): void {
    assert(fact.seq === this.#last + 1, 'facts come in order');
    this.#last = fact.seq;
    const chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.size === CHUNK_FACTS) {
      this.#chunks.push({
        firstAt: fact.at,
        firstStep: fact.step,
        lastStep: fact.step,
        facts: [fact],
        size: 1,
        digest: null,
      });
      this.#dropOldest();
      return;
    }
    present(chunk.facts, 'the newest chunk is in memory').push(fact);
    chunk.size++;
    chunk.lastStep = fact.step;
  }

  /** Drops the oldest chunk in memory when there are too many. */
  #dropOldest(): void {
    const excess = this.#chunks.length - Math.ceil(this.#keptMax / CHUNK_FACTS);
    if (excess <= 0) return;
    for (const chunk of this.#chunks.slice(0, excess).reverse()) {
      if (chunk.facts === null) return;
      chunk.digest ??= digestOf(chunk.facts);
      chunk.facts = null;
    }
  }

  #compare(fact: Fact): void {
    const index = indexOf(fact.seq);
    const chunk = present(this.#chunks[index], 'known history has its chunk');
    if (chunk.facts === null) return this.#compareDropped(index, chunk, fact);
    const recorded = present(chunk.facts[(fact.seq - 1) % CHUNK_FACTS], 'known history has its fact');
    if (!equal(recorded, fact))
      throw new DivergenceError(`at step ${fact.step}, fact ${fact.seq}: was ${brief(recorded)}, is ${brief(fact)}`);
  }

  #compareDropped(index: number, chunk: Chunk, fact: Fact): void {
    if ((fact.seq - 1) % CHUNK_FACTS === 0) this.#replayed = { index, digest: [...DIGEST_START], facts: [] };
    const replayed = this.#replayed;
    if (replayed?.index !== index || replayed.facts.length !== (fact.seq - 1) % CHUNK_FACTS) return;
    digestInto(replayed.digest, fact);
    replayed.facts.push(fact);
    if (replayed.facts.length < chunk.size) return;
    if (digestText(replayed.digest) !== chunk.digest)
      throw new DivergenceError(`between steps ${chunk.firstStep} and ${chunk.lastStep}, where facts had been dropped`);
    chunk.facts = replayed.facts;
    this.#replayed = null;
    this.#restored.push(index);
    if (this.#restored.length <= RESTORED_MAX) return;
    const oldest = this.#chunks[present(this.#restored.shift(), 'there are too many')];
    if (oldest !== undefined) oldest.facts = null;
  }
}

function indexOf(seq: Seq): number {
  return Math.floor((seq - 1) / CHUNK_FACTS);
}

function digestOf(facts: readonly Fact[]): string {
  const digest: Digest = [...DIGEST_START];
  for (const fact of facts) digestInto(digest, fact);
  return digestText(digest);
}

function brief(fact: Fact): string {
  const text = JSON.stringify(fact, (_, value: unknown) =>
    value instanceof Uint8Array ? `${value.length} bytes` : value,
  );
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
