// The package amqplib, version 2.3: its promise API. Names, defaults, texts and the order of events are the package's;
// frames go through the lab's own connections.
// AMQPLIB: lib/connect.js, lib/connection.js, lib/channel.js, lib/channel_model.js, lib/api_args.js

import { EventEmitter } from 'node:events';

const VERSION = '2.3.1';
const REPLY_SUCCESS = 200;
const HIGH_WATER_MARK = 1024;

const CONSTANTS = {
  200: 'REPLY-SUCCESS',
  311: 'CONTENT-TOO-LARGE',
  312: 'NO-ROUTE',
  313: 'NO-CONSUMERS',
  320: 'CONNECTION-FORCED',
  402: 'INVALID-PATH',
  403: 'ACCESS-REFUSED',
  404: 'NOT-FOUND',
  405: 'RESOURCE-LOCKED',
  406: 'PRECONDITION-FAILED',
  501: 'FRAME-ERROR',
  502: 'SYNTAX-ERROR',
  503: 'COMMAND-INVALID',
  504: 'CHANNEL-ERROR',
  505: 'UNEXPECTED-FRAME',
  506: 'RESOURCE-ERROR',
  530: 'NOT-ALLOWED',
  540: 'NOT-IMPLEMENTED',
  541: 'INTERNAL-ERROR',
};

// Class and method of those a server may refuse, to tell which request it was.
const METHOD_IDS = {
  'channel.open': [20, 10],
  'exchange.declare': [40, 10],
  'exchange.delete': [40, 20],
  'exchange.bind': [40, 30],
  'exchange.unbind': [40, 40],
  'queue.declare': [50, 10],
  'queue.bind': [50, 20],
  'queue.purge': [50, 30],
  'queue.delete': [50, 40],
  'queue.unbind': [50, 50],
  'basic.qos': [60, 10],
  'basic.consume': [60, 20],
  'basic.cancel': [60, 30],
  'basic.get': [60, 70],
  'basic.recover': [60, 110],
  'confirm.select': [85, 10],
};

function methodName(id) {
  return id
    .split(/[.-]/)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');
}

function closeMessage(frame) {
  const { replyCode, replyText } = frame.fields;
  return `${replyCode} (${CONSTANTS[replyCode]}) with message "${replyText}"`;
}

export function IllegalOperationError(message) {
  const error = $errorNamed('IllegalOperationError', message);
  error.stackAtStateChange = '';
  return error;
}

function invalidOp(message) {
  return () => {
    throw IllegalOperationError(message);
  };
}

function safeEmit(emitter, event, ...args) {
  try {
    emitter.emit(event, ...args);
  } catch (error) {
    if (emitter.listenerCount('handler-error') === 0) throw error;
    setImmediate(() => emitter.emit('handler-error', error, event));
  }
}

function hide(target, values) {
  for (const key of Object.keys(values))
    Object.defineProperty(target, key, { value: values[key], writable: true, configurable: true, enumerable: false });
}

// --- arguments --------------------------------------------------------------------------------------------------------

function setIfDefined(target, key, value) {
  if (value !== undefined) target[key] = value;
}

