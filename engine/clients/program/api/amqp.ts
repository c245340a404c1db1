import { byteStringOf, utf8Decode, utf8Encode } from '../../../base/bytes.ts';
import {
  type AmqpFrame,
  BASIC_PROPERTIES,
  type Domain,
  type Field,
  type FieldValue,
  METHODS,
  type MethodSpec,
} from '../../../wire/amqp-methods.ts';
import { get } from '../interpreter/calls.ts';
import { toText } from '../interpreter/convert.ts';
import { LIBRARY, nativeFunction } from '../interpreter/intrinsics.ts';
import { makeArray, makeBytes, makeObject, makeRecord, throwError, throwType } from '../interpreter/make.ts';
import { ownKeys, propsOf } from '../interpreter/properties.ts';
import { isObj, type Obj, plainText, type Value } from '../interpreter/values.ts';
import { doorOf, type Vm } from '../interpreter/vm.ts';

/*
 * AMQP frames from and to the objects of amqplib: fields by name, texts as JavaScript has them, tables as objects.
 * What a field may not be is refused in amqplib's words. AMQPLIB: lib/defs.js, lib/codec.js
 */

const SPECS: Readonly<Record<string, MethodSpec>> = METHODS;
const MANDATORY = new Set(['exchange', 'routingKey', 'consumerTag', 'deliveryTag', 'source', 'destination']);

LIBRARY.set(
  '$sendMethod',
  nativeFunction('$sendMethod', '', 4, (vm, _self, [conn, channel, method, fields]) => {
    sendMethod(vm, conn as number, channel as number, toText(vm, method), fields, null);
    return undefined;
  }),
);
LIBRARY.set(
  '$sendMessage',
  nativeFunction('$sendMessage', '', 4, (vm, _self, [conn, channel, fields, content]) => {
    const bytes = isObj(content) && content.kind === 'bytes' ? content.bytes.slice() : new Uint8Array(0);
    sendMethod(vm, conn as number, channel as number, 'basic.publish', fields, bytes);
    return undefined;
  }),
);
LIBRARY.set(
  '$sendHeartbeat',
  nativeFunction('$sendHeartbeat', '', 1, (vm, _self, [conn]) => {
    doorOf(vm).host('send', [conn, Object.freeze({ channel: 0, method: 'heartbeat' })]);
    return undefined;
  }),
);
LIBRARY.set(
  '$sendHeader',
  nativeFunction('$sendHeader', '', 1, (vm, _self, [conn]) => {
    doorOf(vm).host('send', [conn, HEADER]);
    return undefined;
  }),
);
const HEADER = Object.freeze({ channel: 0, method: 'protocol.header', id: 0, major: 0, minor: 9, revision: 1 });

function sendMethod(
  vm: Vm,
  conn: number,
  channel: number,
  method: string,
  fields: Value,
  body: Uint8Array | null,
): void {
  const spec = SPECS[method];
  if (spec === undefined || !isObj(fields)) throwType(vm, `no such method: ${method}`);
  const frame: Record<string, unknown> = { channel, method };
  for (const [name, domain] of Object.entries(spec.fields))
    frame[name] = fieldOf(vm, name, domain, get(vm, fields, name));
  if (body !== null) {
    frame['properties'] = propertiesOf(vm, fields);
    frame['body'] = body;
  }
  vm.sockets.get(conn)?.outbox.push({ frame: Object.freeze(frame), cause: doorOf(vm).cause });
}

function fieldOf(vm: Vm, name: string, domain: Domain, value: Value): unknown {
  if (name.startsWith('reserved')) return domain === 'bit' ? false : domain === 'short' ? 0 : '';
  if (value === undefined && MANDATORY.has(name))
    throwError(vm, 'Error', `Missing value for mandatory field '${name}'`);
  switch (domain) {
    case 'bit':
      return Boolean(value);
    case 'shortstr':
      if (value === undefined) return '';
      if (typeof value !== 'string' || utf8Encode(value).length > 255)
        throwType(vm, `Field '${name}' is the wrong type; must be a string (up to 255 chars)`);
      return utf8Encode(value);
    case 'longstr':
      return utf8Encode(value === undefined ? '' : toText(vm, value));
    case 'table':
      if (value === undefined) return [];
      if (!isObj(value)) throwType(vm, `Field '${name}' is the wrong type; must be an object`);
      return tableOf(vm, value, 0);
    default:
      if (value === undefined) return 0;
      if (typeof value !== 'number' || Number.isNaN(value))
        throwType(vm, `Field '${name}' is the wrong type; must be a number (but not NaN)`);
      return value;
  }
}

function propertiesOf(vm: Vm, fields: Obj): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const [name, domain] of BASIC_PROPERTIES) {
    const value = get(vm, fields, name);
    if (value === undefined) continue;
    const written = fieldOf(vm, name, domain, value);
    properties[name] = Array.isArray(written) ? Object.freeze(written) : written;
  }
  return properties;
}

const DEPTH_MAX = 50;

/** Own and inherited properties: amqplib puts what it adds on an object that inherits what it was given. */
function tableOf(vm: Vm, value: Obj, depth: number): Field[] {
  if (depth > DEPTH_MAX) throwError(vm, 'RangeError', 'Maximum call stack size exceeded');
  const keys = new Set<string>();
  const chain: Obj[] = [];
  for (let at: Obj | null = value; at !== null && !Object.isFrozen(at); at = at.proto) chain.push(at);
  for (const one of chain) for (const key of ownKeys(vm, one)) keys.add(key);
  const fields: Field[] = [];
  for (const key of keys) {
    const item = get(vm, value, key);
    if (item !== undefined) fields.push({ key: utf8Encode(key), ...tableValue(vm, item, depth) });
  }
  return fields;
}

