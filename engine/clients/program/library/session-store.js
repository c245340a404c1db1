// Sessions in hashes that forget themselves; every visit prolongs one.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const key = 'session:42';

await redis.multi().hset(key, { user: 'ann', visits: 0 }).pexpire(key, 100).exec();
for (let n = 1; n <= 3; n++) {
  await sleep(60);
  if (await redis.exists(key)) await redis.multi().hincrby(key, 'visits', 1).pexpire(key, 100).exec();
}
console.log(await redis.hgetall(key));
await sleep(150);
console.log(await redis.hgetall(key));
await redis.quit();
