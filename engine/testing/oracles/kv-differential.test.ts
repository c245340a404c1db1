import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describeDifference, differences, runEngine } from './kv-differential.ts';
import { fromTemplates, GROUPS } from './kv-generators.ts';
import { LIMITS } from './kv-limits.ts';
import { hasRedis, RedisServer } from './redis-server.ts';
import type { Comparison } from './resp-text.ts';
import { canonical } from './resp-text.ts';

/* The engine against redis-server 7.0.15: by transcript everywhere, in person where the server is installed. */

interface Transcript {
  readonly parameters: Readonly<Record<string, string>>;
  readonly resp: 2 | 3;
  readonly steps: readonly (readonly [Comparison, readonly string[], string])[];
}

function transcripts(group: string): readonly Transcript[] {
  return JSON.parse(readFileSync(new URL(`recorded/kv-${group}.json`, import.meta.url), 'utf8')) as Transcript[];
}

describe('recorded from redis-server', () => {
  test.each(Object.keys(GROUPS))('%s: the engine gives the recorded bytes', (group) => {
    for (const { parameters, resp, steps } of transcripts(group)) {
      const script = steps.map(([comparison, argv]) => ({ comparison, argv }));
      const replies = runEngine(script, { parameters, resp });
      steps.forEach(([comparison, argv, recorded], i) => {
        const given = canonical(replies[i] as string, comparison);
        expect(given, `${i}: ${JSON.stringify(argv)}`).toBe(canonical(recorded, comparison));
      });
    }
  });
});

/** Random seeds would make a red run nobody can repeat; a failing one is printed with its script. */
const SEEDS = [101, 102, 103];

describe.runIf(hasRedis)('beside redis-server', () => {
  test.each(Object.entries(GROUPS))(
    '%s: random commands get the same replies',
    async (_, templates) => {
      const server = await RedisServer.start();
      try {
        for (const parameters of Object.values(LIMITS)) {
          for (const resp of [2, 3] as const) {
            const options = { parameters, resp, seeds: SEEDS, commandsPerSeed: 1000 };
            const found = await differences(server.port, fromTemplates(templates), options);
            expect(found.map(describeDifference).join('\n\n')).toBe('');
          }
        }
      } finally {
        await server.stop();
      }
    },
    60_000,
  );
});
