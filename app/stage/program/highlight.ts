/*
 * The words of a source, to be told apart at a glance. Only what colours need: strings, comments, keywords, names.
 */

export type WordKind = 'comment' | 'keyword' | 'name' | 'plain' | 'text';

export interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

const KEYWORDS = new Set(
  'as async await break case catch class const continue default do else export extends finally for from function if import in instanceof let new null of return static super switch this throw true try false typeof undefined while yield'.split(
    ' ',
  ),
);

const PARTS = /(\/\/.*$)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`?)|([A-Za-z_$][\w$]*)/g;

/** The words of one line, which together are the line. */
export function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  for (const match of line.matchAll(PARTS)) {
    if (match.index > at) words.push({ kind: 'plain', text: line.slice(at, match.index) });
    const [text, comment, string] = match;
    // After a dot it is a property: nothing that a scope holds.
    const isProperty = line[match.index - 1] === '.' && line[match.index - 2] !== '.';
    const name = KEYWORDS.has(text) ? 'keyword' : isProperty ? 'plain' : 'name';
    words.push({ kind: comment !== undefined ? 'comment' : string !== undefined ? 'text' : name, text });
    at = match.index + text.length;
  }
  if (at < line.length) words.push({ kind: 'plain', text: line.slice(at) });
  return words;
}
