import { NOTIFY } from './command.ts';
import { publish } from './pubsub.ts';
import type { Turn } from './turn.ts';

/**
 * Tells subscribers of keyspace events what happened to a key, as far as notify-keyspace-events asks for it, and
 * remembers it for the facts. REDIS: notify.c notifyKeyspaceEvent
 */
export function notifyKeyspace(turn: Turn, db: number, type: number, event: string, key: string): void {
  if (turn.out.observed) turn.events?.push({ db, key, event });
  const flags = turn.state.settings.notifyFlags;
  if ((flags & type) === 0 || turn.loading) return;
  if ((flags & NOTIFY.keyspace) !== 0) publish(turn, `__keyspace@${db}__:${key}`, event);
  if ((flags & NOTIFY.keyevent) !== 0) publish(turn, `__keyevent@${db}__:${event}`, key);
}
