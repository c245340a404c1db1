import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineServer } from './engine-server.ts';
import type { Step } from './kv-differential.ts';
import { scriptOf } from './kv-differential.ts';
import { fromTemplates, GROUPS } from './kv-generators.ts';
import { LIMITS } from './kv-limits.ts';

/* Copy-on-write, seen from outside: after a fork neither side can tell that the other one exists. */

function replies(server: EngineServer, conn: number, script: readonly Step[]): string[] {
  return script.map(({ argv }) => server.run(conn, argv));
}

test.each(Object.entries(GROUPS))(
  '%s: a fork and its origin never see each other',
  (_, templates) => {
    const generator = fromTemplates(templates);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...Object.values(LIMITS)), (seed, parameters) => {
        const common = scriptOf(generator, seed, 120);
        const after = scriptOf(generator, seed + 1, 80);
        const elsewhere = scriptOf(generator, seed + 2, 80);

        const alone = new EngineServer(parameters);
        const aloneConn = alone.connect();
        replies(alone, aloneConn, common);
        const expected = replies(alone, aloneConn, after);

        const origin = new EngineServer(parameters);
        const conn = origin.connect();
        replies(origin, conn, common);
        const fork = origin.fork();
        replies(fork, conn, elsewhere);
        expect(replies(origin, conn, after)).toEqual(expected);

        const second = new EngineServer(parameters);
        const secondConn = second.connect();
        replies(second, secondConn, common);
        const forked = second.fork();
        replies(second, secondConn, elsewhere);
        expect(replies(forked, secondConn, after)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  },
  30_000,
);
