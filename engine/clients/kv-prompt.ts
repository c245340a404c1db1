import { utf8Encode } from '../base/bytes.ts';
import type { CloseReason, ConnId, Machine, Micros, NodeId, Out } from '../sim/machine.ts';
import { type Reply, type ServerFrame, toResp2 } from '../wire/reply.ts';
import { splitArguments } from '../wire/resp-inline.ts';
import { type ConfigOf, flag, orNull, readFields, text, whole } from './config.ts';
import type { ClientFact } from './facts.ts';
import { isPage, replyText } from './reply-text.ts';

/*
 * redis-cli on a terminal, version 7.0. One line at a time: what is typed before the answer waits in the terminal,
 * unless `pipeline` is set, where it is sent at once. `^C` ends SUBSCRIBE and MONITOR (it ends the real program, which
 * one would then start again). REDIS: redis-cli.c repl, cliSendCommand, cliConnect
 */

const FIELDS = {
  /** The node of its server. */
  server: text('redis'),
  /** Only shown: `redis:6379>`. */
  port: whole(6379, 1, 65_535),
  db: whole(0, 0),
  user: orNull(text('')),
  password: orNull(text('')),
  /** Sends a line before the answer to the one before it is there. */
  pipeline: flag(false),
};

export type KvPromptConfig = ConfigOf<typeof FIELDS>;

/** A request whose answer is awaited. `line` is null for what the prompt sends by itself (AUTH, SELECT). */
interface Sent {
  readonly n: number;
  readonly line: string | null;
  readonly argv: readonly string[];
  readonly sentAt: Micros;
  /** Answers still to come: `3 PING` is asked three times. */
  left: number;
  shown: string;
  failed: boolean;
}

export interface KvPromptState {
  config: KvPromptConfig;
  phase: 'down' | 'connecting' | 'open';
  conn: ConnId;
  typed: number;
  /** Lines that were typed and not yet read. */
  readonly queue: { readonly n: number; readonly line: string; readonly at: Micros }[];
  readonly sent: Sent[];
  /** The protocol spoken; 3 after HELLO 3. */
  resp: 2 | 3;
  db: number;
  dbBeforeMulti: number;
  inMulti: boolean;
  /** Nothing is read from the terminal but `^C`. */
  listening: 'pubsub' | 'monitor' | null;
  /** It asked the server to shut down: the end of the connection is no surprise. */
  leaving: boolean;
}

export interface KvPromptView {
  readonly phase: KvPromptState['phase'];
  /** `redis:6379>`, `redis:6379[2](TX)>`, `not connected>`. */
  readonly prompt: string;
  readonly waiting: number;
}

export const kvPrompt: Machine<KvPromptState, KvPromptConfig, ClientFact, { readonly kind: 'status' }, KvPromptView> = {
  listens: null,
  readConfig: (raw) => readFields('kv-prompt', FIELDS, raw),
  boot(config, _disk, out) {
    const state: KvPromptState = {
      config,
      phase: 'down',
      conn: 0,
      typed: 0,
      queue: [],
      sent: [],
      resp: 2,
      db: config.db,
      dbBeforeMulti: config.db,
      inMulti: false,
      listening: null,
      leaving: false,
    };
    connect(state, out);
    return state;
  },
  on(state, stimulus, out) {
    switch (stimulus.kind) {
      case 'command':
        return type(state, stimulus.line, out);
      case 'opened':
        return opened(state, stimulus.conn, out);
      case 'closed':
        return closed(state, stimulus.conn, stimulus.reason, out);
      case 'frame':
        if (stimulus.conn === state.conn) answered(state, stimulus.frame as ServerFrame, out);
        return;
      case 'timer':
        if (stimulus.name === 'keepalive') return probe(state, out);
        if (stimulus.name === 'connect' && state.phase === 'connecting') {
          out.close(state.conn);
          refused(state, 'Connection timed out', out);
        }
        return;
      case 'configure':
        return configure(state, stimulus.config as KvPromptConfig, out);
      default:
    }
  },
  inspect: (state) => ({
    phase: state.phase,
    prompt: promptOf(state),
    waiting: state.queue.length + state.sent.length,
  }),
};

