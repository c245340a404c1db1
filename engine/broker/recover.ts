import type { DiskView } from '../sim/machine.ts';
import { touchQueue } from './access.ts';
import type { BrokerConfig } from './config.ts';
import { runParts } from './confirm.ts';
import { DEATHS } from './facts.ts';
import { VERSION } from './handshake.ts';
import { hashPassword, saltOf } from './password.ts';
import { alternateOf, applyPolicies, exchangePolicy } from './policy.ts';
import { scheduleExpiry } from './queue-life.ts';
import { chargeRecovered, pushReady } from './queues/classic.ts';
import { retryLetters } from './queues/quorum-letters.ts';
import { dropOverdelivered } from './queues/quorum-queue.ts';
import { queueKind } from './queues/registry.ts';
import { recoverStream } from './queues/stream-log.ts';
import type { BrokerOut, BrokerState, Entry, Queue, QuorumPart, Vhost } from './state.ts';
import { messageStore, readStore, STORE_FILE } from './storage/message-store.ts';
import { METADATA_FILE, type MetadataRecord, readMetadata, writeMetadata } from './storage/metadata.ts';
import { indexFile, inStore, queueIndex, type RecoveredIndex, readIndex } from './storage/queue-index.ts';
import { recordFile } from './storage/record-file.ts';
import { tapePush } from './tape.ts';
import {
  addBinding,
  addExchange,
  addQueue,
  addVhost,
  deleteExchange,
  newVhost,
  refOf,
  removeQueue,
  unbind,
} from './topology.ts';
import { dropTopics, keepTopic, keepUser } from './users.ts';

/*
 * Boot: a broker from its configuration and its disk. There is no other way in. What the disk does not tell did not
 * survive. RABBITMQ: rabbit_recovery, rabbit_binding recover, rabbit_queue_index recover
 */

/** An Out that goes nowhere: replaying what was logged must not log it again. */
function silent(out: BrokerOut): BrokerOut {
  const nothing = (): void => {};
  return {
    now: out.now,
    observed: false,
    random: (bound) => out.random(bound),
    note: () => 0,
    connect: () => 0,
    send: nothing,
    close: nothing,
    setTimer: nothing,
    clearTimer: nothing,
    busy: nothing,
    append: nothing,
    sync: nothing,
    replace: nothing,
    truncate: nothing,
    read: () => null,
    remove: nothing,
    traffic: (conn) => out.traffic(conn),
    bound: nothing,
    exit: nothing,
  };
}

export function bootBroker(config: BrokerConfig, disk: DiskView, out: BrokerOut): BrokerState {
  const b: BrokerState = {
    config,
    startedAt: out.now,
    lastMessage: out.now,
    lastConsumer: 0,
    lastQueue: 0,
    vhosts: new Map(),
    users: new Map(),
    saysTopics: false,
    connections: new Map(),
    metadata: recordFile(METADATA_FILE, 0),
    store: messageStore(),
    replies: new Map(),
    indexes: new Map(),
    alarms: { memory: false, disk: false },
    stopped: false,
    memoryUsed: 0,
    unacked: 0,
    timeoutArmed: false,
    parked: [],
    due: {
      confirms: [],
      syncs: [],
      unused: [],
      letters: [],
      cancels: [],
      resumed: [],
      settled: [],
      landed: [],
      answers: [],
      chunks: [],
    },
  };
  const log = disk.read(METADATA_FILE);
  const replayed = log === null ? null : replay(b, log, out);
  const first = replayed === null;
  if (first) furnish(b, out);
  else noteTopology(b, out);
  const inOrder = replayed === 'stopped';
  if (inOrder) writeMetadata(b, { op: 'started' }, out);
  const copies = recoverMessages(b, disk, inOrder, out);
  noteStarted(b, first, copies, out);
  return b;
}

/** What a new node has: one vhost, one user who may do everything. RABBITMQ: rabbit insert_default_data */
function furnish(b: BrokerState, out: BrokerOut): void {
  const { defaultVhost, defaultUser, defaultPass } = b.config;
  const passwordHash = hashPassword(saltOf(out), defaultPass);
  addVhost(b, defaultVhost, out);
  keepUser(b, defaultUser, { passwordHash, tags: ['administrator'] });
  b.users.get(defaultUser)?.permissions.set(defaultVhost, { configure: '.*', write: '.*', read: '.*' });
  writeMetadata(b, { op: 'vhost', name: defaultVhost }, out);
  writeMetadata(b, { op: 'user', name: defaultUser, passwordHash, tags: ['administrator'] }, out);
  writeMetadata(
    b,
    { op: 'permission', user: defaultUser, vhost: defaultVhost, configure: '.*', write: '.*', read: '.*' },
    out,
  );
}

