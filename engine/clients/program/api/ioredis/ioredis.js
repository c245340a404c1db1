// The package ioredis, version 5.11: one connection to one server. Names, defaults, texts and the order of events are
// the package's; what it says, and to whom, goes through the lab's own connections.
// IOREDIS: built/Redis.js, built/redis/event_handler.js, built/DataHandler.js, built/Pipeline.js, built/Command.js

import { EventEmitter } from 'node:events';

const CLOSED = 'Connection is closed.';
const VERSION = '5.11.1';

const DEFAULTS = {
  port: 6379,
  host: 'localhost',
  family: 0,
  connectTimeout: 10000,
  disconnectTimeout: 2000,
  retryStrategy: (times) => Math.min(times * 50, 2000),
  keepAlive: 0,
  noDelay: true,
  connectionName: null,
  disableClientInfo: false,
  username: null,
  password: null,
  db: 0,
  enableOfflineQueue: true,
  enableReadyCheck: true,
  autoResubscribe: true,
  autoResendUnfulfilledCommands: true,
  lazyConnect: false,
  keyPrefix: '',
  reconnectOnError: null,
  readOnly: false,
  stringNumbers: false,
  maxRetriesPerRequest: 20,
  maxLoadingRetryTime: 10000,
  enableAutoPipelining: false,
};

const VALID_IN_SUBSCRIBER_MODE = [
  'subscribe',
  'psubscribe',
  'unsubscribe',
  'punsubscribe',
  'ssubscribe',
  'sunsubscribe',
  'ping',
  'quit',
];
const ENTER_SUBSCRIBER_MODE = ['subscribe', 'psubscribe', 'ssubscribe'];
const EXIT_SUBSCRIBER_MODE = ['unsubscribe', 'punsubscribe', 'sunsubscribe'];
const HANDSHAKE = ['auth', 'select', 'client', 'readonly', 'info'];
const LOADING = [
  'auth',
  'client',
  'config',
  'hello',
  'info',
  'ping',
  'psubscribe',
  'punsubscribe',
  'quit',
  'readonly',
  'select',
  'shutdown',
  'subscribe',
  'unsubscribe',
  'multi',
  'exec',
  'discard',
  'watch',
  'unwatch',
  'reset',
  'time',
  'command',
];

const ALL_KEYS = [
  'mget',
  'del',
  'unlink',
  'exists',
  'touch',
  'watch',
  'sunion',
  'sinter',
  'sdiff',
  'sunionstore',
  'sinterstore',
  'sdiffstore',
  'pfcount',
  'pfmerge',
  'rename',
  'renamenx',
  'rpoplpush',
  'lmove',
  'smove',
];
const NO_KEYS = [
  'ping',
  'echo',
  'info',
  'select',
  'auth',
  'client',
  'config',
  'multi',
  'exec',
  'discard',
  'unwatch',
  'subscribe',
  'psubscribe',
  'unsubscribe',
  'punsubscribe',
  'publish',
  'flushall',
  'flushdb',
  'dbsize',
  'keys',
  'scan',
  'script',
  'time',
  'wait',
  'quit',
  'hello',
  'command',
  'monitor',
  'save',
  'bgsave',
  'bgrewriteaof',
  'lastsave',
  'randomkey',
  'readonly',
  'role',
  'memory',
  'object',
  'debug',
  'swapdb',
  'shutdown',
  'latency',
  'slowlog',
  'acl',
  'function',
  'cluster',
];

function noop() {}

// A promise, or a callback too. IOREDIS: standard-as-callback
function asCallback(promise, callback) {
  if (typeof callback === 'function')
    promise.then(
      (value) => callback(null, value),
      (error) => callback(error),
    );
  return promise;
}

function toArg(value) {
  return value === null || value === undefined ? '' : String(value);
}

function flattened(args) {
  const made = [];
  for (const one of args) {
    if (Array.isArray(one)) made.push(...flattened(one));
    else if (
      one !== null &&
      typeof one === 'object' &&
      one.length !== undefined &&
      !Buffer.isBuffer(one) &&
      !(one instanceof Map)
    )
      made.push(...flattened(Array.from(one)));
    else made.push(one);
  }
  return made;
}

function pairsOf(value) {
  const made = [];
  if (value instanceof Map) for (const [key, item] of value) made.push(key, item);
  else for (const key of Object.keys(value)) made.push(key, value[key]);
  return made;
}

const ARGUMENTS = {
  mset: (args) => (args.length === 1 && typeof args[0] === 'object' && args[0] !== null ? pairsOf(args[0]) : args),
  msetnx: (args) => (args.length === 1 && typeof args[0] === 'object' && args[0] !== null ? pairsOf(args[0]) : args),
  hset: (args) =>
    args.length === 2 && typeof args[1] === 'object' && args[1] !== null ? [args[0], ...pairsOf(args[1])] : args,
  hmset: (args) =>
    args.length === 2 && typeof args[1] === 'object' && args[1] !== null ? [args[0], ...pairsOf(args[1])] : args,
};

