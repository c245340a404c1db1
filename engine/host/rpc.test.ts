import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClient, type Port, serve } from './rpc.ts';

type Calls = { double: [number, number]; refuse: [string, never]; slow: [undefined, undefined] };

const open: MessageChannel[] = [];
afterEach(() => {
  for (const channel of open.splice(0)) channel.port1.close();
});

function pair(): { client: ReturnType<typeof connectClient<Calls>>; bugs: unknown[] } {
  const channel = new MessageChannel();
  open.push(channel);
  const bugs: unknown[] = [];
  serve<Calls>(
    channel.port2 as unknown as Port,
    {
      double: (n) => n * 2,
      refuse: (why) => {
        throw new RangeError(why);
      },
      slow: () => new Promise(() => undefined),
    },
    (error) => bugs.push(error),
  );
  return { client: connectClient<Calls>(channel.port1 as unknown as Port), bugs };
}

describe('calls between page and worker', () => {
  it('carry an argument there and an answer back', async () => {
    const { client } = pair();
    expect(await Promise.all([client.client.double(2), client.client.double(21)])).toEqual([4, 42]);
  });

  it('carry an error back with its name and words', async () => {
    const { client, bugs } = pair();
    await expect(client.client.refuse('too far')).rejects.toMatchObject({ name: 'RangeError', message: 'too far' });
    expect(bugs).toEqual([]);
  });

  it('reject what waits, and all that comes after, when the other end died', async () => {
    const { client } = pair();
    const waiting = client.client.slow(undefined);
    client.failAll(new Error('the lab stopped'));
    await expect(waiting).rejects.toThrow('the lab stopped');
    await expect(client.client.double(1)).rejects.toThrow('the lab stopped');
  });

  it('answer a call nobody knows with an error and report it', async () => {
    const { client, bugs } = pair();
    const unknown = client.client as unknown as { toString2(argument: undefined): Promise<unknown> };
    await expect(unknown.toString2(undefined)).rejects.toThrow('there is no call toString2');
    expect(bugs).toHaveLength(1);
  });
});
