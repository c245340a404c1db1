import { describe, expect, it } from 'vitest';
import { pictureName } from './save-picture.ts';
import { tag } from './svg-text.ts';

describe('a saved picture', () => {
  it('says in its name which world, which part and when', () => {
    expect(pictureName('One queue, two workers', 'stage', 2_404_000, 'svg')).toBe(
      'one-queue-two-workers-stage-2.404000s.svg',
    );
    expect(pictureName('***', 'fate', 0, 'png')).toBe('world-fate-0.000000s.png');
  });

  it('holds any text as itself', () => {
    expect(tag('text', { x: 1.006, y: null, fill: '"red"' }, 'a')).toBe(
      '<text x="1.01" fill="&quot;red&quot;">a</text>',
    );
  });
});
