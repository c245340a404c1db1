import { assert } from '../../base/assert.ts';
import { KafkaReader, Unreadable } from './reader.ts';
import type { Field } from './schema.ts';
import { fieldsOf, isIn } from './schema.ts';
import { ZERO_UUID } from './uuid.ts';
import { KafkaWriter } from './writer.ts';

/*
 * A message's fields become two functions for each version, made when that version is first seen: one that reads it
 * into a plain object, one that writes it. An object has all fields in every version, those that the version does not
 * carry with their default, as in Kafka's own classes; what a writer is not given is the default too.
 */

/** A decoded message, as far as the codec knows. */
export type Body = Record<string, unknown>;

type Read = (from: KafkaReader) => unknown;
type Write = (value: unknown, to: KafkaWriter) => void;
/** Says whether a tagged field has to be written. */
type IsPreset = (value: unknown) => boolean;

const NO_BYTES = new Uint8Array(0);
/** An array's memory is not reserved on the word of a stranger alone. */
const RESERVED_MAX = 1024;

export class MessageCodec {
  private readonly fields: readonly Field[];
  private readonly readers = new Map<number, Read>();
  private readonly writers = new Map<number, Write>();

  constructor(text: string) {
    this.fields = fieldsOf(text);
  }

  /** Reads one message; throws Unreadable. The reader stands behind it. */
  read(from: KafkaReader, version: number, isFlexible: boolean): Body {
    let read = this.readers.get(version);
    if (read === undefined) {
      read = structReader(this.fields, version, isFlexible);
      this.readers.set(version, read);
    }
    return read(from) as Body; // a struct's reader
  }

  write(body: unknown, to: KafkaWriter, version: number, isFlexible: boolean): void {
    let write = this.writers.get(version);
    if (write === undefined) {
      write = structWriter(this.fields, version, isFlexible);
      this.writers.set(version, write);
    }
    write(body, to);
  }

  /** A message in which every field has its default. */
  preset(): Body {
    return presetStruct(this.fields);
  }
}

function presetStruct(fields: readonly Field[]): Body {
  const body: Body = {};
  for (const field of fields) body[field.name] = presetOf(field);
  return body;
}

function presetOf({ isArray, type, fields, preset }: Field): unknown {
  if (preset === 'null') return null;
  if (isArray) return [];
  switch (type) {
    case 'struct':
      return presetStruct(fields);
    case 'string':
      return preset ?? '';
    case 'uuid':
      return ZERO_UUID;
    case 'bytes':
    case 'records':
      return NO_BYTES;
    case 'bool':
      return preset === 'true';
    default:
      return preset === null ? 0 : Number(preset);
  }
}

/** A default that may be handed out: arrays and structs are made anew each time. */
function presetMaker(field: Field): (() => unknown) | null {
  const isOwned = field.preset !== 'null' && (field.isArray || field.type === 'struct');
  return isOwned ? () => presetOf(field) : null;
}

function structReader(fields: readonly Field[], version: number, isFlexible: boolean): Read {
  const template = presetStruct(fields);
  const made: [string, () => unknown][] = [];
  const plain: [string, Read][] = [];
  const tagged = new Map<number, readonly [string, Read]>();
  for (const field of fields) {
    const isThere = isIn(version, field.versions);
    if (isThere && field.tag === null) plain.push([field.name, fieldReader(field, version, isFlexible)]);
    else {
      const make = presetMaker(field);
      if (make !== null) made.push([field.name, make]);
      if (isThere && field.tag !== null) tagged.set(field.tag, [field.name, fieldReader(field, version, isFlexible)]);
    }
  }
  return (from) => {
    const body: Body = { ...template };
    for (const [name, make] of made) body[name] = make();
    for (const [name, read] of plain) body[name] = read(from);
    if (!isFlexible) return body;
    if (tagged.size === 0) from.skipTags();
    else readTags(from, tagged, body);
    return body;
  };
}

function readTags(from: KafkaReader, tagged: ReadonlyMap<number, readonly [string, Read]>, body: Body): void {
  for (let count = from.uvarint(); count > 0; count--) {
    const known = tagged.get(from.uvarint());
    const size = from.uvarint();
    const begins = from.take(size);
    if (known === undefined) continue;
    const [name, read] = known;
    const inner = new KafkaReader(from.bytes, begins, begins + size);
    body[name] = read(inner);
  }
}

function fieldReader(field: Field, version: number, isFlexible: boolean): Read {
  const isNullable = isIn(version, field.nullable);
  return field.isArray
    ? arrayReader(field, version, isFlexible, isNullable)
    : oneReader(field, version, isFlexible, isNullable);
}

function arrayReader(field: Field, version: number, isFlexible: boolean, isNullable: boolean): Read {
  const read = oneReader(field, version, isFlexible, false);
  return (from) => {
    const length = from.length(isFlexible, false);
    if (length < 0) {
      if (isNullable) return null;
      throw new Unreadable(`non-nullable field ${field.name} was serialized as null`);
    }
    // Every element has a byte at least. KAFKA: the generated classes say so too
    if (length > from.left)
      throw new Unreadable(
        `Tried to allocate a collection of size ${length}, but there are only ${from.left} bytes remaining.`,
      );
    const items: unknown[] = length <= RESERVED_MAX ? new Array(length) : [];
    for (let i = 0; i < length; i++) items[i] = read(from);
    return items;
  };
}