/** What the last record was about; null when not one could be read: the log was torn at its very beginning. */
function replay(b: BrokerState, log: Uint8Array, out: BrokerOut): MetadataRecord['op'] | null {
  const quiet = silent(out);
  let garbage = 0;
  let last: MetadataRecord['op'] = 'started';
  const readable = readMetadata(log, (record) => {
    last = record.op;
    if (record.op.endsWith('.delete') || record.op === 'unbind') garbage++;
    apply(b, record, quiet);
  });
  for (const vhost of b.vhosts.values()) endExclusive(b, vhost, quiet);
  b.metadata = recordFile(METADATA_FILE, readable);
  b.metadata.garbage = garbage * 100;
  cutTail(METADATA_FILE, readable, log.length, out);
  if (!b.vhosts.has(b.config.defaultVhost) || b.users.size === 0) return null;
  for (const vhost of b.vhosts.values()) applyRules(vhost, quiet);
  return last;
}

/** An exclusive queue does not outlive its connection, durable or not. */
function endExclusive(b: BrokerState, vhost: Vhost, quiet: BrokerOut): void {
  for (const queue of [...vhost.queues.values()])
    if (queue.owner !== null) removeQueue(b, vhost, queue, 'its exclusive owner went', quiet);
}

function applyRules(vhost: Vhost, quiet: BrokerOut): void {
  for (const queue of vhost.queues.values()) {
    applyPolicies(vhost, queue, quiet);
    queue.paged = queue.rules.lazy;
  }
  for (const exchange of vhost.exchanges.values()) {
    exchange.policy = exchangePolicy(vhost, exchange.name);
    exchange.alternate = alternateOf(vhost, exchange);
  }
}

function cutTail(file: string, readable: number, length: number, out: BrokerOut): void {
  if (readable === length) return;
  const cause = out.observed
    ? out.note({ kind: 'broker.truncated', file, at: readable, bytes: length - readable })
    : undefined;
  out.truncate(file, readable, cause);
}

function apply(b: BrokerState, record: MetadataRecord, quiet: BrokerOut): void {
  switch (record.op) {
    case 'vhost':
      addVhost(b, record.name, quiet);
      return;
    case 'vhost.delete':
      b.vhosts.delete(record.name);
      for (const user of b.users.values()) user.permissions.delete(record.name);
      return;
    case 'user':
      keepUser(b, record.name, { passwordHash: record.passwordHash, tags: record.tags });
      return;
    case 'user.delete':
      b.users.delete(record.name);
      return;
    case 'permission': {
      const { configure, write, read } = record;
      b.users.get(record.user)?.permissions.set(record.vhost, { configure, write, read });
      return;
    }
    case 'permission.delete':
      b.users.get(record.user)?.permissions.delete(record.vhost);
      return;
    case 'topic': {
      const { vhost, exchange, write, read } = record;
      keepTopic(b, record.user, { vhost, exchange, write, read });
      return;
    }
    case 'topic.delete':
      dropTopics(b, record.user, record.vhost, record.exchange);
      return;
    case 'user.limits':
      keepUser(b, record.name, { limits: record.limits });
      return;
    case 'stopped':
    case 'started':
      return;
    case 'vhost.limits': {
      const vhost = b.vhosts.get(record.name);
      if (vhost !== undefined) vhost.limits = record.limits;
      return;
    }
    default:
      applyInVhost(b, b.vhosts.get(record.vhost) ?? newVhost(record.vhost), record, quiet);
  }
}

type VhostRecord = Exclude<
  Extract<MetadataRecord, { readonly vhost: string }>,
  { op: 'permission' | 'permission.delete' | 'topic' | 'topic.delete' }
>;

