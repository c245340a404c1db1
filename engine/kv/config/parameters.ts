/*
 * Every parameter of redis.conf 7.0 as data: name, alias, kind, default, and what CONFIG SET may do with it. Those that
 * have no meaning here (TLS, threads, processors) are kept too, because clients and scripts read and set them.
 * REDIS: config.c static_configs
 */

export type ParameterKind =
  | { readonly kind: 'bool' }
  | { readonly kind: 'text' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** `unit`: bytes accept `1mb`; `percent` also accepts `5%`, kept negative; `octal` reads base 8. */
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly unit: 'none' | 'bytes' | 'percent' | 'octal';
    }
  /** Several words with a grammar of their own: see config.ts. */
  | { readonly kind: 'special' };

export interface Parameter {
  readonly name: string;
  readonly alias: string | null;
  readonly type: ParameterKind;
  readonly initial: string;
  /** Only at start. */
  readonly immutable: boolean;
  /** Only with enable-protected-configs. */
  readonly guarded: boolean;
}

const LONG_MAX = Number.MAX_SAFE_INTEGER;
const INT_MAX = 2147483647;
const UINT_MAX = 4294967295;

interface Options {
  readonly alias?: string;
  readonly immutable?: boolean;
  readonly guarded?: boolean;
}

function entry(name: string, type: ParameterKind, initial: string, options: Options): Parameter {
  return {
    name,
    alias: options.alias ?? null,
    type,
    initial,
    immutable: options.immutable ?? false,
    guarded: options.guarded ?? false,
  };
}

function bool(name: string, initial: 'yes' | 'no', options: Options = {}): Parameter {
  return entry(name, { kind: 'bool' }, initial, options);
}

function text(name: string, initial: string, options: Options = {}): Parameter {
  return entry(name, { kind: 'text' }, initial, options);
}

function oneOf(name: string, initial: string, values: readonly string[], options: Options = {}): Parameter {
  return entry(name, { kind: 'enum', values }, initial, options);
}

function number(name: string, initial: number, min: number, max: number, options: Options = {}): Parameter {
  return entry(name, { kind: 'number', min, max, unit: 'none' }, String(initial), options);
}

function bytes(name: string, initial: number, min: number, max: number, options: Options = {}): Parameter {
  return entry(name, { kind: 'number', min, max, unit: 'bytes' }, String(initial), options);
}

function special(name: string, initial: string, options: Options = {}): Parameter {
  return entry(name, { kind: 'special' }, initial, options);
}

const FIXED: Options = { immutable: true };
const PROTECTION = ['no', 'yes', 'local'];
const SHUTDOWN_WORDS = ['default', 'save', 'nosave', 'now', 'force'];
const FACILITIES = ['user', ...Array.from({ length: 8 }, (_, i) => `local${i}`)];
const REDIS_OOM = ['no', 'yes', 'relative', 'absolute'];

export const MAXMEMORY_POLICIES: readonly string[] = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
];