function hashOf(result) {
  if (!Array.isArray(result)) return result;
  const made = {};
  for (let i = 0; i < result.length; i += 2)
    Object.defineProperty(made, result[i], {
      value: result[i + 1],
      configurable: true,
      enumerable: true,
      writable: true,
    });
  return made;
}

function prefixed(name, args, prefix) {
  const at = (index) => {
    if (index < args.length) args[index] = `${prefix}${args[index]}`;
  };
  if (NO_KEYS.includes(name)) return;
  if (ALL_KEYS.includes(name)) args.forEach((_, i) => at(i));
  else if (name === 'mset' || name === 'msetnx') for (let i = 0; i < args.length; i += 2) at(i);
  else if (name === 'eval' || name === 'evalsha') for (let i = 0; i < Number(args[1]); i++) at(i + 2);
  else if (name === 'xread' || name === 'xreadgroup') {
    const from = args.findIndex((one) => String(one).toLowerCase() === 'streams') + 1;
    for (let i = 0; i < (args.length - from) / 2; i++) at(from + i);
  } else if (name === 'blpop' || name === 'brpop') for (let i = 0; i < args.length - 1; i++) at(i);
  else at(0);
}

export class Command {
  constructor(name, args = [], options = {}, callback) {
    this.name = name;
    this.replyEncoding = options.replyEncoding;
    this.callback = callback;
    this.inTransaction = false;
    this.isResolved = false;
    this.args = flattened(args);
    if (options.keyPrefix) prefixed(name.toLowerCase(), this.args, options.keyPrefix);
    this.initPromise();
  }
  initPromise() {
    const promise = new Promise((resolve, reject) => {
      if (!this.transformed) {
        this.transformed = true;
        const transform = ARGUMENTS[this.name];
        if (transform) this.args = transform(this.args);
        this.args = this.args.map((one) => (typeof one === 'string' || Buffer.isBuffer(one) ? one : toArg(one)));
      }
      this.resolve = (value) => {
        try {
          this.clearTimer();
          resolve(this.transformReply(value));
          this.isResolved = true;
        } catch (error) {
          this.reject(error);
        }
        return this.promise;
      };
      this.reject = (error) => {
        this.clearTimer();
        reject(error);
      };
    });
    this.promise = asCallback(promise, this.callback);
  }
  clearTimer() {
    if (this.timer) clearTimeout(this.timer);
    this.timer = undefined;
  }
  setTimeout(millis) {
    this.timer ??= setTimeout(() => {
      if (!this.isResolved) this.reject(new Error('Command timed out'));
    }, millis);
  }
  transformReply(result) {
    const value = this.replyEncoding ? $texts(result) : result;
    return this.name === 'hgetall' ? hashOf(value) : value;
  }
  write(conn) {
    $sendCommand(conn, this.name, this.args);
  }
}

// A script is sent in full the first time a connection needs it, and by its hash from then on.
class ScriptCommand extends Command {
  constructor(script, args, options, callback) {
    super('evalsha', [script.sha, ...args], options, callback);
    this.script = script;
  }
  write(conn) {
    const { script } = this;
    const reject = this.reject;
    this.reject = (error) => {
      if (error.message.includes('NOSCRIPT')) script.loaded.delete(conn);
      reject(error);
    };
    if (script.loaded.has(conn)) {
      this.name = 'evalsha';
      this.args[0] = script.sha;
    } else {
      script.loaded.add(conn);
      this.name = 'eval';
      this.args[0] = script.lua;
    }
    super.write(conn);
  }
}

function runScript(container, script, given, encoding, callback) {
  const args = typeof script.numberOfKeys === 'number' ? [script.numberOfKeys, ...given] : given;
  const options = { replyEncoding: encoding, keyPrefix: script.keyPrefix };
  const first = new ScriptCommand(script, args, options);
  first.promise = first.promise.catch((error) => {
    if (!error.message.includes('NOSCRIPT')) throw error;
    const client = container.isPipeline ? container.redis : container;
    return client.sendCommand(new ScriptCommand(script, args, options));
  });
  asCallback(first.promise, callback);
  return container.sendCommand(first);
}

// --- commands -----------------------------------------------------------------------------------------------------

function takeCallback(args) {
  return typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
}

function commandFunction(name, encoding) {
  return function (...args) {
    const callback = takeCallback(args);
    return this.sendCommand(
      new Command(name, args, { keyPrefix: this.options.keyPrefix, replyEncoding: encoding }, callback),
    );
  };
}

function callFunction(encoding) {
  return function (name, ...args) {
    const callback = takeCallback(args);
    return this.sendCommand(
      new Command(String(name), args, { keyPrefix: this.options.keyPrefix, replyEncoding: encoding }, callback),
    );
  };
}

