// Publishes five orders and goes, without asking whether they arrived.
import amqp from 'amqplib';

const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createChannel();
await channel.assertQueue('orders', { durable: true });
for (let n = 1; n <= 5; n++) {
  channel.sendToQueue('orders', Buffer.from(`order-${n}`), { persistent: true, messageId: `order-${n}` });
  console.log(`published order-${n}`);
}
await channel.close();
await connection.close();