const BOOLS: readonly Parameter[] = [
  bool('rdbchecksum', 'yes', FIXED),
  bool('daemonize', 'no', FIXED),
  bool('io-threads-do-reads', 'no', FIXED),
  bool('always-show-logo', 'no', FIXED),
  bool('protected-mode', 'yes'),
  bool('rdbcompression', 'yes'),
  bool('rdb-del-sync-files', 'no'),
  bool('activerehashing', 'yes'),
  bool('stop-writes-on-bgsave-error', 'yes'),
  bool('set-proc-title', 'yes', FIXED),
  bool('dynamic-hz', 'yes'),
  bool('lazyfree-lazy-eviction', 'no'),
  bool('lazyfree-lazy-expire', 'no'),
  bool('lazyfree-lazy-server-del', 'no'),
  bool('lazyfree-lazy-user-del', 'no'),
  bool('lazyfree-lazy-user-flush', 'no'),
  bool('repl-disable-tcp-nodelay', 'no'),
  bool('repl-diskless-sync', 'yes'),
  bool('aof-rewrite-incremental-fsync', 'yes'),
  bool('no-appendfsync-on-rewrite', 'no'),
  bool('cluster-require-full-coverage', 'yes'),
  bool('rdb-save-incremental-fsync', 'yes'),
  bool('aof-load-truncated', 'yes'),
  bool('aof-use-rdb-preamble', 'yes'),
  bool('aof-timestamp-enabled', 'no'),
  bool('cluster-replica-no-failover', 'no', { alias: 'cluster-slave-no-failover' }),
  bool('replica-lazy-flush', 'no', { alias: 'slave-lazy-flush' }),
  bool('replica-serve-stale-data', 'yes', { alias: 'slave-serve-stale-data' }),
  bool('replica-read-only', 'yes', { alias: 'slave-read-only' }),
  bool('replica-ignore-maxmemory', 'yes', { alias: 'slave-ignore-maxmemory' }),
  bool('jemalloc-bg-thread', 'yes'),
  bool('activedefrag', 'no'),
  bool('syslog-enabled', 'no', FIXED),
  bool('cluster-enabled', 'no', FIXED),
  bool('appendonly', 'no'),
  bool('cluster-allow-reads-when-down', 'no'),
  bool('cluster-allow-pubsubshard-when-down', 'yes'),
  bool('crash-log-enabled', 'yes'),
  bool('crash-memcheck-enabled', 'yes'),
  bool('use-exit-on-panic', 'no', FIXED),
  bool('disable-thp', 'yes', FIXED),
  bool('cluster-allow-replica-migration', 'yes'),
  bool('replica-announced', 'yes'),
  bool('latency-tracking', 'yes'),
  bool('aof-disable-auto-gc', 'no'),
  bool('replica-ignore-disk-write-errors', 'no'),
  bool('tls-cluster', 'no'),
  bool('tls-replication', 'no'),
  bool('tls-prefer-server-ciphers', 'no'),
  bool('tls-session-caching', 'yes'),
];

const TEXTS: readonly Parameter[] = [
  text('aclfile', '', FIXED),
  text('unixsocket', '', FIXED),
  text('pidfile', '', FIXED),
  text('replica-announce-ip', '', { alias: 'slave-announce-ip' }),
  text('masteruser', ''),
  text('masterauth', ''),
  text('cluster-announce-ip', ''),
  text('cluster-config-file', 'nodes.conf', FIXED),
  text('cluster-announce-hostname', ''),
  text('syslog-ident', 'redis', FIXED),
  text('dbfilename', 'dump.rdb', { guarded: true }),
  text('appendfilename', 'appendonly.aof', FIXED),
  text('appenddirname', 'appendonlydir', FIXED),
  text('server_cpulist', '', FIXED),
  text('bio_cpulist', '', FIXED),
  text('aof_rewrite_cpulist', '', FIXED),
  text('bgsave_cpulist', '', FIXED),
  text('ignore-warnings', ''),
  text('proc-title-template', '{title} {listen-addr} {server-mode}'),
  text('bind-source-addr', ''),
  text('logfile', '', FIXED),
  text('requirepass', ''),
  text('tls-cert-file', ''),
  text('tls-key-file', ''),
  text('tls-key-file-pass', ''),
  text('tls-client-cert-file', ''),
  text('tls-client-key-file', ''),
  text('tls-client-key-file-pass', ''),
  text('tls-dh-params-file', ''),
  text('tls-ca-cert-file', ''),
  text('tls-ca-cert-dir', ''),
  text('tls-protocols', ''),
  text('tls-ciphers', ''),
  text('tls-ciphersuites', ''),
];

