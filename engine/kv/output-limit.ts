import { clientTypeOf } from './client-type.ts';
import type { Client, OutputLimit, OutputLimits } from './state.ts';

/** What a client may leave unread. REDIS: networking.c checkClientOutputBufferLimits */
export function limitOf(limits: OutputLimits, client: Client): OutputLimit {
  switch (clientTypeOf(client)) {
    case 'pubsub':
      return limits.pubsub;
    case 'replica':
      return limits.replica;
    default:
      return limits.normal;
  }
}
