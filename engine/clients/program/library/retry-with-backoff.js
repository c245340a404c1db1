// Tries again what failed, waiting twice as long each time, and gives up after five tries.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);

async function withRetry(work, tries = 5, wait = 20) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt === tries) throw error;
      console.log(`try ${attempt}: ${error.message}; again in ${wait} ms`);
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait *= 2;
    }
  }
}

await redis.set('stock', 'not a number');
const stock = await withRetry(async (attempt) => {
  if (attempt === 3) await redis.set('stock', 7); // somebody repairs it meanwhile
  return redis.decr('stock');
});
console.log(`stock is ${stock}`);
await redis.quit();
