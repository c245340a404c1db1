/*
 * AMQP 0-9-1 as plain data: what a frame is once it was decoded. Machines exchange these; the codec gives their bytes.
 *
 * One decoded frame is one *method*, and where the method carries content (publish, deliver, return, get-ok) the
 * content header's properties and the whole body travel with it: the codec splits and joins the frames on the wire.
 * Every short and long string is a byte string (see base/bytes.ts): the UTF-8 of what a person reads, so that
 * nothing is lost on the way. Integers of 64 bits are numbers as long as they are safe, bigints beyond.
 *
 * The table below is the grammar, in the order of the fields on the wire; the types are derived from it.
 * Source: amqp0-9-1.extended.xml and rabbitmq-codegen's amqp-rabbitmq-0.9.1.json.
 */

/** An AMQP field table, in order: keys may repeat on the wire and order is kept. RabbitMQ's own names for the types. */
export type FieldTable = readonly Field[];

export type Field = { readonly key: string } & FieldValue;

/** The letter on the wire is given beside each; `rabbit_binary_parser` reads exactly these. */
export type FieldValue =
  | { readonly type: 'longstr'; readonly value: string } // S
  | { readonly type: 'signedint'; readonly value: number } // I, 32 bits
  | {
      readonly type: 'decimal';
      readonly value: { readonly scale: number; readonly unscaled: number };
    } // D
  | { readonly type: 'timestamp'; readonly value: number | bigint } // T, seconds
  | { readonly type: 'table'; readonly value: FieldTable } // F
  | { readonly type: 'byte'; readonly value: number } // b, signed
  | { readonly type: 'unsignedbyte'; readonly value: number } // B
  | { readonly type: 'double'; readonly value: number } // d
  | { readonly type: 'float'; readonly value: number } // f
  | { readonly type: 'long'; readonly value: number | bigint } // l (and L), 64 bits signed
  | { readonly type: 'short'; readonly value: number } // s, 16 bits signed
  | { readonly type: 'unsignedshort'; readonly value: number } // u
  | { readonly type: 'unsignedint'; readonly value: number } // i
  | { readonly type: 'bool'; readonly value: boolean } // t
  | { readonly type: 'binary'; readonly value: string } // x
  | { readonly type: 'array'; readonly value: readonly FieldValue[] } // A
  | { readonly type: 'void'; readonly value: null }; // V

export type FieldType = FieldValue['type'];

/** The basic class's content header. A property that is absent is absent on the wire. */
export interface BasicProperties {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly headers?: FieldTable;
  /** 2 is persistent. */
  readonly deliveryMode?: number;
  readonly priority?: number;
  readonly correlationId?: string;
  readonly replyTo?: string;
  /** Milliseconds, in digits. */
  readonly expiration?: string;
  readonly messageId?: string;
  readonly timestamp?: number | bigint;
  readonly type?: string;
  readonly userId?: string;
  readonly appId?: string;
  readonly clusterId?: string;
}

/** The properties in the order of their flag bits, from bit 15 down. */
export const BASIC_PROPERTIES = [
  ['contentType', 'shortstr'],
  ['contentEncoding', 'shortstr'],
  ['headers', 'table'],
  ['deliveryMode', 'octet'],
  ['priority', 'octet'],
  ['correlationId', 'shortstr'],
  ['replyTo', 'shortstr'],
  ['expiration', 'shortstr'],
  ['messageId', 'shortstr'],
  ['timestamp', 'longlong'],
  ['type', 'shortstr'],
  ['userId', 'shortstr'],
  ['appId', 'shortstr'],
  ['clusterId', 'shortstr'],
] as const satisfies readonly (readonly [keyof BasicProperties, Domain])[];

export type Domain = 'bit' | 'octet' | 'short' | 'long' | 'longlong' | 'shortstr' | 'longstr' | 'table';

interface DomainTypes {
  bit: boolean;
  octet: number;
  short: number;
  long: number;
  longlong: number | bigint;
  shortstr: string;
  longstr: string;
  table: FieldTable;
}

export interface MethodSpec {
  readonly classId: number;
  readonly methodId: number;
  /** Name to domain, in the order on the wire; neighbouring bits share an octet. Reserved fields are named so. */
  readonly fields: Readonly<Record<string, Domain>>;
  /** A content header and body follow. */
  readonly content?: true;
}

const close = {
  replyCode: 'short',
  replyText: 'shortstr',
  classId: 'short',
  methodId: 'short',
} as const;
const exchangeBinding = {
  reserved: 'short',
  destination: 'shortstr',
  source: 'shortstr',
  routingKey: 'shortstr',
  nowait: 'bit',
  arguments: 'table',
} as const;