const COMMANDS =
  'vadd vcard vdim vemb vgetattr vinfo vismember vlinks vrandmember vrange vrem vsetattr vsim acl append arcount ardel ardelrange arget argetrange argrep arinfo arinsert arlastitems arlen armget armset arnext arop arring arscan arseek arset asking auth bgrewriteaof bgsave bitcount bitfield bitfield_ro bitop bitpos blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin client cluster command config copy dbsize debug decr decrby del discard dump echo eval eval_ro evalsha evalsha_ro exec exists expire expireat expiretime failover fcall fcall_ro flushall flushdb function geoadd geodist geohash geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch geosearchstore get getbit getdel getex getrange getset hdel hello hexists hexpire hexpireat hexpiretime hget hgetall hgetdel hgetex hincrby hincrbyfloat hkeys hlen hmget hmset hpersist hpexpire hpexpireat hpexpiretime hpttl hrandfield hscan hset hsetex hsetnx hstrlen httl hvals incr incrby incrbyfloat increx info keys lastsave latency lcs lindex linsert llen lmove lmpop lolwut lpop lpos lpush lpushx lrange lrem lset ltrim memory mget migrate module move mset msetex msetnx multi object persist pexpire pexpireat pexpiretime pfadd pfcount pfdebug pfmerge pfselftest ping psetex psubscribe psync pttl publish pubsub punsubscribe quit randomkey readonly readwrite rename renamenx replconf replicaof reset restore restore-asking role rpop rpoplpush rpush rpushx sadd save scan scard script sdiff sdiffstore select set setbit setex setnx setrange shutdown sinter sintercard sinterstore sismember slaveof slowlog smembers smismember smove sort sort_ro spop spublish srandmember srem sscan ssubscribe strlen subscribe substr sunion sunionstore sunsubscribe swapdb sync time touch ttl type unlink unsubscribe unwatch wait watch xack xadd xautoclaim xclaim xdel xdelex xgroup xinfo xlen xnack xpending xrange xread xreadgroup xrevrange xsetid xtrim zadd zcard zcount zdiff zdiffstore zincrby zinter zintercard zinterstore zlexcount zmpop zmscore zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrangestore zrank zrem zremrangebylex zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion zunionstore sentinel'.split(
    ' ',
  );

function addCommands(proto) {
  for (const name of COMMANDS) {
    Object.defineProperty(proto, name, { value: commandFunction(name, 'utf8'), writable: true, configurable: true });
    Object.defineProperty(proto, `${name}Buffer`, {
      value: commandFunction(name, null),
      writable: true,
      configurable: true,
    });
  }
  for (const [name, encoding] of [
    ['call', 'utf8'],
    ['callBuffer', null],
    ['send_command', 'utf8'],
  ])
    Object.defineProperty(proto, name, { value: callFunction(encoding), writable: true, configurable: true });
}

function abortError(command) {
  const error = $errorNamed('AbortError', 'Command aborted due to connection close');
  error.command = { name: command.name, args: command.args };
  return error;
}

// --- the client -----------------------------------------------------------------------------------------------------

function parseUrl(text) {
  const full = text.includes('://') ? text : `redis://${text}`;
  const [, protocol, user, password, host, port, path, query] =
    /^(\w+):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(full) ?? [];
  const made = {};
  if (protocol === 'rediss') throw new Error('TLS is not supported here: write redis://');
  if (user || password) {
    made.username = decodeURIComponent(user ?? '');
    made.password = decodeURIComponent(password ?? '');
  }
  if (path) made.db = path;
  if (host) made.host = host;
  if (port) made.port = port;
  for (const pair of (query ?? '').split('&').filter(Boolean)) {
    const [key, value = ''] = pair.split('=');
    made[decodeURIComponent(key)] = decodeURIComponent(value);
  }
  return made;
}

function optionsFrom(args) {
  const options = {};
  const fill = (from) => {
    for (const key of Object.keys(from)) if (options[key] === undefined) options[key] = from[key];
  };
  for (const arg of args) {
    if (arg === null || arg === undefined) continue;
    if (typeof arg === 'object') fill(arg);
    else if (typeof arg === 'string') fill(parseUrl(arg));
    else if (typeof arg === 'number') options.port = arg;
    else throw new Error(`Invalid argument ${arg}`);
  }
  for (const name of ['sentinels', 'tls', 'path'])
    if (options[name])
      throw new Error(`ioredis: the option '${name}' is not supported here; connect to one server by host and port`);
  fill(DEFAULTS);
  options.port = Number(options.port);
  options.db = Number(options.db);
  return options;
}

