// Acknowledges each order, then charges it: at most once. Killed in between, it never charges.
import amqp from 'amqplib';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createChannel();
await channel.assertQueue('orders', { durable: true });
await channel.prefetch(1);
await channel.consume('orders', async (message) => {
  const id = message.content.toString();
  channel.ack(message);
  await redis.hincrby('charged', id, 1);
  console.log(`charged ${id}`);
});
