import '../interpreter/realm.ts';
import './net.ts';
import './amqp.ts';
import { moduleOf } from '../builtins/process.ts';
import { MODULES } from '../interpreter/intrinsics.ts';
import { loadLibrary } from '../interpreter/library.ts';
import type { Obj, Value } from '../interpreter/values.ts';
import { SOURCES } from '../sources.ts';

/*
 * The npm packages that programs can import, each a folder with its library file. Another package is one more folder,
 * its natives and one row here.
 */

function load(file: string): ReadonlyMap<string, Value> {
  return loadLibrary(`node_modules/${file}`, SOURCES[`api/${file}`] as string, () => undefined);
}

const redis = load('ioredis/ioredis.js');
const redisClass = redis.get('Redis') as Obj;
const REDIS: Readonly<Record<string, Value>> = {
  Redis: redisClass,
  Pipeline: redis.get('Pipeline'),
  Command: redis.get('Command'),
  print: redis.get('print'),
};
MODULES.set('ioredis', (vm) => moduleOf(vm, REDIS, redisClass));

const amqp = load('amqplib/amqplib.js');
const AMQP: Readonly<Record<string, Value>> = Object.fromEntries(
  ['connect', 'credentials', 'IllegalOperationError'].map((name) => [name, amqp.get(name)]),
);
MODULES.set('amqplib', (vm) => moduleOf(vm, AMQP));

/** The packages by name. */
export const PACKAGES: readonly string[] = ['ioredis', 'amqplib'];
