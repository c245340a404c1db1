import { afterAll, describe, expect, test } from 'vitest';
import { CORE_GROUPS, coreGenerator } from './kv-core-templates.ts';
import type { Generator } from './kv-differential.ts';
import { describeDifference, differences } from './kv-differential.ts';
import { fromTemplates, GROUPS } from './kv-generators.ts';
import { LIMITS } from './kv-limits.ts';
import { hasRedis, RedisServer } from './redis-server.ts';

/*
 * Random commands of every group, under both settings and both protocols, to redis-server and to the engine: every
 * reply is the same. Says at the end how many that were.
 */

const SEEDS = Array.from({ length: 24 }, (_, i) => 1001 + i);
/** 7 groups of types x 2 settings x 2 protocols x 24 seeds: 134,400 commands. */
const TYPE_COMMANDS = 200;
/** The groups of everything else have no limits to vary. */
const CORE_COMMANDS = 500;

interface Case {
  readonly name: string;
  readonly generator: Generator;
  readonly parameters: Readonly<Record<string, string>>;
  readonly commandsPerSeed: number;
}

/** RANDOMKEY removes what it draws where that has expired: each side draws another, and DBSIZE tells. */
function withoutDraws(generator: Generator): Generator {
  return (rng) => {
    const step = generator(rng);
    return step.argv[0]?.toLowerCase() === 'randomkey' ? { argv: ['PING'], comparison: 'exact' } : step;
  };
}

const cases: readonly Case[] = [
  ...Object.entries(GROUPS).flatMap(([name, templates]) =>
    Object.entries(LIMITS).map(([limits, parameters]) => ({
      name: `${name}, ${limits} limits`,
      generator: fromTemplates(templates),
      parameters,
      commandsPerSeed: TYPE_COMMANDS,
    })),
  ),
  ...Object.entries(CORE_GROUPS).map(([name, templates]) => ({
    name,
    generator: withoutDraws(coreGenerator(templates)),
    parameters: {},
    commandsPerSeed: CORE_COMMANDS,
  })),
];

let compared = 0;

describe.runIf(hasRedis)('beside redis-server', () => {
  test.each(cases)('$name: random commands of 24 seeds get the same replies', async (one) => {
    const server = await RedisServer.start();
    // What has expired goes when somebody looks, on either side: no clock decides what DBSIZE says.
    await server.client.call('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
    try {
      for (const resp of [2, 3] as const) {
        const { parameters, commandsPerSeed, generator } = one;
        const found = await differences(server.port, generator, { parameters, resp, seeds: SEEDS, commandsPerSeed });
        expect(found.map(describeDifference).join('\n\n')).toBe('');
        compared += SEEDS.length * commandsPerSeed;
      }
    } finally {
      await server.stop();
    }
  });

  test('which were more than 200,000 replies', () => {
    expect(compared).toBeGreaterThanOrEqual(200_000);
  });

  afterAll(() => {
    process.stdout.write(`replies compared with redis-server: ${compared}, over ${SEEDS.length} seeds\n`);
  });
});