export class Redis extends EventEmitter {
  constructor(...args) {
    super();
    hide(this, {
      options: optionsFrom(args),
      condition: null,
      prevCondition: null,
      stream: null,
      commandQueue: [],
      offlineQueue: [],
      prevCommandQueue: null,
      reconnectTimeout: null,
      connectTimer: null,
      connectionEpoch: 0,
      retryAttempts: 0,
      manuallyClosing: false,
      scriptsSet: {},
    });
    this.status = 'wait';
    for (const [name, definition] of Object.entries(this.options.scripts ?? {})) this.defineCommand(name, definition);
    if (this.options.lazyConnect) this.setStatus('wait');
    else this.connect().catch(noop);
  }
  static createClient(...args) {
    return new Redis(...args);
  }
  get mode() {
    return this.condition?.subscriber ? 'subscriber' : 'normal';
  }
  setStatus(status, arg) {
    this.status = status;
    process.nextTick(() => this.emit(status, arg));
  }
  connect(callback) {
    return asCallback(
      new Promise((resolve, reject) => {
        if (this.status === 'connecting' || this.status === 'connect' || this.status === 'ready') {
          reject(new Error('Redis is already connecting/connected'));
          return;
        }
        this.connectionEpoch += 1;
        this.setStatus('connecting');
        const { options } = this;
        this.condition = {
          select: options.db,
          auth: options.username ? [options.username, options.password] : options.password,
          subscriber: false,
        };
        process.nextTick(() => openStream(this));
        const onReady = () => {
          this.removeListener('close', onClose);
          resolve();
        };
        const onClose = () => {
          this.removeListener('ready', onReady);
          reject(new Error(CLOSED));
        };
        this.once('ready', onReady);
        this.once('close', onClose);
      }),
      callback,
    );
  }
  disconnect(reconnect = false) {
    if (!reconnect) this.manuallyClosing = true;
    if (this.reconnectTimeout && !reconnect) {
      clearTimeout(this.reconnectTimeout);
      this.reconnectTimeout = null;
    }
    if (this.status === 'wait') onClosed(this);
    else if (this.stream) endStream(this.stream);
    else if (this.status === 'reconnecting' && !reconnect) onClosed(this);
  }
  end() {
    this.disconnect();
  }
  duplicate(override) {
    return new Redis({ ...this.options, ...override });
  }
  silentEmit(name, arg) {
    if (name === 'error') {
      if (this.status === 'end') return;
      if (
        this.manuallyClosing &&
        arg instanceof Error &&
        (arg.message === CLOSED || arg.syscall === 'connect' || arg.syscall === 'read')
      )
        return;
    }
    if (this.listenerCount(name) > 0) return this.emit(name, arg);
    if (name === 'error' && arg instanceof Error) console.error('[ioredis] Unhandled error event:', arg.stack);
    return false;
  }
  recoverFromFatalError(_commandError, error) {
    this.flushQueue(error);
    this.silentEmit('error', error);
    this.disconnect(true);
  }
  flushQueue(error) {
    for (let item = this.offlineQueue.shift(); item; item = this.offlineQueue.shift()) item.command.reject(error);
    for (let item = this.commandQueue.shift(); item; item = this.commandQueue.shift()) item.command.reject(error);
  }
  sendCommand(command, batch) {
    if (this.status === 'wait') this.connect().catch(noop);
    if (this.status === 'end') {
      command.reject(new Error(CLOSED));
      return command.promise;
    }
    const name = command.name.toLowerCase();
    if (this.condition?.subscriber && !VALID_IN_SUBSCRIBER_MODE.includes(name)) {
      command.reject(new Error('Connection in subscriber mode, only subscriber commands may be used'));
      return command.promise;
    }
    if (typeof this.options.commandTimeout === 'number') command.setTimeout(this.options.commandTimeout);
    const early = this.status === 'connect' && !batch && (HANDSHAKE.includes(name) || LOADING.includes(name));
    const writable = (this.status === 'ready' || early) && this.stream?.writable === true;
    if (!writable) {
      if (!this.options.enableOfflineQueue) {
        command.reject(new Error("Stream isn't writeable and enableOfflineQueue options is false"));
        return command.promise;
      }
      if (name === 'quit' && this.offlineQueue.length === 0) {
        this.disconnect();
        command.resolve(Buffer.from('OK'));
        return command.promise;
      }
      this.offlineQueue.push({ command, batch, select: this.condition?.select });
    } else {
      command.write(this.stream.conn);
      this.commandQueue.push({ command, batch, select: this.condition.select });
      if (name === 'quit') this.manuallyClosing = true;
    }
    if (name === 'select' && /^\d+$/.test(String(command.args[0]))) {
      const db = Number(command.args[0]);
      if (this.condition.select !== db) {
        this.condition.select = db;
        this.emit('select', db);
      }
    }
    return command.promise;
  }
  defineCommand(name, definition) {
    const script = {
      lua: definition.lua,
      numberOfKeys: definition.numberOfKeys ?? null,
      keyPrefix: this.options.keyPrefix,
      sha: $sha1(definition.lua),
      loaded: new Set(),
    };
    this.scriptsSet[name] = script;
    hide(this, {
      [name]: (...args) => {
        const callback = takeCallback(args);
        return runScript(this, script, args, 'utf8', callback);
      },
      [`${name}Buffer`]: (...args) => {
        const callback = takeCallback(args);
        return runScript(this, script, args, null, callback);
      },
    });
  }
  pipeline(commands) {
    const made = new Pipeline(this);
    if (Array.isArray(commands)) made.addBatch(commands);
    return made;
  }
  multi(commands, options) {
    const batch = Array.isArray(commands) ? commands : null;
    const chosen = batch === null && options === undefined ? commands : options;
    if (chosen && chosen.pipeline === false)
      return this.sendCommand(new Command('multi', [], { replyEncoding: 'utf8' }));
    const made = new Pipeline(this);
    made.isMulti = true;
    made.multi();
    if (batch !== null) made.addBatch(batch);
    return made;
  }
  exec(callback) {
    const sent = this.sendCommand(new Command('exec', [], { replyEncoding: 'utf8' }));
    return asCallback(
      sent.then((results) => (Array.isArray(results) ? wrapMultiResult(results) : results)),
      callback,
    );
  }
  scanStream(options) {
    return scanStream(this, 'scan', null, options);
  }
  sscanStream(key, options) {
    return scanStream(this, 'sscan', key, options);
  }
  hscanStream(key, options) {
    return scanStream(this, 'hscan', key, options);
  }
  zscanStream(key, options) {
    return scanStream(this, 'zscan', key, options);
  }
  monitor() {
    return Promise.reject(new Error('ioredis: monitor() is not supported here; type MONITOR at a prompt'));
  }
}

