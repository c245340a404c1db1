import type { Field, FieldTable, FieldType, FieldValue } from './amqp-methods.ts';
import type { AmqpReader } from './amqp-reader.ts';
import type { AmqpWriter } from './amqp-writer.ts';

/*
 * Field tables and arrays: every type by its letter, so that what was read is written again as it was.
 * RABBITMQ: rabbit_binary_parser parse_table, rabbit_binary_generator table_to_binary. The one letter that does not
 * come back is `L`, which RabbitMQ reads as `l` too.
 */

/**
 * SIMPLIFIED: RabbitMQ reads tables within tables to any depth; beyond this one they are refused, so that nobody can
 * exhaust the stack with a frame of opening brackets.
 */
const DEPTH_MAX = 128;

const VOID: FieldValue = { type: 'void', value: null };

/** Reads a table behind its length. Faults of the table are left in the reader. */
export function readTable(reader: AmqpReader): FieldTable {
  return readNested(reader, 0, readFields);
}

/** Reads what a length announces, and nothing beyond it. */
function readNested<T>(reader: AmqpReader, depth: number, read: (reader: AmqpReader, depth: number) => T[]): T[] {
  const length = reader.u32();
  if (reader.fault !== null) return [];
  const { end } = reader;
  if (length > end - reader.at) {
    reader.fault ??= 'short';
    return [];
  }
  if (depth >= DEPTH_MAX) {
    reader.fault ??= 'syntax';
    return [];
  }
  reader.end = reader.at + length;
  const items = read(reader, depth);
  // The length of the table itself was right: what was cut off is within.
  if (reader.fault === 'short') reader.fault = 'syntax';
  reader.end = end;
  return items;
}

function readFields(reader: AmqpReader, depth: number): Field[] {
  const fields: Field[] = [];
  while (reader.at < reader.end && reader.fault === null) {
    const key = reader.shortstr();
    fields.push({ key, ...readValue(reader, depth) });
  }
  return fields;
}

function readValues(reader: AmqpReader, depth: number): FieldValue[] {
  const values: FieldValue[] = [];
  while (reader.at < reader.end && reader.fault === null) values.push(readValue(reader, depth));
  return values;
}

/** Reads a value behind its letter; `depth` tables are around it. */
export function readValue(reader: AmqpReader, depth: number): FieldValue {
  const letter = reader.u8();
  switch (letter) {
    case 0x53: // S
      return { type: 'longstr', value: reader.longstr() };
    case 0x49: // I
      return { type: 'signedint', value: reader.u32() | 0 };
    case 0x69: // i
      return { type: 'unsignedint', value: reader.u32() };
    case 0x74: // t
      return { type: 'bool', value: reader.u8() !== 0 };
    case 0x6c: // l
    case 0x4c: // L
      return { type: 'long', value: reader.i64() };
    case 0x54: // T
      return { type: 'timestamp', value: reader.u64() };
    case 0x46: // F
      return { type: 'table', value: readNested(reader, depth + 1, readFields) };
    case 0x41: // A
      return { type: 'array', value: readNested(reader, depth + 1, readValues) };
    case 0x62: // b
      return { type: 'byte', value: (reader.u8() << 24) >> 24 };
    case 0x42: // B
      return { type: 'unsignedbyte', value: reader.u8() };
    case 0x73: // s
      return { type: 'short', value: (reader.u16() << 16) >> 16 };
    case 0x75: // u
      return { type: 'unsignedshort', value: reader.u16() };
    case 0x64: // d
      return { type: 'double', value: reader.f64() };
    case 0x66: // f
      return { type: 'float', value: reader.f32() };
    case 0x44: // D
      return { type: 'decimal', value: { scale: reader.u8(), unscaled: reader.u32() } };
    case 0x78: // x
      return { type: 'binary', value: reader.longstr() };
    case 0x56: // V
      return VOID;
    default:
      reader.fault ??= 'syntax';
      return VOID;
  }
}

const LETTERS: Readonly<Record<FieldType, number>> = {
  longstr: 0x53,
  signedint: 0x49,
  decimal: 0x44,
  timestamp: 0x54,
  table: 0x46,
  byte: 0x62,
  unsignedbyte: 0x42,
  double: 0x64,
  float: 0x66,
  long: 0x6c,
  short: 0x73,
  unsignedshort: 0x75,
  unsignedint: 0x69,
  bool: 0x74,
  binary: 0x78,
  array: 0x41,
  void: 0x56,
};

/** Writes a table behind its length. */
export function writeTable(writer: AmqpWriter, table: FieldTable): void {
  const place = writer.openLength();
  for (const field of table) {
    writer.shortstr(field.key);
    writeValue(writer, field);
  }
  writer.closeLength(place);
}

function writeArray(writer: AmqpWriter, values: readonly FieldValue[]): void {
  const place = writer.openLength();
  for (const value of values) writeValue(writer, value);
  writer.closeLength(place);
}

function writeValue(writer: AmqpWriter, field: FieldValue): void {
  writer.u8(LETTERS[field.type]);
  switch (field.type) {
    case 'longstr':
    case 'binary':
      return writer.longstr(field.value);
    case 'signedint':
    case 'unsignedint':
      return writer.u32(field.value);
    case 'bool':
      return writer.u8(field.value ? 1 : 0);
    case 'long':
    case 'timestamp':
      return writer.u64(field.value);
    case 'table':
      return writeTable(writer, field.value);
    case 'array':
      return writeArray(writer, field.value);
    case 'byte':
    case 'unsignedbyte':
      return writer.u8(field.value);
    case 'short':
    case 'unsignedshort':
      return writer.u16(field.value);
    case 'double':
      return writer.f64(field.value);
    case 'float':
      return writer.f32(field.value);
    case 'decimal':
      writer.u8(field.value.scale);
      return writer.u32(field.value.unscaled);
    case 'void':
  }
}