/** Every method, by name. */
export const METHODS = {
  'connection.start': {
    classId: 10,
    methodId: 10,
    fields: {
      versionMajor: 'octet',
      versionMinor: 'octet',
      serverProperties: 'table',
      mechanisms: 'longstr',
      locales: 'longstr',
    },
  },
  'connection.start-ok': {
    classId: 10,
    methodId: 11,
    fields: {
      clientProperties: 'table',
      mechanism: 'shortstr',
      response: 'longstr',
      locale: 'shortstr',
    },
  },
  'connection.secure': {
    classId: 10,
    methodId: 20,
    fields: { challenge: 'longstr' },
  },
  'connection.secure-ok': {
    classId: 10,
    methodId: 21,
    fields: { response: 'longstr' },
  },
  'connection.tune': {
    classId: 10,
    methodId: 30,
    fields: { channelMax: 'short', frameMax: 'long', heartbeat: 'short' },
  },
  'connection.tune-ok': {
    classId: 10,
    methodId: 31,
    fields: { channelMax: 'short', frameMax: 'long', heartbeat: 'short' },
  },
  'connection.open': {
    classId: 10,
    methodId: 40,
    fields: {
      virtualHost: 'shortstr',
      reserved1: 'shortstr',
      reserved2: 'bit',
    },
  },
  'connection.open-ok': {
    classId: 10,
    methodId: 41,
    fields: { reserved: 'shortstr' },
  },
  'connection.close': { classId: 10, methodId: 50, fields: close },
  'connection.close-ok': { classId: 10, methodId: 51, fields: {} },
  'connection.blocked': {
    classId: 10,
    methodId: 60,
    fields: { reason: 'shortstr' },
  },
  'connection.unblocked': { classId: 10, methodId: 61, fields: {} },
  'connection.update-secret': {
    classId: 10,
    methodId: 70,
    fields: { newSecret: 'longstr', reason: 'shortstr' },
  },
  'connection.update-secret-ok': { classId: 10, methodId: 71, fields: {} },
  'channel.open': {
    classId: 20,
    methodId: 10,
    fields: { reserved: 'shortstr' },
  },
  'channel.open-ok': {
    classId: 20,
    methodId: 11,
    fields: { reserved: 'longstr' },
  },
  'channel.flow': { classId: 20, methodId: 20, fields: { active: 'bit' } },
  'channel.flow-ok': { classId: 20, methodId: 21, fields: { active: 'bit' } },
  'channel.close': { classId: 20, methodId: 40, fields: close },
  'channel.close-ok': { classId: 20, methodId: 41, fields: {} },
  'access.request': {
    classId: 30,
    methodId: 10,
    fields: {
      realm: 'shortstr',
      exclusive: 'bit',
      passive: 'bit',
      active: 'bit',
      write: 'bit',
      read: 'bit',
    },
  },
  'access.request-ok': {
    classId: 30,
    methodId: 11,
    fields: { ticket: 'short' },
  },
  'exchange.declare': {
    classId: 40,
    methodId: 10,
    fields: {
      reserved: 'short',
      exchange: 'shortstr',
      type: 'shortstr',
      passive: 'bit',
      durable: 'bit',
      autoDelete: 'bit',
      internal: 'bit',
      nowait: 'bit',
      arguments: 'table',
    },
  },
  'exchange.declare-ok': { classId: 40, methodId: 11, fields: {} },
  'exchange.delete': {
    classId: 40,
    methodId: 20,
    fields: {
      reserved: 'short',
      exchange: 'shortstr',
      ifUnused: 'bit',
      nowait: 'bit',
    },
  },
  'exchange.delete-ok': { classId: 40, methodId: 21, fields: {} },
  'exchange.bind': { classId: 40, methodId: 30, fields: exchangeBinding },
  'exchange.bind-ok': { classId: 40, methodId: 31, fields: {} },
  'exchange.unbind': { classId: 40, methodId: 40, fields: exchangeBinding },
  'exchange.unbind-ok': { classId: 40, methodId: 51, fields: {} },
  'queue.declare': {
    classId: 50,
    methodId: 10,
    fields: {
      reserved: 'short',
      queue: 'shortstr',
      passive: 'bit',
      durable: 'bit',
      exclusive: 'bit',
      autoDelete: 'bit',
      nowait: 'bit',
      arguments: 'table',
    },
  },
  'queue.declare-ok': {
    classId: 50,
    methodId: 11,
    fields: { queue: 'shortstr', messageCount: 'long', consumerCount: 'long' },
  },
  'queue.bind': {
    classId: 50,
    methodId: 20,
    fields: {
      reserved: 'short',
      queue: 'shortstr',
      exchange: 'shortstr',
      routingKey: 'shortstr',
      nowait: 'bit',
      arguments: 'table',
    },
  },
  'queue.bind-ok': { classId: 50, methodId: 21, fields: {} },
  'queue.purge': {
    classId: 50,
    methodId: 30,
    fields: { reserved: 'short', queue: 'shortstr', nowait: 'bit' },
  },
  'queue.purge-ok': {
    classId: 50,
    methodId: 31,
    fields: { messageCount: 'long' },
  },
  'queue.delete': {
    classId: 50,
    methodId: 40,
    fields: {
      reserved: 'short',
      queue: 'shortstr',
      ifUnused: 'bit',
      ifEmpty: 'bit',
      nowait: 'bit',
    },
  },
  'queue.delete-ok': {
    classId: 50,
    methodId: 41,
    fields: { messageCount: 'long' },
  },
  'queue.unbind': {
    classId: 50,
    methodId: 50,
    fields: {
      reserved: 'short',
      queue: 'shortstr',
      exchange: 'shortstr',
      routingKey: 'shortstr',
      arguments: 'table',
    },
  },
  'queue.unbind-ok': { classId: 50, methodId: 51, fields: {} },
  'basic.qos': {
    classId: 60,
    methodId: 10,
    fields: { prefetchSize: 'long', prefetchCount: 'short', global: 'bit' },
  },
  'basic.qos-ok': { classId: 60, methodId: 11, fields: {} },
  'basic.consume': {
    classId: 60,
    methodId: 20,
    fields: {
      reserved: 'short',
      queue: 'shortstr',
      consumerTag: 'shortstr',
      noLocal: 'bit',
      noAck: 'bit',
      exclusive: 'bit',
      nowait: 'bit',
      arguments: 'table',
    },
  },
  'basic.consume-ok': {
    classId: 60,
    methodId: 21,
    fields: { consumerTag: 'shortstr' },
  },
  /** Sent by the broker too: consumer cancel notification. */
  'basic.cancel': {
    classId: 60,
    methodId: 30,
    fields: { consumerTag: 'shortstr', nowait: 'bit' },
  },
  'basic.cancel-ok': {
    classId: 60,
    methodId: 31,
    fields: { consumerTag: 'shortstr' },
  },
  'basic.publish': {
    classId: 60,
    methodId: 40,
    fields: {
      reserved: 'short',
      exchange: 'shortstr',
      routingKey: 'shortstr',
      mandatory: 'bit',
      immediate: 'bit',
    },
    content: true,
  },
  'basic.return': {
    classId: 60,
    methodId: 50,
    fields: {
      replyCode: 'short',
      replyText: 'shortstr',
      exchange: 'shortstr',
      routingKey: 'shortstr',
    },
    content: true,
  },
  'basic.deliver': {
    classId: 60,
    methodId: 60,
    fields: {
      consumerTag: 'shortstr',
      deliveryTag: 'longlong',
      redelivered: 'bit',
      exchange: 'shortstr',
      routingKey: 'shortstr',
    },
    content: true,
  },
  'basic.get': {
    classId: 60,
    methodId: 70,
    fields: { reserved: 'short', queue: 'shortstr', noAck: 'bit' },
  },
  'basic.get-ok': {
    classId: 60,
    methodId: 71,
    fields: {
      deliveryTag: 'longlong',
      redelivered: 'bit',
      exchange: 'shortstr',
      routingKey: 'shortstr',
      messageCount: 'long',
    },
    content: true,
  },
  'basic.get-empty': {
    classId: 60,
    methodId: 72,
    fields: { reserved: 'shortstr' },
  },
  /** Sent by the broker too: publisher confirms. */
  'basic.ack': {
    classId: 60,
    methodId: 80,
    fields: { deliveryTag: 'longlong', multiple: 'bit' },
  },
  'basic.reject': {
    classId: 60,
    methodId: 90,
    fields: { deliveryTag: 'longlong', requeue: 'bit' },
  },
  'basic.recover-async': {
    classId: 60,
    methodId: 100,
    fields: { requeue: 'bit' },
  },
  'basic.recover': { classId: 60, methodId: 110, fields: { requeue: 'bit' } },
  'basic.recover-ok': { classId: 60, methodId: 111, fields: {} },
  /** Sent by the broker too: publisher confirms. */
  'basic.nack': {
    classId: 60,
    methodId: 120,
    fields: { deliveryTag: 'longlong', multiple: 'bit', requeue: 'bit' },
  },
  'confirm.select': { classId: 85, methodId: 10, fields: { nowait: 'bit' } },
  'confirm.select-ok': { classId: 85, methodId: 11, fields: {} },
  'tx.select': { classId: 90, methodId: 10, fields: {} },
  'tx.select-ok': { classId: 90, methodId: 11, fields: {} },
  'tx.commit': { classId: 90, methodId: 20, fields: {} },
  'tx.commit-ok': { classId: 90, methodId: 21, fields: {} },
  'tx.rollback': { classId: 90, methodId: 30, fields: {} },
  'tx.rollback-ok': { classId: 90, methodId: 31, fields: {} },
} as const satisfies Readonly<Record<string, MethodSpec>>;

