import { utf8Bytes, utf8Encode } from '../base/bytes.ts';
import {
  type BasicProperties,
  type Field,
  type FieldTable,
  type FieldValue,
  type MethodFrame,
  type MethodName,
  methodFrame,
} from '../wire/amqp-methods.ts';
import { AMQP_COMMANDS, type ArgumentSpec, type CommandSpec } from './amqp-commands.ts';
import { CHANNEL } from './amqp-session.ts';

/*
 * From a typed line of the broker prompt to what it asks of the broker. A line is a command and `name=value` words; a
 * value with blanks stands in double quotes, JSON stands as it is. Pure; every refusal is a text for the person.
 */

export type AckMode =
  | 'ack_requeue_true'
  | 'reject_requeue_true'
  | 'ack_requeue_false'
  | 'reject_requeue_false'
  | 'manual';

export type AmqpAction =
  /** A method that the broker answers with `expects`; then the person reads `says`. */
  | {
      readonly kind: 'call';
      readonly frame: MethodFrame;
      readonly expects: MethodName;
      readonly says: string;
      /** The queue it is about, which the prompt then knows. */
      readonly queue: string | null;
    }
  /** A method that has no answer. */
  | { readonly kind: 'tell'; readonly frame: MethodFrame; readonly says: string }
  | { readonly kind: 'publish'; readonly frame: MethodFrame<'basic.publish'> }
  | { readonly kind: 'get'; readonly queue: string; readonly count: number; readonly ackmode: AckMode }
  | { readonly kind: 'list' }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly text: string };

const COUNT_MAX = 1000;

/** What a line asks for. An empty line is `wrong` with an empty text. */
export function readAmqpLine(line: string): AmqpAction {
  const words = splitWords(line);
  if (typeof words === 'string') return { kind: 'wrong', text: words };
  if (words.length === 0) return { kind: 'wrong', text: '' };
  const two = words.slice(0, 2).join(' ');
  const command =
    AMQP_COMMANDS.find((spec) => spec.name === two) ?? AMQP_COMMANDS.find((spec) => spec.name === words[0]);
  if (command === undefined) return { kind: 'wrong', text: unknownCommand(words) };
  if (command.name === 'help') return { kind: 'help', text: helpText(words.slice(1).join(' ')) };
  const values = readArguments(command, words.slice(command.name.split(' ').length));
  return typeof values === 'string' ? { kind: 'wrong', text: values } : actionOf(command.name, values);
}

function unknownCommand(words: readonly string[]): string {
  const [verb = '', object] = words;
  const objects = AMQP_COMMANDS.filter((spec) => spec.name.startsWith(`${verb} `)).map(
    (spec) => spec.name.split(' ')[1],
  );
  if (objects.length === 0) return `Action ${verb} not understood (help shows the commands)`;
  return `Don't know how to ${verb} ${object ?? 'that'}: ${objects.join(', ')}`;
}

/** Words at blanks, except within double quotes and within the brackets of JSON. */
function splitWords(line: string): string[] | string {
  const words: string[] = [];
  let word = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (quoted) {
      if (char === '\\' && at + 1 < line.length) word += char + (line[++at] as string);
      else {
        word += char;
        if (char === '"') quoted = false;
      }
      continue;
    }
    if ((char === ' ' || char === '\t') && depth === 0) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    word += char;
  }
  if (quoted) return 'Invalid argument(s): a quote is not closed';
  if (depth !== 0) return 'Invalid argument(s): a bracket is not closed';
  if (word !== '') words.push(word);
  return words;
}

/** The arguments of a command, all of them, by name; or what is wrong with them. */
type Values = Readonly<Record<string, string | number | boolean | JsonTable>>;
type JsonTable = Readonly<Record<string, unknown>>;

function readArguments(command: CommandSpec, words: readonly string[]): Values | string {
  const values: Record<string, string | number | boolean | JsonTable> = {};
  for (const [i, word] of words.entries()) {
    const at = word.indexOf('=');
    const name = at >= 0 ? word.slice(0, at) : i === 0 ? command.short : undefined;
    if (name === undefined) return `Argument "${word}" not in the name=value format.`;
    const spec = command.arguments.find((one) => one.name === name);
    if (spec === undefined) return `Argument "${name}" not recognised`;
    const wrong = readArgument(spec, unquote(word.slice(at + 1)), values);
    if (wrong !== null) return wrong;
  }
  for (const spec of command.arguments) {
    if (Object.hasOwn(values, spec.name)) continue;
    if (spec.default === undefined) return `mandatory argument "${spec.name}" required`;
    readArgument(spec, spec.default, values);
  }
  return values;
}

function unquote(value: string): string {
  if (!value.startsWith('"') || !value.endsWith('"') || value.length < 2) return value;
  return value.slice(1, -1).replace(/\\(.)/g, '$1');
}

