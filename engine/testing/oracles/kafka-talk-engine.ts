import { nextUint32, type Rng, randomBelow, rngFrom } from '../../base/rng.ts';
import { log } from '../../log/machine.ts';
import type { LogState } from '../../log/state.ts';
import type { ConnId, Frame, Micros, Out } from '../../sim/machine.ts';
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type KafkaResponse,
} from '../../wire/kafka/frames.ts';
import type { Talk } from './kafka-talk.ts';

/*
 * One broker of ours alone, without a world: its clock moves to the next timer when there is nothing else to wait for.
 * Requests and answers pass through the codec, so that what is compared has been bytes.
 */

const CONN: ConnId = 1;
/** So many timers without an answer mean that none will come. */
const PATIENCE = 20_000;
const NOTHING = { unread: 0, unparsed: 0, received: 0, sent: 0 };

export class EngineTalk {
  private readonly rng: Rng = rngFrom(1, 'oracle');
  private now: Micros = 0;
  private readonly timers = new Map<string, Micros>();
  private readonly files = new Map<string, Uint8Array>();
  private readonly later: (() => void)[] = [];
  private answer: KafkaResponse | null = null;
  private hungUp = false;
  private nextId = 1;
  private readonly state: LogState;

  constructor(properties: Readonly<Record<string, string>>) {
    const config = log.readConfig({
      nodeId: 0,
      brokers: [{ id: 0, host: '127.0.0.1', port: 9092 }],
      properties,
      requestFor: 0,
    });
    this.state = log.boot(config, { files: [], read: () => null }, this.out);
    this.open();
  }

  private open(): void {
    this.later.push(() =>
      log.on(this.state, { kind: 'opened', conn: CONN, peer: '127.0.0.1:1', accepted: true }, this.out),
    );
  }

  private bytesOf(file: string): Uint8Array {
    return this.files.get(file) ?? new Uint8Array(0);
  }

  private readonly out: Out = this.door();

  private door(): Out {
    const clock = (): Micros => this.now;
    return {
      get now() {
        return clock();
      },
      observed: false,
      random: (bound) => (bound === 0x100000000 ? nextUint32(this.rng) : randomBelow(this.rng, bound)),
      note: () => 0,
      connect: () => 0,
      send: (_conn, frame: Frame) => {
        this.answer = frame as KafkaResponse; // a broker answers
      },
      close: () => {
        this.hungUp = true;
      },
      setTimer: (name, after) => void this.timers.set(name, this.now + after),
      clearTimer: (name) => void this.timers.delete(name),
      busy: () => {},
      append: (file, bytes) => void this.files.set(file, Buffer.concat([this.bytesOf(file), bytes])),
      sync: (file) =>
        void this.later.push(() =>
          log.on(this.state, { kind: 'synced', file, upTo: this.bytesOf(file).length }, this.out),
        ),
      replace: (file, bytes) => {
        this.files.set(file, bytes);
        this.later.push(() => log.on(this.state, { kind: 'replaced', file }, this.out));
      },
      truncate: (file, length) => void this.files.set(file, this.bytesOf(file).slice(0, length)),
      read: (file) => this.files.get(file) ?? null,
      remove: (file) => void this.files.delete(file),
      traffic: () => NOTHING,
      bound: () => {},
      exit: () => {},
    };
  }

  /** Does the next thing there is to do; the clock moves where it must. */
  private step(): void {
    const next = this.later.shift();
    if (next !== undefined) {
      next();
      return;
    }
    let due: string | null = null;
    for (const [name, at] of this.timers) if (due === null || at < (this.timers.get(due) ?? 0)) due = name;
    if (due === null) throw new Error('nothing will ever happen');
    this.now = Math.max(this.now, this.timers.get(due) ?? 0);
    this.timers.delete(due);
    log.on(this.state, { kind: 'timer', name: due }, this.out);
  }

  readonly talk: Talk = async ({ key, version, body }) => {
    this.answer = null;
    this.hungUp = false;
    const header = { apiKey: key, apiVersion: version, correlationId: this.nextId++, clientId: 'oracle' };
    const request = decodeRequest(encodeRequest(header, body));
    while (this.later.length > 0) this.step();
    log.on(this.state, { kind: 'frame', conn: CONN, frame: request }, this.out);
    for (let steps = 0; this.answer === null && !this.hungUp && steps < PATIENCE; steps++) this.step();
    const answer = this.answer as KafkaResponse | null; // set by what stepped
    if (answer === null)
      throw new Error(`the engine ${this.hungUp ? 'hung up on' : 'did not answer'} request ${key} version ${version}`);
    while (this.later.length > 0) this.step();
    const bytes = encodeResponse(answer.apiKey, answer.apiVersion, answer.correlationId, answer.body);
    const response = decodeResponse(key, answer.apiVersion, bytes);
    if (response.kind === 'malformed') throw new Error(response.reason);
    return response.body;
  };
}
