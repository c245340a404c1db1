import type { Input } from '../sim/input.ts';
import type { FateName } from './fates.ts';
import type { MilestoneScene } from './scene.ts';
import { cut, lasting, seconds } from './text-values.ts';
import type { StopHow } from './views.ts';

/*
 * Every word that a view says, apart from the products' own. A language is one more object of this type; the
 * sentences of facts are in text-facts.ts.
 */

const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;

function joined(names: readonly string[], max = 4): string {
  const shown = names.length > max ? [...names.slice(0, max - 1), `${names.length - max + 1} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}

const STOPPED: Readonly<Record<StopHow, string>> = { kill: 'killed', powerCut: 'power cut', exit: 'ended' };

/** What a stop did, after the name of a node. */
export const STOP_DID: Readonly<Record<StopHow, string>> = {
  kill: 'was killed',
  powerCut: 'lost its power',
  exit: 'ended',
};

const FATES: Readonly<Record<FateName, string>> = {
  none: '',
  flight: 'in flight',
  ready: 'ready',
  readyAgain: 'redelivered',
  unacked: 'unacked',
  unackedAgain: 'redelivered',
  acked: 'acked',
  dead: 'dead-lettered',
  expired: 'expired',
  dropped: 'dropped',
  returned: 'returned',
  unroutable: 'unroutable',
  lost: 'lost',
  memory: 'in memory',
  written: 'in the page cache',
  synced: 'on disk',
};

const MILESTONES: Readonly<Record<MilestoneScene['kind'], (milestone: MilestoneScene) => string>> = {
  kill: (m) => `${m.node} killed`,
  powerCut: (m) => `power cut ${m.node}`,
  exit: (m) => `${m.node} ended`,
  start: (m) => `${m.node} started`,
  partition: () => 'partition',
  heal: () => 'healed',
  lost: (m) => `${m.count} lost`,
  redelivered: (m) => (m.count === 1 ? 'redelivered' : `${m.count} redelivered`),
  expired: (m) => (m.count === 1 ? 'expired' : `${m.count} expired`),
  dead: (m) => (m.count === 1 ? 'dead-lettered' : `${m.count} dead-lettered`),
  dropped: (m) => (m.count === 1 ? 'dropped' : `${m.count} dropped`),
  returned: (m) => (m.count === 1 ? 'returned' : `${m.count} returned`),
  refused: () => 'refused',
  saved: () => 'snapshot saved',
  elected: (m) => `${m.node} elected`,
  alarm: (m) => `alarm at ${m.node}`,
};

export const text = {
  many,
  joined,
  milestone: (m: MilestoneScene): string => MILESTONES[m.kind](m),
  fate: (name: FateName): string => FATES[name],
  differences: {
    ready: (queue: string): string => `ready in ${queue}`,
    unacked: (queue: string): string => `unacked in ${queue}`,
    processed: (node: string): string => `processed by ${node}`,
    sent: (node: string): string => `sent by ${node}`,
    lostAcknowledged: (node: string): string => `acknowledged by ${node} and lost`,
  },

  fates: {
    asks: (n: number, unit: 'messages' | 'copies' | 'writes'): string =>
      n === 1
        ? `Where did the ${unit === 'writes' ? 'write' : 'message'} go?`
        : n === 0
          ? `Where will the ${unit === 'writes' ? 'writes' : 'messages'} go?`
          : `Where did all ${n}${unit === 'messages' ? '' : ` ${unit}`} go?`,
    again: (ready: number, unacked: number): string => `${ready} ready, ${unacked} unacked`,
    acknowledged: (n: number): string => `${n} of them acknowledged`,
    onReplicas: (n: number): string => `${n} of them on a replica`,
    at: (names: readonly string[]): string => `at ${joined(names)}`,
  },

  nodes: {
    up: (since: number, now: number): string => `up ${lasting(Math.max(0, now - since))}`,
    stopped: (how: StopHow, at: number): string => `${STOPPED[how]} ${seconds(at)} s`,
    never: 'not started',
  },

  broker: {
    legend: 'Colour is the routing key',
    others: 'others',
    traits: (type: string, durable: boolean, exclusive: boolean, gone: boolean): string =>
      [type, durable ? 'durable' : 'not durable', exclusive ? 'exclusive' : '', gone ? 'gone' : '']
        .filter((part) => part !== '')
        .join(', '),
    held: (count: number, holders: readonly string[]): string => {
      if (holders.length === 0) return '';
      if (holders.length > 1) return `at ${joined(holders)}`;
      return count === 1 ? `at ${holders[0]}` : count === 2 ? `both at ${holders[0]}` : `all at ${holders[0]}`;
    },
    returned: (names: readonly string[], atHead: boolean): string =>
      `${joined(names)} requeued${atHead ? ' at the head' : ''}`,
    someone: 'a client',
    noneMatched: 'no match',
  },

  kv: {
    legend: 'Colour is the client',
    strata: { client: 'client', memory: 'server memory', cache: 'page cache', disk: 'disk' },
    answered: (answered: number, of: number): string => `answered ${answered} of ${of}`,
    reloaded: (n: number): string => (n === 0 ? '' : `reloaded ${many(n, 'command', 'commands')}`),
    notSynced: 'not synced',
    synced: 'synced',
    noAof: 'appendonly no: nothing is written until a snapshot',
    range: (first: number, last: number, file: string): string =>
      `${first === last ? first : `${first}–${last}`} ${file}`,
    policyOff: 'off',
    replicas: (n: number): string => many(n, 'replica', 'replicas'),
    replicaHas: (host: string, n: number, up: boolean): string => `${host} has ${n}${up ? '' : ', link down'}`,
    replicated: (n: number, of: number): string => `${n} of ${of} acknowledged`,
    linkDown: 'link down',
    /** Why a key was the one to go; `score` as the policy keeps it: the larger, the better to evict. */
    evicted: (policy: string, score: number): string => {
      if (policy.endsWith('-lru')) return `not used for ${lasting(score * 1000)}`;
      if (policy.endsWith('-lfu')) return `its counter of uses stood at ${255 - score}`;
      return policy === 'volatile-ttl' ? 'the nearest to expire of those sampled' : 'drawn at random';
    },
    writeNumber: (n: number): string => `write ${n}`,
    rdb: {
      magic: 'magic',
      version: 'version',
      database: 'database',
      sizes: 'sizes',
      sized: (keys: number, expires: number): string => `${many(keys, 'key', 'keys')}, ${expires} with a time to live`,
      keys: 'keys and values',
      bytes: (n: number): string => many(n, 'byte', 'bytes'),
      end: 'end',
      checksum: 'checksum',
    },
    loop: {
      files: 'busy with its files',
      timer: (name: string): string => `timer ${name}`,
      disk: 'the disk answers',
      opened: 'a client connects',
      closed: 'a client leaves',
      configured: 'new settings',
    },
  },

  inspector: {
    message: (name: string): string => `Message ${name}`,
    write: (name: string): string => `Write ${name}`,
    key: (name: string): string => `Key ${name}`,
    fact: (seq: number): string => `Fact ${seq}`,
    way: (from: string, to: string): string => `${from} → ${to}`,
    inQueue: (queue: string): string => `in ${queue}`,
    size: (n: number): string => (n < 1000 ? `${n} B` : `${Math.round(n / 100) / 10} kB`),
    traits: {
      exchange: 'Exchange',
      key: 'Routing key',
      queue: 'Queue',
      persistent: 'Persistent',
      durable: 'Queue durable',
      confirmed: 'Confirmed',
      deliveries: 'Deliveries',
      size: 'Size',
      fate: 'Fate',
      command: 'Command',
      client: 'Client',
      acknowledged: 'Acknowledged',
      bytes: 'AOF bytes',
      connection: 'Connection',
      writes: 'Writes',
    },
    yes: 'yes',
    no: 'no',
    wire: 'on the wire',
    by: 'by',
  },

  questions: {
    lost: 'Why was it lost?',
    twice: 'Why was it delivered twice?',
    back: 'Why did it come back?',
    waiting: 'Why is it waiting?',
    expired: 'Why did it expire?',
    dropped: 'Why was it dropped?',
    returned: 'Why was it returned?',
    unroutable: 'Why did it reach no queue?',
    dead: 'Why was it dead-lettered?',
    survived: 'Why did it survive?',
    happened: 'Why did this happen?',
  },

  input: (input: Input, at: number): string => {
    const when = `at ${seconds(at)} s`;
    switch (input.kind) {
      case 'command':
        return `your command ${cut(input.line, 60)} ${when}`;
      case 'start':
        return `your start of ${input.node} ${when}`;
      case 'kill':
        return `your kill of ${input.node} ${when}`;
      case 'powerCut':
        return `your power cut of ${input.node} ${when}`;
      case 'partition':
        return `your partition of ${input.between.join(' and ')} ${when}`;
      case 'heal':
        return `your healing of ${input.between.join(' and ')} ${when}`;
      case 'dropFrame':
        return `your breaking of a connection ${when}`;
      case 'delayFrame':
        return `your delaying of a frame ${when}`;
      case 'loseFrame':
        return `your losing of a packet ${when}`;
      case 'holdFrame':
        return `your holding of a frame ${when}`;
      case 'releaseFrame':
        return `your release of a frame ${when}`;
      case 'configure':
        return `your configuration of ${input.node} ${when}`;
    }
  },

  why: {
    ran: (line: string, node: string): string => `${node} ran ${line}`,
    asked: (client: string): string => `${client} asked for it`,
    answered: (reply: string, at: number): string => `It was answered ${reply} at ${seconds(at)} s`,
    answeredBecause: (appendonly: boolean, policy: string): string =>
      appendonly
        ? `under appendfsync ${policy} an answer does not wait for the disk`
        : 'an answer does not wait for a snapshot',
    unanswered: 'It had not been answered yet',
    unansweredBecause: 'nobody had been promised anything',
    inMemory: 'It was in the memory of the process and nowhere else',
    inMemoryOf: (node: string): string => `It was in the memory of ${node} and nowhere else`,
    inMemoryBecause: (appendonly: boolean): string =>
      appendonly ? 'the append-only file did not have it yet' : 'there is no append-only file and no snapshot held it',
    inCache: (file: string, from: number, to: number): string =>
      `It was written to ${file}, bytes ${from} to ${to}, but not synced`,
    inCacheBecause: (lastAt: number | null): string =>
      lastAt === null ? 'nothing had been synced yet' : `the last sync was done at ${seconds(lastAt)} s`,
    memoryGone: (node: string, how: StopHow): string =>
      how === 'kill'
        ? `${node} was killed and its memory went with it`
        : `${node} lost its power and its memory with it`,
    erased: (file: string, from: number, to: number): string => `Bytes ${from} to ${to} of ${file} were erased`,
    notSynced: 'they were not synced when the power went',
    notFound: (node: string): string => `${node} did not find it when it started again`,
    replaced: (node: string, primary: string): string =>
      `${node} threw its data away for a copy of what ${primary} has`,
    neverReplicated: (primary: string): string => `nobody had told ${primary} of it`,
    promoted: (node: string): string => `${node} took over, with a history that ends before it`,
    onReplicas: (n: number): string => `${many(n, 'replica has', 'replicas have')} acknowledged it`,
    theStop: (node: string, how: StopHow): string => `${node} ${STOP_DID[how]}`,
    setting: (setting: string, node: string): string => (node === '' ? setting : `${setting} at ${node}`),
    program: (node: string): string => `the program of ${node}`,
    world: 'the world as it began',
    got: (node: string): string => `${node} got it`,
    firstInLine: 'it was first in line',
    requeued: 'It was requeued',
    closedWith: (node: string, names: readonly string[]): string =>
      `the connection of ${node} closed with ${joined(names)} unacknowledged`,
    sentBack: (node: string): string => `${node} sent it back`,
    timedOut: (node: string): string => `${node} took too long`,
    firstGot: (node: string): string => `${node} had got it before and not acknowledged it`,
    recovered: (node: string): string => `${node} found it on its disk when it started again`,
    recoveredBecause: 'it is persistent, its queue is durable, and no acknowledgement had reached the disk',
    transient: 'it was published as transient',
    queueNotDurable: (queue: string): string => `${queue} is not durable and was not there after the start`,
    notStored: 'the broker had not written it to its store yet',
    forgotten: 'the broker forgets what it sends under automatic acknowledgement',
    heldBy: (node: string): string => `${node} had received it and not worked on it`,
    goneWith: (node: string, how: StopHow): string => `what it held went when ${node} ${STOP_DID[how]}`,
    neverRead: (to: string): string => `It never reached ${to}`,
    unread: 'the broker stopped before it had read it',
    noConsumer: (queue: string): string => `${queue} has no consumer`,
    fullConsumer: (node: string, held: number): string => `${node} holds ${held} and may hold no more`,
    unlessAcked: 'it gets the next one when it acknowledges',
    inLine: (ahead: number): string =>
      ahead === 0 ? 'It is the next in line' : `${many(ahead, 'message is', 'messages are')} ahead of it`,
    order: 'a queue gives out its head first',
    unackedAt: (node: string): string => `${node} has it and has not acknowledged it`,
    working: (doneAt: number): string => `it works until ${seconds(doneAt)} s`,
    noBinding: (exchange: string, key: string): string =>
      `No binding of ${exchange === '' ? 'the default exchange' : exchange} matched ${key === '' ? 'an empty key' : key}`,
    noQueueCalled: (key: string): string => `there is no queue called ${key}`,
    noBindingAtAll: 'it has no bindings',
    wantedBack: 'the publisher asked for it back',
    dropsUnwanted: 'nobody asked for it back',
    keyExpired: 'its time to live was over',
    nothingKnown: 'No fact says more',
  },
};
