import { assert } from '../../base/assert.ts';

/*
 * What a message of Kafka is made of, as text that reads like the message: one line a field, indented below what holds
 * it. A line is a name, a type, and what differs from the usual, in any order:
 *
 *   leaders      []  3+  ?4+           an array of structs, from version 3 on, and null is allowed from version 4 on
 *     nodeId     int32  =-1            -1 where a version does not carry it
 *   epoch        int64  0-12  tag1     a tagged field in versions 0 to 12
 *
 * Types: bool int8 int16 uint16 int32 uint32 int64 float64 string uuid bytes records, {} for a struct, [] before any of
 * them for an array (alone: an array of structs). `?` alone allows null wherever the field is.
 */

/** Versions from `first` to `last`, both included; none where last < first. */
export interface VersionRange {
  readonly first: number;
  readonly last: number;
}

export type Primitive =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float64'
  | 'string'
  | 'uuid'
  | 'bytes'
  | 'records';

const PRIMITIVES: ReadonlySet<string> = new Set<Primitive>([
  'bool',
  'int8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'float64',
  'string',
  'uuid',
  'bytes',
  'records',
]);

export interface Field {
  readonly name: string;
  readonly isArray: boolean;
  /** Of the field, or of each element. */
  readonly type: Primitive | 'struct';
  /** Of a struct; empty otherwise. */
  readonly fields: readonly Field[];
  readonly versions: VersionRange;
  /** Where null is allowed. */
  readonly nullable: VersionRange;
  /** Its number where it is a tagged field, or null. */
  readonly tag: number | null;
  /** What it is where a version does not carry it, as written behind `=`, or null for the zero of its type. */
  readonly preset: string | null;
}

const NEVER: VersionRange = { first: 0, last: -1 };
const ALWAYS: VersionRange = { first: 0, last: 32767 };

/** Reads `3`, `3-7` or `3+`. */
export function rangeOf(text: string): VersionRange {
  if (text === 'none') return NEVER;
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text);
  assert(match !== null, `'${text}' is no range of versions`);
  const first = Number(match[1]);
  if (match[2] !== undefined) return { first, last: ALWAYS.last };
  return { first, last: match[3] === undefined ? first : Number(match[3]) };
}

export function isIn(version: number, { first, last }: VersionRange): boolean {
  return version >= first && version <= last;
}

interface Line {
  readonly depth: number;
  readonly words: readonly string[];
}

/** Reads the fields of a message. A slip in the text is a bug of ours and throws. */
export function fieldsOf(text: string): readonly Field[] {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line !== '') lines.push({ depth: raw.length - raw.trimStart().length, words: line.split(/\s+/) });
  }
  let at = 0;
  const block = (depth: number): readonly Field[] => {
    const fields: Field[] = [];
    for (let line = lines[at]; line !== undefined && line.depth === depth; line = lines[at]) {
      at++;
      const next = lines[at];
      const inner = next !== undefined && next.depth > depth ? block(next.depth) : [];
      fields.push(fieldOf(line.words, inner));
    }
    return fields;
  };
  const fields = block(lines[0]?.depth ?? 0);
  assert(at === lines.length, `the fields are indented wrongly at line ${at + 1}`);
  return fields;
}

function fieldOf([name = '', type = '', ...marks]: readonly string[], fields: readonly Field[]): Field {
  const isArray = type.startsWith('[]');
  const element = isArray ? type.slice(2) : type;
  const isStruct = isArray ? element === '' : element === '{}';
  assert(isStruct ? fields.length > 0 : PRIMITIVES.has(element) && fields.length === 0, `${name}: type '${type}'`);
  let versions = ALWAYS;
  let nullable: VersionRange | null = NEVER;
  let tag: number | null = null;
  let preset: string | null = null;
  for (const mark of marks) {
    if (mark.startsWith('=')) preset = mark.slice(1);
    else if (mark === '?') nullable = null;
    else if (mark.startsWith('?')) nullable = rangeOf(mark.slice(1));
    else if (mark.startsWith('tag')) tag = Number(mark.slice(3));
    else versions = rangeOf(mark);
  }
  return {
    name,
    isArray,
    type: isStruct ? 'struct' : (element as Primitive), // checked above
    fields,
    versions,
    nullable: nullable ?? versions,
    tag,
    preset,
  };
}

/** A request with its response, as text. */
export interface ApiSource {
  readonly key: number;
  readonly name: string;
  /** The versions a broker serves. */
  readonly versions: VersionRange;
  /** The versions with compact lengths and tagged fields. */
  readonly flexible: VersionRange;
  readonly request: string;
  readonly response: string;
}

export function api(
  key: number,
  name: string,
  versions: string,
  flexible: string,
  { request, response }: { readonly request: string; readonly response: string },
): ApiSource {
  return { key, name, versions: rangeOf(versions), flexible: rangeOf(flexible), request, response };
}
