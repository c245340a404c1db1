import { parseInteger } from './numbers.ts';
import type { Owner, StringValue } from './value.ts';

/*
 * Strings and their three encodings. REDIS: object.c
 */

/** The longest string that lives in one allocation with its header. REDIS: OBJ_ENCODING_EMBSTR_SIZE_LIMIT */
const EMBSTR_MAX = 44;

/** The bytes of a string value. */
export function stringOf(value: StringValue): string {
  return typeof value.data === 'string' ? value.data : String(value.data);
}

/** Length in bytes without making the string of an integer longer than needed. */
export function stringLength(value: StringValue): number {
  return typeof value.data === 'string' ? value.data.length : String(value.data).length;
}

/** Puts `text` into an owned value with the encoding SET chooses. REDIS: object.c tryObjectEncoding */
export function assignEncoded(value: StringValue, text: string): void {
  const integer = text.length <= 20 ? parseInteger(text) : null;
  if (integer !== null) {
    value.encoding = 'int';
    value.data = integer;
  } else {
    value.encoding = text.length <= EMBSTR_MAX ? 'embstr' : 'raw';
    value.data = text;
  }
}

/** A new string value with the encoding SET chooses. */
export function encodedString(text: string, owner: Owner, lru: number): StringValue {
  const value: StringValue = { type: 'string', encoding: 'raw', owner, lru, data: text };
  assignEncoded(value, text);
  return value;
}

/** A string edited in place, which stays raw however short it is. */
export function rawString(text: string, owner: Owner, lru: number): StringValue {
  return { type: 'string', encoding: 'raw', owner, lru, data: text };
}

/** A string that is not looked at for an integer. REDIS: createStringObject */
export function plainString(text: string, owner: Owner, lru: number): StringValue {
  return { type: 'string', encoding: text.length <= EMBSTR_MAX ? 'embstr' : 'raw', owner, lru, data: text };
}