/** The words before the cursor. REDIS: redis-cli.c cliRefreshPrompt */
function promptOf(state: KvPromptState): string {
  if (state.phase !== 'open') return 'not connected>';
  const { server, port } = state.config;
  return `${server}:${port}${state.db === 0 ? '' : `[${state.db}]`}${state.inMulti ? '(TX)' : ''}>`;
}

function configure(state: KvPromptState, config: KvPromptConfig, out: Out<ClientFact>): void {
  const moved = config.server !== state.config.server;
  state.config = config;
  if (!moved) return;
  out.close(state.conn);
  lose(state, 'Error: Server closed the connection', out);
  connect(state, out);
}

// --- the connection ---------------------------------------------------------------------------------------------

/** Linux gives a connection up that nobody answers after six tries: 127 s. */
const CONNECT_TIMEOUT: Micros = 127_000_000;

function connect(state: KvPromptState, out: Out<ClientFact>): void {
  state.phase = 'connecting';
  state.conn = out.connect(state.config.server);
  out.setTimer('connect', CONNECT_TIMEOUT);
}

function opened(state: KvPromptState, conn: ConnId, out: Out<ClientFact>): void {
  if (conn !== state.conn) return;
  state.phase = 'open';
  state.resp = 2;
  out.clearTimer('connect');
  out.note({ kind: 'client.connected', server: state.config.server });
  const { user, password } = state.config;
  if (password !== null) {
    const words = user === null ? ['AUTH', password] : ['AUTH', user, password];
    send(state, 0, null, words.map(utf8Encode), 1, out);
  }
  if (state.db !== 0) send(state, 0, null, ['SELECT', String(state.db)], 1, out);
  readOn(state, out);
}

const KEEPALIVE_AFTER: Micros = 15_000_000;

/**
 * While it waits for the server, the program's system asks every 15 s whether that is still there; one that has been
 * started again answers with a reset. REDIS: redis-cli.c REDIS_CLI_KEEPALIVE_INTERVAL
 * SIMPLIFIED: TCP's keepalive is a request for nothing here, and only the wait for something needs one.
 */
function probe(state: KvPromptState, out: Out<ClientFact>): void {
  if (state.phase !== 'open' || (state.sent.length === 0 && state.listening === null)) return;
  out.send(state.conn, []);
  out.setTimer('keepalive', KEEPALIVE_AFTER);
}

const LOST: Readonly<Record<CloseReason, string>> = {
  fin: 'Error: Server closed the connection',
  reset: 'Error: Connection reset by peer',
  refused: 'Error: Connection refused',
  timeout: 'Error: Connection timed out',
};

function closed(state: KvPromptState, conn: ConnId, reason: CloseReason, out: Out<ClientFact>): void {
  if (conn !== state.conn || state.phase === 'down') return;
  if (state.phase === 'connecting') return refused(state, 'Connection refused', out);
  lose(state, LOST[reason], out);
}

function addressOf({ server, port }: { readonly server: NodeId; readonly port: number }): string {
  return `${server}:${port}`;
}

/** Nobody is there. The line that was to be sent is answered with that, and the next one tries again. */
function refused(state: KvPromptState, why: string, out: Out<ClientFact>): void {
  state.phase = 'down';
  out.clearTimer('connect');
  const text = `Could not connect to Redis at ${addressOf(state.config)}: ${why}`;
  const down = out.note({ kind: 'client.disconnected', server: state.config.server, text: why });
  const line = state.queue.shift();
  if (line === undefined) out.note({ kind: 'client.printed', text }, down);
  else out.note({ kind: 'client.replied', n: line.n, line: line.line, text, failed: true, took: out.now - line.at });
  readOn(state, out);
}

/**
 * The connection ended. A command whose answer is awaited is answered with that; with none, the next line that is
 * typed finds out, as the real program does, which only looks when it has something to send.
 */
