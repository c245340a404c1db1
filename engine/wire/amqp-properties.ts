import { readTable, writeTable } from './amqp-fields.ts';
import { BASIC_PROPERTIES, type BasicProperties, type FieldTable } from './amqp-methods.ts';
import type { AmqpReader } from './amqp-reader.ts';
import type { AmqpWriter } from './amqp-writer.ts';

/*
 * The properties of a content: sixteen flags, then those that are there. Properties are never written to after they
 * were made, and a publisher sends the same ones with most of its messages: both directions remember the last.
 */

/** A second word of flags follows; no class has that many. */
const CONTINUED = 1;

/** Longer ones are not worth comparing. */
const KNOWN_MAX = 256;

export class PropertiesReader {
  private known: BasicProperties = {};
  private readonly knownBytes = new Uint8Array(KNOWN_MAX);
  private knownLength = 0;

  /** Reads to the reader's end. Null where that is no list of properties. RABBITMQ: rabbit_framing decode_properties */
  read(reader: AmqpReader): BasicProperties | null {
    const { bytes, at, end } = reader;
    if (this.isKnown(bytes, at, end)) {
      reader.at = end;
      return this.known;
    }
    const properties = readProperties(reader);
    if (properties === null) return null;
    const length = end - at;
    if (length <= KNOWN_MAX) {
      this.known = properties;
      this.knownLength = length;
      for (let i = 0; i < length; i++) this.knownBytes[i] = bytes[at + i]!; // inside
    }
    return properties;
  }

  private isKnown(bytes: Uint8Array, at: number, end: number): boolean {
    const { knownBytes, knownLength } = this;
    if (knownLength === 0 || knownLength !== end - at) return false;
    for (let i = 0; i < knownLength; i++) if (knownBytes[i] !== bytes[at + i]) return false;
    return true;
  }
}

function readProperties(reader: AmqpReader): BasicProperties | null {
  const flags = reader.u16();
  if ((flags & CONTINUED) !== 0) return null;
  const properties: Record<string, unknown> = {};
  let bit = 0x8000;
  for (const [name, domain] of BASIC_PROPERTIES) {
    if ((flags & bit) !== 0) properties[name] = readProperty(reader, domain);
    bit >>>= 1;
  }
  // Each was read as its domain says.
  return reader.complete ? properties : null;
}

type PropertyDomain = (typeof BASIC_PROPERTIES)[number][1];

function readProperty(reader: AmqpReader, domain: PropertyDomain): unknown {
  switch (domain) {
    case 'shortstr':
      return reader.shortstr();
    case 'table':
      return readTable(reader);
    case 'octet':
      return reader.u8();
    case 'longlong':
      return reader.u64();
  }
}

export class PropertiesWriter {
  private last: BasicProperties | null = null;
  /** What `last` was written as, once it came twice. */
  private lastBytes: Uint8Array | null = null;

  /** Writes the flags and what they announce. */
  write(writer: AmqpWriter, properties: BasicProperties): void {
    const again = properties === this.last;
    if (again && this.lastBytes !== null) {
      writer.raw(this.lastBytes);
      return;
    }
    const from = writer.at;
    writeProperties(writer, properties);
    this.last = properties;
    this.lastBytes = again ? writer.bytes.slice(from, writer.at) : null;
  }
}

function writeProperties(writer: AmqpWriter, properties: BasicProperties): void {
  const place = writer.at;
  writer.u16(0);
  let flags = 0;
  let bit = 0x8000;
  for (const [name, domain] of BASIC_PROPERTIES) {
    const value = properties[name];
    if (value !== undefined) {
      flags |= bit;
      writeProperty(writer, domain, value);
    }
    bit >>>= 1;
  }
  writer.bytes[place] = flags >>> 8;
  writer.bytes[place + 1] = flags;
}

function writeProperty(writer: AmqpWriter, domain: PropertyDomain, value: string | number | bigint | FieldTable): void {
  // The domain says which of them it is.
  if (domain === 'shortstr') writer.shortstr(value as string);
  else if (domain === 'table') writeTable(writer, value as FieldTable);
  else if (domain === 'octet') writer.u8(value as number);
  else writer.u64(value as number | bigint);
}
