/** What was typed at one prompt, and where a reader is in it. Pure: every move gives a new state. */
export interface History {
  /** Oldest first, without repeats in a row. */
  readonly lines: readonly string[];
  /** Where up and down stand; `lines.length` is the line under way. */
  readonly at: number;
  /** What was typed before the first up: moves only visit lines that begin with it. */
  readonly prefix: string;
}

const KEPT_MAX = 1000;

export const noHistory: History = { lines: [], at: 0, prefix: '' };

/** After a line was entered. */
export function entered(history: History, line: string): History {
  const repeated = line === '' || history.lines[history.lines.length - 1] === line;
  const lines = repeated ? history.lines : [...history.lines, line].slice(-KEPT_MAX);
  return { lines, at: lines.length, prefix: '' };
}

/** After the line was changed by hand. */
export function typed(history: History): History {
  return history.at === history.lines.length ? history : { ...history, at: history.lines.length, prefix: '' };
}

/**
 * One line up (-1) or down (1) among those that begin as the line under way does. Returns the line to show, or null
 * where there is none further.
 */
export function moved(
  history: History,
  line: string,
  way: -1 | 1,
): { readonly history: History; readonly line: string } | null {
  const prefix = history.at === history.lines.length ? line : history.prefix;
  for (let at = history.at + way; at >= 0 && at < history.lines.length; at += way) {
    const candidate = history.lines[at];
    if (candidate?.startsWith(prefix) && candidate !== line)
      return { history: { ...history, at, prefix }, line: candidate };
  }
  if (way === 1 && history.at < history.lines.length)
    return { history: { ...history, at: history.lines.length, prefix: '' }, line: prefix };
  return null;
}

/** The newest line with `needle` in it, older than `before`. */
export function found(
  history: History,
  needle: string,
  before: number = history.lines.length,
): { readonly line: string; readonly at: number } | null {
  if (needle === '') return null;
  for (let at = before - 1; at >= 0; at--) {
    const line = history.lines[at];
    if (line?.includes(needle)) return { line, at };
  }
  return null;
}
