import { stringLength } from './strings.ts';
import type { Value } from './value.ts';

/** How many there are in a value, as STRLEN, LLEN, HLEN, SCARD, ZCARD and XLEN answer. */
export function itemsIn(value: Value): number {
  switch (value.type) {
    case 'string':
      return stringLength(value);
    case 'list':
      return value.count;
    case 'hash':
      return value.encoding === 'listpack' ? value.data.length / 2 : value.data.count;
    case 'set':
      return value.encoding === 'intset' ? value.data.items.length : value.data.count;
    case 'zset':
      return value.encoding === 'listpack' ? value.data.length / 2 : value.scores.count;
    case 'stream':
      return value.length;
  }
}