function hide(target, values) {
  for (const key of Object.keys(values))
    Object.defineProperty(target, key, { value: values[key], writable: true, configurable: true, enumerable: false });
}

// An async iterable and an emitter of 'data' and 'end', page by page.
function scanStream(redis, name, key, options = {}) {
  const stream = new EventEmitter();
  const words = [];
  if (options.match) words.push('MATCH', options.match);
  if (options.type) words.push('TYPE', options.type);
  if (options.count) words.push('COUNT', String(options.count));
  const page = async (cursor) => {
    const args = key === null ? [cursor, ...words] : [key, cursor, ...words];
    return redis[name](...args);
  };
  stream[Symbol.asyncIterator] = async function* () {
    let cursor = '0';
    do {
      const [next, keys] = await page(cursor);
      cursor = next;
      yield keys;
    } while (cursor !== '0');
  };
  let stopped = false;
  let paused = false;
  let wake = null;
  stream.close = stream.destroy = () => {
    stopped = true;
  };
  stream.pause = () => {
    paused = true;
  };
  stream.resume = () => {
    paused = false;
    wake?.();
  };
  const on = stream.on;
  let flowing = false;
  stream.on = stream.addListener = function (event, fn) {
    on.call(stream, event, fn);
    if (event === 'data' && !flowing) {
      flowing = true;
      process.nextTick(async () => {
        try {
          for await (const keys of stream) {
            if (stopped) break;
            stream.emit('data', keys);
            if (paused) await new Promise((resolve) => (wake = resolve));
          }
          stream.emit('end');
          stream.emit('close');
        } catch (error) {
          stream.emit('error', error);
        }
      });
    }
    return stream;
  };
  return stream;
}

// --- the connection ---------------------------------------------------------------------------------------------------

function systemError(text, code, syscall, more) {
  return Object.assign(new Error(text), { errno: code === 'ECONNREFUSED' ? -111 : -104, code, syscall }, more);
}

function openStream(redis) {
  if (redis.status !== 'connecting') return;
  const { host, port, connectTimeout } = redis.options;
  const stream = { conn: 0, writable: false, ended: false };
  redis.stream = stream;
  stream.redis = redis;
  stream.conn = $connect(host, port, {
    opened: () => {
      stream.writable = true;
      clearTimeout(redis.connectTimer);
      $note('client.connected', { server: $serverOf(host, port) });
      onConnected(redis, stream);
    },
    frame: (reply) => onReply(redis, reply),
    closed: (reason) => {
      if (stream.ended) return;
      stream.ended = true;
      stream.writable = false;
      clearTimeout(redis.connectTimer);
      const address = host === 'localhost' ? '127.0.0.1' : host;
      if (reason === 'refused')
        redis.silentEmit(
          'error',
          systemError(`connect ECONNREFUSED ${address}:${port}`, 'ECONNREFUSED', 'connect', { address, port }),
        );
      else if (reason === 'reset') redis.silentEmit('error', systemError('read ECONNRESET', 'ECONNRESET', 'read', {}));
      else if (reason === 'timeout') redis.silentEmit('error', systemError('read ETIMEDOUT', 'ETIMEDOUT', 'read', {}));
      $note('client.disconnected', { server: $serverOf(host, port), text: DISCONNECTED[reason] });
      onClosed(redis);
    },
  });
  if (stream.conn === 0) {
    redis.silentEmit(
      'error',
      Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
        errno: -3008,
        code: 'ENOTFOUND',
        syscall: 'getaddrinfo',
        hostname: host,
      }),
    );
    stream.ended = true;
    process.nextTick(() => onClosed(redis));
    return;
  }
  if (connectTimeout)
    redis.connectTimer = setTimeout(() => {
      if (stream.writable || stream.ended) return;
      endStream(stream);
      redis.silentEmit(
        'error',
        Object.assign(new Error('connect ETIMEDOUT'), { errorno: 'ETIMEDOUT', code: 'ETIMEDOUT', syscall: 'connect' }),
      );
    }, connectTimeout);
}

