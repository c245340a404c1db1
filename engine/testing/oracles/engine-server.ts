import { bytesOf } from '../../base/bytes.ts';
import type { Rng } from '../../base/rng.ts';
import { nextUint32, randomBelow, rngFrom } from '../../base/rng.ts';
import { kvMachine } from '../../kv/machine.ts';
import type { KvState } from '../../kv/state.ts';
import type { DiskView, Out, Stimulus } from '../../sim/machine.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import type { ServerFrame } from '../../wire/reply.ts';
import { ReplyEncoder } from '../../wire/resp-encode.ts';

/*
 * The engine as a server for tests: connections that run commands and give the bytes of the replies, a clock that the
 * test moves, a disk that keeps what is written and is never slow, and no kernel.
 */

const EMPTY_DISK: DiskView = { files: [], read: () => null };

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export class EngineServer {
  state: KvState;
  /** Unix milliseconds at the start. */
  readonly epochMs: number;
  /** Microseconds since. */
  now = 0;
  private readonly out: Out;
  private readonly encoders = new Map<number, ReplyEncoder>();
  private nextConn = 1;
  /** What stands in the files, one char a byte. */
  readonly files = new Map<string, string>();
  private answers: Stimulus[] = [];
  private rng: Rng;

  constructor(parameters: Readonly<Record<string, string>> = {}, seed = 1, epochMs = 1_700_000_000_000) {
    this.epochMs = epochMs;
    this.rng = rngFrom(seed, 'server');
    this.out = this.door();
    const config = kvMachine.readConfig({ parameters: { save: '', ...parameters }, epochMs });
    this.state = kvMachine.boot(config, EMPTY_DISK, this.out);
    this.answerDisk();
  }

  private door(): Out {
    const clock = (): number => this.now;
    const nothing = (): void => {};
    return {
      get now() {
        return clock();
      },
      observed: false,
      random: (bound: number) => (bound === 0x100000000 ? nextUint32(this.rng) : randomBelow(this.rng, bound)),
      note: () => 0,
      connect: () => 0,
      send: (conn, frame) => this.encoders.get(conn)?.frame(frame as ServerFrame),
      close: nothing,
      setTimer: nothing,
      clearTimer: nothing,
      busy: nothing,
      append: (file, bytes) => void this.files.set(file, (this.files.get(file) ?? '') + latin1(bytes)),
      sync: (file) => {
        this.answers.push({ kind: 'synced', file, upTo: (this.files.get(file) ?? '').length });
      },
      replace: (file, bytes) => {
        this.files.set(file, latin1(bytes));
        this.answers.push({ kind: 'replaced', file });
      },
      truncate: (file, length) => void this.files.set(file, (this.files.get(file) ?? '').slice(0, length)),
      remove: (file) => void this.files.delete(file),
      read: (file) => {
        const text = this.files.get(file);
        return text === undefined ? null : bytesOf(text);
      },
      traffic: () => ({ unread: 0, unparsed: 0, received: 0, sent: 0 }),
      bound: nothing,
      exit: nothing,
    };
  }

  /** A server like this one, from here on by itself. */
  fork(): EngineServer {
    const twin = new EngineServer({}, 1, this.epochMs);
    twin.state = (kvMachine.fork as (state: KvState) => KvState)(this.state); // this machine has one
    twin.now = this.now;
    twin.rng = [...this.rng];
    twin.nextConn = this.nextConn;
    for (const [conn, encoder] of this.encoders) {
      const own = new ReplyEncoder(new ByteWriter(256));
      own.resp = encoder.resp;
      twin.encoders.set(conn, own);
    }
    return twin;
  }

  stimulate(stimulus: Stimulus): void {
    kvMachine.on(this.state, stimulus, this.out);
    this.answerDisk();
  }

  private answerDisk(): void {
    for (let answer = this.answers.shift(); answer !== undefined; answer = this.answers.shift()) {
      kvMachine.on(this.state, answer, this.out);
    }
  }

  /** A new connection. */
  connect(): number {
    const conn = this.nextConn++;
    this.encoders.set(conn, new ReplyEncoder(new ByteWriter(256)));
    this.stimulate({ kind: 'opened', conn, peer: 'client', accepted: true });
    return conn;
  }

  /** Runs a command and returns the bytes of what was sent to its connection, one char a byte. */
  run(conn: number, argv: readonly string[]): string {
    this.stimulate({ kind: 'frame', conn, frame: argv });
    return this.received(conn);
  }

  /** What was sent to a connection since it was last asked. */
  received(conn: number): string {
    const bytes = this.encoders.get(conn)?.writer.take() ?? new Uint8Array();
    return latin1(bytes);
  }
}
