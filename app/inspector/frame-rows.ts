import type { FieldSpan } from '../../engine/host/protocol.ts';

/* The bytes of a frame as rows of a dump, and its fields as a flat list. */

export const ROW = 8;

export interface ByteRow {
  readonly offset: number;
  readonly bytes: readonly number[];
}

export function byteRows(bytes: Uint8Array): ByteRow[] {
  const rows: ByteRow[] = [];
  for (let offset = 0; offset < bytes.length; offset += ROW)
    rows.push({ offset, bytes: [...bytes.subarray(offset, offset + ROW)] });
  return rows;
}

export const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
/** What a dump prints beside: the character, or a point. */
export const printed = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·');

export interface FieldRow {
  readonly id: string;
  readonly depth: number;
  readonly field: FieldSpan;
}

const ROWS_MAX = 400;

export function fieldRows(fields: readonly FieldSpan[]): FieldRow[] {
  const rows: FieldRow[] = [];
  const walk = (field: FieldSpan, depth: number, path: string): void => {
    if (rows.length >= ROWS_MAX) return;
    rows.push({ id: path, depth, field });
    field.parts.forEach((part, i) => walk(part, depth + 1, `${path}.${i}`));
  };
  fields.forEach((field, i) => walk(field, 0, String(i)));
  return rows;
}

/** The innermost field that a byte belongs to. */
export function fieldOf(rows: readonly FieldRow[], byte: number): FieldRow | undefined {
  return rows.findLast(({ field }) => field.from <= byte && byte < field.to);
}
