import type { Inline, Paragraph } from './view.ts';

/** What a name in braces stands for in this run: tokens or a written value; undefined while it is not known. */
export type Quote = (name: string) => Inline | undefined;

const PIECES = /`([^`]+)`|\*\*([^*]+)\*\*|\{([\w-]+)\}/g;

/**
 * Reads the words of a lesson: `code`, **strong**, {a number of this run}. Each sentence of the list continues the
 * paragraph; one that begins with a line break begins the next.
 */
export function readProse(sentences: readonly string[], quote: Quote): Paragraph[] {
  const paragraphs: Inline[][] = [[]];
  for (const sentence of sentences) {
    if (sentence.startsWith('\n') && (paragraphs.at(-1)?.length ?? 0) > 0) paragraphs.push([]);
    const paragraph = paragraphs.at(-1) ?? [];
    if (paragraph.length > 0) paragraph.push({ kind: 'words', says: ' ' });
    paragraph.push(...piecesOf(sentence.trim(), quote));
  }
  return paragraphs.filter((paragraph) => paragraph.length > 0);
}

function piecesOf(sentence: string, quote: Quote): Inline[] {
  const pieces: Inline[] = [];
  let from = 0;
  for (const match of sentence.matchAll(PIECES)) {
    if (match.index > from) pieces.push({ kind: 'words', says: sentence.slice(from, match.index) });
    const [whole, code, strong, name = ''] = match;
    if (code !== undefined) pieces.push({ kind: 'code', says: code });
    else if (strong !== undefined) pieces.push({ kind: 'strong', says: strong });
    else pieces.push(quote(name) ?? { kind: 'words', says: whole });
    from = match.index + whole.length;
  }
  if (from < sentence.length) pieces.push({ kind: 'words', says: sentence.slice(from) });
  return pieces;
}
