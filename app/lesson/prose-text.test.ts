import { describe, expect, it } from 'vitest';
import { readProse } from './prose-text.ts';

describe('the words of a lesson', () => {
  it('are words, code, strong words and numbers of the run', () => {
    const quote = (name: string) => (name === 'lost' ? ({ kind: 'words', says: '3' } as const) : undefined);
    expect(readProse(['With `noAck` **{x}** {lost} are lost.'], quote)).toEqual([
      [
        { kind: 'words', says: 'With ' },
        { kind: 'code', says: 'noAck' },
        { kind: 'words', says: ' ' },
        { kind: 'strong', says: '{x}' },
        { kind: 'words', says: ' ' },
        { kind: 'words', says: '3' },
        { kind: 'words', says: ' are lost.' },
      ],
    ]);
  });

  it('go on in the same paragraph until one begins with a line break', () => {
    const paragraphs = readProse(['One.', 'Two.', '\nThree.'], () => undefined);
    expect(
      paragraphs.map((pieces) => pieces.map((piece) => (piece.kind === 'tokens' ? '' : piece.says)).join('')),
    ).toEqual(['One. Two.', 'Three.']);
  });

  it('show a name that the run does not know as it was written', () => {
    expect(readProse(['{later}'], () => undefined)).toEqual([[{ kind: 'words', says: '{later}' }]]);
  });
});