/** AMQPLIB: lib/codec.js encodeFieldValue: numbers by what they fit into. */
function tableValue(vm: Vm, value: Value, depth: number): FieldValue {
  if (typeof value === 'string') return { type: 'longstr', value: utf8Encode(value) };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (value === null) return { type: 'void', value: null };
  if (typeof value === 'number') return numberField(value);
  if (!isObj(value)) return throwType(vm, `Unsupported type to encode: ${typeof value}`);
  if (value.kind === 'bytes') return { type: 'binary', value: byteStringOf(value.bytes) };
  if (value.kind === 'array')
    return { type: 'array', value: value.items.map((item) => tableValue(vm, item as Value, depth + 1)) };
  return { type: 'table', value: tableOf(vm, value, depth + 1) };
}

function numberField(value: number): FieldValue {
  if (!Number.isInteger(value)) return { type: 'double', value };
  if (value >= -0x80 && value < 0x80) return { type: 'byte', value };
  if (value >= -0x8000 && value < 0x8000) return { type: 'short', value };
  if (value >= -0x80000000 && value < 0x80000000) return { type: 'signedint', value };
  return { type: 'long', value };
}

// --- what comes -------------------------------------------------------------------------------------------------

function textOf(text: string): string {
  return utf8Decode(text) ?? text;
}

/** A frame as the library takes it: `{ id, channel, fields, properties, content }`. */
export function frameValue(vm: Vm, frame: AmqpFrame): Value {
  const { method, channel } = frame;
  const spec = SPECS[method];
  const fields = makeObject(vm);
  const record = frame as unknown as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(spec?.fields ?? {}))
    if (!name.startsWith('reserved')) propsOf(fields).set(name, fieldValue(vm, record[name]));
  const shown = makeRecord(vm, { id: method, channel, fields });
  if (spec?.content === true && 'body' in frame) {
    const properties = makeObject(vm);
    const given = frame.properties as Readonly<Record<string, unknown>>;
    for (const [name] of PROPERTY_ORDER)
      propsOf(properties).set(name, given[name] === undefined ? undefined : fieldValue(vm, given[name]));
    propsOf(shown).set('properties', properties);
    propsOf(shown).set('content', makeBytes(vm, frame.body.slice(), true));
  }
  return shown;
}

/** AMQPLIB: lib/defs.js decodeBasicProperties names them in this order. */
const PROPERTY_ORDER = BASIC_PROPERTIES;

function fieldValue(vm: Vm, value: unknown): Value {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return tableValueOf(vm, value as readonly Field[]);
  return value as Value;
}

function tableValueOf(vm: Vm, table: readonly Field[]): Value {
  const made = makeObject(vm);
  for (const field of table) propsOf(made).set(textOf(field.key), valueOf(vm, field));
  return made;
}

function valueOf(vm: Vm, field: FieldValue): Value {
  switch (field.type) {
    case 'longstr':
      return textOf(field.value);
    case 'table':
      return tableValueOf(vm, field.value);
    case 'array':
      return makeArray(
        vm,
        field.value.map((item) => valueOf(vm, item)),
      );
    case 'binary':
      return makeBytes(
        vm,
        Uint8Array.from(field.value, (char) => char.charCodeAt(0)),
        true,
      );
    default:
      return typeof field.value === 'bigint' ? Number(field.value) : (field.value as Value);
  }
}

// --- what happened, for whoever watches -------------------------------------------------------------------------

function note(name: string, body: (vm: Vm, args: readonly Value[]) => Record<string, unknown> | null): void {
  LIBRARY.set(
    name,
    nativeFunction(name, '', 1, (vm, _self, args) => {
      if (doorOf(vm).host('observed', []) !== true) return undefined;
      const fact = body(vm, args);
      if (fact !== null) doorOf(vm).host('note', [fact]);
      return undefined;
    }),
  );
}

function idOf(vm: Vm, properties: Value): string {
  const id = isObj(properties) ? get(vm, properties, 'messageId') : '';
  return typeof id === 'string' ? id : '';
}

/** What a delivery is called where its publisher gave it no message-id. */
export const deliveryName = (id: string, tag: number): string => (id === '' ? `delivery ${tag}` : id);

note('$notePublish', (vm, [fields, n, confirms]) => ({
  kind: 'client.published',
  n,
  id: idOf(vm, fields),
  exchange: plainText(get(vm, fields, 'exchange')),
  key: plainText(get(vm, fields, 'routingKey')),
  persistent: get(vm, fields, 'deliveryMode') === 2,
  mandatory: get(vm, fields, 'mandatory') === true,
  attempt: 1,
  tag: confirms === true ? n : 0,
}));
note('$noteProcessed', (vm, [message]) => {
  const fields = get(vm, message, 'fields');
  return {
    kind: 'client.processed',
    id: deliveryName(idOf(vm, get(vm, message, 'properties')), Number(get(vm, fields, 'deliveryTag'))),
    key: plainText(get(vm, fields, 'routingKey')),
    redelivered: get(vm, fields, 'redelivered') === true,
    duplicate: false,
  };
});
note('$noteAck', (_vm, [tag, multiple]) => ({ kind: 'client.acked', tag, multiple, count: 1 }));
note('$noteReject', (vm, [message, requeue]) => ({
  kind: 'client.rejected',
  id: idOf(vm, get(vm, message, 'properties')),
  tag: get(vm, get(vm, message, 'fields'), 'deliveryTag'),
  requeue,
}));