const args = {
  assertQueue(queue, options) {
    const given = options || {};
    const table = Object.create(given.arguments || null);
    setIfDefined(table, 'x-expires', given.expires);
    setIfDefined(table, 'x-message-ttl', given.messageTtl);
    setIfDefined(table, 'x-dead-letter-exchange', given.deadLetterExchange);
    setIfDefined(table, 'x-dead-letter-routing-key', given.deadLetterRoutingKey);
    setIfDefined(table, 'x-max-length', given.maxLength);
    setIfDefined(table, 'x-max-priority', given.maxPriority);
    setIfDefined(table, 'x-overflow', given.overflow);
    setIfDefined(table, 'x-queue-mode', given.queueMode);
    return {
      queue: queue || '',
      exclusive: !!given.exclusive,
      durable: given.durable === undefined ? true : given.durable,
      autoDelete: !!given.autoDelete,
      arguments: table,
      passive: false,
      nowait: false,
    };
  },
  assertExchange(exchange, type, options) {
    const given = options || {};
    const table = Object.create(given.arguments || null);
    setIfDefined(table, 'alternate-exchange', given.alternateExchange);
    return {
      exchange,
      type,
      passive: false,
      durable: given.durable === undefined ? true : given.durable,
      autoDelete: !!given.autoDelete,
      internal: !!given.internal,
      nowait: false,
      arguments: table,
    };
  },
  publish(exchange, routingKey, options) {
    const given = options || {};
    const texts = (value) =>
      value === undefined ? undefined : Array.isArray(value) ? value.map(String) : [String(value)];
    const headers = Object.create(given.headers || null);
    setIfDefined(headers, 'CC', texts(given.CC));
    setIfDefined(headers, 'BCC', texts(given.BCC));
    let deliveryMode;
    if (given.persistent !== undefined) deliveryMode = given.persistent ? 2 : 1;
    else if (typeof given.deliveryMode === 'number') deliveryMode = given.deliveryMode;
    else if (given.deliveryMode) deliveryMode = 2;
    return {
      exchange,
      routingKey,
      mandatory: !!given.mandatory,
      immediate: false,
      contentType: given.contentType,
      contentEncoding: given.contentEncoding,
      headers,
      deliveryMode,
      priority: given.priority,
      correlationId: given.correlationId,
      replyTo: given.replyTo,
      expiration: given.expiration?.toString(),
      messageId: given.messageId,
      timestamp: given.timestamp,
      type: given.type,
      userId: given.userId,
      appId: given.appId,
    };
  },
  consume(queue, options) {
    const given = options || {};
    const table = Object.create(given.arguments || null);
    setIfDefined(table, 'x-priority', given.priority);
    return {
      queue,
      consumerTag: given.consumerTag || '',
      noLocal: !!given.noLocal,
      noAck: !!given.noAck,
      exclusive: !!given.exclusive,
      nowait: false,
      arguments: table,
    };
  },
};

// --- connections ------------------------------------------------------------------------------------------------------