const ENUMS: readonly Parameter[] = [
  oneOf('supervised', 'no', ['upstart', 'systemd', 'auto', 'no'], FIXED),
  oneOf('syslog-facility', 'local0', FACILITIES, FIXED),
  oneOf('repl-diskless-load', 'disabled', ['disabled', 'on-empty-db', 'swapdb']),
  oneOf('loglevel', 'notice', ['debug', 'verbose', 'notice', 'warning']),
  oneOf('maxmemory-policy', 'noeviction', MAXMEMORY_POLICIES),
  oneOf('appendfsync', 'everysec', ['everysec', 'always', 'no']),
  oneOf('oom-score-adj', 'no', REDIS_OOM),
  oneOf('acl-pubsub-default', 'resetchannels', ['allchannels', 'resetchannels']),
  oneOf('sanitize-dump-payload', 'no', ['no', 'yes', 'clients']),
  oneOf('enable-protected-configs', 'no', PROTECTION, FIXED),
  oneOf('enable-debug-command', 'no', PROTECTION, FIXED),
  oneOf('enable-module-command', 'no', PROTECTION, FIXED),
  oneOf('cluster-preferred-endpoint-type', 'ip', ['ip', 'hostname', 'unknown-endpoint']),
  oneOf('propagation-error-behavior', 'ignore', ['ignore', 'panic', 'panic-on-replicas']),
  oneOf('tls-auth-clients', 'yes', ['no', 'yes', 'optional']),
];

const NUMBERS: readonly Parameter[] = [
  number('databases', 16, 1, INT_MAX, FIXED),
  number('port', 6379, 0, 65535),
  number('io-threads', 1, 1, 128, FIXED),
  number('auto-aof-rewrite-percentage', 100, 0, INT_MAX),
  number('cluster-replica-validity-factor', 10, 0, INT_MAX, { alias: 'cluster-slave-validity-factor' }),
  number('list-max-listpack-size', -2, -INT_MAX - 1, INT_MAX, { alias: 'list-max-ziplist-size' }),
  number('tcp-keepalive', 300, 0, INT_MAX),
  number('cluster-migration-barrier', 1, 0, INT_MAX),
  number('active-defrag-cycle-min', 1, 1, 99),
  number('active-defrag-cycle-max', 25, 1, 99),
  number('active-defrag-threshold-lower', 10, 0, 1000),
  number('active-defrag-threshold-upper', 100, 0, 1000),
  number('lfu-log-factor', 10, 0, INT_MAX),
  number('lfu-decay-time', 1, 0, INT_MAX),
  number('replica-priority', 100, 0, INT_MAX, { alias: 'slave-priority' }),
  number('repl-diskless-sync-delay', 5, 0, INT_MAX),
  number('maxmemory-samples', 5, 1, INT_MAX),
  number('maxmemory-eviction-tenacity', 10, 0, 100),
  number('timeout', 0, 0, INT_MAX),
  number('replica-announce-port', 0, 0, 65535, { alias: 'slave-announce-port' }),
  number('tcp-backlog', 511, 0, INT_MAX, FIXED),
  number('cluster-port', 0, 0, 65535, FIXED),
  number('cluster-announce-bus-port', 0, 0, 65535),
  number('cluster-announce-port', 0, 0, 65535),
  number('cluster-announce-tls-port', 0, 0, 65535),
  number('repl-timeout', 60, 1, INT_MAX),
  number('repl-ping-replica-period', 10, 1, INT_MAX, { alias: 'repl-ping-slave-period' }),
  number('list-compress-depth', 0, 0, INT_MAX),
  number('rdb-key-save-delay', 0, -INT_MAX - 1, INT_MAX),
  number('key-load-delay', 0, -INT_MAX - 1, INT_MAX),
  number('active-expire-effort', 1, 1, 10),
  number('hz', 10, 0, INT_MAX),
  number('min-replicas-to-write', 0, 0, INT_MAX, { alias: 'min-slaves-to-write' }),
  number('min-replicas-max-lag', 10, 0, INT_MAX, { alias: 'min-slaves-max-lag' }),
  number('watchdog-period', 0, 0, INT_MAX),
  number('shutdown-timeout', 10, 0, INT_MAX),
  number('repl-diskless-sync-max-replicas', 0, 0, INT_MAX),
  number('maxclients', 10000, 1, UINT_MAX),
  entry('unixsocketperm', { kind: 'number', min: 0, max: 511, unit: 'octal' }, '0', FIXED),
  number('socket-mark-id', 0, 0, UINT_MAX, FIXED),
  number('latency-monitor-threshold', 0, 0, LONG_MAX),
  number('busy-reply-threshold', 5000, 0, LONG_MAX, { alias: 'lua-time-limit' }),
  number('cluster-node-timeout', 15000, 0, LONG_MAX),
  number('slowlog-log-slower-than', 10000, -1, LONG_MAX),
  number('slowlog-max-len', 128, 0, LONG_MAX),
  number('acllog-max-len', 128, 0, LONG_MAX),
  number('repl-backlog-ttl', 3600, 0, LONG_MAX),
  number('active-defrag-max-scan-fields', 1000, 1, LONG_MAX),
  number('hash-max-listpack-entries', 512, 0, LONG_MAX, { alias: 'hash-max-ziplist-entries' }),
  number('set-max-intset-entries', 512, 0, LONG_MAX),
  number('zset-max-listpack-entries', 128, 0, LONG_MAX, { alias: 'zset-max-ziplist-entries' }),
  number('stream-node-max-entries', 100, 0, LONG_MAX),
  number('tracking-table-max-keys', 1000000, 0, LONG_MAX),
  number('tls-port', 0, 0, 65535),
  number('tls-session-cache-size', 20480, 0, INT_MAX),
  number('tls-session-cache-timeout', 300, 0, INT_MAX),
];