const DISCONNECTED = {
  refused: 'Connection refused',
  reset: 'Connection reset by peer',
  fin: 'Server closed the connection',
  timeout: 'Connection timed out',
};

// Closes our end. The rest of the world hears of it; we go on at once.
function endStream(stream) {
  if (stream.ended) return;
  stream.ended = true;
  stream.writable = false;
  clearTimeout(stream.redis.connectTimer);
  if (stream.conn > 0) $close(stream.conn);
  setImmediate(() => onClosed(stream.redis));
}

function onConnected(redis, stream) {
  redis.setStatus('connect');
  redis.commandQueue = [];
  const { connectionEpoch, options } = redis;
  let flushed = false;
  if (redis.condition.auth) {
    redis
      .auth(redis.condition.auth, (error) => {
        if (connectionEpoch !== redis.connectionEpoch || !error) return;
        if (error.message.includes('no password is set'))
          console.warn('[WARN] Redis server does not require a password, but a password was supplied.');
        else if (error.message.includes('without any password configured for the default user'))
          console.warn(
            "[WARN] This Redis server's `default` user does not require a password, but a password was supplied",
          );
        else {
          flushed = true;
          redis.recoverFromFatalError(error, error);
        }
      })
      .catch(noop);
  }
  if (redis.condition.select) redis.select(redis.condition.select).catch((error) => redis.silentEmit('error', error));
  const told = [];
  if (options.connectionName) told.push(redis.client('setname', options.connectionName).catch(noop));
  if (!options.disableClientInfo) {
    told.push(Promise.resolve().then(() => redis.client('SETINFO', 'LIB-VER', VERSION).catch(noop)));
    told.push(
      redis
        .client('SETINFO', 'LIB-NAME', options.clientInfoTag ? `ioredis(${options.clientInfoTag})` : 'ioredis')
        .catch(noop),
    );
  }
  Promise.all(told)
    .catch(noop)
    .finally(() => {
      if (connectionEpoch !== redis.connectionEpoch || stream.ended) return;
      if (!options.enableReadyCheck) return onReady(redis);
      readyCheck(redis, (error) => {
        if (connectionEpoch !== redis.connectionEpoch) return;
        if (!error) onReady(redis);
        else if (!flushed) redis.recoverFromFatalError(new Error(`Ready check failed: ${error.message}`), error);
      });
    });
}

function readyCheck(redis, callback) {
  redis
    .info((error, text) => {
      if (error) {
        if (error.message?.includes('NOPERM')) {
          console.warn(
            `Skipping the ready check because INFO command fails: "${error.message}". You can disable ready check with "enableReadyCheck". More: https://github.com/luin/ioredis/wiki/Disable-ready-check.`,
          );
          return callback(null);
        }
        return callback(error);
      }
      const [loading, eta] = $infoFields(text, ['loading', 'loading_eta_seconds']);
      if (!loading || loading === '0') return callback(null);
      const wait = Math.min((eta || 1) * 1000, redis.options.maxLoadingRetryTime || Infinity);
      setTimeout(() => readyCheck(redis, callback), wait);
    })
    .catch(noop);
}

function onReady(redis) {
  redis.setStatus('ready');
  redis.retryAttempts = 0;
  const finalSelect = redis.prevCondition ? redis.prevCondition.select : redis.condition.select;
  if (redis.options.readOnly) redis.readonly().catch(noop);
  if (redis.prevCondition) {
    const { subscriber } = redis.prevCondition;
    redis.prevCondition = null;
    if (subscriber && redis.options.autoResubscribe) {
      if (redis.condition.select !== finalSelect) redis.select(finalSelect);
      for (const kind of ENTER_SUBSCRIBER_MODE) {
        const channels = [...subscriber[kind]];
        if (channels.length > 0) redis[kind](channels);
      }
    }
  }
  if (redis.prevCommandQueue) {
    if (redis.options.autoResendUnfulfilledCommands) resend(redis, redis.prevCommandQueue);
    else redis.prevCommandQueue = null;
  }
  if (redis.offlineQueue.length > 0) {
    const queue = redis.offlineQueue;
    redis.offlineQueue = [];
    resend(redis, queue);
  }
  if (redis.condition.select !== finalSelect) redis.select(finalSelect);
}

