import { push } from '../wire/reply.ts';
import { globMatch } from './glob.ts';
import type { Turn } from './turn.ts';

/**
 * Delivers a message to the subscribers of a channel and of the patterns that match it, in the order in which they
 * subscribed. Returns how many got it. REDIS: pubsub.c pubsubPublishMessageInternal
 */
export function publish(turn: Turn, channel: string, message: string): number {
  const { state } = turn;
  let receivers = 0;
  for (const id of state.channels.get(channel) ?? []) {
    receivers += deliver(turn, id, ['message', channel, message]);
  }
  for (const [pattern, ids] of state.patterns) {
    if (!globMatch(pattern, channel)) continue;
    for (const id of ids) receivers += deliver(turn, id, ['pmessage', pattern, channel, message]);
  }
  if (turn.out.observed) turn.note({ kind: 'kv.published', channel, receivers }, turn.fact || undefined);
  return receivers;
}

/** Shard channels have subscribers of their own. */
export function publishShard(turn: Turn, channel: string, message: string): number {
  const ids = turn.state.shardChannels.get(channel) ?? [];
  for (const id of ids) deliver(turn, id, ['smessage', channel, message]);
  return ids.length;
}

function deliver(turn: Turn, id: number, items: readonly string[]): number {
  const client = turn.state.clients.get(id);
  if (client === undefined) return 0;
  turn.reply(client, push(items), turn.fact);
  return 1;
}
