// Looks into the cache first; what is not there is computed and kept for a while.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);

async function price(id) {
  const cached = await redis.get(`price:${id}`);
  if (cached !== null) return `${cached} from the cache`;
  const computed = id.length * 100;
  await redis.set(`price:${id}`, computed, 'PX', 50);
  return `${computed} computed`;
}

await redis.del('price:chair');
console.log(await price('chair'));
console.log(await price('chair'));
await new Promise((resolve) => setTimeout(resolve, 80));
console.log(await price('chair'));
await redis.quit();