function resend(redis, queue) {
  for (let item = queue.shift(); item; item = queue.shift()) {
    if (item.select !== undefined && item.select !== redis.condition.select && item.command.name !== 'select')
      redis.select(item.select);
    redis.sendCommand(item.command, item.batch);
  }
}

function onClosed(redis) {
  const before = redis.status;
  if (before === 'end' || before === 'close') return;
  redis.setStatus('close');
  redis.stream = null;
  abortIncompletePipelines(redis);
  abortTransactionFragments(redis);
  if (before === 'ready') {
    redis.prevCondition ??= redis.condition;
    if (redis.commandQueue.length > 0) redis.prevCommandQueue = redis.commandQueue;
  }
  const { retryStrategy, maxRetriesPerRequest } = redis.options;
  const finish = () => {
    redis.setStatus('end');
    redis.flushQueue(new Error(CLOSED));
  };
  if (redis.manuallyClosing) {
    redis.manuallyClosing = false;
    return finish();
  }
  if (typeof retryStrategy !== 'function') return finish();
  const delay = retryStrategy(++redis.retryAttempts);
  if (typeof delay !== 'number') return finish();
  redis.setStatus('reconnecting', delay);
  $note('client.retrying', { after: delay * 1000, attempt: redis.retryAttempts });
  redis.reconnectTimeout = setTimeout(() => {
    redis.reconnectTimeout = null;
    redis.connect().catch(noop);
  }, delay);
  if (
    typeof maxRetriesPerRequest === 'number' &&
    maxRetriesPerRequest >= 0 &&
    redis.retryAttempts % (maxRetriesPerRequest + 1) === 0
  )
    redis.flushQueue(
      $errorNamed(
        'MaxRetriesPerRequestError',
        `Reached the max retries per request limit (which is ${maxRetriesPerRequest}). Refer to "maxRetriesPerRequest" option for details.`,
      ),
    );
}

// Commands of a pipeline that has had part of its answers cannot be sent again.
function abortIncompletePipelines(redis) {
  let expected = 0;
  redis.commandQueue = redis.commandQueue.filter(({ command }) => {
    const { pipelineIndex } = command;
    if (pipelineIndex === undefined || pipelineIndex === 0) expected = 0;
    if (pipelineIndex === undefined || pipelineIndex === expected++) return true;
    command.reject(abortError(command));
    return false;
  });
}

function abortTransactionFragments(redis) {
  for (let i = 0; i < redis.offlineQueue.length; ) {
    const { command } = redis.offlineQueue[i];
    if (command.name === 'multi') break;
    if (command.name === 'exec' || command.inTransaction) {
      redis.offlineQueue.splice(i, 1);
      command.reject(abortError(command));
      if (command.name === 'exec') break;
    } else i++;
  }
}

// --- answers --------------------------------------------------------------------------------------------------------

function onReply(redis, reply) {
  if (reply instanceof Error) return onError(redis, reply);
  if (redis.condition.subscriber && onSubscriberReply(redis, reply)) return;
  const item = shiftCommand(redis, reply);
  if (!item) return;
  const { command } = item;
  if (ENTER_SUBSCRIBER_MODE.includes(command.name)) {
    redis.condition.subscriber = { subscribe: new Set(), psubscribe: new Set(), ssubscribe: new Set() };
    redis.condition.subscriber[command.name].add(String(reply[1]));
    if (!fill(command, reply[2])) redis.commandQueue.unshift(item);
  } else if (EXIT_SUBSCRIBER_MODE.includes(command.name)) {
    if (!unfill(command, reply[2])) redis.commandQueue.unshift(item);
  } else command.resolve(reply);
}

function onError(redis, error) {
  const item = shiftCommand(redis, error);
  if (!item) return;
  const { command } = item;
  error.command = { name: command.name, args: command.args };
  const { reconnectOnError } = redis.options;
  const again = reconnectOnError && command.name !== 'client' ? reconnectOnError(error) : false;
  if (again === 1 || again === true || again === 2) {
    if (redis.status !== 'reconnecting') redis.disconnect(true);
    if (again === 2) redis.sendCommand(command);
    else command.reject(error);
  } else command.reject(error);
}

function shiftCommand(redis, reply) {
  const item = redis.commandQueue.shift();
  if (item) return item;
  const last = reply instanceof Error ? ` Last error: ${reply.message}` : ` Last reply: ${String(reply)}`;
  redis.emit('error', new Error(`Command queue state error. If you can reproduce this, please report it.${last}`));
  return null;
}

