// Charges each order, then acknowledges it: at least once. Killed in between, it charges twice.
import amqp from 'amqplib';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createChannel();
await channel.assertQueue('orders', { durable: true });
await channel.prefetch(1);
await channel.consume('orders', async (message) => {
  const id = message.content.toString();
  await redis.hincrby('charged', id, 1);
  console.log(`charged ${id}`);
  channel.ack(message);
});
