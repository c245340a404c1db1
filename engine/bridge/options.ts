import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Ports are 0 for one the system chooses, and null where nothing is served there. */
export interface BridgeOptions {
  /** RESP. */
  readonly redis: number | null;
  /** AMQP 0-9-1. */
  readonly amqp: number | null;
  /** The read side of RabbitMQ's management HTTP API. */
  readonly amqpAdmin: number | null;
  /** Kafka's protocol: where the first broker listens. */
  readonly kafka: number | null;
  /** How many brokers there are, on the ports from there on. */
  readonly kafkaBrokers: number;
  /** The folder of the files, absolute, or null for files in memory. */
  readonly dir: string | null;
}

export const USAGE =
  'usage: npm run bridge -- [--redis PORT] [--amqp PORT [--amqp-admin PORT]] [--kafka PORT [--kafka-brokers N]] [--dir DIR]';

/** So many still agree quickly in one process. */
const BROKERS_MAX = 9;

/** Something on the command line that cannot be used. `message` says what, in one line. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

const OPTIONS: ReadonlySet<string> = new Set([
  '--redis',
  '--amqp',
  '--amqp-admin',
  '--kafka',
  '--kafka-brokers',
  '--dir',
]);

/** Reads the words behind the program's name. Throws OptionError. */
export function readOptions(words: readonly string[]): BridgeOptions {
  const given = valuesOf(words);
  const port = (name: string): number | null => {
    const text = given.get(name);
    return text === undefined ? null : portOf(name, text);
  };
  const ports = {
    redis: port('--redis'),
    amqp: port('--amqp'),
    amqpAdmin: port('--amqp-admin'),
    kafka: port('--kafka'),
  };
  if (ports.redis === null && ports.amqp === null && ports.kafka === null)
    throw new OptionError('nothing to serve: --redis PORT, --amqp PORT or --kafka PORT is missing');
  if (ports.amqpAdmin !== null && ports.amqp === null)
    throw new OptionError('--amqp-admin: nothing to look at, --amqp PORT is missing');
  const count = given.get('--kafka-brokers');
  if (count !== undefined && ports.kafka === null)
    throw new OptionError('--kafka-brokers: no brokers to count, --kafka PORT is missing');
  const dir = given.get('--dir');
  return { ...ports, kafkaBrokers: brokersOf(count), dir: dir === undefined ? null : folderOf(dir) };
}

function brokersOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const count = /^\d$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > BROKERS_MAX)
    throw new OptionError(`--kafka-brokers: '${text}' is no number (1 to ${BROKERS_MAX})`);
  return count;
}

function valuesOf(words: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!; // i is inside
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (!OPTIONS.has(name)) throw new OptionError(`${name}: no such option`);
    if (given.has(name)) throw new OptionError(`${name}: given twice`);
    const value = equals < 0 ? words[++i] : word.slice(equals + 1);
    if (value === undefined || value === '') throw new OptionError(`${name}: a value is missing`);
    given.set(name, value);
  }
  return given;
}

function portOf(name: string, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
    throw new OptionError(`${name}: '${text}' is no port (0 to 65535)`);
  return Number(text);
}

/** The folder, made where only it is missing: a path with more missing is a slip of the pen. */
function folderOf(text: string): string {
  const dir = resolve(text);
  if (!isFolder(dir)) {
    if (!isFolder(dirname(dir))) throw new OptionError(`--dir: '${text}' is no folder`);
    try {
      mkdirSync(dir);
    } catch (error) {
      throw new OptionError(`--dir: ${error instanceof Error ? error.message : 'cannot be made'}`);
    }
  }
  return dir;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
