import type { Micros, Out, Seq } from '../sim/machine.ts';
import type { PrimaryFrame, Reply } from '../wire/reply.ts';
import { toResp2 } from '../wire/reply.ts';
import { freshAccess, lruClock } from './access.ts';
import { blockClient } from './blocked.ts';
import type { Context, Wait } from './command.ts';
import type { CommandTable } from './commands/table.ts';
import type { Draw } from './dict.ts';
import type { KvFact } from './facts.ts';
import * as keyspace from './keyspace.ts';
import { notifyKeyspace } from './notify.ts';
import { limitOf } from './output-limit.ts';
import { isPropagating } from './persistence/append.ts';
import { TO_ALL } from './replication/targets.ts';
import type { Client, Db, HeldReply, KvState } from './state.ts';
import type { EncodingLimits, Owner, Value } from './value.ts';

/** No reply is longer, whatever the limits: a process would end over it. */
const REPLY_MAX = 512 * 1024 * 1024;

const NO_WORDS: readonly string[] = Object.freeze([]);

/** A write on its way to the AOF and the replicas. `db` -1 needs no SELECT in front. */
export interface Propagated {
  readonly db: number;
  readonly argv: readonly string[];
  readonly fact: Seq;
  /** TO_AOF, TO_REPLICAS or both. */
  readonly to: number;
}

/** A change of a key that a fact will tell. */
export interface KeyEvent {
  readonly db: number;
  readonly key: string;
  readonly event: string;
}

/** CLIENT REPLY has taken the answers away; what is pushed comes all the same. REDIS: networking.c prepareClientToWrite */
function isSilenced(client: Client, frame: PrimaryFrame): boolean {
  if (client.replies === 'on') return false;
  return !(typeof frame === 'object' && frame !== null && 'kind' in frame && frame.kind === 'push');
}

/**
 * The server during one stimulus, which is one iteration of Redis's event loop: its state, its door to the world, and
 * what the command that runs has said so far. Nothing of it outlives the stimulus; the object itself may serve the
 * next one (`begin`), because making it costs as much as a GET.
 */
export class Turn implements Context {
  state!: KvState;
  out!: Out<KvFact>;
  table!: CommandTable;
  now: Micros = 0;
  /** Frozen for the length of a command. */
  nowMs = 0;
  /** The LRU clock at that time. */
  clock = 0;
  client!: Client;
  db!: Db;
  owner!: Owner;
  limits!: EncodingLimits;
  hashSeed = 0;

  dirty = 0;
  scanned = 0;
  readyKey: string | null = null;
  denyBlocking = false;
  /** A script calls. REDIS: CLIENT_SCRIPT */
  inScript = false;
  /** The files are being read: nothing expires, nothing is propagated. */
  loading = false;

  /** The error that is answered was counted where it came from, in a script. */
  counted = false;
  /** The command that came in. */
  argv: readonly string[] = [];
  /** The client whose command came in, while what follows from it runs; 0 for none. REDIS: server.current_client */
  caller = 0;
  /** Places in argv of the command under way that are nobody's business. */
  redacted: number[] | null = null;
  rewritten: readonly string[] | null = null;
  forced = false;
  prevented = false;
  /** Writes of the command under way and of those inside it. */
  pending: Propagated[] = [];
  /** The fact of the EXEC or script we are in. */
  within: Seq | null = null;
  /** Depth of commands inside commands: EXEC, scripts. */
  depth = 0;
  /** What happened to keys, while somebody observes. */
  events: KeyEvent[] | null = null;
  signalled: string[] | null = null;
  /** The fact of the last command, cause of its reply and its propagation. */
  fact: Seq = 0;
  /** The fact of the last write within the command under way, or null: what its reply acknowledges. */
  acknowledged: Seq | null = null;
  /** A cost beyond the usual one: DEBUG SLEEP. */
  extraMicros = 0;
  /** What the commands inside this one took, besides their elements. */
  innerMicros = 0;

  /** Clients with a limit to what they leave unread, to whom something was sent in this iteration. */
  readonly written = new Set<number>();

  /** The client whose reply was more than it may leave unread; 0 for none. */
  overflowed = 0;

  /** Replies of this iteration, sent when the AOF was written. */
  outbox: HeldReply[] = [];
  /** No AOF and nobody who observes: replies need not wait for the end of the iteration. */
  direct = false;

  constructor(state: KvState, out: Out<KvFact>, table: CommandTable, client: Client) {
    this.begin(state, out, table, client);
  }

  /** Makes ready for a stimulus. */
  begin(state: KvState, out: Out<KvFact>, table: CommandTable, client: Client): void {
    this.state = state;
    this.out = out;
    this.table = table;
    this.now = out.now;
    this.nowMs = state.settings.epochMs + Math.floor(out.now / 1000);
    this.clock = lruClock(this.nowMs);
    this.client = client;
    this.db = state.dbs[0] as Db; // there is at least one; `use` takes the client's own
    this.owner = state.owner;
    this.limits = state.settings.limits;
    this.hashSeed = state.hashSeed;
    this.dirty = 0;
    this.scanned = 0;
    this.readyKey = null;
    this.denyBlocking = false;
    this.loading = false;
    this.rewritten = null;
    this.redacted = null;
    this.caller = 0;
    this.argv = NO_WORDS;
    this.counted = false;
    if (this.pending.length > 0) this.pending = [];
    this.within = null;
    this.depth = 0;
    this.events = null;
    this.signalled = null;
    this.fact = 0;
    this.acknowledged = null;
    this.extraMicros = 0;
    this.innerMicros = 0;
    if (this.outbox.length > 0) this.outbox = [];
    if (this.written.size > 0) this.written.clear();
    this.overflowed = 0;
    this.direct = state.aof.status === 'off' && !out.observed && state.held.length === 0;
  }

