// At most three requests in any stretch of 100 ms: a sorted set remembers when each one came.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function allowed(user) {
  const now = Date.now();
  const key = `log:${user}`;
  await redis.zremrangebyscore(key, 0, now - 100);
  if ((await redis.zcard(key)) >= 3) return false;
  await redis.zadd(key, now, `${now}-${Math.random()}`);
  return true;
}

await redis.del('log:ann');
for (let n = 1; n <= 4; n++) console.log(`request ${n}: ${await allowed('ann')}`);
await sleep(150);
console.log(`after a pause: ${await allowed('ann')}`);
await redis.quit();
