/*
 * Stopping a program where one wants it: the crash cursor, breakpoints and steps. All of it is told to the program's
 * node as a typed line, so that it is journaled, replayed, and can stand in a script or a link:
 *
 *   crash 7            dies before line 7          crash 7 3           the third time
 *   crash 7 1 waiting  dies once it waits at an await on line 7        crash off
 *   break 7            stands still before line 7  break off 7         break off
 *   pause | continue | step | step into | step out
 */

export interface Debug {
  crash: { readonly line: number; readonly n: number; readonly waiting: boolean } | null;
  breaks: readonly number[];
  paused: boolean;
  /** Pauses before the next line that is at most so deep in calls; null for not stepping. */
  stepTo: number | null;
  typed: number;
}

export function newDebug(paused: boolean): Debug {
  return { crash: null, breaks: [], paused: false, stepTo: paused ? Number.MAX_SAFE_INTEGER : null, typed: 0 };
}

export function reachesCrash(debug: Debug, line: number, n: number, waiting: boolean): boolean {
  const { crash } = debug;
  return crash !== null && crash.line === line && crash.n === n && crash.waiting === waiting;
}

/** A line is next. True when the program is to stand still before it. */
export function debugLine(debug: Debug, line: number, depth: number): boolean {
  if (!(debug.breaks.includes(line) || (debug.stepTo !== null && depth <= debug.stepTo))) return false;
  debug.paused = true;
  debug.stepTo = null;
  return true;
}

export interface Answer {
  readonly text: string;
  readonly failed: boolean;
}

export const DEBUG_HELP =
  'crash LINE [N] [waiting] | crash off | break LINE | break off [LINE] | pause | continue | step [into|out]';
const LINE_MAX = 100_000;

/** @param depth calls under way, and `at` the line it stands on. */
export function onDebugCommand(debug: Debug, typed: string, depth: number, at: number): Answer {
  const [verb = '', ...words] = typed.trim().split(/\s+/);
  switch (verb) {
    case 'crash':
      return setCrash(debug, words);
    case 'break':
      return setBreak(debug, words);
    case 'pause':
      debug.stepTo = Number.MAX_SAFE_INTEGER;
      return yes('it will stand still before its next line');
    case 'continue':
      if (!debug.paused) return no('it is not paused');
      debug.paused = false;
      return yes('it goes on');
    case 'step':
      return step(debug, words[0] ?? 'over', depth, at);
    default:
      return no(`'${verb}' is not known here: ${DEBUG_HELP}`);
  }
}

const yes = (text: string): Answer => ({ text, failed: false });
const no = (text: string): Answer => ({ text, failed: true });

function numberOf(word: string | undefined): number | null {
  const value = Number(word);
  return word !== undefined && Number.isSafeInteger(value) && value >= 1 && value <= LINE_MAX ? value : null;
}

function setCrash(debug: Debug, words: readonly string[]): Answer {
  if (words[0] === 'off') {
    debug.crash = null;
    return yes('no crash cursor');
  }
  const waiting = words.at(-1) === 'waiting';
  const [line, n] = [numberOf(words[0]), words.length > (waiting ? 2 : 1) ? numberOf(words[1]) : 1];
  if (line === null || n === null) return no('expected: crash LINE [N] [waiting]');
  debug.crash = { line, n, waiting };
  return yes(`it dies ${waiting ? 'waiting at' : 'before'} line ${line}${n === 1 ? '' : `, time ${n}`}`);
}

function setBreak(debug: Debug, words: readonly string[]): Answer {
  if (words[0] === 'off') {
    const line = numberOf(words[1]);
    debug.breaks = words.length === 1 ? [] : debug.breaks.filter((one) => one !== line);
    return yes(debug.breaks.length === 0 ? 'no breakpoints' : `breakpoints: ${debug.breaks.join(', ')}`);
  }
  const line = numberOf(words[0]);
  if (line === null) return no('expected: break LINE');
  debug.breaks = [...new Set([...debug.breaks, line])].sort((a, b) => a - b);
  return yes(`breakpoints: ${debug.breaks.join(', ')}`);
}

function step(debug: Debug, how: string, depth: number, at: number): Answer {
  const targets: Readonly<Record<string, number>> = { over: depth, into: Number.MAX_SAFE_INTEGER, out: depth - 1 };
  const target = Object.hasOwn(targets, how) ? targets[how] : undefined;
  if (target === undefined) return no('expected: step [into|out]');
  // What waits at an await is picked up from outside any call: the next line is the next line, then.
  debug.stepTo = Math.max(target, 1);
  debug.paused = false;
  return yes(`from line ${at}`);
}
