// A sorted set keeps the players in order, whatever the order in which they score.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
await redis.del('scores');
for (const [player, points] of [
  ['ann', 50],
  ['bob', 80],
  ['eve', 65],
  ['ann', 40],
]) {
  await redis.zincrby('scores', points, player);
}
const top = await redis.zrevrange('scores', 0, 1, 'WITHSCORES');
console.log('top two:', top);
console.log('eve is number', (await redis.zrevrank('scores', 'eve')) + 1);
await redis.quit();
