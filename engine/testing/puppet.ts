import { byteStringOf, bytesOf } from '../base/bytes.ts';
import type { Machine, Micros, Out, Stimulus } from '../sim/machine.ts';

/*
 * Two tiny machines to test the kernel with. The puppet does in one step what a command line tells it, one request a
 * word group (`busy 100; send 1 hello; timer t 500`), and remembers all it heard. The chatter talks by itself: it asks
 * its server at random times, and the server writes, syncs and answers.
 */

export interface PuppetState {
  /** What boot found on the disk. */
  readonly found: Record<string, string>;
  /** Every stimulus with its time. */
  readonly heard: string[];
}

export type PuppetFact = { readonly kind: 'puppet.said'; readonly text: string };

function hear(stimulus: Stimulus): string {
  switch (stimulus.kind) {
    case 'opened':
      return `opened ${stimulus.conn} ${stimulus.accepted ? 'from' : 'to'} ${stimulus.peer}`;
    case 'frame':
      return `frame ${stimulus.conn} ${JSON.stringify(stimulus.frame)}`;
    case 'closed':
      return `closed ${stimulus.conn} ${stimulus.reason}`;
    case 'timer':
      return `timer ${stimulus.name}`;
    case 'synced':
      return `synced ${stimulus.file} ${stimulus.upTo}`;
    case 'replaced':
      return `replaced ${stimulus.file}`;
    case 'command':
      return `command ${stimulus.line}`;
    case 'configure':
      return `configure ${JSON.stringify(stimulus.config)}`;
  }
}

function obey(line: string, out: Out<PuppetFact>): void {
  for (const order of line.split(';')) {
    const [verb, first = '', rest = ''] = order.trim().split(/ +/);
    if (verb === 'connect') out.connect(first);
    else if (verb === 'send') out.send(Number(first), rest);
    else if (verb === 'close') out.close(Number(first));
    else if (verb === 'timer') out.setTimer(first, Number(rest));
    else if (verb === 'clear') out.clearTimer(first);
    else if (verb === 'busy') out.busy(Number(first));
    else if (verb === 'append') out.append(first, bytesOf(rest));
    else if (verb === 'sync') out.sync(first);
    else if (verb === 'replace') out.replace(first, bytesOf(rest));
    else if (verb === 'truncate') out.truncate(first, Number(rest));
    else if (verb === 'remove') out.remove(first);
    else if (verb === 'say') out.note({ kind: 'puppet.said', text: first });
    else if (verb === 'random') out.note({ kind: 'puppet.said', text: String(out.random(Number(first))) });
    else throw new Error(`a puppet cannot ${verb}`);
  }
}

export const puppet: Machine<PuppetState, { readonly at?: string }, PuppetFact, 'heard' | 'found', unknown> = {
  listens: 'puppet',
  readConfig: (raw) => raw as { at?: string },
  boot(_config, disk) {
    const found: Record<string, string> = {};
    for (const file of disk.files) found[file] = byteStringOf(disk.read(file) ?? new Uint8Array(0));
    return { found, heard: [] };
  },
  on(state, stimulus, out) {
    state.heard.push(`${out.now} ${hear(stimulus)}`);
    if (stimulus.kind === 'command') obey(stimulus.line, out);
  },
  inspect: (state, query) => state[query],
  frameSize: (frame) => String(frame).length,
};

/** A puppet that only calls, never listens. */
export const caller: typeof puppet = { ...puppet, listens: null };

interface ChatState {
  conn: number;
  asked: number;
  answered: number;
  readonly waiting: { conn: number; upTo: number }[];
  length: number;
}

type ChatFact = { readonly kind: 'chat.asked' | 'chat.answered' | 'chat.served'; readonly n: number };

interface ChatConfig {
  /** The node it asks; none for the server. */
  readonly asks: string | null;
  readonly every: Micros;
}

function askAgain(state: ChatState, config: ChatConfig, out: Out<ChatFact>): void {
  out.setTimer('ask', 1 + out.random(config.every * 2));
  if (state.conn === 0) return;
  const asked = out.note({ kind: 'chat.asked', n: ++state.asked });
  out.send(state.conn, { ask: state.asked }, asked);
}

export const chatter: Machine<ChatState & { config: ChatConfig }, ChatConfig, ChatFact, 'counts', unknown> = {
  listens: 'chat',
  readConfig: (raw) => ({ asks: null, every: 1000, ...(raw as Partial<ChatConfig>) }),
  boot(config, disk, out) {
    const length = disk.read('log')?.length ?? 0;
    const state = { conn: 0, asked: 0, answered: 0, waiting: [], length, config };
    if (config.asks !== null) {
      out.connect(config.asks);
      out.setTimer('ask', config.every);
    }
    return state;
  },
  on(state, stimulus, out) {
    if (stimulus.kind === 'timer' && stimulus.name === 'again') out.connect(state.config.asks as string);
    else if (stimulus.kind === 'timer') askAgain(state, state.config, out);
    else if (stimulus.kind === 'opened' && !stimulus.accepted) state.conn = stimulus.conn;
    else if (stimulus.kind === 'closed' && state.config.asks !== null) {
      state.conn = 0;
      out.setTimer('again', 2000);
    } else if (stimulus.kind === 'configure') state.config = stimulus.config as ChatConfig;
    else if (stimulus.kind === 'frame' && state.config.asks === null) {
      out.busy(30);
      out.append('log', new Uint8Array([state.length & 255]));
      state.waiting.push({ conn: stimulus.conn, upTo: ++state.length });
      out.sync('log');
    } else if (stimulus.kind === 'frame') out.note({ kind: 'chat.answered', n: ++state.answered });
    else if (stimulus.kind === 'synced') {
      while (state.waiting[0] !== undefined && state.waiting[0].upTo <= stimulus.upTo) {
        const { conn, upTo } = state.waiting.shift() as { conn: number; upTo: number };
        out.send(conn, { answer: upTo }, out.note({ kind: 'chat.served', n: upTo }));
      }
    }
  },
  inspect: ({ asked, answered, length }) => ({ asked, answered, length }),
};
