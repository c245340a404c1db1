import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, differenceText } from './amqp-compare.ts';
import { randomConversation } from './amqp-random.ts';
import { type RabbitServer, rabbitInstalled, startRabbit } from './amqp-server.ts';

/* Random conversations that were never recorded, with the real server as it runs. The long run has many more. */

const SEEDS = [90_001, 90_002, 90_003, 90_004, 90_005, 90_006];
const LINES = 100;

describe.runIf(rabbitInstalled)('beside a running rabbitmq-server', () => {
  let server: RabbitServer;
  beforeAll(async () => {
    server = await startRabbit({ management: true });
  }, 120_000);
  afterAll(() => server.stop());

  test('the engine says the same in random conversations', { timeout: 300_000 }, async () => {
    const differences = await Promise.all(
      SEEDS.map(async (seed) => compare(server, randomConversation(seed, LINES).says)),
    );
    expect(differences.map((found) => (found === null || found.chance ? '' : differenceText(found)))).toEqual(
      SEEDS.map(() => ''),
    );
  });
});
