import { utf8Encode } from '../base/bytes.ts';
import { type ConnId, type Machine, type Micros, type Out, SpecError } from '../sim/machine.ts';
import type { ServerFrame } from '../wire/reply.ts';
import { splitArguments } from '../wire/resp-inline.ts';
import {
  type ConfigOf,
  type Field,
  flag,
  list,
  micros,
  number,
  oneOf,
  orNull,
  readFields,
  text,
  whole,
} from './config.ts';
import type { ClientFact } from './facts.ts';
import { draw } from './random.ts';
import { replyText } from './reply-text.ts';

/*
 * An application that asks a Redis server at a rate. Its commands are templates, taken in turn or at random:
 * `{n}` is the number of the request, `{n%100}` that modulo 100, `{random:100}` a number below 100.
 * Without an answer it goes on asking up to its window; when the connection goes, what was not answered has failed.
 */

const template: Field<string> = {
  default: '',
  read(value, name) {
    if (typeof value !== 'string') throw new SpecError(`${name} must be a text`);
    const words = splitArguments(value);
    if (words === null || words.length === 0) throw new SpecError(`${name} is not a command: ${value}`);
    return value;
  },
};

const FIELDS = {
  server: text('redis'),
  /** Requests a second; 0 for none. */
  rate: number(10, 0, 1_000_000),
  pace: oneOf<'even' | 'random'>('even', 'random'),
  /** How many in all; null for no end. */
  count: orNull(whole(0, 0)),
  commands: list(template, ['SET key:{n} {n}'], 1000),
  commandOrder: oneOf<'turn' | 'random'>('turn', 'random'),
  /** Requests without an answer at most. */
  window: whole(100, 1, 1_000_000),
  reconnect: flag(true),
  reconnectAfter: micros(500_000, 1),
};

export type KvLoadConfig = ConfigOf<typeof FIELDS>;

interface Asked {
  readonly n: number;
  readonly at: Micros;
}

export interface KvLoadState {
  config: KvLoadConfig;
  phase: 'down' | 'connecting' | 'open';
  conn: ConnId;
  requested: number;
  answered: number;
  failed: number;
  readonly open: Asked[];
  ticking: boolean;
}

export interface KvLoadView {
  readonly phase: KvLoadState['phase'];
  readonly requested: number;
  readonly answered: number;
  readonly failed: number;
  readonly waiting: number;
}

export const kvLoad: Machine<KvLoadState, KvLoadConfig, ClientFact, { readonly kind: 'status' }, KvLoadView> = {
  listens: null,
  readConfig: (raw) => readFields('kv-load', FIELDS, raw),
  boot(config, _disk, out) {
    const state: KvLoadState = {
      config,
      phase: 'connecting',
      conn: out.connect(config.server),
      requested: 0,
      answered: 0,
      failed: 0,
      open: [],
      ticking: false,
    };
    return state;
  },
  on(state, stimulus, out) {
    switch (stimulus.kind) {
      case 'opened':
        if (stimulus.conn !== state.conn) return;
        state.phase = 'open';
        out.note({ kind: 'client.connected', server: state.config.server });
        return scheduleTick(state, out);
      case 'closed':
        if (stimulus.conn === state.conn) lose(state, stimulus.reason, out);
        return;
      case 'frame':
        if (stimulus.conn === state.conn) answered(state, stimulus.frame as ServerFrame, out);
        return;
      case 'timer':
        if (stimulus.name === 'retry') {
          state.phase = 'connecting';
          state.conn = out.connect(state.config.server);
          return;
        }
        state.ticking = false;
        ask(state, out);
        return scheduleTick(state, out);
      case 'configure':
        state.config = stimulus.config as KvLoadConfig;
        state.ticking = false;
        out.clearTimer('tick');
        return scheduleTick(state, out);
      default:
    }
  },
  inspect: (state) => ({
    phase: state.phase,
    requested: state.requested,
    answered: state.answered,
    failed: state.failed,
    waiting: state.open.length,
  }),
  fork: (state) => ({ ...state, open: state.open.slice() }),
};

function lose(state: KvLoadState, reason: string, out: Out<ClientFact>): void {
  const { server, reconnect, reconnectAfter } = state.config;
  const why = reason === 'refused' ? 'Connection refused' : 'Connection reset by peer';
  state.phase = 'down';
  state.ticking = false;
  out.clearTimer('tick');
  const down = out.note({ kind: 'client.disconnected', server, text: why });
  for (const { n } of state.open.splice(0)) {
    state.failed++;
    out.note({ kind: 'client.failed', n, text: why }, down);
  }
  if (reconnect) out.setTimer('retry', reconnectAfter, down);
}

function scheduleTick(state: KvLoadState, out: Out<ClientFact>): void {
  const { rate, pace, count, window } = state.config;
  const done = rate === 0 || (count !== null && state.requested >= count);
  if (done || state.ticking || state.phase !== 'open' || state.open.length >= window) return;
  const mean = Math.max(1, Math.round(1_000_000 / rate));
  state.ticking = true;
  out.setTimer('tick', pace === 'even' ? mean : draw({ kind: 'exponential', mean }, out));
}

function ask(state: KvLoadState, out: Out<ClientFact>): void {
  const { commands, commandOrder } = state.config;
  if (commands.length === 0 || state.phase !== 'open') return;
  const n = ++state.requested;
  const index = commandOrder === 'turn' ? (n - 1) % commands.length : out.random(commands.length);
  const words = splitArguments(utf8Encode(commands[index] as string)) ?? [];
  const argv = words.map((word) => (word.includes('{') ? fill(word, n, out) : word));
  state.open.push(Object.freeze({ n, at: out.now }));
  const requested = out.observed
    ? out.note({ kind: 'client.requested', n, command: (argv[0] ?? '').toUpperCase(), argv })
    : 0;
  if (requested === 0) out.send(state.conn, argv);
  else out.send(state.conn, argv, requested);
}

function fill(word: string, n: number, out: Pick<Out, 'random'>): string {
  return word.replace(/\{(?:n(?:%(\d{1,9}))?|random:(\d{1,9}))\}/g, (_, modulo?: string, bound?: string) => {
    if (bound !== undefined) return String(out.random(Math.max(1, Number(bound))));
    return String(modulo === undefined ? n : n % Math.max(1, Number(modulo)));
  });
}

function answered(state: KvLoadState, frame: ServerFrame, out: Out<ClientFact>): void {
  if (typeof frame === 'object' && frame !== null && 'kind' in frame && frame.kind === 'protocol') return;
  const asked = state.open.shift();
  if (asked === undefined) return;
  const failed = typeof frame === 'object' && frame !== null && 'kind' in frame && frame.kind === 'error';
  if (failed) state.failed++;
  else state.answered++;
  if (out.observed) {
    const { n } = asked;
    const shown = replyText(frame, false);
    if (failed) out.note({ kind: 'client.failed', n, text: shown });
    else out.note({ kind: 'client.answered', n, text: shown, took: out.now - asked.at });
  }
  scheduleTick(state, out);
}
