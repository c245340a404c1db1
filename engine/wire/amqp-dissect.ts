import { AmqpEncoder } from './amqp-encode.ts';
import { readValue } from './amqp-fields.ts';
import { BODY_FRAME, HEADER_FRAME, HEARTBEAT_FRAME, METHOD_FRAME } from './amqp-framing.ts';
import { type MethodPlan, planOfId, readField } from './amqp-method-codec.ts';
import { type AmqpFrame, BASIC_PROPERTIES, type Domain, type FieldValue } from './amqp-methods.ts';
import { AmqpReader } from './amqp-reader.ts';
import { readText } from './byte-text.ts';
import { type Dissection, type FieldSpan, group, leaf, readable } from './span.ts';

/*
 * AMQP 0-9-1, byte by byte: frame after frame, as one method with content is three of them or more. Names are those of
 * the specification (amqp0-9-1.extended.xml): `delivery-tag`, not `deliveryTag`.
 */

/** @param frameMax as the two ends agreed; 0 for no limit. A malformed frame has no bytes of its own. */
export function dissectAmqp(frame: AmqpFrame, frameMax: number): Dissection {
  const encoder = new AmqpEncoder();
  encoder.frameMax = frameMax;
  encoder.frame(frame);
  const bytes = encoder.writer.bytes.slice(0, encoder.writer.at);
  if (frame.method === 'protocol.header') return { bytes, fields: [protocolHeader(bytes)] };
  const walk = new Walk(bytes);
  const fields: FieldSpan[] = [];
  while (walk.reader.at < bytes.length) fields.push(walk.frame());
  return { bytes, fields };
}

function protocolHeader(bytes: Uint8Array): FieldSpan {
  const [, , , , id = 0, major = 0, minor = 0, revision = 0] = bytes;
  return group('protocol header', `AMQP ${major}-${minor}-${revision}`, [
    leaf('protocol', 'AMQP', 0, 4),
    leaf('id', id, 4, 5),
    leaf('major', major, 5, 6),
    leaf('minor', minor, 6, 7),
    leaf('revision', revision, 7, 8),
  ]);
}

const TYPES: Readonly<Record<number, string>> = {
  [METHOD_FRAME]: 'method frame',
  [HEADER_FRAME]: 'content header frame',
  [BODY_FRAME]: 'content body frame',
  [HEARTBEAT_FRAME]: 'heartbeat frame',
};
/** Bytes of a body that are written out in words. */
const BODY_SHOWN_MAX = 120;

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

class Walk {
  readonly reader = new AmqpReader();

  constructor(bytes: Uint8Array) {
    this.reader.over(bytes, 0, bytes.length);
  }

  frame(): FieldSpan {
    const { reader } = this;
    const parts: FieldSpan[] = [];
    const type = this.number(parts, 'type', () => reader.u8());
    this.number(parts, 'channel', () => reader.u16());
    const size = this.number(parts, 'size', () => reader.u32());
    const says = this.payload(parts, type, reader.at + size);
    const at = reader.at;
    reader.u8();
    parts.push(leaf('frame-end', '0xCE', at, at + 1));
    return group(TYPES[type] ?? `frame of type ${type}`, says, parts);
  }

  /** Reads a number and remembers where it stood. */
  private number(parts: FieldSpan[], name: string, read: () => number): number {
    const from = this.reader.at;
    const value = read();
    parts.push(leaf(name, value, from, this.reader.at));
    return value;
  }

  private payload(parts: FieldSpan[], type: number, to: number): string {
    if (type === METHOD_FRAME) return this.method(parts);
    if (type === HEADER_FRAME) return this.header(parts);
    const { reader } = this;
    const from = reader.at;
    if (from === to) return '';
    const text = readable(readText(reader.bytes, from, Math.min(to, from + BODY_SHOWN_MAX)));
    parts.push(leaf('payload', to - from > BODY_SHOWN_MAX ? `${text} …` : text, from, to));
    reader.at = to;
    return `${to - from} bytes`;
  }

