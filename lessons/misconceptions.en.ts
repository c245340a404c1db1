import { finaleMisconceptions } from './misconceptions/finale.en.ts';
import { kvMisconceptions } from './misconceptions/kv.en.ts';
import { mqMisconceptions } from './misconceptions/mq.en.ts';
import { practiceMisconceptions } from './misconceptions/practice.en.ts';
import type { MisconceptionId, MisconceptionProse } from './misconceptions.ts';

export const misconceptions: Readonly<Record<MisconceptionId, MisconceptionProse>> = {
  ...kvMisconceptions,
  ...mqMisconceptions,
  ...finaleMisconceptions,
  ...practiceMisconceptions,
};
