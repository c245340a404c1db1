import type { FieldTable, FieldValue } from './amqp-methods.ts';

/*
 * erlang:phash2, the portable hash of Erlang's terms: RabbitMQ picks the bucket of a consistent hash by it and tells
 * the bindings of one pair apart. The mixing is Bob Jenkins' of 1996. ERTS: utils.c make_hash2, block_hash
 */

/** A term of Erlang's, as far as it is needed: a text is a binary, an array a list. */
export type Term =
  | string
  | number
  | bigint
  | readonly Term[]
  | { readonly atom: string }
  | { readonly float: number }
  | { readonly tuple: readonly Term[] };

const GOLDEN = 0x9e3779b9;
/** Each kind of term is mixed with a multiple of its own. */
const multiple = (n: number): number => Math.imul(GOLDEN, n) >>> 0;
const [NIL_CONST, ATOM, BYTES, TUPLE, NEGATIVE, POSITIVE, FLOAT, BINARY] = [2, 3, 4, 9, 10, 11, 12, 13].map(
  multiple,
) as [number, number, number, number, number, number, number, number];
/** What stands for the empty list. */
const NIL = 2;

class Hash {
  value = 0;

  /** Two words more. */
  mix(first: number, second: number, constant: number): void {
    this.value = jenkins((constant + first) | 0, (constant + second) | 0, this.value);
  }

  term(term: Term): void {
    if (typeof term === 'string') this.value = blockHash(term, (BINARY + this.value) | 0);
    else if (typeof term === 'number' || typeof term === 'bigint') this.integer(BigInt(term));
    else if (isList(term)) this.list(term);
    else if ('atom' in term) this.atom(term.atom);
    else if ('float' in term) this.float(term.float);
    else {
      this.mix(term.tuple.length, 0, TUPLE);
      for (const part of term.tuple) this.term(part);
    }
  }

  private list(items: readonly Term[]): void {
    let run = 0;
    let bytes = 0;
    const flush = (): void => {
      if (bytes > 0) this.mix(run, 0, BYTES);
      run = 0;
      bytes = 0;
    };
    // Bytes go four at a time, up to the first item that is none.
    let at = 0;
    for (; at < items.length; at++) {
      const item = items[at];
      if (typeof item !== 'number' || item < 0 || item > 255 || !Number.isInteger(item)) break;
      run = ((run << 8) + item) | 0;
      if (++bytes === 4) flush();
    }
    flush();
    const rest = items[at];
    if (rest === undefined) this.mix(NIL, 0, NIL_CONST);
    else {
      this.term(rest);
      this.list(items.slice(at + 1));
    }
  }

  private atom(name: string): void {
    const value = atomHash(name);
    if (this.value === 0) this.value = value | 0;
    else this.mix(value, 0, ATOM);
  }

  private integer(value: bigint): void {
    if (value >= -(1n << 27n) && value < 1n << 27n) {
      const small = Number(value);
      if (small < 0) this.mix(-small, 0, GOLDEN);
      this.mix(small, 0, GOLDEN);
      return;
    }
    const constant = value < 0n ? NEGATIVE : POSITIVE;
    for (let left = value < 0n ? -value : value; ; left >>= 64n) {
      this.mix(Number(left & 0xffffffffn), Number((left >> 32n) & 0xffffffffn), constant);
      if (left >> 64n === 0n) return;
    }
  }

  private float(value: number): void {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value === 0 ? 0 : value);
    this.mix(view.getUint32(0), view.getUint32(4), FLOAT);
  }
}

const isList = (term: Term): term is readonly Term[] => Array.isArray(term);

function jenkins(first: number, second: number, third: number): number {
  let [a, b, c] = [first, second, third];
  a = (a - b - c) ^ (c >>> 13);
  b = (b - c - a) ^ (a << 8);
  c = (c - a - b) ^ (b >>> 13);
  a = (a - b - c) ^ (c >>> 12);
  b = (b - c - a) ^ (a << 16);
  c = (c - a - b) ^ (b >>> 5);
  a = (a - b - c) ^ (c >>> 3);
  b = (b - c - a) ^ (a << 10);
  mixed[0] = a;
  mixed[1] = b;
  return (c - a - b) ^ (b >>> 15);
}

/** What the last mix left of its other two words. */
const mixed = new Int32Array(2);

function blockHash(bytes: string, initial: number): number {
  if (bytes.length === 0) return initial;
  let [a, b, c] = [GOLDEN | 0, GOLDEN | 0, initial];
  let at = 0;
  const word = (from: number, limit = 4): number => {
    let value = 0;
    for (let i = 0; i < limit && from + i < bytes.length; i++) value |= bytes.charCodeAt(from + i) << (8 * i);
    return value;
  };
  for (; bytes.length - at >= 12; at += 12) {
    c = jenkins((a + word(at)) | 0, (b + word(at + 4)) | 0, (c + word(at + 8)) | 0);
    [a, b] = [mixed[0] ?? 0, mixed[1] ?? 0];
  }
  // The lowest byte of the last word is the length's.
  c = (c + bytes.length + (word(at + 8, 3) << 8)) | 0;
  return jenkins((a + word(at)) | 0, (b + word(at + 4)) | 0, c);
}

/** ERTS: atom.c atom_hash, which is hashpjw. */
function atomHash(name: string): number {
  let h = 0;
  for (let i = 0; i < name.length; i++) {
    h = (h << 4) + name.charCodeAt(i);
    const high = h & 0xf0000000;
    if (high !== 0) h = (h ^ (high >>> 24) ^ high) >>> 0;
  }
  return h;
}

/** 32 bits: `erlang:phash2(Term, 1 bsl 32)`. */
export function phash32(term: Term): number {
  const hash = new Hash();
  hash.term(term);
  return hash.value >>> 0;
}

/** 27 bits: `erlang:phash2(Term)`. */
export function phash2(term: Term): number {
  return phash32(term) & 0x7ffffff;
}

/** A field's value as RabbitMQ holds it. */
export function termOfValue(field: FieldValue): Term {
  switch (field.type) {
    case 'void':
      return { atom: 'undefined' };
    case 'bool':
      return { atom: String(field.value) };
    case 'double':
    case 'float':
      return { float: field.value };
    case 'decimal':
      return { tuple: [field.value.scale, field.value.unscaled] };
    case 'table':
      return termOfTable(field.value);
    case 'array':
      return field.value.map((item) => ({ tuple: [{ atom: item.type }, termOfValue(item)] }));
    default:
      return field.value;
  }
}

/** A table as RabbitMQ holds it: a list of triples. */
export function termOfTable(table: FieldTable): Term {
  return table.map((field) => ({ tuple: [field.key, { atom: field.type }, termOfValue(field)] }));
}
