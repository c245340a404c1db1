import type { BasicProperties, Field, FieldTable, FieldValue, MethodName } from '../../wire/amqp-methods.ts';
import { BASIC_PROPERTIES, METHODS, type MethodSpec } from '../../wire/amqp-methods.ts';

/*
 * Conversations with a broker as lines of text, for the real server and the engine alike.
 *
 *   a1 queue.declare queue=q durable arguments={"x-max-length":2}
 *   a1 basic.publish routingKey=q properties={"deliveryMode":2} body=hello
 *   connect a | vanish a | wait 100 | restart kill | ctl set_policy p q {"max-length":2}
 *
 * A connection is a letter, its channels have numbers; `connect` opens channel 1 too. What the broker sends is written
 * the same way, one line a frame, fields that are false, zero or empty left out.
 */

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** What a line says for the address that the last request asked its reply to. */
export const REPLY_TO = '@reply-to';

export interface Said {
  readonly conn: string;
  readonly channel: number;
  readonly method: MethodName;
  readonly fields: Readonly<Record<string, Plain>>;
  readonly properties: Readonly<Record<string, Plain>>;
  readonly body: string;
}

const WORD = /^(\w+)(?:=(.*))?$/;

export function parseLine(line: string): Said {
  const [place = '', method = '', ...words] = line.split(' ');
  if (!(method in METHODS)) throw new Error(`no such method: ${line}`);
  const fields: Record<string, Plain> = {};
  let properties: Record<string, Plain> = {};
  let body = '';
  for (const word of words) {
    const [, key = '', value] = WORD.exec(word) ?? [];
    if (key === 'body') body = value ?? '';
    else if (key === 'properties') properties = JSON.parse(value ?? '{}') as Record<string, Plain>;
    else fields[key] = value === undefined ? true : valueOf(method as MethodName, key, value);
  }
  return {
    conn: place.slice(0, 1),
    channel: Number(place.slice(1)),
    method: method as MethodName,
    fields,
    properties,
    body,
  };
}

function valueOf(method: MethodName, key: string, text: string): Plain {
  const spec: MethodSpec = METHODS[method];
  const domain = spec.fields[key];
  if (domain === undefined) throw new Error(`${method} has no ${key}`);
  if (domain === 'table') return JSON.parse(text) as Plain;
  return domain === 'shortstr' || domain === 'longstr' ? text : Number(text);
}

/** One frame of the broker as a line. */
export function frameLine(
  conn: string,
  channel: number,
  method: MethodName,
  fields: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, Plain>>,
  body: string | null,
): string {
  const words = [`${conn}${channel}`, method];
  const spec: MethodSpec = METHODS[method];
  for (const key of Object.keys(spec.fields)) {
    const value = fields[key];
    if (key.startsWith('reserved') || value === undefined || value === false || value === '' || value === 0) continue;
    words.push(value === true ? key : `${key}=${anonymous(textOf(value))}`);
  }
  if (Object.keys(properties).length > 0) words.push(`properties=${JSON.stringify(sorted(properties))}`);
  if (body !== null) words.push(`body=${body}`);
  return words.join(' ');
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}

/** Names the server made up differ from run to run. */
function anonymous(text: string): string {
  return text
    .replaceAll(/amq\.(gen|ctag)-[A-Za-z0-9_-]{22}/g, 'amq.$1-*')
    .replaceAll(/amq\.rabbitmq\.reply-to\.[A-Za-z0-9+/=]+\.[A-Za-z0-9+/=]+/g, 'amq.rabbitmq.reply-to.*');
}

function sorted(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? anonymous(value) : value;
  const entries = Object.entries(value as Readonly<Record<string, Plain>>).filter(([key]) => key !== 'time');
  return Object.fromEntries(entries.sort(([a], [z]) => (a < z ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

/** A field value of the type amqplib gives to a plain one. `{"!":"int","value":3}` asks for another. */
export function fieldValue(value: Plain): FieldValue {
  if (value === null) return { type: 'void', value };
  if (typeof value === 'string') return { type: 'longstr', value };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'number') return numberField(value);
  if (Array.isArray(value)) return { type: 'array', value: (value as readonly Plain[]).map(fieldValue) };
  const table = value as Readonly<Record<string, Plain>>;
  const type = table['!'];
  if (type !== undefined) return typedField(type, table['value'] ?? null);
  return { type: 'table', value: fieldTable(table) };
}

function numberField(value: number): FieldValue {
  if (!Number.isInteger(value)) return { type: 'double', value };
  if (value >= -0x80 && value < 0x80) return { type: 'byte', value };
  if (value >= -0x8000 && value < 0x8000) return { type: 'short', value };
  if (value >= -0x80000000 && value < 0x80000000) return { type: 'signedint', value };
  return { type: 'long', value };
}

function typedField(type: Plain, value: Plain): FieldValue {
  if (type === 'int') return { type: 'signedint', value: Number(value) };
  if (type === 'long') return { type: 'long', value: Number(value) };
  if (type === 'timestamp') return { type: 'timestamp', value: Number(value) };
  throw new Error(`a field of type ${JSON.stringify(type)}`);
}

export function fieldTable(table: Readonly<Record<string, Plain>>): FieldTable {
  return Object.entries(table).map(([key, value]): Field => ({ key, ...fieldValue(value) }));
}

/** What amqplib makes of a field value it has read. */
function plainValue(field: FieldValue): Plain {
  if (field.type === 'array') return field.value.map(plainValue);
  if (field.type === 'table') return plainTable(field.value);
  if (field.type === 'timestamp') return { '!': 'timestamp', value: Number(field.value) };
  if (field.type === 'decimal')
    return { '!': 'decimal', value: { places: field.value.scale, digits: field.value.unscaled } };
  return typeof field.value === 'bigint' ? Number(field.value) : field.value;
}

export function plainTable(table: FieldTable): Record<string, Plain> {
  return Object.fromEntries(table.map((field) => [field.key, plainValue(field)]));
}

export function plainProperties(properties: BasicProperties): Record<string, Plain> {
  const plain: Record<string, Plain> = {};
  for (const [name] of BASIC_PROPERTIES) {
    const value = properties[name];
    if (value === undefined) continue;
    if (typeof value === 'object') plain[name] = plainTable(value);
    else plain[name] = typeof value === 'bigint' ? Number(value) : value;
  }
  return plain;
}

export function basicProperties(plain: Readonly<Record<string, Plain>>): BasicProperties {
  const { headers, ...rest } = plain;
  return headers === undefined ? rest : { ...rest, headers: fieldTable(headers as Readonly<Record<string, Plain>>) };
}
