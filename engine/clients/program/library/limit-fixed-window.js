// At most three requests in each window, counted under the window's name.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);

async function allowed(user, window) {
  const key = `limit:${user}:${window}`;
  const [[, count]] = await redis.multi().incr(key).expire(key, 10).exec();
  return count <= 3;
}

await redis.del('limit:ann:1', 'limit:ann:2');
for (let n = 1; n <= 5; n++) console.log(`window 1, request ${n}: ${await allowed('ann', 1)}`);
console.log(`window 2, request 1: ${await allowed('ann', 2)}`);
await redis.quit();