function onSubscriberReply(redis, reply) {
  const type = Array.isArray(reply) ? String(reply[0]) : null;
  const { subscriber } = redis.condition;
  switch (type) {
    case 'message':
    case 'smessage':
      redis.emit(type, String(reply[1]), reply[2] ? String(reply[2]) : '');
      redis.emit(`${type}Buffer`, String(reply[1]), reply[2]);
      return true;
    case 'pmessage':
      redis.emit('pmessage', String(reply[1]), String(reply[2]), String(reply[3]));
      redis.emit('pmessageBuffer', String(reply[1]), reply[2], reply[3]);
      return true;
    case 'subscribe':
    case 'psubscribe':
    case 'ssubscribe': {
      subscriber[type].add(String(reply[1]));
      const item = shiftCommand(redis, reply);
      if (item && !fill(item.command, reply[2])) redis.commandQueue.unshift(item);
      return true;
    }
    case 'unsubscribe':
    case 'punsubscribe':
    case 'sunsubscribe': {
      if (reply[1]) subscriber[type.replace('un', '')].delete(String(reply[1]));
      if (Number(reply[2]) === 0) redis.condition.subscriber = false;
      const item = shiftCommand(redis, reply);
      if (item && !unfill(item.command, reply[2])) redis.commandQueue.unshift(item);
      return true;
    }
    default:
      return false;
  }
}

function fill(command, count) {
  command.remaining = (command.remaining ?? command.args.length) - 1;
  if (command.remaining > 0) return false;
  command.resolve(count);
  return true;
}

function unfill(command, count) {
  const remaining = command.remaining ?? command.args.length;
  if (remaining === 0) {
    if (Number(count) !== 0) return false;
    command.resolve(count);
    return true;
  }
  command.remaining = remaining - 1;
  if (command.remaining > 0) return false;
  command.resolve(count);
  return true;
}

// --- pipelines ------------------------------------------------------------------------------------------------------

function wrapMultiResult(list) {
  if (!list) return null;
  return list.map((one) => (one instanceof Error ? [one] : [null, one]));
}

export class Pipeline {
  constructor(redis) {
    hide(this, {
      redis,
      options: redis.options,
      isPipeline: true,
      isMulti: false,
      queue: [],
      result: [],
      pending: 0,
      transactions: 0,
      started: false,
      ended: false,
    });
    for (const name of Object.keys(redis.scriptsSet)) {
      const script = redis.scriptsSet[name];
      hide(this, {
        [name]: (...args) => {
          const callback = takeCallback(args);
          return runScript(this, script, args, 'utf8', callback);
        },
      });
    }
    hide(this, { promise: null, resolve: null, reject: null });
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
  get length() {
    return this.queue.length;
  }
  sendCommand(command) {
    if (this.transactions > 0) command.inTransaction = true;
    const position = this.queue.length;
    command.pipelineIndex = position;
    command.promise
      .then((result) => this.fillResult([null, result], position))
      .catch((error) => this.fillResult([error], position));
    this.queue.push(command);
    return this;
  }
  multi() {
    this.transactions += 1;
    return this.sendCommand(new Command('multi', [], { replyEncoding: 'utf8' }));
  }
  addBatch(commands) {
    for (const [name, ...args] of commands) this[name](...args);
    return this;
  }
  fillResult(value, position) {
    if (this.queue[position].name === 'exec' && Array.isArray(value[1])) {
      const { length } = value[1];
      for (let i = 0; i < length; i++) {
        if (value[1][i] instanceof Error) continue;
        const command = this.queue[position - (length - i)];
        try {
          value[1][i] = command.transformReply(value[1][i]);
        } catch (error) {
          value[1][i] = error;
        }
      }
    }
    this.result[position] = value;
    if (--this.pending > 0) return;
    this.resolve(this.result);
  }
  exec(callback) {
    if (this.isMulti && !this.ended) return this.execMulti(callback);
    if (this.transactions > 0) {
      this.transactions -= 1;
      return this.sendCommand(new Command('exec', [], { replyEncoding: null }));
    }
    asCallback(this.promise, callback);
    if (this.queue.length === 0) this.resolve([]);
    if (this.started) return this.promise;
    this.started = true;
    this.pending = this.queue.length;
    for (const command of this.queue) this.redis.sendCommand(command, this);
    return this.promise;
  }
  execMulti(callback) {
    if (this.transactions > 0) {
      this.transactions -= 1;
      this.sendCommand(new Command('exec', [], { replyEncoding: null }));
    }
    this.ended = true;
    const done = this.exec().then((result) => {
      const last = result[result.length - 1];
      if (last === undefined)
        throw new Error('Pipeline cannot be used to send any commands when the `exec()` has been called on it.');
      if (last[0]) {
        last[0].previousErrors = result
          .slice(0, -1)
          .filter((one) => one[0])
          .map((one) => one[0]);
        throw last[0];
      }
      return wrapMultiResult(last[1]);
    });
    return asCallback(done, callback);
  }
}

for (const proto of [Redis.prototype, Pipeline.prototype]) {
  const own = {};
  for (const name of ['multi', 'exec', 'sendCommand']) own[name] = proto[name];
  addCommands(proto);
  for (const name of Object.keys(own))
    Object.defineProperty(proto, name, { value: own[name], writable: true, configurable: true });
}

export function print(error, reply) {
  if (error) console.log(`Error: ${error}`);
  else console.log(`Reply: ${reply}`);
}
