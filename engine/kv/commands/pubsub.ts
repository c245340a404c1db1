import type { Reply } from '../../wire/reply.ts';
import { error, push } from '../../wire/reply.ts';
import { leaveChannel } from '../clients.ts';
import type { ServerRuns } from '../command.ts';
import { wrongSubcommand } from '../errors.ts';
import { globMatch } from '../glob.ts';
import { publish, publishShard } from '../pubsub.ts';
import { writesHistory } from '../replication/stream.ts';
import { TO_REPLICAS } from '../replication/targets.ts';
import type { Turn } from '../turn.ts';
import { helpOf } from './help.ts';

/*
 * Publish and subscribe: what has no receiver now is gone. REDIS: pubsub.c
 */

type Kind = 'channels' | 'patterns' | 'shardChannels';

const WORDS: Readonly<Record<Kind, { readonly on: string; readonly off: string }>> = {
  channels: { on: 'subscribe', off: 'unsubscribe' },
  patterns: { on: 'psubscribe', off: 'punsubscribe' },
  shardChannels: { on: 'ssubscribe', off: 'sunsubscribe' },
};

/** What the reply counts: channels and patterns together, shard channels by themselves. */
function countOf(turn: Turn, kind: Kind): number {
  const { client } = turn;
  return kind === 'shardChannels' ? client.shardChannels.size : client.channels.size + client.patterns.size;
}

function subscribe(turn: Turn, argv: readonly string[], kind: Kind): Reply | undefined {
  // A client in a transaction or a script could not read what is pushed; RESP3 tells pushes apart.
  if (turn.denyBlocking && turn.resp === 2)
    return error(`ERR ${WORDS[kind].on.toUpperCase()} isn't allowed for a DENY BLOCKING client`);
  const { client, state } = turn;
  for (const name of argv.slice(1)) {
    if (!client[kind].has(name)) {
      client[kind].add(name);
      const subscribers = state[kind].get(name);
      if (subscribers === undefined) state[kind].set(name, [client.id]);
      else subscribers.push(client.id);
    }
    turn.push(push([WORDS[kind].on, name, countOf(turn, kind)]));
  }
  return undefined;
}

function unsubscribe(turn: Turn, argv: readonly string[], kind: Kind): undefined {
  const { client, state } = turn;
  const names = argv.length > 1 ? argv.slice(1) : [...client[kind]];
  for (const name of names) {
    if (client[kind].delete(name)) leaveChannel(state[kind], name, client.id);
    turn.push(push([WORDS[kind].off, name, countOf(turn, kind)]));
  }
  // One answer there must be.
  if (names.length === 0) turn.push(push([WORDS[kind].off, null, countOf(turn, kind)]));
  return undefined;
}

function channelsMatching(index: ReadonlyMap<string, number[]>, argv: readonly string[]): Reply {
  if (argv.length > 3) return wrongSubcommand('pubsub', argv[1] ?? '');
  const pattern = argv[2];
  return [...index.keys()].filter((name) => pattern === undefined || globMatch(pattern, name));
}

function subscriberCounts(index: ReadonlyMap<string, number[]>, names: readonly string[]): Reply {
  return names.flatMap((name): Reply[] => [name, index.get(name)?.length ?? 0]);
}

/** Replicas have subscribers too. */
function toReplicas(turn: Turn, argv: readonly string[]): void {
  if (writesHistory(turn)) turn.pending.push({ db: turn.db.index, argv, fact: 0, to: TO_REPLICAS });
}

export const pubsubCommands: ServerRuns = {
  subscribe: (turn, argv) => subscribe(turn, argv, 'channels'),
  psubscribe: (turn, argv) => subscribe(turn, argv, 'patterns'),
  ssubscribe: (turn, argv) => subscribe(turn, argv, 'shardChannels'),
  unsubscribe: (turn, argv) => unsubscribe(turn, argv, 'channels'),
  punsubscribe: (turn, argv) => unsubscribe(turn, argv, 'patterns'),
  sunsubscribe: (turn, argv) => unsubscribe(turn, argv, 'shardChannels'),
  // Neither goes into the AOF: a message has no future. REDIS: forceCommandPropagation(c, PROPAGATE_REPL)
  publish: (turn, argv) => {
    toReplicas(turn, argv);
    return publish(turn, argv[1] ?? '', argv[2] ?? '');
  },
  spublish: (turn, argv) => {
    toReplicas(turn, argv);
    return publishShard(turn, argv[1] ?? '', argv[2] ?? '');
  },
  'pubsub|channels': (turn, argv) => channelsMatching(turn.state.channels, argv),
  'pubsub|shardchannels': (turn, argv) => channelsMatching(turn.state.shardChannels, argv),
  'pubsub|numsub': (turn, argv) => subscriberCounts(turn.state.channels, argv.slice(2)),
  'pubsub|shardnumsub': (turn, argv) => subscriberCounts(turn.state.shardChannels, argv.slice(2)),
  'pubsub|numpat': (turn) => turn.state.patterns.size,
  ...helpOf('pubsub'),
};