function oneReader(field: Field, version: number, isFlexible: boolean, isNullable: boolean): Read {
  switch (field.type) {
    case 'struct':
      return nullableStruct(structReader(field.fields, version, isFlexible), isNullable);
    case 'string':
      return measured(field.name, isFlexible, true, isNullable, (from, length) => from.text(length));
    case 'bytes':
    case 'records':
      return measured(field.name, isFlexible, false, isNullable, (from, length) => from.view(length));
    default:
      return NUMBERS[field.type];
  }
}

function nullableStruct(read: Read, isNullable: boolean): Read {
  return isNullable ? (from) => (from.i8() < 0 ? null : read(from)) : read;
}

function measured(
  name: string,
  isFlexible: boolean,
  isShort: boolean,
  isNullable: boolean,
  read: (from: KafkaReader, length: number) => unknown,
): Read {
  return (from) => {
    const length = from.length(isFlexible, isShort);
    if (length >= 0) return read(from, length);
    if (isNullable) return null;
    throw new Unreadable(`non-nullable field ${name} was serialized as null`);
  };
}

const NUMBERS: Readonly<Record<Exclude<Field['type'], 'struct' | 'string' | 'bytes' | 'records'>, Read>> = {
  bool: (from) => from.bool(),
  int8: (from) => from.i8(),
  int16: (from) => from.i16(),
  uint16: (from) => from.u16(),
  int32: (from) => from.i32(),
  uint32: (from) => from.u32(),
  int64: (from) => from.i64(),
  float64: (from) => from.f64(),
  uuid: (from) => from.uuid(),
};

function structWriter(fields: readonly Field[], version: number, isFlexible: boolean): Write {
  const plain: [string, unknown, Write][] = [];
  const tagged: [number, string, IsPreset, Write][] = [];
  for (const field of fields) {
    if (!isIn(version, field.versions)) continue;
    const write = fieldWriter(field, version, isFlexible);
    if (field.tag === null) plain.push([field.name, presetOf(field), write]);
    else tagged.push([field.tag, field.name, presetTest(field), write]);
  }
  tagged.sort(([a], [b]) => a - b);
  return (value, to) => {
    const body = value as Body; // a struct
    for (const [name, preset, write] of plain) {
      const given = body[name];
      write(given === undefined ? preset : given, to);
    }
    if (isFlexible) writeTags(body, tagged, to);
  };
}

/** Only what is not its default goes out, in the order of the tags. */
function writeTags(body: Body, tagged: readonly [number, string, IsPreset, Write][], to: KafkaWriter): void {
  if (tagged.length === 0) {
    to.uvarint(0);
    return;
  }
  const written = tagged.filter(([, name, isPreset]) => !isPreset(body[name]));
  to.uvarint(written.length);
  for (const [tag, name, , write] of written) {
    const inner = new KafkaWriter(64);
    write(body[name], inner);
    to.uvarint(tag);
    to.uvarint(inner.at);
    to.raw(inner.bytes.subarray(0, inner.at));
  }
}

function presetTest(field: Field): IsPreset {
  if (field.isArray && field.preset !== 'null')
    return (value) => value === undefined || (Array.isArray(value) && value.length === 0);
  if (field.type === 'struct' && field.preset !== 'null') {
    const inner = field.fields.map((one) => [one.name, presetTest(one)] as const);
    return (value) => value === undefined || inner.every(([name, isPreset]) => isPreset((value as Body)[name]));
  }
  const preset = presetOf(field);
  return (value) => value === undefined || value === preset;
}

function fieldWriter(field: Field, version: number, isFlexible: boolean): Write {
  const isNullable = isIn(version, field.nullable);
  if (!field.isArray) return oneWriter(field, version, isFlexible, isNullable);
  const write = oneWriter(field, version, isFlexible, false);
  return (value, to) => {
    if (value === null) {
      assert(isNullable, `${field.name} is null`);
      to.length(-1, isFlexible, false);
      return;
    }
    const items = value as readonly unknown[]; // an array by its schema
    to.length(items.length, isFlexible, false);
    for (const item of items) write(item, to);
  };
}

function oneWriter(field: Field, version: number, isFlexible: boolean, isNullable: boolean): Write {
  const { name } = field;
  switch (field.type) {
    case 'struct': {
      const write = structWriter(field.fields, version, isFlexible);
      if (!isNullable) return write;
      return (value, to) => {
        to.i8(value === null ? -1 : 1);
        if (value !== null) write(value, to);
      };
    }
    case 'string':
      return (value, to) => {
        if (value !== null) to.string(value as string, isFlexible);
        else writeNull(name, isNullable, to, isFlexible, true);
      };
    case 'bytes':
    case 'records':
      return (value, to) => {
        if (value === null) {
          writeNull(name, isNullable, to, isFlexible, false);
          return;
        }
        const bytes = value as Uint8Array; // by its schema
        to.length(bytes.length, isFlexible, false);
        to.raw(bytes);
      };
    default:
      return WRITERS[field.type];
  }
}

function writeNull(name: string, isNullable: boolean, to: KafkaWriter, isFlexible: boolean, isShort: boolean): void {
  assert(isNullable, `${name} is null`);
  to.length(-1, isFlexible, isShort);
}

const WRITERS: Readonly<Record<keyof typeof NUMBERS, Write>> = {
  bool: (value, to) => to.i8(value === true ? 1 : 0),
  int8: (value, to) => to.i8(value as number),
  int16: (value, to) => to.i16(value as number),
  uint16: (value, to) => to.i16(value as number),
  int32: (value, to) => to.i32(value as number),
  uint32: (value, to) => to.i32(value as number),
  int64: (value, to) => to.i64(value as number),
  float64: (value, to) => to.f64(value as number),
  uuid: (value, to) => to.uuid(value as string),
};
