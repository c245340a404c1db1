/*
 * The commands of the broker prompt, as data: the parser, the help and the completion read the same table. The names
 * and defaults are rabbitmqadmin's where it has the command, and AMQP's where only a client has it.
 * RABBITMQ: rabbitmqadmin DECLARABLE, DELETABLE, EXTRA_VERBS
 */

export type ArgumentType = 'text' | 'flag' | 'whole' | 'json';

export interface ArgumentSpec {
  readonly name: string;
  readonly type: ArgumentType;
  readonly required?: true;
  /** As it would be typed. */
  readonly default?: string;
  /** The words it can be. */
  readonly oneOf?: readonly string[];
  /** What it names, for completion. */
  readonly names?: 'queue' | 'exchange' | 'consumer';
}

export interface CommandSpec {
  /** One word, or two: `declare queue`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly ArgumentSpec[];
  /** May stand first without its name: `ack 3`. */
  readonly short?: string;
  /** One line that works in the world `broker-work`. */
  readonly example: string;
}

const durable = { name: 'durable', type: 'flag', default: 'true' } as const;
const autoDelete = { name: 'auto_delete', type: 'flag', default: 'false' } as const;
const json = { name: 'arguments', type: 'json', default: '{}' } as const;
const queue = { name: 'queue', type: 'text', required: true, names: 'queue' } as const;
const tag = { name: 'tag', type: 'whole', required: true } as const;
const multiple = { name: 'multiple', type: 'flag', default: 'false' } as const;
const requeue = { name: 'requeue', type: 'flag', default: 'true' } as const;
const binding: readonly ArgumentSpec[] = [
  { name: 'source', type: 'text', required: true, names: 'exchange' },
  { name: 'destination', type: 'text', required: true, names: 'queue' },
  { name: 'destination_type', type: 'text', default: 'queue', oneOf: ['queue', 'exchange'] },
  { name: 'routing_key', type: 'text', default: '' },
  json,
];

export const AMQP_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'declare queue',
    summary: 'Creates a queue, or checks that it is as said.',
    arguments: [
      { name: 'name', type: 'text', required: true, names: 'queue' },
      durable,
      autoDelete,
      { name: 'exclusive', type: 'flag', default: 'false' },
      json,
    ],
    example: 'declare queue name=orders durable=true',
  },
  {
    name: 'declare exchange',
    summary: 'Creates an exchange.',
    arguments: [
      { name: 'name', type: 'text', required: true, names: 'exchange' },
      {
        name: 'type',
        type: 'text',
        required: true,
        oneOf: ['direct', 'fanout', 'topic', 'headers', 'x-consistent-hash'],
      },
      durable,
      autoDelete,
      { name: 'internal', type: 'flag', default: 'false' },
      json,
    ],
    example: 'declare exchange name=media type=topic',
  },
  {
    name: 'declare binding',
    summary: 'Binds a queue or an exchange to an exchange.',
    arguments: binding,
    example: 'declare binding source=amq.topic destination=orders routing_key=image.*',
  },
  {
    name: 'delete queue',
    summary: 'Deletes a queue with all that is in it.',
    arguments: [
      { name: 'name', type: 'text', required: true, names: 'queue' },
      { name: 'if_unused', type: 'flag', default: 'false' },
      { name: 'if_empty', type: 'flag', default: 'false' },
    ],
    example: 'delete queue name=orders',
  },
  {
    name: 'delete exchange',
    summary: 'Deletes an exchange and its bindings.',
    arguments: [
      { name: 'name', type: 'text', required: true, names: 'exchange' },
      { name: 'if_unused', type: 'flag', default: 'false' },
    ],
    example: 'delete exchange name=media',
  },
  {
    name: 'delete binding',
    summary: 'Takes a binding away.',
    arguments: binding,
    example: 'delete binding source=amq.topic destination=orders routing_key=image.*',
  },
  {
    name: 'purge queue',
    summary: 'Drops every ready message of a queue.',
    arguments: [{ name: 'name', type: 'text', required: true, names: 'queue' }],
    example: 'purge queue name=orders',
  },
  {
    name: 'publish',
    summary: 'Publishes one message and waits for its confirm.',
    arguments: [
      { name: 'routing_key', type: 'text', required: true, names: 'queue' },
      { name: 'exchange', type: 'text', default: 'amq.default', names: 'exchange' },
      { name: 'payload', type: 'text', default: '' },
      { name: 'persistent', type: 'flag', default: 'false' },
      { name: 'properties', type: 'json', default: '{}' },
    ],
    example: 'publish routing_key=orders payload=hello persistent=true',
  },
  {
    name: 'get',
    summary: 'Takes messages from the head of a queue.',
    arguments: [
      queue,
      { name: 'count', type: 'whole', default: '1' },
      {
        name: 'ackmode',
        type: 'text',
        default: 'ack_requeue_true',
        oneOf: ['ack_requeue_true', 'reject_requeue_true', 'ack_requeue_false', 'reject_requeue_false', 'manual'],
      },
    ],
    example: 'get queue=orders ackmode=ack_requeue_false',
  },
  {
    name: 'consume',
    summary: 'Subscribes to a queue; deliveries are shown as they come.',
    arguments: [
      queue,
      { name: 'consumer_tag', type: 'text', default: '', names: 'consumer' },
      { name: 'no_ack', type: 'flag', default: 'false' },
      { name: 'exclusive', type: 'flag', default: 'false' },
      json,
    ],
    example: 'consume queue=orders',
  },
  {
    name: 'cancel',
    summary: 'Ends a subscription.',
    arguments: [{ name: 'consumer_tag', type: 'text', required: true, names: 'consumer' }],
    short: 'consumer_tag',
    example: 'cancel consumer_tag=ctag1',
  },
  {
    name: 'ack',
    summary: 'Acknowledges a delivery, or all up to it.',
    arguments: [tag, multiple],
    short: 'tag',
    example: 'ack 1',
  },
  {
    name: 'nack',
    summary: 'Gives a delivery back, or all up to it.',
    arguments: [tag, multiple, requeue],
    short: 'tag',
    example: 'nack 1 requeue=true',
  },
  {
    name: 'reject',
    summary: 'Gives a delivery back.',
    arguments: [tag, requeue],
    short: 'tag',
    example: 'reject 1 requeue=false',
  },
  {
    name: 'recover',
    summary: 'Has every unacked delivery of this channel put back.',
    arguments: [requeue],
    example: 'recover',
  },
  {
    name: 'qos',
    summary: 'Bounds the unacked deliveries of a consumer (0: no bound), or of the channel.',
    arguments: [
      { name: 'prefetch', type: 'whole', required: true },
      { name: 'global', type: 'flag', default: 'false' },
    ],
    short: 'prefetch',
    example: 'qos prefetch=1',
  },
  {
    name: 'list queues',
    summary: 'Asks for the messages and consumers of the queues this prompt has named.',
    arguments: [],
    example: 'list queues',
  },
  {
    name: 'help',
    summary: 'Shows the commands, or the arguments of one.',
    arguments: [{ name: 'command', type: 'text', default: '' }],
    short: 'command',
    example: 'help',
  },
];
