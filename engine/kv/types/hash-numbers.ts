import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { NOT_A_FLOAT, NOT_AN_INTEGER, WRONG_TYPE } from '../errors.ts';
import { addLongDouble, formatLongDouble, parseLongDouble } from '../long-double.ts';
import { addInt64, parseInteger } from '../numbers.ts';
import { hashGet, hashSet, hashToWrite } from './hash.ts';

/* Counters inside a hash. REDIS: t_hash.c hincrbyCommand, hincrbyfloatCommand */

const NOT_INTEGER = Object.freeze(error('ERR hash value is not an integer'));
const NOT_FLOAT = Object.freeze(error('ERR hash value is not a float'));
const OVERFLOW = Object.freeze(error('ERR increment or decrement would overflow'));
const INFINITE = Object.freeze(error('ERR value is NaN or Infinity'));
const INFINITE_RESULT = Object.freeze(error('ERR increment would produce NaN or Infinity'));

function hincrby(ctx: Context, argv: readonly string[]): Reply {
  const [, key = '', field = '', step = ''] = argv;
  const increment = parseInteger(step);
  if (increment === null) return NOT_AN_INTEGER;
  const hash = hashToWrite(ctx, key);
  if (hash === null) return WRONG_TYPE;
  const old = parseInteger(hashGet(hash, field) ?? '0');
  if (old === null) return NOT_INTEGER;
  const sum = addInt64(old, increment);
  if (sum === null) return OVERFLOW;
  hashSet(ctx, hash, field, String(sum));
  ctx.signalModified(key);
  ctx.notify(NOTIFY.hash, 'hincrby', key);
  ctx.dirty += 1;
  return sum;
}

function hincrbyfloat(ctx: Context, argv: readonly string[]): Reply {
  const [, key = '', field = '', step = ''] = argv;
  const increment = parseLongDouble(step);
  if (increment === null) return NOT_A_FLOAT;
  if (increment === 'infinite') return INFINITE;
  const hash = hashToWrite(ctx, key);
  if (hash === null) return WRONG_TYPE;
  const old = parseLongDouble(hashGet(hash, field) ?? '0');
  if (old === null) return NOT_FLOAT;
  const sum = old === 'infinite' ? null : addLongDouble(old, increment);
  if (sum === null) return INFINITE_RESULT;
  const text = formatLongDouble(sum);
  hashSet(ctx, hash, field, text);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.hash, 'hincrbyfloat', key);
  ctx.dirty += 1;
  // The result travels, not the addition: replicas and the AOF must not depend on how floats are rounded.
  ctx.propagateAs(['HSET', key, field, text]);
  return text;
}

export const HASH_NUMBERS: Runs = { hincrby, hincrbyfloat };
