// A lock that anybody can open: whose work took too long deletes the lock of the next one.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function work(name, takes) {
  while ((await redis.set('lock', name, 'PX', 60, 'NX')) === null) await sleep(10);
  console.log(`${name} has the lock`);
  await sleep(takes);
  await redis.del('lock');
  console.log(`${name} is done, the lock is ${(await redis.exists('lock')) ? 'held' : 'free'}`);
}

await redis.del('lock');
await Promise.all([work('slow', 120), sleep(20).then(() => work('next', 100))]);
await redis.quit();
