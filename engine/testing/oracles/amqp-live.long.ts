import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, differenceText } from './amqp-compare.ts';
import { randomConversation } from './amqp-random.ts';
import { type RabbitServer, rabbitInstalled, startRabbit } from './amqp-server.ts';

/*
 * At least 20,000 random lines about classic queues, and a quarter as many about quorum queues too, as they are said to a running rabbitmq-server and to the engine. INFLIGHT_SEEDS asks for
 * more conversations, INFLIGHT_FROM for those of other seeds.
 */

const COUNT = Number(process.env['INFLIGHT_SEEDS'] ?? 200);
const FROM = Number(process.env['INFLIGHT_FROM'] ?? 100_000);
const LINES = 120;
const AT_ONCE = 4;

describe.runIf(rabbitInstalled)('beside a running rabbitmq-server', () => {
  let server: RabbitServer;
  beforeAll(async () => {
    server = await startRabbit({ management: true });
  });
  afterAll(() => server.stop());

  test.each([
    { queues: 'classic', kinds: false, count: COUNT },
    { queues: 'of all kinds', kinds: true, count: Math.ceil(COUNT / 4) },
  ])(
    'the engine says the same in many random conversations, queues being $queues',
    async ({ queues, kinds, count }) => {
      const seeds = Array.from({ length: count }, (_, i) => FROM + i);
      const differences: string[] = [];
      let lines = 0;
      let chances = 0;
      const hold = async (): Promise<void> => {
        for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
          const { says } = randomConversation(seed, LINES, kinds);
          const found = await compare(server, says);
          lines += says.length;
          if (found?.chance === true) chances++;
          else if (found !== null) differences.push(`seed ${seed}\n${differenceText(found)}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, hold));
      process.stdout.write(
        `${lines} lines of ${count} seeds, queues ${queues}; ${chances} that the server did not say twice alike\n`,
      );
      expect(differences).toEqual([]);
    },
  );
});
