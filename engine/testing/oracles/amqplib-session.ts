import type { Channel, ConfirmChannel, ConsumeMessage, GetMessage, Message } from 'amqplib';
import { connect } from 'amqplib';
import { dial, type Print, type Script } from './amqplib-tutorials.ts';

/* What programs do with amqplib beyond the tutorials, one script a subject. */

const show = (message: Message): string =>
  `${message.content.toString()}${message.fields.redelivered ? '!' : ''} ${message.fields.exchange}/${message.fields.routingKey}`;

const got = (message: GetMessage | false): string =>
  message === false ? 'nothing' : `${show(message)} of ${message.fields.messageCount + 1}`;

/** The next messages of a consumer, as many as asked for. */
function inbox(channel: Channel, queue: string, noAck = false): { take(count: number): Promise<ConsumeMessage[]> } {
  const held: ConsumeMessage[] = [];
  let wake = (): void => {};
  void channel.consume(
    queue,
    (message) => {
      if (message !== null) held.push(message);
      wake();
    },
    { noAck },
  );
  return {
    async take(count) {
      while (held.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return held.splice(0, count);
    },
  };
}

async function topology(port: number, print: Print): Promise<void> {
  const { connection, channel } = await dial(port);
  print(JSON.stringify(await channel.assertQueue('s.q', { durable: false, arguments: { 'x-max-length': 3 } })));
  print(JSON.stringify(await channel.assertExchange('s.x', 'topic', { durable: false })));
  print(JSON.stringify(await channel.bindQueue('s.q', 's.x', 'a.*')));
  const publisher = await connection.createConfirmChannel();
  for (const key of ['a.1', 'b.2', 'a.3', 'a.4', 'a.5']) publisher.publish('s.x', key, Buffer.from(key));
  await publisher.waitForConfirms();
  print(JSON.stringify(await channel.checkQueue('s.q')));
  print(got(await channel.get('s.q', { noAck: true })));
  print(JSON.stringify(await channel.purgeQueue('s.q')));
  print(got(await channel.get('s.q')));
  print(JSON.stringify(await channel.unbindQueue('s.q', 's.x', 'a.*')));
  print(JSON.stringify(await channel.deleteQueue('s.q')));
  await channel.deleteExchange('s.x');
  await connection.close();
}

async function settling(port: number, print: Print): Promise<void> {
  const { connection, channel } = await dial(port);
  await channel.assertQueue('s.q', { durable: false, deadLetterExchange: '', deadLetterRoutingKey: 's.dead' });
  await channel.assertQueue('s.dead', { durable: false });
  for (const body of ['one', 'two', 'three', 'four']) channel.sendToQueue('s.q', Buffer.from(body));
  const messages = inbox(channel, 's.q');
  const [one, two, three, four] = (await messages.take(4)) as [Message, Message, Message, Message];
  channel.nack(two, false, true);
  const [again] = (await messages.take(1)) as [Message];
  print(show(again));
  channel.reject(three, false);
  channel.ack(one);
  channel.ack(four, true);
  print(JSON.stringify(await channel.checkQueue('s.q')));
  // A dead letter is on its way by itself.
  let dead = await channel.get('s.dead', { noAck: true });
  while (dead === false) dead = await channel.get('s.dead', { noAck: true });
  print(got(dead));
  const [death] = dead.properties.headers?.['x-death'] ?? [];
  print(JSON.stringify({ ...death, time: typeof death?.time }));
  await channel.deleteQueue('s.q');
  await channel.deleteQueue('s.dead');
  await connection.close();
}

async function confirming(port: number, print: Print): Promise<void> {
  const { connection, channel } = await dial(port);
  await channel.assertQueue('s.c', { durable: true, maxLength: 2, arguments: { 'x-overflow': 'reject-publish' } });
  const publisher: ConfirmChannel = await connection.createConfirmChannel();
  publisher.on('return', (message: Message) => print(`returned ${message.content.toString()}`));
  const outcome = (body: string, queue: string, options: object): Promise<string> =>
    new Promise((resolve) => {
      publisher.sendToQueue(queue, Buffer.from(body), options, (error: unknown) =>
        resolve(error === null || error === undefined ? 'confirmed' : 'refused'),
      );
    });
  print(await outcome('one', 's.c', { persistent: true }));
  print(await outcome('two', 's.c', {}));
  print(await outcome('three', 's.c', {}));
  print(await outcome('nobody', 's.none', { mandatory: true }));
  print(await outcome('nobody', 's.none', {}));
  for (let i = 0; i < 500; i++) publisher.sendToQueue('s.none', Buffer.from('x'));
  await publisher.waitForConfirms();
  print(JSON.stringify(await channel.deleteQueue('s.c')));
  await connection.close();
}

async function properties(port: number, print: Print): Promise<void> {
  const { connection, channel } = await dial(port);
  const { queue } = await channel.assertQueue('', { exclusive: true });
  channel.sendToQueue(queue, Buffer.from('all'), {
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    headers: {
      text: 'grün',
      whole: 7,
      large: 2 ** 40,
      part: 1.5,
      yes: true,
      nothing: null,
      list: ['a', 1, { b: false }],
      inner: { deep: { deeper: 'x' } },
      bytes: Buffer.from([0, 255]),
    },
    persistent: true,
    priority: 3,
    correlationId: 'c',
    replyTo: 'r',
    expiration: '60000',
    messageId: 'm',
    timestamp: 1_700_000_000,
    type: 't',
    userId: 'guest',
    appId: 'app',
  });
  channel.sendToQueue(queue, Buffer.alloc(0));
  channel.sendToQueue(queue, Buffer.alloc(400_000, 'large '));
  const messages = inbox(channel, queue, true);
  const [all, none, large] = (await messages.take(3)) as [Message, Message, Message];
  print(JSON.stringify(all.properties));
  print(`${none.content.length} ${JSON.stringify(none.properties.headers)}`);
  print(`${large.content.length} ${large.content.equals(Buffer.alloc(400_000, 'large '))}`);
  await connection.close();
}

/** Runs what must fail on a connection of its own and prints how its channel, or all of it, ended. */
async function failing(port: number, print: Print): Promise<void> {
  const wrongs: readonly ((channel: Channel) => Promise<unknown>)[] = [
    (channel) => channel.checkQueue('s.none'),
    (channel) => channel.checkExchange('s.none'),
    (channel) => channel.assertQueue('amq.mine'),
    (channel) => channel.assertExchange('s.x', 'bogus'),
    (channel) => channel.assertQueue('s.e', { durable: true }),
    (channel) => channel.assertQueue('s.e', { durable: false, arguments: { 'x-message-ttl': -1 } }),
    (channel) => channel.bindQueue('s.e', 's.none', ''),
    (channel) => channel.consume('s.none', () => {}),
    async (channel) => {
      channel.publish('s.none', '', Buffer.from('x'));
      return channel.checkQueue('s.e');
    },
    async (channel) => {
      channel.ackAll();
      channel.ack({ fields: { deliveryTag: 9 } } as Message);
      return channel.checkQueue('s.e');
    },
  ];
  const { connection: kept, channel: keeper } = await dial(port);
  await keeper.assertQueue('s.e', { durable: false });
  for (const wrong of wrongs) {
    const { connection, channel } = await dial(port);
    const closed = new Promise<string>((resolve) => {
      channel.on('error', (error: Error) => resolve(error.message));
      connection.on('error', (error: Error) => resolve(error.message));
    });
    await wrong(channel).catch(() => {});
    print(await closed);
    await connection.close().catch(() => {});
  }
  await keeper.deleteQueue('s.e');
  await kept.close();
}

async function refusals(port: number, print: Print): Promise<void> {
  const attempt = async (url: string): Promise<void> => {
    try {
      const connection = await connect(url);
      await connection.close();
      print('let in');
    } catch (error) {
      print(error instanceof Error ? error.message.replace(String(port), 'PORT') : 'refused');
    }
  };
  await attempt(`amqp://guest:wrong@127.0.0.1:${port}`);
  await attempt(`amqp://nobody:guest@127.0.0.1:${port}`);
  await attempt(`amqp://127.0.0.1:${port}/nowhere`);
  await attempt(`amqp://127.0.0.1:${port}?frameMax=8192&channelMax=10&heartbeat=5`);
  await attempt(`amqp://127.0.0.1:${port}/%2F`);
}

async function leaving(port: number, print: Print): Promise<void> {
  const { connection, channel } = await dial(port);
  const watch = await dial(port);
  await watch.channel.assertQueue('s.l', { durable: false });
  for (const body of ['one', 'two', 'three']) watch.channel.sendToQueue('s.l', Buffer.from(body));
  const messages = inbox(channel, 's.l');
  const [one] = (await messages.take(3)) as [Message];
  channel.ack(one);
  await channel.close();
  print(got(await watch.channel.get('s.l', { noAck: true })));
  const cancelled = new Promise<void>((resolve) => {
    void watch.channel.consume('s.l', (message) => {
      if (message === null) resolve();
      else print(show(message));
    });
  });
  const other = await connection.createChannel();
  await other.deleteQueue('s.l');
  await cancelled;
  print('told that its queue is gone');
  await Promise.all([connection.close(), watch.connection.close()]);
}

export const SESSIONS: Readonly<Record<string, Script>> = {
  'topology and gets': topology,
  'acks, nacks, rejects, dead letters': settling,
  'confirms and returns': confirming,
  'every property, no body, a large body': properties,
  'errors that close a channel or a connection': failing,
  'who is not let in': refusals,
  'channels and queues that go': leaving,
};
