import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import { stringOf } from '../strings.ts';
import type { Turn } from '../turn.ts';

/*
 * LCS: the longest text that two strings have in common, in order and with gaps.
 */

/** One place where two strings have a common byte, in the order LCS finds them: from the end. */
interface CommonRange {
  a: [number, number];
  b: [number, number];
}

/** REDIS: t_string.c lcsCommand */
function lcs(turn: Turn, argv: readonly string[]): Reply {
  const [first, second] = [turn.lookupRead(argv[1] as string), turn.lookupRead(argv[2] as string)]; // arity
  if ((first !== null && first.type !== 'string') || (second !== null && second.type !== 'string')) {
    return error('ERR The specified keys must contain string values');
  }
  let wantsLength = false;
  let wantsRanges = false;
  let withLength = false;
  let minimum = 0;
  for (let i = 3; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    const next = argv[i + 1];
    if (word === 'idx') wantsRanges = true;
    else if (word === 'len') wantsLength = true;
    else if (word === 'withmatchlen') withLength = true;
    else if (word === 'minmatchlen' && next !== undefined) {
      const count = parseCount(next);
      if (count === null) return NOT_AN_INTEGER;
      minimum = Math.max(0, count);
      i++;
    } else return SYNTAX_ERROR;
  }
  if (wantsLength && wantsRanges) return error('ERR If you want both the length and indexes, please just use IDX.');
  const a = first === null ? '' : stringOf(first);
  const b = second === null ? '' : stringOf(second);
  const table = lcsTable(a, b);
  turn.scanned += a.length * b.length;
  const length = table[a.length * (b.length + 1) + b.length] ?? 0;
  if (wantsLength) return length;
  const { text, ranges } = walkLcs(a, b, table);
  if (!wantsRanges) return text;
  const matches = ranges
    .map((range) => ({ range, size: range.a[1] - range.a[0] + 1 }))
    .filter(({ size }) => size >= minimum)
    .map(({ range, size }): Reply => (withLength ? [range.a, range.b, size] : [range.a, range.b]));
  return { kind: 'map', flat: ['matches', matches, 'len', length] };
}

/** Lengths of the longest common subsequence of all prefixes, (a+1) x (b+1). */
function lcsTable(a: string, b: string): Uint32Array {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const at = i * width + j;
      if (a.charCodeAt(i - 1) === b.charCodeAt(j - 1)) table[at] = (table[at - width - 1] ?? 0) + 1;
      else table[at] = Math.max(table[at - width] ?? 0, table[at - 1] ?? 0);
    }
  }
  return table;
}

function walkLcs(a: string, b: string, table: Uint32Array): { text: string; ranges: CommonRange[] } {
  const width = b.length + 1;
  const ranges: CommonRange[] = [];
  let text = '';
  let open: CommonRange | null = null;
  let i = a.length;
  let j = b.length;
  while (i > 0 && j > 0) {
    if (a.charCodeAt(i - 1) === b.charCodeAt(j - 1)) {
      text = (a[i - 1] as string) + text; // i > 0
      if (open !== null && open.a[0] === i && open.b[0] === j) {
        open.a[0]--;
        open.b[0]--;
      } else {
        open = { a: [i - 1, i - 1], b: [j - 1, j - 1] };
        ranges.push(open);
      }
      i--;
      j--;
    } else if ((table[(i - 1) * width + j] ?? 0) > (table[i * width + j - 1] ?? 0)) {
      i--;
    } else {
      j--;
    }
  }
  return { text, ranges };
}

export const lcsCommands: ServerRuns = { lcs };
