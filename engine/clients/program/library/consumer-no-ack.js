// Lets the broker take "sent" for "done". Whatever it was given and had not charged goes with the process.
import amqp from 'amqplib';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createChannel();
await channel.assertQueue('orders', { durable: true });
await channel.consume(
  'orders',
  async (message) => {
    const id = message.content.toString();
    await redis.hincrby('charged', id, 1);
    console.log(`charged ${id}`);
  },
  { noAck: true },
);