class Connection extends EventEmitter {
  constructor(host, port) {
    super();
    hide(this, {
      host,
      port,
      conn: 0,
      channels: new Map(),
      channelMax: 0,
      frameMax: 4096,
      heartbeat: 0,
      timers: [],
      sent: false,
      writing: false,
      heard: false,
      blocked: false,
      expectSocketClose: false,
      accept: noop,
    });
  }
  sendMethod(channel, method, fields) {
    this.sent = true;
    $sendMethod(this.conn, channel, method, fields);
    this.scheduleWrite();
  }
  // What a turn writes goes out when it is over. AMQPLIB: lib/mux.js _scheduleRead
  scheduleWrite() {
    if (this.writing) return;
    this.writing = true;
    setImmediate(() => {
      this.writing = false;
      $flush(this.conn);
    });
  }
  freshChannel(channel) {
    for (let n = 1; n <= this.channelMax; n++)
      if (!this.channels.has(n)) {
        this.channels.set(n, channel);
        return n;
      }
    throw new Error('No channels left to allocate');
  }
  close(callback) {
    this.closeBecause('Cheers, thanks', REPLY_SUCCESS, callback && (() => callback(null)));
  }
  closeBecause(reason, code, k) {
    this.sendMethod(0, 'connection.close', { replyText: reason, replyCode: code, methodId: 0, classId: 0 });
    this.toClosing(k);
  }
  closeWithError(reason, code, error) {
    safeEmit(this, 'error', error);
    this.closeBecause(reason, code);
  }
  onSocketError(error) {
    if (this.expectSocketClose) return;
    this.expectSocketClose = true;
    safeEmit(this, 'error', error);
    this.toClosed(error);
  }
  toClosing(k) {
    const send = this.sendMethod.bind(this);
    if (this.blocked) {
      if (k) k();
      this.toClosed(undefined);
      return;
    }
    this.accept = (frame) => {
      if (frame.id === 'connection.close-ok') {
        if (k) k();
        this.toClosed(undefined);
      } else if (frame.id === 'connection.close') send(0, 'connection.close-ok', {});
    };
    this.sendMethod = this.sendMessage = invalidOp('Connection closing');
  }
  toClosed(error) {
    for (const channel of [...this.channels.values()]) channel.toClosed();
    const info = `Connection closed (${error ? error.toString() : 'by client'})`;
    this.sendMethod = this.sendMessage = invalidOp(info);
    this.accept = invalidOp(info);
    this.close = (callback) => callback?.(IllegalOperationError(info));
    for (const timer of this.timers) clearInterval(timer);
    this.expectSocketClose = true;
    $note('client.disconnected', {
      server: $serverOf(this.host, this.port),
      text: error ? error.message : 'closed by the client',
    });
    $flush(this.conn);
    $close(this.conn);
    safeEmit(this, 'close', error);
  }
  startHeartbeat() {
    if (this.heartbeat === 0) return;
    const millis = this.heartbeat * 1000;
    this.timers.push(
      setInterval(() => {
        if (!this.sent) {
          $sendHeartbeat(this.conn);
          this.sent = true;
        } else this.sent = false;
      }, millis / 2),
    );
    let missed = 0;
    this.timers.push(
      setInterval(() => {
        if (this.heard) missed = 0;
        else missed++;
        this.heard = false;
        if (missed < 2) return;
        const error = new Error('Heartbeat timeout');
        safeEmit(this, 'error', error);
        this.toClosed(error);
      }, millis),
    );
  }
  onFrame(frame) {
    this.heard = true;
    if (frame.channel === 0) return this.onControl(frame);
    const channel = this.channels.get(frame.channel);
    if (channel) channel.accept(frame);
    else
      this.closeWithError(
        `Frame on unknown channel ${frame.channel}`,
        504,
        new Error(`Frame on unknown channel: <${methodName(frame.id)} channel:${frame.channel}>`),
      );
  }
  onControl(frame) {
    switch (frame.id) {
      case 'heartbeat':
        return;
      case 'connection.close': {
        this.sendMethod(0, 'connection.close-ok', {});
        const error = new Error(`Connection closed: ${closeMessage(frame)}`);
        error.code = frame.fields.replyCode;
        if (error.code !== 320 && error.code !== REPLY_SUCCESS) safeEmit(this, 'error', error);
        this.toClosed(error);
        return;
      }
      case 'connection.blocked':
        this.blocked = true;
        $note('client.blocked', { reason: frame.fields.reason });
        safeEmit(this, 'blocked', frame.fields.reason);
        return;
      case 'connection.unblocked':
        this.blocked = false;
        $note('client.unblocked', {});
        safeEmit(this, 'unblocked');
        return;
      case 'connection.update-secret-ok':
        safeEmit(this, 'update-secret-ok');
        return;
      default:
        this.closeWithError(
          'Unexpected frame on channel 0',
          505,
          new Error(`Unexpected frame on channel 0: <${methodName(frame.id)} channel:0>`),
        );
    }
  }
}

function noop() {}

function negotiate(server, desired) {
  return server === 0 || desired === 0 ? Math.max(server, desired) : Math.min(server, desired);
}

function parseUrl(url) {
  if (typeof url === 'object') {
    const plain = url.username === undefined && url.password === undefined;
    return {
      protocol: `${url.protocol || 'amqp'}:`,
      host: url.hostname,
      port: url.port || 5672,
      user: plain ? 'guest' : url.username || '',
      password: plain ? 'guest' : url.password || '',
      vhost: url.vhost || '/',
      query: url,
    };
  }
  const [, protocol, user, password, host, port, path, query] =
    /^(\w+:)\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(url) ?? [];
  const options = {};
  for (const pair of (query ?? '').split('&').filter(Boolean)) {
    const [key, value = ''] = pair.split('=');
    options[decodeURIComponent(key)] ??= decodeURIComponent(value);
  }
  const named = Boolean(user) || Boolean(password);
  return {
    protocol: protocol ?? '',
    host: host || 'localhost',
    port: Number(port) || (protocol === 'amqp:' ? 5672 : 5671),
    user: named ? decodeURIComponent(user ?? '') : 'guest',
    password: named ? decodeURIComponent(password ?? '') : 'guest',
    vhost: path ? decodeURIComponent(path) : '/',
    query: options,
  };
}