function lose(state: KvPromptState, text: string, out: Out<ClientFact>): void {
  const asked = state.sent.splice(0).filter((sent) => sent.line !== null);
  out.note({ kind: 'client.disconnected', server: state.config.server, text: text.replace('Error: ', '') });
  out.clearTimer('keepalive');
  const unaware = asked.length === 0 && state.listening === null && !state.leaving;
  state.phase = 'down';
  state.listening = null;
  for (const sent of asked)
    reply(state, sent, state.leaving ? sent.shown : appended(sent.shown, text), !state.leaving, out);
  state.conn = unaware ? UNAWARE : 0;
  state.leaving = false;
  readOn(state, out);
}

/** In place of a connection: it is gone, and the person at the prompt has not been told. */
const UNAWARE: ConnId = -1;

// --- lines ------------------------------------------------------------------------------------------------------

function type(state: KvPromptState, line: string, out: Out<ClientFact>): void {
  const n = ++state.typed;
  out.note({ kind: 'client.typed', n, line });
  if (line.trim() === '^C') return interrupt(state, n, line, out);
  state.queue.push({ n, line, at: out.now });
  readOn(state, out);
}

/** Ends what waits: the program is started anew, with a connection of its own. */
function interrupt(state: KvPromptState, n: number, line: string, out: Out<ClientFact>): void {
  for (const sent of state.sent.splice(0))
    if (sent.line !== null) reply(state, sent, appended(sent.shown, '^C'), true, out);
  if (state.phase !== 'down') out.close(state.conn);
  state.queue.length = 0;
  state.listening = null;
  state.leaving = false;
  state.inMulti = false;
  state.db = state.config.db;
  out.note({ kind: 'client.replied', n, line, text: '', failed: false, took: 0 });
  connect(state, out);
}

/** Reads typed lines for as long as the program would. */
function readOn(state: KvPromptState, out: Out<ClientFact>): void {
  while (state.queue.length > 0 && state.phase !== 'connecting' && state.listening === null) {
    if (state.sent.length > 0 && !state.config.pipeline) return;
    const next = state.queue[0] as KvPromptState['queue'][number];
    const asks = readLine(next.line);
    if (typeof asks === 'string') {
      state.queue.shift();
      out.note({ kind: 'client.replied', n: next.n, line: next.line, text: asks, failed: asks !== '', took: 0 });
    } else if (state.phase === 'open') {
      state.queue.shift();
      send(state, next.n, next.line, asks.argv, asks.times, out);
    } else if (state.conn === UNAWARE) {
      state.queue.shift();
      state.conn = 0;
      const text = LOST.fin;
      out.note({ kind: 'client.replied', n: next.n, line: next.line, text, failed: true, took: 0 });
    } else return connect(state, out);
  }
}

const REPEAT_MAX = 100_000;

/** What a line asks for; or, as a text, what the program itself answers. */
function readLine(line: string): { readonly argv: readonly string[]; readonly times: number } | string {
  const argv = splitArguments(utf8Encode(line));
  if (argv === null) return 'Invalid argument(s)';
  const first = argv[0];
  if (first === undefined) return '';
  if (first.toLowerCase() === 'help' || first === '?') return HELP;
  if (argv.length === 1 || !/^[+-]?\d+$/.test(first)) return { argv, times: 1 };
  const times = Number(first);
  if (times <= 0 || times > REPEAT_MAX) return 'Invalid redis-cli repeat command option value.';
  return { argv: argv.slice(1), times };
}

/** REDIS: redis-cli.c cliIntegrateHelp's first page. The commands' own pages are the completion's to show. */
const HELP = [
  'redis-cli 7.0.15',
  'To get help about Redis commands type:',
  '      "help @<group>" to get a list of commands in <group>',
  '      "help <command>" for help on <command>',
  '      "help <tab>" to get a list of possible help topics',
  '      "quit" to exit',
].join('\n');

function send(
  state: KvPromptState,
  n: number,
  line: string | null,
  argv: readonly string[],
  times: number,
  out: Out<ClientFact>,
): void {
  const name = (argv[0] as string).toLowerCase();
  state.sent.push({ n, line, argv, sentAt: out.now, left: times, shown: '', failed: false });
  if (name === 'shutdown') state.leaving = true;
  if (name === 'monitor') state.listening = 'monitor';
  if (name === 'subscribe' || name === 'psubscribe' || name === 'ssubscribe') listen(state, out);
  for (let i = 0; i < times; i++) out.send(state.conn, argv);
  out.setTimer('keepalive', KEEPALIVE_AFTER);
}

