import { connect, type Socket } from 'node:net';
import { decodeResponse, encodeRequest } from '../../wire/kafka/frames.ts';
import { FrameSplitter, framed } from '../../wire/kafka/framing.ts';
import type { Talk } from './kafka-talk.ts';

/** A connection that asks one thing after the other. */
export class LiveTalk {
  private readonly socket: Socket;
  private readonly splitter = new FrameSplitter();
  private waiting: ((frame: Uint8Array | null) => void) | null = null;
  private nextId = 1;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.splitter.feed(new Uint8Array(chunk));
      const frame = this.splitter.next();
      if (frame !== null) this.give(frame);
    });
    socket.on('close', () => this.give(null));
    socket.on('error', () => {});
  }

  static open(port: number): Promise<LiveTalk> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new LiveTalk(socket)));
      socket.once('error', reject);
    });
  }

  private give(frame: Uint8Array | null): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.(frame);
  }

  readonly talk: Talk = async ({ key, version, body }) => {
    const header = { apiKey: key, apiVersion: version, correlationId: this.nextId++, clientId: 'oracle' };
    const frame = await new Promise<Uint8Array | null>((resolve) => {
      this.waiting = resolve;
      this.socket.write(framed(encodeRequest(header, body)));
    });
    if (frame === null) throw new Error(`the broker hung up on request ${key} version ${version}`);
    const response = decodeResponse(key, version, frame);
    if (response.kind === 'malformed') throw new Error(response.reason);
    return response.body;
  };

  close(): void {
    this.socket.destroy();
  }
}
