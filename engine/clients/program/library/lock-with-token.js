// A lock that only its owner opens: the token is compared and the lock deleted in one go.
import { randomUUID } from 'node:crypto';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
redis.defineCommand('unlock', {
  numberOfKeys: 1,
  lua: "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0",
});

async function work(name, takes) {
  const token = randomUUID();
  while ((await redis.set('lock', token, 'PX', 60, 'NX')) === null) await sleep(10);
  console.log(`${name} has the lock`);
  await sleep(takes);
  const mine = await redis.unlock('lock', token);
  console.log(`${name} is done, the lock ${mine ? 'was still its own' : 'was no longer its own'}`);
}

await redis.del('lock');
await Promise.all([work('slow', 120), sleep(20).then(() => work('next', 20))]);
await redis.quit();
