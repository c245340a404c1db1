import { SpecError } from '../../sim/machine.ts';
import type { OutputLimit, OutputLimits, SavePoint, Settings } from '../state.ts';
import { HIDDEN, PARAMETERS } from './parameters.ts';
import { acceptValue, parseNotifyFlags } from './values.ts';

/*
 * The configuration of a server: from outside (a world's specification, the bridge's command line) to the texts that
 * CONFIG GET answers, and from those to the few that are read all the time.
 */

/** What a node of kind `kv` is configured with. */
export interface KvConfig {
  /** redis.conf: parameter to value, only those that differ from the default. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The file they are from, for CONFIG REWRITE: its name on the disk, and what it says. null without one. */
  readonly file: ConfigSource | null;
  /** REDIS: rename-command. A command's name in lower case, and its new one, '' for none. */
  readonly renames: readonly (readonly [string, string])[];
  /** The number of its process, where there is one. */
  readonly processId: number;
  /** The words of the `user` lines of redis.conf behind that one: `alice on >secret ~* +@all`. For the start only. */
  readonly users: readonly (readonly string[])[];
  /** Unix milliseconds at virtual time 0. */
  readonly epochMs: number;
  /** Microseconds every command takes. */
  readonly commandMicros: number;
  /** Nanoseconds per element a command looks at. */
  readonly elementNanos: number;
}

export interface ConfigSource {
  readonly path: string;
  readonly text: string;
}

/** 2026-01-01T00:00:00Z, a whole second so that virtual and Unix seconds tick together. */
const EPOCH_MS = 1767225600000;

/** A simple command takes 5 us, an element 200 ns: the order of magnitude of a server on common hardware. */
const COSTS = { commandMicros: 5, elementNanos: 200 };

const FIELDS: ReadonlySet<string> = new Set([
  'parameters',
  'file',
  'renames',
  'users',
  'processId',
  'epochMs',
  'commandMicros',
  'elementNanos',
]);

/** Checks what came from outside. Throws SpecError that names the field. */
export function readKvConfig(raw: unknown): KvConfig {
  const fields = plainObject(raw ?? {}, 'config');
  for (const name of Object.keys(fields)) {
    if (!FIELDS.has(name)) {
      throw new SpecError(`config.${name}: no such field`);
    }
  }
  return {
    parameters: readParameters(fields['parameters']),
    file: readSource(fields['file'] ?? null),
    renames: readRenames(fields['renames'] ?? []),
    processId: naturalNumber(fields['processId'], 1, 'config.processId'),
    users: readUsers(fields['users'] ?? []),
    epochMs: naturalNumber(fields['epochMs'], EPOCH_MS, 'config.epochMs'),
    commandMicros: naturalNumber(fields['commandMicros'], COSTS.commandMicros, 'config.commandMicros'),
    elementNanos: naturalNumber(fields['elementNanos'], COSTS.elementNanos, 'config.elementNanos'),
  };
}

function plainObject(raw: unknown, field: string): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new SpecError(`${field}: an object is needed`);
  return raw as Record<string, unknown>; // any object can be read by name
}

function naturalNumber(raw: unknown, otherwise: number, field: string): number {
  if (raw === undefined) return otherwise;
  if (typeof raw !== 'number' || !Number.isSafeInteger(raw) || raw < 0)
    throw new SpecError(`${field}: a natural number is needed`);
  return raw;
}

function readSource(raw: unknown): ConfigSource | null {
  if (raw === null) return null;
  const { path, text } = plainObject(raw, 'config.file');
  if (typeof path !== 'string' || typeof text !== 'string')
    throw new SpecError('config.file: a path and a text are needed');
  return { path, text };
}

function readRenames(raw: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(raw)) throw new SpecError('config.renames: a list is needed');
  return raw.map((pair: unknown): readonly [string, string] => {
    const names: readonly unknown[] = Array.isArray(pair) ? pair : [];
    const [from, to] = names;
    if (typeof from !== 'string' || typeof to !== 'string')
      throw new SpecError('config.renames: pairs of names are needed');
    return [from, to];
  });
}

/** A name and rules for each user; what the rules mean the server finds out when it starts. */
function readUsers(raw: unknown): readonly (readonly string[])[] {
  if (!Array.isArray(raw)) throw new SpecError('config.users: a list is needed');
  return raw.map((words: unknown): readonly string[] => {
    const read: readonly unknown[] = Array.isArray(words) ? words : [];
    if (read.length === 0 || !read.every((word) => typeof word === 'string'))
      throw new SpecError('config.users: lists of a name and rules are needed');
    return read;
  });
}