function readArgument(
  spec: ArgumentSpec,
  value: string,
  into: Record<string, string | number | boolean | JsonTable>,
): string | null {
  if (spec.oneOf !== undefined && spec.name !== 'type' && !spec.oneOf.includes(value))
    return `Argument "${spec.name}" must be one of ${spec.oneOf.join(', ')}`;
  if (spec.type === 'text') into[spec.name] = value;
  else if (spec.type === 'flag') {
    if (value !== 'true' && value !== 'false') return `Argument "${spec.name}" must be true or false`;
    into[spec.name] = value === 'true';
  } else if (spec.type === 'whole') {
    if (!/^\d{1,15}$/.test(value)) return `Argument "${spec.name}" must be a whole number`;
    into[spec.name] = Number(value);
  } else {
    const table = parseTable(value);
    if (table === null) return `Argument "${spec.name}" must be a JSON object`;
    into[spec.name] = table;
  }
  return null;
}

function parseTable(value: string): JsonTable | null {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as JsonTable) : null;
  } catch {
    return null;
  }
}

function actionOf(name: string, values: Values): AmqpAction {
  const string = (key: string): string => utf8Encode(values[key] as string);
  const flag = (key: string): boolean => values[key] as boolean;
  const whole = (key: string): number => values[key] as number;
  const json = (key: string): FieldTable => fieldTable(values[key] as JsonTable);
  const call = (frame: MethodFrame, expects: MethodName, says: string, queue: string | null = null): AmqpAction => ({
    kind: 'call',
    frame,
    expects,
    says,
    queue,
  });
  switch (name) {
    case 'declare queue': {
      const fields = { queue: string('name'), durable: flag('durable'), exclusive: flag('exclusive') };
      const rest = { autoDelete: flag('auto_delete'), arguments: json('arguments') };
      const frame = methodFrame(CHANNEL, 'queue.declare', { ...fields, ...rest });
      return call(frame, 'queue.declare-ok', 'queue declared', fields.queue);
    }
    case 'declare exchange': {
      const fields = { exchange: string('name'), type: string('type'), durable: flag('durable') };
      const rest = { autoDelete: flag('auto_delete'), internal: flag('internal'), arguments: json('arguments') };
      const frame = methodFrame(CHANNEL, 'exchange.declare', { ...fields, ...rest });
      return call(frame, 'exchange.declare-ok', 'exchange declared');
    }
    case 'declare binding':
    case 'delete binding':
      return bindingAction(name === 'declare binding', values);
    case 'delete queue': {
      const fields = { queue: string('name'), ifUnused: flag('if_unused'), ifEmpty: flag('if_empty') };
      return call(methodFrame(CHANNEL, 'queue.delete', fields), 'queue.delete-ok', 'queue deleted');
    }
    case 'delete exchange': {
      const fields = { exchange: string('name'), ifUnused: flag('if_unused') };
      return call(methodFrame(CHANNEL, 'exchange.delete', fields), 'exchange.delete-ok', 'exchange deleted');
    }
    case 'purge queue': {
      const queue = string('name');
      return call(methodFrame(CHANNEL, 'queue.purge', { queue }), 'queue.purge-ok', 'queue purged', queue);
    }
    case 'publish':
      return publishAction(values);
    case 'get':
      return {
        kind: 'get',
        queue: string('queue'),
        count: Math.min(whole('count'), COUNT_MAX),
        ackmode: values['ackmode'] as AckMode,
      };
    case 'consume': {
      const queue = string('queue');
      const fields = {
        queue,
        consumerTag: string('consumer_tag'),
        noAck: flag('no_ack'),
        exclusive: flag('exclusive'),
      };
      const frame = methodFrame(CHANNEL, 'basic.consume', { ...fields, arguments: json('arguments') });
      return call(frame, 'basic.consume-ok', 'consuming', queue);
    }
    case 'cancel': {
      const frame = methodFrame(CHANNEL, 'basic.cancel', { consumerTag: string('consumer_tag') });
      return call(frame, 'basic.cancel-ok', 'cancelled');
    }
    case 'ack': {
      const frame = methodFrame(CHANNEL, 'basic.ack', { deliveryTag: whole('tag'), multiple: flag('multiple') });
      return { kind: 'tell', frame, says: 'acknowledged' };
    }
    case 'nack': {
      const fields = { deliveryTag: whole('tag'), multiple: flag('multiple'), requeue: flag('requeue') };
      return { kind: 'tell', frame: methodFrame(CHANNEL, 'basic.nack', fields), says: 'given back' };
    }
    case 'reject': {
      const frame = methodFrame(CHANNEL, 'basic.reject', { deliveryTag: whole('tag'), requeue: flag('requeue') });
      return { kind: 'tell', frame, says: 'given back' };
    }
    case 'recover':
      return call(methodFrame(CHANNEL, 'basic.recover', { requeue: flag('requeue') }), 'basic.recover-ok', 'recovered');
    case 'qos': {
      const prefetchCount = whole('prefetch');
      if (prefetchCount > 65_535) return { kind: 'wrong', text: 'Argument "prefetch" must be at most 65535' };
      const frame = methodFrame(CHANNEL, 'basic.qos', { prefetchCount, global: flag('global') });
      return call(frame, 'basic.qos-ok', 'prefetch set');
    }
    default:
      return { kind: 'list' };
  }
}

