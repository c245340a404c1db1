// Publishes five orders and says of each when the broker has confirmed it.
import amqp from 'amqplib';

const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createConfirmChannel();
await channel.assertQueue('orders', { durable: true });
for (let n = 1; n <= 5; n++) {
  channel.sendToQueue('orders', Buffer.from(`order-${n}`), { persistent: true, messageId: `order-${n}` });
  await channel.waitForConfirms();
  console.log(`confirmed order-${n}`);
}
await channel.close();
await connection.close();