function readParameters(raw: unknown): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(plainObject(raw ?? {}, 'config.parameters'))) {
    const parameter = PARAMETERS.get(name.toLowerCase());
    if (parameter === undefined) throw new SpecError(`config.parameters.${name}: no such parameter`);
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new SpecError(`config.parameters.${name}: a text is needed`);
    const accepted = acceptValue(parameter, String(value), parameter.initial);
    if (accepted.why !== undefined) throw new SpecError(`config.parameters.${name}: ${accepted.why}`);
    read[parameter.name] = accepted.text;
  }
  return read;
}

/** All parameters by their own name (not by alias), with the defaults of redis.conf where nothing was given. */
export function parameterTexts(given: Readonly<Record<string, string>>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const parameter of PARAMETERS.values()) texts.set(parameter.name, given[parameter.name] ?? parameter.initial);
  return texts;
}

/** Names that CONFIG GET can answer, aliases included, hidden ones last so that only their full name finds them. */
export function answerableNames(): readonly string[] {
  return [...PARAMETERS.keys()].filter((name) => !HIDDEN.has(name));
}

function savePoints(text: string): readonly SavePoint[] {
  const numbers = text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
  const points: SavePoint[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2)
    points.push({ seconds: numbers[i] as number, changes: numbers[i + 1] as number });
  return points;
}

/** Four words a class: its name, hard, soft, seconds. */
function outputLimits(text: string): OutputLimits {
  const words = text.split(' ');
  const limitOf = (name: string): OutputLimit => {
    const at = words.indexOf(name);
    const word = (i: number): number => (at < 0 ? 0 : Number(words[at + i]));
    return { hard: word(1), soft: word(2), softSeconds: word(3) };
  };
  return { normal: limitOf('normal'), replica: limitOf('slave'), pubsub: limitOf('pubsub') };
}

/** The parameters that hot paths read, parsed. `costs` are those of the simulation. */
export function settingsOf(
  texts: ReadonlyMap<string, string>,
  costs: Pick<KvConfig, 'epochMs' | 'commandMicros' | 'elementNanos'>,
): Settings {
  const text = (name: string): string => {
    const found = texts.get(name);
    if (found === undefined) throw new TypeError(`no parameter ${name}`);
    return found;
  };
  const number = (name: string): number => Number(text(name));
  return {
    limits: {
      hashMaxListpackEntries: number('hash-max-listpack-entries'),
      hashMaxListpackValue: number('hash-max-listpack-value'),
      setMaxIntsetEntries: number('set-max-intset-entries'),
      zsetMaxListpackEntries: number('zset-max-listpack-entries'),
      zsetMaxListpackValue: number('zset-max-listpack-value'),
      listMaxListpackSize: number('list-max-listpack-size'),
      listCompressDepth: number('list-compress-depth'),
      streamNodeMaxBytes: number('stream-node-max-bytes'),
      streamNodeMaxEntries: number('stream-node-max-entries'),
      hllSparseMaxBytes: number('hll-sparse-max-bytes'),
      quicklistPackedThreshold: 1 << 30,
    },
    appendonly: text('appendonly') === 'yes',
    appendfsync: text('appendfsync') as Settings['appendfsync'], // an enumeration: checked when it was set
    savePoints: savePoints(text('save')),
    maxmemory: number('maxmemory'),
    maxmemoryPolicy: text('maxmemory-policy'),
    countsFrequency: text('maxmemory-policy').endsWith('-lfu'),
    maxmemorySamples: number('maxmemory-samples'),
    lfuLogFactor: number('lfu-log-factor'),
    lfuDecayTime: number('lfu-decay-time'),
    notifyFlags: parseNotifyFlags(text('notify-keyspace-events')) ?? 0,
    hz: number('hz'),
    databases: number('databases'),
    slowerThanMicros: number('slowlog-log-slower-than'),
    slowlogMax: number('slowlog-max-len'),
    latencyThresholdMs: number('latency-monitor-threshold'),
    replicasMin: number('min-replicas-max-lag') === 0 ? 0 : number('min-replicas-to-write'),
    tracksLatency: text('latency-tracking') === 'yes',
    outputLimits: outputLimits(text('client-output-buffer-limit')),
    timeout: number('timeout'),
    // A percentage is kept negative.
    maxmemoryClients: text('maxmemory-clients').endsWith('%')
      ? -Number.parseInt(text('maxmemory-clients'), 10)
      : number('maxmemory-clients'),
    epochMs: costs.epochMs,
    commandMicros: costs.commandMicros,
    elementNanos: costs.elementNanos,
  };
}