  /** False where what is over is only hidden: while files are read, and on a replica. REDIS: checkAlreadyExpired */
  get removesExpired(): boolean {
    return !this.loading && this.state.replication.primary === null;
  }

  get resp(): 2 | 3 {
    return this.client.resp;
  }

  /** Makes `client` the one whose command runs. */
  use(client: Client): void {
    this.client = client;
    this.db = this.state.dbs[client.db] as Db; // SELECT checks the range
  }

  random(bound: number): number {
    return this.out.random(bound);
  }

  /** For functions that take the stream itself. */
  get draw(): Draw {
    return (bound) => this.out.random(bound);
  }

  lookupRead(key: string): Value | null {
    return keyspace.lookupRead(this, key);
  }

  lookupWrite(key: string): Value | null {
    return keyspace.lookupWrite(this, key);
  }

  peek(key: string): Value | null {
    return keyspace.peek(this, key);
  }

  addKey(key: string, value: Value): void {
    keyspace.addKey(this, key, value);
  }

  setKey(key: string, value: Value, keepTtl = false): void {
    keyspace.setKey(this, key, value, keepTtl);
  }

  deleteKey(key: string): boolean {
    return keyspace.deleteKey(this, this.db, key);
  }

  newLru(): number {
    return this.state.settings.countsFrequency ? freshAccess(this.state.settings, this.nowMs) : this.clock;
  }

  getExpire(key: string): number {
    return keyspace.getExpire(this.db, key);
  }

  setExpire(key: string, atMs: number): void {
    keyspace.setExpire(this, key, atMs);
  }

  removeExpire(key: string): boolean {
    return keyspace.removeExpire(this.db, key);
  }

  signalModified(key: string): void {
    keyspace.signalModified(this, this.db, key);
  }

  notify(type: number, event: string, key: string): void {
    notifyKeyspace(this, this.db.index, type, event, key);
  }

  signalReady(key: string): void {
    if (this.db.blocking.size > 0) keyspace.signalReady(this, this.db, key);
  }

  get propagates(): boolean {
    return isPropagating(this.state);
  }

  propagateAs(argv: readonly string[]): void {
    this.rewritten = argv;
  }

  alsoPropagate(argv: readonly string[]): void {
    this.pending.push({ db: this.db.index, argv, fact: 0, to: TO_ALL });
  }

  forcePropagation(): void {
    this.forced = true;
  }

  preventPropagation(): void {
    this.prevented = true;
  }

  /** Keeps a word of the command from MONITOR and the slow log. REDIS: networking.c redactClientCommandArgument */
  redact(at: number): void {
    this.redacted ??= [];
    this.redacted.push(at);
  }

  block(wait: Wait): Reply | undefined {
    return blockClient(this, wait);
  }

  overflows(bytes: number): boolean {
    const { client } = this;
    if (client.conn < 0) return false;
    const { hard } = limitOf(this.state.settings.outputLimits, client);
    if (bytes <= (hard === 0 ? REPLY_MAX : hard)) return false;
    this.overflowed = client.id;
    return true;
  }

  push(reply: Reply): void {
    this.reply(this.client, reply, this.fact);
  }

  /** Queues a frame as it is; it leaves when this iteration has written its AOF. */
  send(client: Client, frame: PrimaryFrame, cause: Seq, last = false): void {
    if (client.conn < 0 || isSilenced(client, frame)) return;
    this.enqueue(client, frame, cause, last);
  }

  private enqueue(client: Client, frame: PrimaryFrame, cause: Seq, last: boolean): void {
    this.noteWritten(client);
    if (this.direct && !last && this.state.awaited.length === 0 && this.outbox.length === 0) {
      this.out.send(client.conn, frame);
      return;
    }
    this.outbox.push({
      client: client.id,
      conn: client.conn,
      frame,
      cause,
      write: cause === this.fact ? this.acknowledged : null,
      last,
    });
  }

  private noteWritten(client: Client): void {
    const { outputLimits } = this.state.settings;
    const { hard, soft } =
      client.channels.size === 0 && client.patterns.size === 0 && client.shardChannels.size === 0
        ? outputLimits.normal
        : outputLimits.pubsub;
    if (hard !== 0 || soft !== 0) this.written.add(client.id);
  }

  /** Queues a reply, in the protocol the client speaks. `last` closes the connection behind it. */
  reply(client: Client, reply: Reply, cause: Seq, last = false): void {
    if (client.conn < 0 || isSilenced(client, reply)) return;
    this.enqueue(client, typeof reply !== 'object' || client.resp === 3 ? reply : toResp2(reply), cause, last);
  }

  /** Notes a fact when somebody observes. Hot paths ask `out.observed` before they build one. */
  note(fact: KvFact, cause?: Seq): Seq {
    return this.out.note(fact, cause);
  }
}
