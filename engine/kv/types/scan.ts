import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, error } from '../../wire/reply.ts';
import type { Context } from '../command.ts';
import type { Dict } from '../dict.ts';
import { dictScan } from '../dict.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { globMatch } from '../glob.ts';
import { isWord, longArgument } from './arguments.ts';

/*
 * HSCAN, SSCAN and ZSCAN: one step of a walk that needs no memory on the server. A packed value answers all at once.
 * REDIS: db.c scanGenericCommand
 */

/** REDIS: db.c parseScanCursorOrReply. A cursor beyond 2^53 points nowhere in any of our tables. */
export function scanCursor(text: string): number | ErrorReply {
  if (text === '') return 0;
  if (!/^[+-]?[0-9]+$/.test(text)) return error('ERR invalid cursor');
  const exact = BigInt(text);
  if (exact > 18446744073709551615n || exact < -18446744073709551615n) return error('ERR invalid cursor');
  return Number(BigInt.asUintN(31, exact));
}

interface ScanOptions {
  readonly count: number;
  readonly pattern: string | null;
}

/** COUNT and MATCH from `argv[from]` on. */
export function scanOptions(argv: readonly string[], from: number): ScanOptions | ErrorReply {
  let count = 10;
  let pattern: string | null = null;
  for (let at = from; at < argv.length; at += 2) {
    const value = argv[at + 1];
    if (value === undefined) return SYNTAX_ERROR;
    if (isWord(argv[at], 'count')) {
      const given = longArgument(value);
      if (typeof given !== 'number') return given;
      if (given < 1) return SYNTAX_ERROR;
      count = given;
    } else if (isWord(argv[at], 'match')) pattern = value === '*' ? null : value;
    else return SYNTAX_ERROR;
  }
  return { count, pattern };
}

export const EMPTY_SCAN: Reply = Object.freeze(['0', EMPTY_ARRAY]);

/** One step over a dict; `emit` puts what an entry answers. Buckets visited are bounded at ten times the count. */
export function scanDict<V>(
  ctx: Context,
  dict: Dict<V>,
  cursor: number,
  options: ScanOptions,
  perEntry: number,
  emit: (found: string[], key: string, value: V) => void,
): Reply {
  const found: string[] = [];
  let seen = 0;
  let at = cursor;
  let steps = options.count * 10;
  do {
    at = dictScan(dict, at, (key, value) => {
      seen += 1;
      if (options.pattern === null || globMatch(options.pattern, key)) emit(found, key, value);
    });
  } while (at !== 0 && steps-- > 0 && seen * perEntry < options.count);
  ctx.scanned += seen;
  return [String(at), found];
}

/** All of a packed value, `stride` items an entry, its first item matched. */
export function scanPacked(ctx: Context, items: readonly string[], stride: number, options: ScanOptions): Reply {
  ctx.scanned += items.length;
  if (options.pattern === null) return ['0', items.slice()];
  const found: string[] = [];
  for (let at = 0; at < items.length; at += stride) {
    if (!globMatch(options.pattern, items[at] as string)) continue;
    for (let i = at; i < at + stride; i++) found.push(items[i] as string);
  }
  return ['0', found];
}
