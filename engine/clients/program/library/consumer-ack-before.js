// Acknowledges each order, then charges it: at most once. Killed while it works, it never charges that one.
import amqp from 'amqplib';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createChannel();
await channel.assertQueue('orders', { durable: true });
await channel.prefetch(1);
await channel.consume('orders', async (message) => {
  const id = message.content.toString();
  channel.ack(message);
  await sleep(20); // the work takes a while
  await redis.hincrby('charged', id, 1);
  console.log(`charged ${id}`);
});