function applyInVhost(b: BrokerState, vhost: Vhost, record: VhostRecord, quiet: BrokerOut): void {
  switch (record.op) {
    case 'exchange':
      addExchange(vhost, { ...record, durable: true }, true, quiet);
      return;
    case 'exchange.delete':
      if (vhost.exchanges.has(record.name)) deleteExchange(b, vhost, record.name, '', quiet);
      return;
    case 'queue': {
      const { name, autoDelete, exclusive, id } = record;
      b.lastQueue = Math.max(b.lastQueue, id);
      addQueue(
        vhost,
        { name, durable: true, autoDelete, owner: exclusive ? 0 : null, arguments: record.arguments },
        id,
        0,
        true,
        quiet,
      );
      return;
    }
    case 'queue.delete': {
      const queue = vhost.queues.get(record.name);
      if (queue !== undefined) removeQueue(b, vhost, queue, '', quiet);
      return;
    }
    case 'bind': {
      const { source, to, destination, key } = record;
      const ends = vhost.exchanges.has(source) && (to === 'queue' ? vhost.queues : vhost.exchanges).has(destination);
      if (ends) addBinding(vhost, { source, to, destination, key, arguments: record.arguments }, true, quiet);
      return;
    }
    case 'unbind': {
      const { source, to, destination, key } = record;
      unbind(b, vhost, { source, to, destination, key, arguments: record.arguments }, '', quiet);
      return;
    }
    case 'policy': {
      const { name, pattern, applyTo, priority, definition } = record;
      (record.operator ? vhost.operatorPolicies : vhost.policies).set(name, {
        name,
        pattern,
        applyTo,
        priority,
        definition,
      });
      return;
    }
    case 'policy.delete':
      (record.operator ? vhost.operatorPolicies : vhost.policies).delete(record.name);
  }
}

function noteTopology(b: BrokerState, out: BrokerOut): void {
  if (!out.observed) return;
  for (const vhost of b.vhosts.values()) {
    for (const { name, type, durable, autoDelete, internal, arguments: args } of vhost.exchanges.values()) {
      out.note({
        kind: 'broker.exchangeDeclared',
        vhost: vhost.name,
        exchange: name,
        type,
        durable,
        autoDelete,
        internal,
        arguments: args,
        recovered: true,
      });
    }
    for (const { name, type, durable, autoDelete, arguments: args } of vhost.queues.values()) {
      out.note({
        kind: 'broker.queueDeclared',
        vhost: vhost.name,
        queue: name,
        type,
        durable,
        exclusive: false,
        autoDelete,
        arguments: args,
        recovered: true,
      });
    }
    for (const exchange of vhost.exchanges.values()) {
      for (const binding of exchange.bindings.values()) {
        out.note({
          kind: 'broker.bound',
          vhost: vhost.name,
          exchange: exchange.name,
          recovered: true,
          ...refOf(binding),
        });
      }
    }
  }
}

