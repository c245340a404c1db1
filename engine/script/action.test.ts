import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input } from '../sim/input.ts';
import { formatAction, readAction } from './action.ts';
import { formatDuration, parseDuration } from './duration.ts';

const node = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const count = fc.nat(1_000_000);

const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ kind: fc.constant('command' as const), node, line: fc.string().map((line) => line.trim()) }),
  fc.record({ kind: fc.constantFrom('kill' as const, 'start' as const, 'powerCut' as const), node }),
  fc.record({ kind: fc.constantFrom('partition' as const, 'heal' as const), between: fc.tuple(node, node) }),
  fc.record({
    kind: fc.constantFrom('dropFrame' as const, 'loseFrame' as const, 'holdFrame' as const, 'releaseFrame' as const),
    conn: count,
    sent: count,
  }),
  fc.record({ kind: fc.constant('delayFrame' as const), conn: count, sent: count, by: count }),
  fc.record({
    kind: fc.constant('configure' as const),
    node,
    config: fc.dictionary(fc.string(), fc.integer()).map((o) => JSON.parse(JSON.stringify(o)) as unknown),
  }),
);

describe('an action', () => {
  it('reads back as the input it was written from', () => {
    fc.assert(
      fc.property(input, (given) => {
        expect(readAction(formatAction(given))).toEqual({ ok: true, input: given });
      }),
    );
  });

  it('leaves a line typed at a prompt as it was typed', () => {
    expect(readAction('cli> SET  a   "b c"')).toEqual({
      ok: true,
      input: { kind: 'command', node: 'cli', line: 'SET  a   "b c"' },
    });
  });

  it.each([
    ['', '"" is not an action'],
    ['crash redis', '"crash" is not an action'],
    ['kill', 'expected: kill NODE'],
    ['kill a b', 'expected: kill NODE'],
    ['partition a', 'expected: partition NODE NODE'],
    ['delay 1 2 soon', 'expected: delay CONNECTION FRAME DURATION'],
    ['drop one two', 'expected: drop CONNECTION FRAME'],
    ['configure w {prefetch', 'the configuration is not JSON: {prefetch'],
    ['constructor a', '"constructor" is not an action'],
  ])('that is none says what was expected: %j', (line, error) => {
    const read = readAction(line);
    expect(read.ok ? '' : read.error).toContain(error);
  });
});

describe('a duration', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000_000), (micros) => {
        expect(parseDuration(formatDuration(micros))).toBe(micros);
      }),
    );
  });

  it.each(['', '5', 's', '-1s', '1e9s', '1.5', '99999999999999s'])('is not %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
