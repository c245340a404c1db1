import { utf8Decode } from '../base/bytes.ts';
import { readTable, writeTable } from './amqp-fields.ts';
import type { Domain, FieldTable, MethodName, MethodSpec } from './amqp-methods.ts';
import { METHODS } from './amqp-methods.ts';
import type { AmqpReader } from './amqp-reader.ts';
import type { AmqpWriter } from './amqp-writer.ts';

/*
 * The arguments of any method, by the table of amqp-methods.ts. The few methods that come with every message have
 * their own words in the decoder and the encoder.
 */

export interface MethodPlan {
  readonly name: MethodName;
  readonly classId: number;
  readonly methodId: number;
  readonly content: boolean;
  readonly fields: readonly { readonly name: string; readonly domain: Domain }[];
}

function planOf(name: MethodName, spec: MethodSpec): MethodPlan {
  const { classId, methodId, fields } = spec;
  return {
    name,
    classId,
    methodId,
    content: spec.content === true,
    fields: Object.entries(fields).map(([field, domain]) => ({ name: field, domain })),
  };
}

const NAMES = Object.keys(METHODS) as MethodName[]; // the keys of a constant
const PLANS = new Map<MethodName, MethodPlan>(NAMES.map((name) => [name, planOf(name, METHODS[name])]));
const PLANS_BY_ID = new Map<number, MethodPlan>(
  [...PLANS.values()].map((plan) => [(plan.classId << 16) | plan.methodId, plan]),
);

/** Class in the upper, method in the lower sixteen bits. Undefined where RabbitMQ knows no such method. */
export function planOfId(id: number): MethodPlan | undefined {
  return PLANS_BY_ID.get(id);
}

/** What goes into a method frame. A frame that is none, such as a heartbeat, has no plan. */
export function planOfName(name: string): MethodPlan | undefined {
  return PLANS.get(name as MethodName);
}

/** A method under construction: its content, if it has one, comes later. */
export interface Draft {
  readonly channel: number;
  readonly method: MethodName;
  [field: string]: unknown;
}

/** Reads the arguments; what is wrong with them is left in the reader. */
export function readArguments(reader: AmqpReader, plan: MethodPlan, channel: number): Draft {
  const draft: Draft = { channel, method: plan.name };
  let bits = 0;
  let bit = 0;
  for (const { name, domain } of plan.fields) {
    if (domain === 'bit') {
      if (bit === 0) bits = reader.u8();
      draft[name] = ((bits >>> bit) & 1) === 1;
      bit = (bit + 1) & 7;
    } else {
      bit = 0;
      draft[name] = readField(reader, domain);
    }
  }
  return draft;
}

/** Reads one argument. */
export function readField(reader: AmqpReader, domain: Exclude<Domain, 'bit'>): unknown {
  switch (domain) {
    case 'octet':
      return reader.u8();
    case 'short':
      return reader.u16();
    case 'long':
      return reader.u32();
    case 'longlong':
      return reader.u64();
    case 'shortstr':
      return reader.shortstr();
    case 'longstr':
      return reader.longstr();
    case 'table':
      return readTable(reader);
  }
}

/** True where every short string is UTF-8, as RabbitMQ insists. RABBITMQ: rabbit_binary_parser assert_utf8 */
export function shortstrsAreUtf8(plan: MethodPlan, draft: Draft): boolean {
  return plan.fields.every(({ name, domain }) => domain !== 'shortstr' || isUtf8(draft[name] as string));
}

export function isUtf8(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return utf8Decode(text) !== null;
  return true;
}

/** Writes the arguments of a frame of that method. */
export function writeArguments(writer: AmqpWriter, plan: MethodPlan, frame: Readonly<Record<string, unknown>>): void {
  let bits = 0;
  let bit = -1;
  for (const { name, domain } of plan.fields) {
    if (domain === 'bit') {
      bit++;
      if (frame[name] === true) bits |= 1 << bit;
      continue;
    }
    if (bit >= 0) writer.u8(bits);
    bits = 0;
    bit = -1;
    writeField(writer, domain, frame[name]);
  }
  if (bit >= 0) writer.u8(bits);
}

/** The frame's type says by name what the domain says here. */
function writeField(writer: AmqpWriter, domain: Exclude<Domain, 'bit'>, value: unknown): void {
  switch (domain) {
    case 'octet':
      return writer.u8(value as number);
    case 'short':
      return writer.u16(value as number);
    case 'long':
      return writer.u32(value as number);
    case 'longlong':
      return writer.u64(value as number | bigint);
    case 'shortstr':
      return writer.shortstr(value as string);
    case 'longstr':
      return writer.longstr(value as string);
    case 'table':
      return writeTable(writer, value as FieldTable);
  }
}
