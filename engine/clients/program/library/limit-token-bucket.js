// A bucket of three tokens that fills by one every 50 ms. A script takes one, so that two clients cannot both have it.
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
redis.defineCommand('take', {
  numberOfKeys: 1,
  lua: `
    local now, every, size = tonumber(ARGV[1]), 50, 3
    local held = redis.call('hmget', KEYS[1], 'tokens', 'at')
    local tokens, at = tonumber(held[1]) or size, tonumber(held[2]) or now
    local filled = math.floor((now - at) / every)
    tokens = math.min(size, tokens + filled)
    local ok = tokens > 0
    if ok then tokens = tokens - 1 end
    redis.call('hset', KEYS[1], 'tokens', tokens, 'at', at + filled * every)
    return ok and 1 or 0`,
});

await redis.del('bucket:ann');
for (let n = 1; n <= 4; n++) console.log(`request ${n}: ${(await redis.take('bucket:ann', Date.now())) === 1}`);
await sleep(70);
console.log(`after a pause: ${(await redis.take('bucket:ann', Date.now())) === 1}`);
await redis.quit();
