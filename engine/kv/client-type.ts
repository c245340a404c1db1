import { isReplica } from './replication/peers.ts';
import type { Client } from './state.ts';

/* What kind of client one is: limits and lists go by it. */

export type ClientType = 'normal' | 'pubsub' | 'master' | 'replica';

/** REDIS: networking.c getClientType */
export function clientTypeOf(client: Client): ClientType {
  if (client.primary) return 'master';
  if (isReplica(client) && !client.monitor) return 'replica';
  const subscribed = client.channels.size + client.patterns.size + client.shardChannels.size > 0;
  return subscribed && !client.monitor ? 'pubsub' : 'normal';
}
