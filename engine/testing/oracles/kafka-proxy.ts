import { connect, createServer } from 'node:net';
import { FrameSplitter, framed } from '../../wire/kafka/framing.ts';

/* Stands between clients and a broker and sees every frame of both. */

/** What a client asked and what it was answered; null where there was no answer. */
export interface Exchange {
  readonly request: Uint8Array;
  readonly response: Uint8Array | null;
}

export interface Proxy {
  readonly port: number;
  stop(): void;
}

/** Passes on what comes to `port` to the broker's, and tells of every exchange. */
export async function startProxy(
  port: number,
  target: () => number,
  seen: (exchange: Exchange) => void,
): Promise<Proxy> {
  const server = createServer((client) => {
    const broker = connect(target(), '127.0.0.1');
    const asked: Uint8Array[] = [];
    const [requests, responses] = [new FrameSplitter(), new FrameSplitter()];
    client.on('data', (chunk: Buffer) => {
      requests.feed(new Uint8Array(chunk));
      for (let frame = requests.next(); frame !== null; frame = requests.next()) {
        asked.push(frame);
        broker.write(framed(frame));
      }
    });
    broker.on('data', (chunk: Buffer) => {
      responses.feed(new Uint8Array(chunk));
      for (let response = responses.next(); response !== null; response = responses.next()) {
        const id = idOf(response, 0);
        // Whatever is before it was not answered: acks=0.
        for (let request = asked.shift(); request !== undefined; request = asked.shift()) {
          const isAnswered = idOf(request, 4) === id;
          seen({ request, response: isAnswered ? response : null });
          if (isAnswered) break;
        }
        client.write(framed(response));
      }
    });
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, stop: () => server.close() };
}

function idOf(frame: Uint8Array, at: number): number {
  return new DataView(frame.buffer, frame.byteOffset).getInt32(at);
}