const SIZES: readonly Parameter[] = [
  bytes('cluster-link-sendbuf-limit', 0, 0, LONG_MAX),
  bytes('active-defrag-ignore-bytes', 104857600, 1, LONG_MAX),
  bytes('hash-max-listpack-value', 64, 0, LONG_MAX, { alias: 'hash-max-ziplist-value' }),
  bytes('stream-node-max-bytes', 4096, 0, LONG_MAX),
  bytes('zset-max-listpack-value', 64, 0, LONG_MAX, { alias: 'zset-max-ziplist-value' }),
  bytes('hll-sparse-max-bytes', 3000, 0, LONG_MAX),
  bytes('client-query-buffer-limit', 1073741824, 1024 * 1024, LONG_MAX),
  bytes('proto-max-bulk-len', 536870912, 1024 * 1024, LONG_MAX),
  bytes('maxmemory', 0, 0, LONG_MAX),
  entry('maxmemory-clients', { kind: 'number', min: -100, max: LONG_MAX, unit: 'percent' }, '0', {}),
  bytes('repl-backlog-size', 1048576, 1, LONG_MAX),
  bytes('auto-aof-rewrite-min-size', 67108864, 0, LONG_MAX),
  bytes('loading-process-events-interval-bytes', 2097152, 1024, INT_MAX),
];

const SPECIALS: readonly Parameter[] = [
  special('dir', '/data', { guarded: true }),
  special('save', '3600 1 300 100 60 10000'),
  special('client-output-buffer-limit', 'normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60'),
  special('oom-score-adj-values', '0 200 800'),
  special('notify-keyspace-events', ''),
  special('bind', '* -::*'),
  special('replicaof', '', { alias: 'slaveof', immutable: true }),
  special('latency-tracking-info-percentiles', '50 99 99.9'),
  oneOf('shutdown-on-sigint', 'default', SHUTDOWN_WORDS),
  oneOf('shutdown-on-sigterm', 'default', SHUTDOWN_WORDS),
];

/** Never shown by CONFIG GET with a pattern. REDIS: HIDDEN_CONFIG */
export const HIDDEN: ReadonlySet<string> = new Set([
  'use-exit-on-panic',
  'rdb-key-save-delay',
  'key-load-delay',
  'watchdog-period',
  'loading-process-events-interval-bytes',
]);

/** Parameters by name and by alias. */
export const PARAMETERS: ReadonlyMap<string, Parameter> = new Map(
  [...BOOLS, ...TEXTS, ...ENUMS, ...NUMBERS, ...SIZES, ...SPECIALS].flatMap((parameter) => {
    const own: [string, Parameter] = [parameter.name, parameter];
    return parameter.alias === null ? [own] : [own, [parameter.alias, parameter]];
  }),
);
