import type { Runs } from '../command.ts';
import { ZSET_ALGEBRA } from './zset-algebra.ts';
import { ZSET_POPS } from './zset-pop.ts';
import { ZSET_READS } from './zset-read.ts';
import { ZSET_WRITES } from './zset-write.ts';

/** All 35 commands of sorted sets. */
export const ZSET: Runs = { ...ZSET_WRITES, ...ZSET_READS, ...ZSET_POPS, ...ZSET_ALGEBRA };