  private method(parts: FieldSpan[]): string {
    const { reader } = this;
    const classId = this.number(parts, 'class-id', () => reader.u16());
    const methodId = this.number(parts, 'method-id', () => reader.u16());
    const plan = planOfId((classId << 16) | methodId);
    if (plan === undefined) return '';
    this.arguments(parts, plan);
    return plan.name;
  }

  private arguments(parts: FieldSpan[], { fields }: MethodPlan): void {
    let bits: string[] = [];
    const flush = (): void => {
      if (bits.length === 0) return;
      const from = this.reader.at;
      const octet = this.reader.u8();
      const values = bits.map((_, bit) => ((octet >>> bit) & 1) === 1);
      parts.push(leaf(bits.join(', '), values.join(', '), from, from + 1));
      bits = [];
    };
    for (const { name, domain } of fields) {
      if (domain === 'bit') {
        bits.push(dashed(name));
        // Eight bits share an octet.
        if (bits.length === 8) flush();
        continue;
      }
      flush();
      parts.push(this.field(dashed(name), domain));
    }
    flush();
  }

  private field(name: string, domain: Exclude<Domain, 'bit'>): FieldSpan {
    if (domain === 'table') return this.table(name, this.reader.at, []);
    const from = this.reader.at;
    const value = readField(this.reader, domain);
    return leaf(name, typeof value === 'string' ? `"${readable(value)}"` : String(value), from, this.reader.at);
  }

  /** A field table behind its length; `before` is what stood ahead of it. */
  private table(name: string, from: number, before: FieldSpan[]): FieldSpan {
    const { reader } = this;
    const parts = [...before];
    const size = this.number(parts, 'table length', () => reader.u32());
    const to = reader.at + size;
    const first = parts.length;
    while (reader.at < to && reader.fault === null) parts.push(this.entry(reader.at, reader.shortstr()));
    const count = parts.length - first;
    return { name, value: `table of ${count}`, from, to: reader.at, parts };
  }

  /** A field of a table: its name was read from `from` on. */
  private entry(from: number, key: string): FieldSpan {
    const { reader } = this;
    const name = readable(key);
    const letter = reader.bytes[reader.at];
    if (letter !== 0x46) {
      const value = readValue(reader, 0);
      return leaf(name, `${textOf(value)} (${value.type})`, from, reader.at);
    }
    const named = leaf('name, type F', name, from, reader.at + 1);
    reader.at++;
    return this.table(name, from, [named]);
  }

  private header(parts: FieldSpan[]): string {
    const { reader } = this;
    this.number(parts, 'class-id', () => reader.u16());
    this.number(parts, 'weight', () => reader.u16());
    const from = reader.at;
    const size = reader.u64();
    parts.push(leaf('body size', size, from, reader.at));
    const flags = this.flags(parts);
    let bit = 0x8000;
    for (const [name, domain] of BASIC_PROPERTIES) {
      if ((flags & bit) !== 0) parts.push(this.field(dashed(name), domain));
      bit >>>= 1;
    }
    return `body of ${size} bytes`;
  }

  private flags(parts: FieldSpan[]): number {
    const from = this.reader.at;
    const flags = this.reader.u16();
    const named = BASIC_PROPERTIES.filter((_, i) => (flags & (0x8000 >>> i)) !== 0).map(([name]) => dashed(name));
    parts.push(leaf('property flags', named.length === 0 ? 'none' : named.join(', '), from, this.reader.at));
    return flags;
  }
}

/** A value of a field table in a line. */
function textOf(field: FieldValue): string {
  switch (field.type) {
    case 'longstr':
    case 'binary':
      return `"${readable(field.value)}"`;
    case 'array':
      return `[${field.value.map(textOf).join(', ')}]`;
    case 'table':
      return `{${field.value.map((entry) => `${readable(entry.key)}: ${textOf(entry)}`).join(', ')}}`;
    case 'decimal':
      return `${field.value.unscaled}e-${field.value.scale}`;
    default:
      return String(field.value);
  }
}