export type MethodName = keyof typeof METHODS;

/** Arguments of a method by name. */
export type MethodFields<M extends MethodName> = {
  readonly [K in keyof (typeof METHODS)[M]['fields']]: (typeof METHODS)[M]['fields'][K] extends Domain
    ? DomainTypes[(typeof METHODS)[M]['fields'][K]]
    : never;
};

/** What travels with a method that carries content. */
export interface Content {
  readonly properties: BasicProperties;
  /** Never written after it was sent. */
  readonly body: Uint8Array;
}

export type ContentMethod = 'basic.publish' | 'basic.return' | 'basic.deliver' | 'basic.get-ok';

/** The decoded frame of one method: `{ channel, method: 'basic.publish', exchange, routingKey, ..., properties, body }`. */
export type MethodFrame<M extends MethodName = MethodName> = M extends MethodName
  ? { readonly channel: number; readonly method: M } & MethodFields<M> & (M extends ContentMethod ? Content : unknown)
  : never;

/** What is on a connection besides methods. All of them on channel 0 unless said otherwise. */
export type ControlFrame =
  /** "AMQP" and four octets, the client's first word; the server's answer to one it does not speak. */
  | {
      readonly channel: 0;
      readonly method: 'protocol.header';
      readonly id: number;
      readonly major: number;
      readonly minor: number;
      readonly revision: number;
    }
  | { readonly channel: 0; readonly method: 'heartbeat' }
  /** Bytes that are no frame, as found by the codec; the broker closes the connection with this code and text. */
  | {
      readonly channel: number;
      readonly method: 'malformed';
      readonly replyCode: number;
      readonly replyText: string;
      readonly classId: number;
      readonly methodId: number;
    };

