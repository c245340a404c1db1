// Charges each order under its own name: done twice, it is done once. Then it acknowledges.
import amqp from 'amqplib';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createChannel();
await channel.assertQueue('orders', { durable: true });
await channel.prefetch(1);
await channel.consume('orders', async (message) => {
  const id = message.content.toString();
  const isNew = await redis.hsetnx('charged', id, 1);
  console.log(isNew ? `charged ${id}` : `knew ${id}`);
  channel.ack(message);
});
