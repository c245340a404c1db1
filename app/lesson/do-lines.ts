import type { StepData } from '../../lessons/format.ts';
import { shownKey } from '../keys/key-map.ts';
import { text } from '../text/text.ts';
import { duration } from '../text/words.ts';
import type { Inline, Paragraph } from './view.ts';

/* Lines of *do*: how they are said, and which of them were done. */

const UNITS: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1_000_000, m: 60_000_000 };

/** How long a line lets time pass, in microseconds; null for a line that does something. */
export function durationOf(line: string): number | null {
  const match = /^wait (\d+(?:\.\d+)?)(us|ms|s|m)$/.exec(line);
  return match === null ? null : Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0));
}

/** The node a line is typed at, and what is typed; null for other lines. */
export function typedAt(line: string): { readonly node: string; readonly says: string } | null {
  const match = /^([^\s>]+)> (.+)$/.exec(line);
  return match === null ? null : { node: match[1] ?? '', says: match[2] ?? '' };
}

const words = (says: string): Inline => ({ kind: 'words', says });
const code = (says: string): Inline => ({ kind: 'code', says });

/** A line as it is asked for. */
export function wordsOf(line: string): Paragraph {
  const waits = durationOf(line);
  if (waits !== null) return [words(text.lesson.does.wait(duration(waits)))];
  const typed = typedAt(line);
  if (typed !== null) return [words(text.lesson.does.type), code(typed.says)];
  const [verb = '', node = ''] = line.split(' ');
  if (verb === 'kill') return [words(text.lesson.does.kill), code(node)];
  if (verb === 'power-cut') return [words(text.lesson.does.powerCut), code(node)];
  if (verb === 'start') return [words(text.lesson.does.start), code(node)];
  if (verb === 'configure' && line.includes('"source":')) return [words(text.lesson.does.edit), code(node)];
  return [code(line)];
}

/** The key that does a line to the selected node. */
export function keyOf(line: string): string | null {
  const verb = line.split(' ')[0];
  if (verb === 'kill') return shownKey('kill');
  if (verb === 'power-cut') return shownKey('powerCut');
  return verb === 'start' ? shownKey('start') : null;
}

const plain = (line: string): string => line.trim().replace(/\s+/g, ' ').toLowerCase();

interface Done {
  readonly line: string;
  readonly at: number;
}

/** When each line of *do* was done, in order; null for those that were not. What came before the step does not count. */
export function doneTimes(step: StepData, done: readonly Done[], now: number): (number | null)[] {
  const own = done.slice(step.before.filter((line) => durationOf(line) === null).length);
  let from = 0;
  let since = step.before.reduce((sum, line) => sum + (durationOf(line) ?? 0), 0);
  let skipped = false;
  return step.do.map(({ line }) => {
    const waits = durationOf(line);
    if (waits !== null) {
      // Time that passed before the line above was done is not the time asked for here.
      if (skipped) return null;
      const next = own[from]?.at ?? now;
      if (next - since < waits * 0.95) return null;
      since += waits;
      return since;
    }
    const found = own.findIndex((one, index) => index >= from && plain(one.line) === plain(line));
    skipped = found < 0;
    if (skipped) return null;
    from = found + 1;
    since = own[found]?.at ?? since;
    return since;
  });
}
