// Was every order charged exactly once?
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const charged = await redis.hgetall('charged');
const wrong = [];
for (let n = 1; n <= 5; n++) {
  const times = Number(charged[`order-${n}`] ?? 0);
  if (times !== 1) wrong.push(`order-${n} ${times} times`);
}
console.log(wrong.length === 0 ? 'ok' : `violated: ${wrong.join(', ')}`);
await redis.quit();
