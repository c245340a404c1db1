import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { connect } from 'amqplib';

/*
 * The six official RabbitMQ tutorials, each as its two or three programs with amqplib in one. A script is given the
 * port of a broker and what it prints into; two brokers are alike when the prints are.
 */

export type Print = (line: string) => void;
export type Script = (port: number, print: Print) => Promise<void>;

const text = (message: ConsumeMessage): string => message.content.toString();

/** Connections are programs: each has its own. */
export async function dial(port: number): Promise<{ connection: ChannelModel; channel: Channel }> {
  const connection = await connect(`amqp://127.0.0.1:${port}`);
  return { connection, channel: await connection.createChannel() };
}

/** A promise that is kept at the `count`th call. */
function times(count: number): { readonly all: Promise<void>; readonly one: () => void } {
  let left = count;
  let keep = (): void => {};
  const all = new Promise<void>((resolve) => (keep = resolve));
  const one = (): void => {
    left--;
    if (left === 0) keep();
  };
  return { all, one };
}

async function hello(port: number, print: Print): Promise<void> {
  const receive = await dial(port);
  const send = await dial(port);
  await send.channel.assertQueue('hello', { durable: false });
  send.channel.sendToQueue('hello', Buffer.from('Hello World!'));
  await receive.channel.assertQueue('hello', { durable: false });
  const { all, one } = times(1);
  await receive.channel.consume(
    'hello',
    (message) => {
      if (message === null) return;
      print(`[x] Received ${text(message)}`);
      one();
    },
    { noAck: true },
  );
  await all;
  await send.channel.deleteQueue('hello');
  await Promise.all([send.connection.close(), receive.connection.close()]);
}

async function workQueues(port: number, print: Print): Promise<void> {
  const tasks = await dial(port);
  await tasks.channel.assertQueue('task_queue', { durable: true });
  for (let i = 1; i <= 6; i++)
    tasks.channel.sendToQueue('task_queue', Buffer.from(`task ${i}${'.'.repeat(i)}`), { persistent: true });
  const done: string[] = [];
  const { all, one } = times(6);
  const workers = [];
  for (const name of ['a', 'b']) {
    const worker = await dial(port);
    await worker.channel.assertQueue('task_queue', { durable: true });
    await worker.channel.prefetch(1);
    await worker.channel.consume('task_queue', (message) => {
      if (message === null) return;
      done.push(text(message));
      print(`a worker holds ${String(message.fields.redelivered)} ${message.properties.deliveryMode}`);
      worker.channel.ack(message);
      one();
    });
    workers.push({ name, worker });
  }
  await all;
  print(done.sort().join(' '));
  await tasks.channel.deleteQueue('task_queue');
  await Promise.all([tasks, ...workers.map(({ worker }) => worker)].map(({ connection }) => connection.close()));
}

async function publishSubscribe(port: number, print: Print): Promise<void> {
  const emit = await dial(port);
  await emit.channel.assertExchange('logs', 'fanout', { durable: false });
  const { all, one } = times(4);
  const heard: string[] = [];
  const listeners = [];
  for (const name of ['first', 'second']) {
    const listener = await dial(port);
    await listener.channel.assertExchange('logs', 'fanout', { durable: false });
    const { queue } = await listener.channel.assertQueue('', { exclusive: true });
    print(`${name} has a queue of its own: ${/^amq\.gen-[\w-]{22}$/.test(queue)}`);
    await listener.channel.bindQueue(queue, 'logs', '');
    await listener.channel.consume(
      queue,
      (message) => {
        if (message === null) return;
        heard.push(`${name} ${text(message)}`);
        one();
      },
      { noAck: true },
    );
    listeners.push(listener);
  }
  for (const line of ['info: one', 'info: two']) emit.channel.publish('logs', '', Buffer.from(line));
  await all;
  print(heard.sort().join(', '));
  await emit.channel.deleteExchange('logs');
  await Promise.all([emit, ...listeners].map(({ connection }) => connection.close()));
}

/** Tutorials four and five differ in the exchange and in what is bound. */
function routing(exchange: string, type: string, bound: readonly string[], sent: readonly string[]): Script {
  return async (port, print) => {
    const receive = await dial(port);
    await receive.channel.assertExchange(exchange, type, { durable: false });
    const { queue } = await receive.channel.assertQueue('', { exclusive: true });
    for (const key of bound) await receive.channel.bindQueue(queue, exchange, key);
    const heard = new Promise<void>((resolve) => {
      void receive.channel.consume(
        queue,
        (message) => {
          if (message === null) return;
          if (text(message) === 'last') resolve();
          else print(`[x] ${message.fields.routingKey}: '${text(message)}'`);
        },
        { noAck: true },
      );
    });
    const emit = await dial(port);
    await emit.channel.assertExchange(exchange, type, { durable: false });
    for (const key of sent) emit.channel.publish(exchange, key, Buffer.from(`about ${key}`));
    emit.channel.sendToQueue(queue, Buffer.from('last'), {});
    await heard.catch(() => {});
    await emit.channel.deleteExchange(exchange);
    await Promise.all([emit.connection.close(), receive.connection.close()]);
  };
}

const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

async function rpc(port: number, print: Print): Promise<void> {
  const server = await dial(port);
  await server.channel.assertQueue('rpc_queue', { durable: false });
  await server.channel.prefetch(1);
  const asked: number[] = [];
  await server.channel.consume('rpc_queue', (message) => {
    if (message === null) return;
    const { replyTo, correlationId } = message.properties as { replyTo: string; correlationId: string };
    const n = Number(text(message));
    asked.push(n);
    server.channel.sendToQueue(replyTo, Buffer.from(String(fibonacci(n))), { correlationId });
    server.channel.ack(message);
  });
  const client = await dial(port);
  const { queue } = await client.channel.assertQueue('', { exclusive: true });
  const { all, one } = times(3);
  await client.channel.consume(
    queue,
    (message) => {
      if (message === null) return;
      print(`[.] ${String(message.properties.correlationId)} Got ${text(message)}`);
      one();
    },
    { noAck: true },
  );
  for (const n of [5, 10, 15])
    client.channel.sendToQueue('rpc_queue', Buffer.from(String(n)), { correlationId: `call-${n}`, replyTo: queue });
  await all;
  print(`asked for ${asked.join(', ')}`);
  await server.channel.deleteQueue('rpc_queue');
  await Promise.all([server.connection.close(), client.connection.close()]);
}

export const TUTORIALS: Readonly<Record<string, Script>> = {
  '1 hello world': hello,
  '2 work queues': workQueues,
  '3 publish/subscribe': publishSubscribe,
  '4 routing': routing('direct_logs', 'direct', ['warning', 'error'], ['info', 'error', 'warning', 'debug', 'error']),
  '5 topics': routing(
    'topic_logs',
    'topic',
    ['kern.*', '*.critical', 'a.#'],
    ['kern.info', 'cron.critical', 'kern.critical', 'cron.info', 'a', 'a.b.c', 'kern'],
  ),
  '6 RPC': rpc,
};