function bindingAction(declare: boolean, values: Values): AmqpAction {
  const [source, destination] = [exchangeName(values['source']), utf8Encode(values['destination'] as string)];
  const routingKey = utf8Encode(values['routing_key'] as string);
  const table = fieldTable(values['arguments'] as JsonTable);
  const says = declare ? 'binding declared' : 'binding deleted';
  const call = (frame: MethodFrame, expects: MethodName): AmqpAction => ({
    kind: 'call',
    frame,
    expects,
    says,
    queue: null,
  });
  if (values['destination_type'] === 'exchange') {
    const fields = { source, destination, routingKey, arguments: table };
    if (declare) return call(methodFrame(CHANNEL, 'exchange.bind', fields), 'exchange.bind-ok');
    return call(methodFrame(CHANNEL, 'exchange.unbind', fields), 'exchange.unbind-ok');
  }
  const fields = { exchange: source, queue: destination, routingKey, arguments: table };
  if (declare) return call(methodFrame(CHANNEL, 'queue.bind', fields), 'queue.bind-ok');
  return call(methodFrame(CHANNEL, 'queue.unbind', fields), 'queue.unbind-ok');
}

/** rabbitmqadmin's name of the exchange without a name. */
function exchangeName(value: unknown): string {
  return value === 'amq.default' ? '' : utf8Encode(value as string);
}

function publishAction(values: Values): AmqpAction {
  const properties = readProperties(values['properties'] as JsonTable);
  if (typeof properties === 'string') return { kind: 'wrong', text: properties };
  const frame = methodFrame(CHANNEL, 'basic.publish', {
    exchange: exchangeName(values['exchange']),
    routingKey: utf8Encode(values['routing_key'] as string),
    mandatory: true,
    properties: values['persistent'] === true ? { deliveryMode: 2, ...properties } : properties,
    body: utf8Bytes(values['payload'] as string),
  });
  return { kind: 'publish', frame };
}

/** rabbitmqadmin's names of the properties, and what they must be. */
const PROPERTIES: Readonly<Record<string, readonly [keyof BasicProperties, 'string' | 'number' | 'object']>> = {
  content_type: ['contentType', 'string'],
  content_encoding: ['contentEncoding', 'string'],
  headers: ['headers', 'object'],
  delivery_mode: ['deliveryMode', 'number'],
  priority: ['priority', 'number'],
  correlation_id: ['correlationId', 'string'],
  reply_to: ['replyTo', 'string'],
  expiration: ['expiration', 'string'],
  message_id: ['messageId', 'string'],
  timestamp: ['timestamp', 'number'],
  type: ['type', 'string'],
  user_id: ['userId', 'string'],
  app_id: ['appId', 'string'],
};

function readProperties(given: JsonTable): BasicProperties | string {
  const properties: Partial<Record<keyof BasicProperties, unknown>> = {};
  for (const [name, value] of Object.entries(given)) {
    const known = Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : undefined;
    if (known === undefined) return `Unknown property "${name}"`;
    const [key, type] = known;
    if (typeof value !== type || value === null) return `Property "${name}" must be a ${type}`;
    if (typeof value === 'number' && (!Number.isSafeInteger(value) || value < 0))
      return `Property "${name}" must be a whole number`;
    if (typeof value === 'string') properties[key] = utf8Encode(value);
    else properties[key] = type === 'object' ? fieldTable(value as JsonTable) : value;
  }
  // Each was checked against the table above.
  return properties as BasicProperties;
}

/** JSON as a field table, typed as RabbitMQ's management does. RABBITMQ: rabbit_misc to_amqp_table */
export function fieldTable(given: JsonTable): FieldTable {
  return Object.entries(given).map(([key, value]): Field => ({ key: utf8Encode(key), ...fieldValue(value) }));
}

function fieldValue(value: unknown): FieldValue {
  if (typeof value === 'string') return { type: 'longstr', value: utf8Encode(value) };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { type: 'long', value } : { type: 'double', value };
  if (Array.isArray(value)) return { type: 'array', value: value.map(fieldValue) };
  if (value === null || value === undefined) return { type: 'void', value: null };
  return { type: 'table', value: fieldTable(value as JsonTable) };
}

/** What `help` shows. */
export function helpText(name: string): string {
  const command = AMQP_COMMANDS.find((spec) => spec.name === name);
  if (command === undefined) {
    const width = Math.max(...AMQP_COMMANDS.map((spec) => spec.name.length));
    return AMQP_COMMANDS.map((spec) => `${spec.name.padEnd(width)}  ${spec.summary}`).join('\n');
  }
  const lines = command.arguments.map((spec) => {
    const range = spec.oneOf === undefined ? '' : ` (${spec.oneOf.join(', ')})`;
    return `  ${spec.name}=${spec.required === true ? 'required' : (spec.default ?? '')}${range}`;
  });
  return [command.summary, ...lines, `  for example: ${command.example}`].join('\n');
}
