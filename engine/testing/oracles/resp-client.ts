import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { ByteWriter } from '../../wire/byte-writer.ts';
import type { Reply } from '../../wire/reply.ts';
import { ReplyDecoder } from '../../wire/resp-decode.ts';
import { writeCommand } from '../../wire/resp-request.ts';

/*
 * The plainest client: commands out, replies in, in order, as byte strings. It understands both protocols and adds
 * nothing, so that what it reads is what the server said.
 */

export class RespClient {
  private readonly socket: Socket;
  private readonly decoder = new ReplyDecoder();
  private waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  private answered = 0;
  /** Pushed messages, and replies nobody asked for. */
  readonly pushed: Reply[] = [];
  private failure: Error | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('connection closed')));
  }

  static connect(port: number): Promise<RespClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new RespClient(socket));
      });
    });
  }

  private read(chunk: Buffer): void {
    this.decoder.feed(chunk);
    for (let reply = this.decoder.next(); reply !== undefined; reply = this.decoder.next()) {
      const isPush = typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'push';
      const waiter = isPush ? undefined : this.waiting[this.answered];
      if (waiter === undefined) this.pushed.push(reply);
      else {
        this.answered++;
        waiter.resolve(reply);
      }
    }
    if (this.answered === this.waiting.length) {
      this.waiting = [];
      this.answered = 0;
    }
    if (this.decoder.error !== null) this.fail(new Error(this.decoder.error));
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const waiter of this.waiting.slice(this.answered)) waiter.reject(error);
    this.waiting = [];
    this.answered = 0;
  }

  /** Sends a command of byte strings and waits for its reply; errors are replies too. */
  call(...argv: string[]): Promise<Reply> {
    return this.pipeline([argv]).then(([reply]) => reply as Reply);
  }

  /** Sends commands at once and waits for all their replies. */
  pipeline(commands: readonly (readonly string[])[]): Promise<Reply[]> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const writer = new ByteWriter(4096);
    for (const argv of commands) writeCommand(writer, argv);
    const replies = commands.map(() => new Promise<Reply>((resolve, reject) => this.waiting.push({ resolve, reject })));
    this.socket.write(writer.take());
    return Promise.all(replies);
  }

  /** Sends bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  close(): void {
    this.socket.destroy();
  }
}
