import { expect, test } from 'vitest';
import { wordsOf } from './highlight.ts';

test('the words of a line are the line', () => {
  for (const line of ["const a = await f('x', `y${z}`); // why", '', '  return { ...rest.of };', "it's // open"])
    expect(
      wordsOf(line)
        .map(({ text }) => text)
        .join(''),
    ).toBe(line);
});

test('names are told from properties, keywords, strings and comments', () => {
  const kinds = wordsOf("const id = message.id('id', ...id); // id").filter(({ text }) => text.includes('id'));
  expect(kinds.map(({ kind }) => kind)).toEqual(['name', 'plain', 'text', 'name', 'comment']);
});