export type AmqpFrame = MethodFrame | ControlFrame;

/** The client's first word on a connection: AMQP 0-9-1. */
export const PROTOCOL_HEADER: AmqpFrame = {
  channel: 0,
  method: 'protocol.header',
  id: 0,
  major: 0,
  minor: 9,
  revision: 1,
};

const NONE: { readonly [D in Domain]: DomainTypes[D] } = {
  bit: false,
  octet: 0,
  short: 0,
  long: 0,
  longlong: 0,
  shortstr: '',
  longstr: '',
  table: [],
};

const NO_BODY = new Uint8Array(0);

/** By method: its frame with everything false, zero, empty. */
const BLANKS: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(METHODS as Readonly<Record<string, MethodSpec>>).map(([method, spec]) => [
    method,
    blank(method, spec),
  ]),
);

function blank(method: string, spec: MethodSpec): object {
  const fields = Object.entries(spec.fields).map(([name, domain]) => [name, NONE[domain]] as const);
  const content = spec.content === true ? { properties: {}, body: NO_BODY } : {};
  return { channel: 0, method, ...Object.fromEntries(fields), ...content };
}

/** A frame of that method: what is not given is false, zero, empty. */
export function methodFrame<M extends MethodName>(
  channel: number,
  method: M,
  given: Partial<MethodFields<M>> & (M extends ContentMethod ? Partial<Content> : unknown),
): MethodFrame<M> {
  // Built from the same table the type is derived from.
  return { ...BLANKS[method], ...given, channel } as unknown as MethodFrame<M>;
}

/** Reply codes of the protocol, as RabbitMQ names them in its texts. Hard errors end the connection, soft ones the channel. */
export const REPLY = {
  CONTENT_TOO_LARGE: { code: 311, hard: false },
  NO_ROUTE: { code: 312, hard: false },
  NO_CONSUMERS: { code: 313, hard: false },
  ACCESS_REFUSED: { code: 403, hard: false },
  NOT_FOUND: { code: 404, hard: false },
  RESOURCE_LOCKED: { code: 405, hard: false },
  PRECONDITION_FAILED: { code: 406, hard: false },
  CONNECTION_FORCED: { code: 320, hard: true },
  INVALID_PATH: { code: 402, hard: true },
  FRAME_ERROR: { code: 501, hard: true },
  SYNTAX_ERROR: { code: 502, hard: true },
  COMMAND_INVALID: { code: 503, hard: true },
  CHANNEL_ERROR: { code: 504, hard: true },
  UNEXPECTED_FRAME: { code: 505, hard: true },
  RESOURCE_ERROR: { code: 506, hard: true },
  NOT_ALLOWED: { code: 530, hard: true },
  NOT_IMPLEMENTED: { code: 540, hard: true },
  INTERNAL_ERROR: { code: 541, hard: true },
} as const;

export type ReplyName = keyof typeof REPLY;
