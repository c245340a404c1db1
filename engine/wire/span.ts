import { utf8Decode } from '../base/bytes.ts';

/** A stretch of bytes that means something: bytes [from, to). The leaves lie side by side and leave no byte out. */
export interface FieldSpan {
  /** In the protocol's own words: `delivery-tag`, `length`. */
  readonly name: string;
  /** What it says, for a reader; '' where its parts say it. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
  readonly parts: readonly FieldSpan[];
}

/** A frame as the bytes that travel, and the fields that they are. */
export interface Dissection {
  readonly bytes: Uint8Array;
  readonly fields: readonly FieldSpan[];
}

export function leaf(name: string, value: string | number | bigint, from: number, to: number): FieldSpan {
  return { name, value: String(value), from, to, parts: [] };
}

/** A stretch made of parts that lie side by side. */
export function group(name: string, value: string, parts: readonly FieldSpan[]): FieldSpan {
  return { name, value, from: parts[0]?.from ?? 0, to: parts.at(-1)?.to ?? 0, parts };
}

const BINARY = /[^\x20-\x7e]/g;
// oxlint-disable-next-line no-control-regex -- these are what cannot be printed
const UNPRINTABLE = /[\u0000-\u001f\u007f]/g;

/** A byte string for a reader: UTF-8 where it is, and what cannot be printed by its code. */
export function readable(text: string): string {
  const decoded = utf8Decode(text);
  return (decoded ?? text).replace(
    decoded === null ? BINARY : UNPRINTABLE,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