function intOr(value, otherwise) {
  return value === undefined || value === null ? otherwise : Number.parseInt(value, 10);
}

const CAPABILITIES = {
  publisher_confirms: true,
  exchange_exchange_bindings: true,
  'basic.nack': true,
  consumer_cancel_notify: true,
  'connection.blocked': true,
  authentication_failure_close: true,
};

function open(url, options, callback) {
  const target = parseUrl(url || 'amqp://localhost');
  if (target.protocol !== 'amqp:') throw new Error(`Expected amqp: or amqps: as the protocol; got ${target.protocol}`);
  const desired = {
    channelMax: intOr(target.query.channelMax, 0),
    frameMax: intOr(target.query.frameMax, 131072),
    heartbeat:
      target.query.heartbeat === undefined || target.query.heartbeat === null ? null : intOr(target.query.heartbeat, 0),
  };
  const connection = new Connection(target.host, target.port);
  let done = false;
  let timer = null;
  let opened = false;
  const finish = (error) => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    if (!error) return callback(null, connection);
    connection.expectSocketClose = true;
    if (connection.conn > 0) {
      $flush(connection.conn);
      $close(connection.conn);
    }
    callback(error);
  };
  const expect = (method, then) => {
    connection.accept = (frame) => {
      if (frame.id === method) then(frame);
      else if (frame.id === 'connection.close')
        finish(new Error(`Handshake terminated by server: ${closeMessage(frame)}`));
      else finish(new Error(`Expected ${methodName(method)}; got <${methodName(frame.id)} channel:${frame.channel}>`));
    };
  };
  const onStart = () => {
    connection.sendMethod(0, 'connection.start-ok', {
      clientProperties: {
        product: 'amqplib',
        version: VERSION,
        platform: `Node.JS ${process.version}`,
        information: 'https://amqp-node.github.io/amqplib/',
        capabilities: CAPABILITIES,
        ...options?.clientProperties,
      },
      mechanism: 'PLAIN',
      response: `\u0000${target.user}\u0000${target.password}`,
      locale: target.query.locale || 'en_US',
    });
    expect('connection.tune', onTune);
  };
  const onTune = ({ fields }) => {
    const frameMax = negotiate(fields.frameMax, desired.frameMax);
    const channelMax = negotiate(fields.channelMax, desired.channelMax);
    const heartbeat =
      desired.heartbeat === null
        ? fields.heartbeat
        : desired.heartbeat === 0
          ? 0
          : negotiate(fields.heartbeat, desired.heartbeat);
    connection.sendMethod(0, 'connection.tune-ok', { channelMax, frameMax, heartbeat });
    connection.sendMethod(0, 'connection.open', { virtualHost: target.vhost });
    expect('connection.open-ok', () => {
      connection.channelMax = channelMax || 0xffff;
      connection.frameMax = frameMax || 0xffffffff;
      connection.heartbeat = heartbeat;
      connection.startHeartbeat();
      connection.accept = (frame) => connection.onFrame(frame);
      $note('client.connected', { server: $serverOf(target.host, target.port) });
      finish(null);
    });
  };
  connection.conn = $connect(target.host, target.port, {
    opened: () => {
      opened = true;
      expect('connection.start', onStart);
      $sendHeader(connection.conn);
    },
    frame: (frame) => connection.accept(frame),
    closed: (reason) => {
      if (!opened) {
        const address = target.host === 'localhost' ? '127.0.0.1' : target.host;
        const text = reason === 'timeout' ? 'ETIMEDOUT' : 'ECONNREFUSED';
        return finish(
          Object.assign(new Error(`connect ${text} ${address}:${target.port}`), {
            errno: -111,
            code: text,
            syscall: 'connect',
            address,
            port: target.port,
          }),
        );
      }
      const reset = Object.assign(new Error('read ECONNRESET'), { errno: -104, code: 'ECONNRESET', syscall: 'read' });
      if (!done)
        return finish(reason === 'reset' ? reset : new Error('Socket closed abruptly during opening handshake'));
      connection.onSocketError(
        reason === 'reset'
          ? reset
          : reason === 'timeout'
            ? Object.assign(new Error('read ETIMEDOUT'), { errno: -110, code: 'ETIMEDOUT', syscall: 'read' })
            : new Error('Unexpected close'),
      );
    },
  });
  if (connection.conn === 0)
    setImmediate(() =>
      finish(
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${target.host}`), {
          errno: -3008,
          code: 'ENOTFOUND',
          syscall: 'getaddrinfo',
          hostname: target.host,
        }),
      ),
    );
  if (options?.timeout) timer = setTimeout(() => finish(new Error('connect ETIMEDOUT')), options.timeout);
}

export function connect(url, options) {
  if (options?.recovery)
    return Promise.reject(new Error("amqplib: the option 'recovery' is not supported here; connect again on 'close'"));
  return new Promise((resolve, reject) => {
    open(url, options, (error, connection) => (error ? reject(error) : resolve(connection)));
  }).then((connection) => new ChannelModel(connection));
}

export class ChannelModel extends EventEmitter {
  constructor(connection) {
    super();
    hide(this, { connection });
    for (const event of ['error', 'close', 'blocked', 'unblocked', 'update-secret-ok'])
      connection.on(event, (...rest) => this.emit(event, ...rest));
  }
  close() {
    return promised((callback) => this.connection.close(callback));
  }
  async createChannel(options) {
    const channel = new Channel(this.connection, options);
    await channel.open();
    return channel;
  }
  async createConfirmChannel(options) {
    const channel = new ConfirmChannel(this.connection, options);
    await channel.open();
    await channel.rpc('confirm.select', { nowait: false }, 'confirm.select-ok');
    return channel;
  }
}

function promised(start) {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });
}

// --- channels ---------------------------------------------------------------------------------------------------------

class BaseChannel extends EventEmitter {
  constructor(connection, options) {
    super();
    hide(this, {
      connection,
      options,
      ch: 0,
      reply: null,
      pending: [],
      lwm: 1,
      unconfirmed: [],
      closedWithUnconfirmed: false,
      consumers: new Map(),
      buffered: 0,
      published: 0,
      // What awaits its confirm: the message-id by its tag.
      ids: new Map(),
      confirms: false,
    });
    const settle = (kind, handle) => (fields) => {
      this.noteConfirms(kind, fields);
      this.handleConfirm(handle, fields);
    };
    this.on(
      'ack',
      settle('client.confirmed', (callback) => callback && callback(null)),
    );
    this.on(
      'nack',
      settle('client.nacked', (callback) => callback && callback(new Error('message nacked'))),
    );
    this.on('close', () => {
      const error = new Error('channel closed');
      for (const callback of this.unconfirmed) if (callback) callback(error);
      this.closedWithUnconfirmed = this.unconfirmed.some((callback) => callback !== null);
      this.unconfirmed = [];
    });
    this.on('delivery', (message) => this.dispatchMessage(message.fields, message));
    this.on('cancel', (fields) => {
      const result = this.dispatchMessage(fields, null);
      this.consumers.delete(fields.consumerTag);
      return result;
    });
  }
  sendImmediately(method, fields) {
    return this.connection.sendMethod(this.ch, method, fields);
  }
  sendOrEnqueue(method, fields, reply) {
    if (this.reply) this.pending.push({ method, fields, reply });
    else {
      this.reply = reply;
      this.sendImmediately(method, fields);
    }
  }
  sendMessage(fields, content) {
    if (!Buffer.isBuffer(content)) throw new TypeError('content is not a buffer');
    const { connection } = this;
    connection.sent = true;
    $notePublish(fields, ++this.published, this.confirms);
    if (this.confirms) this.ids.set(this.published, fields.messageId ?? '');
    $sendMessage(connection.conn, this.ch, fields, content);
    connection.scheduleWrite();
    // What was written waits in a buffer until this turn is over.
    if (this.buffered++ === 0)
      setImmediate(() => {
        const wasFull = this.buffered >= (this.options?.highWaterMark ?? HIGH_WATER_MARK);
        this.buffered = 0;
        if (wasFull) safeEmit(this, 'drain');
      });
    return this.buffered < (this.options?.highWaterMark ?? HIGH_WATER_MARK);
  }
  _rpc(method, fields, expected, callback) {
    this.sendOrEnqueue(method, fields, (error, frame) => {
      if (error instanceof Error) return callback(error);
      if (error !== null) return callback(closeError(method, error));
      if (frame.id === expected) return callback(null, frame);
      const problem = new Error(
        `Expected ${methodName(expected)}; got <${methodName(frame.id)} channel:${frame.channel}>`,
      );
      this.closeWithError(`Expected ${methodName(expected)}; got ${methodName(frame.id)}`, 505, problem);
      return callback(problem);
    });
  }
  toClosed() {
    const lost = new Error('Channel ended, no reply will be forthcoming');
    const { reply, pending } = this;
    this.reply = null;
    this.pending = [];
    if (reply !== null) reply(lost);
    for (const one of pending) one.reply(lost);
    this.sendImmediately = this.sendOrEnqueue = this.sendMessage = invalidOp('Channel closed');
    this.accept = invalidOp('Channel closed');
    this.connection.channels.delete(this.ch);
    safeEmit(this, 'close');
  }
  toClosing(k) {
    const send = this.sendImmediately.bind(this);
    this.sendImmediately = this.sendOrEnqueue = this.sendMessage = invalidOp('Channel closing');
    this.accept = (frame) => {
      if (frame.id === 'channel.close-ok') {
        if (k) k();
        this.toClosed();
      } else if (frame.id === 'channel.close') send('channel.close-ok', {});
    };
  }
  closeBecause(reason, code, k) {
    this.sendImmediately('channel.close', { replyText: reason, replyCode: code, methodId: 0, classId: 0 });
    this.toClosing(k);
  }
  closeWithError(reason, code, error) {
    this.closeBecause(reason, code, () => {
      error.code = code;
      safeEmit(this, 'error', error);
    });
  }
  noteConfirms(kind, { deliveryTag, multiple }) {
    for (const [n, id] of this.ids) {
      if (n > deliveryTag) break;
      if (n < deliveryTag && !multiple) continue;
      this.ids.delete(n);
      $note(kind, { n, id, attempt: 1 });
    }
  }
  handleConfirm(handle, { deliveryTag: tag, multiple }) {
    if (multiple) {
      const confirmed = this.unconfirmed.splice(0, tag - this.lwm + 1);
      this.lwm = tag + 1;
      confirmed.forEach(handle);
      return;
    }
    let callback;
    if (tag === this.lwm) {
      callback = this.unconfirmed.shift();
      this.lwm++;
      while (this.unconfirmed[0] === null) {
        this.unconfirmed.shift();
        this.lwm++;
      }
    } else {
      callback = this.unconfirmed[tag - this.lwm];
      this.unconfirmed[tag - this.lwm] = null;
    }
    handle(callback);
  }
  _waitForConfirms() {
    if (this.closedWithUnconfirmed) return Promise.reject(new Error('channel closed'));
    const awaiting = [];
    const { unconfirmed } = this;
    unconfirmed.forEach((callback, index) => {
      if (callback === null) return;
      awaiting.push(
        new Promise((resolve, reject) => {
          unconfirmed[index] = (error) => {
            if (callback) callback(error);
            if (error === null) resolve();
            else reject(error);
          };
        }),
      );
    });
    return Promise.all(awaiting);
  }
  dispatchMessage(fields, message) {
    const consumer = this.consumers.get(fields.consumerTag);
    if (!consumer) throw new Error(`Unknown consumer: ${fields.consumerTag}`);
    const result = consumer(message);
    if (message !== null) {
      // Done is what its handler came through with.
      if (typeof result?.then === 'function') result.then(() => $noteProcessed(message));
      else $noteProcessed(message);
    }
    return result;
  }
  acceptMessage(event, frame) {
    try {
      safeEmit(this, event, messageOf(frame));
    } catch (error) {
      if (error instanceof Error) this.closeWithError('Error while processing message', 541, error);
      else this.closeWithError('Internal error while processing message', 541, new Error(String(error)));
    }
  }
  accept(frame) {
    switch (frame.id) {
      case 'basic.deliver':
        return this.acceptMessage('delivery', frame);
      case 'basic.return':
        return this.acceptMessage('return', frame);
      case 'basic.ack':
        return safeEmit(this, 'ack', frame.fields);
      case 'basic.nack':
        return safeEmit(this, 'nack', frame.fields);
      case 'basic.cancel':
        return safeEmit(this, 'cancel', frame.fields);
      case 'channel.close': {
        if (this.reply) {
          const { reply } = this;
          this.reply = null;
          reply(frame);
        }
        this.sendImmediately('channel.close-ok', {});
        safeEmit(this, 'error', describeClose(`Channel closed by server: ${closeMessage(frame)}`, frame));
        this.toClosed();
        return;
      }
      default: {
        const { reply } = this;
        this.reply = null;
        if (this.pending.length > 0) {
          const next = this.pending.shift();
          this.reply = next.reply;
          this.sendImmediately(next.method, next.fields);
        }
        return reply(null, frame);
      }
    }
  }
}

function messageOf(frame) {
  return { fields: frame.fields, properties: frame.properties, content: frame.content };
}

function describeClose(text, frame) {
  const error = new Error(text);
  error.code = frame.fields.replyCode;
  error.classId = frame.fields.classId;
  error.methodId = frame.fields.methodId;
  return error;
}

function closeError(method, frame) {
  const [classId, methodId] = METHOD_IDS[method] ?? [];
  const same = classId === frame.fields.classId && methodId === frame.fields.methodId;
  return describeClose(
    same
      ? `Operation failed: ${methodName(method)}; ${closeMessage(frame)}`
      : `Channel closed by server: ${closeMessage(frame)}`,
    frame,
  );
}

export class Channel extends BaseChannel {
  async rpc(method, fields, expected) {
    const frame = await promised((callback) => this._rpc(method, fields, expected, callback));
    return frame.fields;
  }
  async open() {
    this.ch = this.connection.freshChannel(this);
    return this.rpc('channel.open', {}, 'channel.open-ok');
  }
  close() {
    return promised((callback) => this.closeBecause('Goodbye', REPLY_SUCCESS, callback));
  }
  assertQueue(queue, options) {
    return this.rpc('queue.declare', args.assertQueue(queue, options), 'queue.declare-ok');
  }
  checkQueue(queue) {
    return this.rpc('queue.declare', { queue, passive: true, durable: true }, 'queue.declare-ok');
  }
  deleteQueue(queue, options) {
    return this.rpc(
      'queue.delete',
      { queue, ifUnused: !!options?.ifUnused, ifEmpty: !!options?.ifEmpty },
      'queue.delete-ok',
    );
  }
  purgeQueue(queue) {
    return this.rpc('queue.purge', { queue }, 'queue.purge-ok');
  }
  bindQueue(queue, source, pattern, table) {
    return this.rpc('queue.bind', { queue, exchange: source, routingKey: pattern, arguments: table }, 'queue.bind-ok');
  }
  unbindQueue(queue, source, pattern, table) {
    return this.rpc(
      'queue.unbind',
      { queue, exchange: source, routingKey: pattern, arguments: table },
      'queue.unbind-ok',
    );
  }
  assertExchange(exchange, type, options) {
    return this.rpc('exchange.declare', args.assertExchange(exchange, type, options), 'exchange.declare-ok').then(
      () => ({ exchange }),
    );
  }
  checkExchange(exchange) {
    return this.rpc('exchange.declare', { exchange, passive: true, durable: true, type: '' }, 'exchange.declare-ok');
  }
  deleteExchange(exchange, options) {
    return this.rpc('exchange.delete', { exchange, ifUnused: !!options?.ifUnused }, 'exchange.delete-ok');
  }
  bindExchange(destination, source, pattern, table) {
    return this.rpc(
      'exchange.bind',
      { source, destination, routingKey: pattern, arguments: table },
      'exchange.bind-ok',
    );
  }
  unbindExchange(destination, source, pattern, table) {
    return this.rpc(
      'exchange.unbind',
      { source, destination, routingKey: pattern, arguments: table },
      'exchange.unbind-ok',
    );
  }
  publish(exchange, routingKey, content, options) {
    return this.sendMessage(args.publish(exchange, routingKey, options), content);
  }
  sendToQueue(queue, content, options) {
    return this.publish('', queue, content, options);
  }
  consume(queue, callback, options) {
    const fields = args.consume(queue, options);
    return new Promise((resolve, reject) => {
      this._rpc('basic.consume', fields, 'basic.consume-ok', (error, ok) => {
        if (error) return reject(error);
        this.consumers.set(ok.fields.consumerTag, callback);
        resolve(ok.fields);
      });
    });
  }
  async cancel(consumerTag) {
    const fields = await this.rpc('basic.cancel', { consumerTag, nowait: false }, 'basic.cancel-ok');
    this.consumers.delete(consumerTag);
    return fields;
  }
  get(queue, options) {
    return new Promise((resolve, reject) => {
      this.sendOrEnqueue('basic.get', { queue, noAck: !!options?.noAck }, (error, frame) => {
        if (error instanceof Error) return reject(error);
        if (error) return reject(closeError('basic.get', error));
        resolve(frame.id === 'basic.get-empty' ? false : messageOf(frame));
      });
    });
  }
  ack(message, allUpTo) {
    $noteAck(message.fields.deliveryTag, !!allUpTo);
    this.sendImmediately('basic.ack', { deliveryTag: message.fields.deliveryTag, multiple: !!allUpTo });
  }
  ackAll() {
    this.sendImmediately('basic.ack', { deliveryTag: 0, multiple: true });
  }
  nack(message, allUpTo, requeue) {
    $noteReject(message, requeue === undefined ? true : !!requeue);
    this.sendImmediately('basic.nack', {
      deliveryTag: message.fields.deliveryTag,
      multiple: !!allUpTo,
      requeue: requeue === undefined ? true : requeue,
    });
  }
  nackAll(requeue) {
    this.sendImmediately('basic.nack', {
      deliveryTag: 0,
      multiple: true,
      requeue: requeue === undefined ? true : requeue,
    });
  }
  reject(message, requeue) {
    $noteReject(message, requeue === undefined ? true : !!requeue);
    this.sendImmediately('basic.reject', {
      deliveryTag: message.fields.deliveryTag,
      requeue: requeue === undefined ? true : requeue,
    });
  }
  recover() {
    return this.rpc('basic.recover', { requeue: true }, 'basic.recover-ok');
  }
  qos(count, global) {
    return this.rpc('basic.qos', { prefetchCount: count || 0, prefetchSize: 0, global: !!global }, 'basic.qos-ok');
  }
  prefetch(count, global) {
    return this.qos(count, global);
  }
}

export class ConfirmChannel extends Channel {
  constructor(connection, options) {
    super(connection, options);
    this.confirms = true;
  }
  publish(exchange, routingKey, content, options, callback) {
    const result = super.publish(exchange, routingKey, content, options);
    this.unconfirmed.push(callback || false);
    return result;
  }
  sendToQueue(queue, content, options, callback) {
    return this.publish('', queue, content, options, callback);
  }
  waitForConfirms() {
    return this._waitForConfirms();
  }
}

export const credentials = {
  plain(user, password) {
    return {
      mechanism: 'PLAIN',
      response: () => Buffer.from(['', user, password].join('\u0000')),
      username: user,
      password,
    };
  },
};