function recoverMessages(b: BrokerState, disk: DiskView, inOrder: boolean, out: BrokerOut): number {
  const stored = disk.read(STORE_FILE);
  const bodies = stored === null ? new Map<number, { size: number; body: Uint8Array }>() : readBodies(b, stored, out);
  const wanted = new Set<string>();
  let copies = 0;
  for (const vhost of b.vhosts.values()) {
    for (const name of vhost.queues.keys()) {
      const queue = touchQueue(vhost, name) as Queue;
      if (queue.stream !== null) {
        copies += recoverStreamOf(b, queue, disk, out);
        for (const { file } of queue.stream.segments) wanted.add(file.name);
        continue;
      }
      wanted.add(indexFile(queue.id));
      b.indexes.set(indexFile(queue.id), { vhost: vhost.name, queue: name });
      const bytes = disk.read(indexFile(queue.id));
      if (bytes !== null) copies += recoverQueue(b, vhost, queue, bytes, bodies, inOrder, out);
      scheduleExpiry(queue, out);
    }
  }
  for (const [message, { size }] of bodies) if (!b.store.bodies.has(message)) b.store.file.garbage += size;
  // Files of queues that the metadata log does not know: their number may be given out again.
  for (const file of disk.files) if (/^(?:queues|streams)\//.test(file) && !wanted.has(file)) out.remove(file);
  return copies;
}

function recoverStreamOf(b: BrokerState, queue: Queue, disk: DiskView, out: BrokerOut): number {
  const cut = (file: string, readable: number, length: number): void => cutTail(file, readable, length, out);
  const entries = recoverStream(b, queue, disk.files, (file) => disk.read(file), cut);
  for (const { message } of entries) b.lastMessage = Math.max(b.lastMessage, message.id);
  noteRecovered(queue, entries, false, out);
  return entries.length;
}

function noteRecovered(queue: Queue, entries: readonly Entry[], redelivered: boolean, out: BrokerOut): void {
  if (!out.observed || entries.length === 0) return;
  for (const messages of runParts(entries.map((entry) => entry.message.id)))
    out.note({ kind: 'broker.recovered', vhost: queue.vhost, queue: queue.name, messages, redelivered });
}

function readBodies(
  b: BrokerState,
  bytes: Uint8Array,
  out: BrokerOut,
): Map<number, { readonly size: number; readonly body: Uint8Array }> {
  const { bodies, readable } = readStore(bytes);
  b.store.file = recordFile(STORE_FILE, readable);
  cutTail(STORE_FILE, readable, bytes.length, out);
  return bodies;
}

function recoverQueue(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  bytes: Uint8Array,
  bodies: ReadonlyMap<number, { readonly size: number; readonly body: Uint8Array }>,
  inOrder: boolean,
  out: BrokerOut,
): number {
  const { entries, histories, garbage, readable } = readIndex(bytes, (message) => bodies.get(message)?.body ?? null);
  cutTail(indexFile(queue.id), readable, bytes.length, out);
  const index = queueIndex(queue.id, readable);
  index.file.garbage = garbage;
  queue.index = index;
  for (const entry of entries) {
    const { message } = entry;
    b.lastMessage = Math.max(b.lastMessage, message.id);
    queue.nextOrder = entry.order + 1;
    chargeRecovered(b, queue, entry);
    if (!inStore(message)) continue;
    const known = b.store.bodies.get(message.id);
    const size = bodies.get(message.id)?.size ?? 0;
    b.store.bodies.set(message.id, { copies: (known?.copies ?? 0) + 1, size, body: message.body });
  }
  if (queue.quorum === null) shelveClassic(queue, entries, inOrder ? histories : null, out);
  else shelveQuorum(b, vhost, queue, entries, histories, out);
  queueKind(queue).expire(b, vhost, queue, out);
  return entries.length;
}

/** After an unclean stop nobody knows what had been handed out: all of it counts as delivered once. */
function shelveClassic(
  queue: Queue,
  entries: readonly Entry[],
  known: RecoveredIndex['histories'] | null,
  out: BrokerOut,
): void {
  const [fresh, back]: [Entry[], Entry[]] = [[], []];
  for (const entry of entries) {
    const redelivered = known === null || known.has(entry.order);
    const kept = { ...entry, redelivered, priority: Math.min(entry.priority, queue.maxPriority) };
    pushReady(queue, kept);
    (redelivered ? back : fresh).push(kept);
  }
  noteRecovered(queue, fresh, false, out);
  noteRecovered(queue, back, true, out);
}

/** Its log knows what had been delivered: that alone counts, and comes before the fresh. */
function shelveQuorum(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entries: readonly Entry[],
  histories: RecoveredIndex['histories'],
  out: BrokerOut,
): void {
  const quorum = queue.quorum as QuorumPart;
  quorum.committed = queue.nextOrder - 1;
  const [fresh, back]: [Entry[], Entry[]] = [[], []];
  for (const entry of entries) {
    const history = histories.get(entry.order);
    const returns = history?.deliveries ?? 0;
    const front = history?.front === true;
    const order = front || history?.dead != null ? queue.nextOrder++ : entry.order;
    const priority = front ? 1 : 0;
    const logged = { ...entry, order, logged: entry.order, returns, redelivered: returns > 0, priority };
    (returns > 0 ? back : fresh).push(logged);
    if (history?.dead == null) pushReady(queue, logged);
    else tapePush(quorum.letters, { ...logged, reason: DEATHS[history.dead] ?? 'rejected' });
  }
  noteRecovered(queue, fresh, false, out);
  noteRecovered(queue, back, true, out);
  dropOverdelivered(b, vhost, queue, out);
  retryLetters(b, vhost, queue, out);
}

function noteStarted(b: BrokerState, first: boolean, copies: number, out: BrokerOut): void {
  if (!out.observed) return;
  let [exchanges, queues, bindings] = [0, 0, 0];
  for (const vhost of b.vhosts.values()) {
    exchanges += vhost.exchanges.size;
    queues += vhost.queues.size;
    for (const exchange of vhost.exchanges.values()) bindings += exchange.bindings.size;
  }
  out.note({ kind: 'broker.started', version: VERSION, first, exchanges, queues, bindings, copies });
}
