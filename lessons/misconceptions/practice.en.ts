import type { MisconceptionProse } from '../misconceptions.ts';
import type { PRACTICE_MISCONCEPTIONS } from './practice.ts';

export const practiceMisconceptions: Readonly<Record<keyof typeof PRACTICE_MISCONCEPTIONS, MisconceptionProse>> = {
  'writes-renew-the-ttl': {
    thinks: 'A key that was written to lives on.',
    exact: 'INCR, APPEND and other changes leave the time to live as it is. So does SET with KEEPTTL.',
  },
  'ttl-stays-with-the-name': {
    thinks: 'Once a key has a time to live, it will go.',
    exact: 'SET and GETSET take it away with the old value, PERSIST alone. RENAME takes it along to the new name.',
  },
};
