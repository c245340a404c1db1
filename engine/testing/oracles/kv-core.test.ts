import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CORE_GROUPS, coreGenerator } from './kv-core-templates.ts';
import { describeDifference, differences, runEngine } from './kv-differential.ts';
import { hasRedis, RedisServer } from './redis-server.ts';
import type { Comparison } from './resp-text.ts';
import { canonical } from './resp-text.ts';

/* Strings, bits, keys, times to live, SORT and transactions against redis-server 7.0.15. */

interface Recorded {
  readonly groups: Readonly<Record<string, readonly (readonly [Comparison, readonly string[], string])[]>>;
}

// Written by record-kv-core.ts.
const recorded = JSON.parse(readFileSync(new URL('recorded/kv-core.json', import.meta.url), 'utf8')) as Recorded;

describe('recorded from redis-server', () => {
  test.each(Object.entries(recorded.groups))('%s: the engine gives the recorded bytes', (_, steps) => {
    const script = steps.map(([comparison, argv]) => ({ comparison, argv }));
    const replies = runEngine(script, { parameters: {}, resp: 2 });
    for (const [i, [comparison, argv, real]] of steps.entries()) {
      expect(canonical(replies[i] ?? '', comparison), `${i}: ${JSON.stringify(argv)}`).toBe(
        canonical(real, comparison),
      );
    }
  });
});

/** A failing seed is printed with the shortest script that makes the difference. */
const SEEDS = [201, 202, 203, 204];

describe.runIf(hasRedis)('beside redis-server', () => {
  test.each(Object.entries(CORE_GROUPS))(
    '%s: random commands get the same replies',
    async (_, templates) => {
      const server = await RedisServer.start();
      try {
        for (const resp of [2, 3] as const) {
          const options = { parameters: {}, resp, seeds: SEEDS, commandsPerSeed: 600 };
          const found = await differences(server.port, coreGenerator(templates), options);
          expect(found.map(describeDifference).join('\n\n')).toBe('');
        }
      } finally {
        await server.stop();
      }
    },
    60_000,
  );
});