/** From here on the terminal only shows what comes. */
function listen(state: KvPromptState, out: Out<ClientFact>): void {
  state.listening = 'pubsub';
  out.note({ kind: 'client.printed', text: 'Reading messages... (press Ctrl-C to quit)' });
}

// --- answers ----------------------------------------------------------------------------------------------------

function answered(state: KvPromptState, frame: ServerFrame, out: Out<ClientFact>): void {
  if (isProtocolSwitch(frame)) {
    state.resp = frame.resp;
    return;
  }
  const received = state.resp === 3 ? frame : toResp2(frame);
  const sent = state.sent[0];
  if (sent === undefined || isPush(frame)) return pushed(state, received, out);
  sent.left--;
  const failed = isErrorReply(frame);
  sent.failed = sent.failed || failed;
  sent.shown = appended(sent.shown, replyText(received, isPage(sent.argv)));
  remember(state, sent.argv, failed);
  if (sent.left > 0) return;
  state.sent.shift();
  if (state.sent.length === 0 && state.listening === null) out.clearTimer('keepalive');
  if (sent.line !== null) reply(state, sent, sent.shown + elapsed(out.now - sent.sentAt), sent.failed, out);
  readOn(state, out);
}

/** What nobody asked for now: a message, a MONITOR line. The first of them answers the SUBSCRIBE itself. */
function pushed(state: KvPromptState, frame: Reply, out: Out<ClientFact>): void {
  const text = replyText(frame, false);
  const sent = state.listening === 'pubsub' ? state.sent.shift() : undefined;
  if (sent === undefined) out.note({ kind: 'client.printed', text });
  else reply(state, sent, text, false, out);
}

function isProtocolSwitch(frame: ServerFrame): frame is Extract<ServerFrame, { kind: 'protocol' }> {
  return typeof frame === 'object' && frame !== null && 'kind' in frame && frame.kind === 'protocol';
}

function isPush(reply: Reply): boolean {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'push';
}

function isErrorReply(reply: Reply): boolean {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'error';
}

function appended(shown: string, more: string): string {
  if (shown === '') return more;
  return more === '' ? shown : `${shown}\n${more}`;
}

/** What took half a second or more is shown with its time. REDIS: redis-cli.c repl */
function elapsed(took: Micros): string {
  if (took < 500_000) return '';
  const hundredths = Math.round(took / 10_000);
  return `\n(${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}s)`;
}

function reply(state: KvPromptState, sent: Sent, shown: string, failed: boolean, out: Out<ClientFact>): void {
  const took = out.now - sent.sentAt;
  out.note({ kind: 'client.replied', n: sent.n, line: sent.line ?? '', text: shown, failed, took });
}

/** What the prompt shows follows from the commands it saw. REDIS: redis-cli.c cliSendCommand */
function remember(state: KvPromptState, argv: readonly string[], failed: boolean): void {
  const name = (argv[0] as string).toLowerCase();
  if (name === 'monitor' && failed) state.listening = null;
  if ((name === 'subscribe' || name === 'psubscribe' || name === 'ssubscribe') && failed) state.listening = null;
  if (name === 'select' && argv.length === 2 && !failed) state.db = Number(argv[1]);
  else if (name === 'multi' && argv.length === 1 && !failed) {
    state.inMulti = true;
    state.dbBeforeMulti = state.db;
  } else if (name === 'exec' && argv.length === 1 && state.inMulti) {
    state.inMulti = false;
    if (failed) state.db = state.dbBeforeMulti;
  } else if (name === 'discard' && argv.length === 1 && !failed) {
    state.inMulti = false;
    state.db = state.dbBeforeMulti;
  } else if (name === 'reset' && argv.length === 1 && !failed) {
    state.inMulti = false;
    state.db = 0;
  }
}
