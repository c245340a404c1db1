// The order and the message about it are written together; a relay publishes what is written, and marks it afterwards.
import amqp from 'amqplib';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createConfirmChannel();
await channel.assertQueue('orders', { durable: true });

for (let n = 1; n <= 3; n++) {
  const id = `order-${n}`;
  await redis.multi().hset(`order:${id}`, { state: 'placed' }).rpush('outbox', id).exec();
}
for (let id = await redis.lindex('outbox', 0); id !== null; id = await redis.lindex('outbox', 0)) {
  channel.sendToQueue('orders', Buffer.from(id), { persistent: true, messageId: id });
  await channel.waitForConfirms();
  await redis.lpop('outbox');
  console.log(`relayed ${id}`);
}
await connection.close();
await redis.quit();
