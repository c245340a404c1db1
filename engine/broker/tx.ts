import type { AmqpFrame } from '../wire/amqp-methods.ts';
import type { Scope } from './declare.ts';
import { publish } from './publish.ts';
import { type Refusal, refuse } from './refusal.ts';
import { settle } from './settle.ts';
import type { Channel, Settlement, Unacked } from './state.ts';
import { tapeInsert } from './tape.ts';

/*
 * Transactions of a channel: publishes and acknowledgements are kept until commit. The commit is answered when all of
 * its persistent messages are on the disk. RABBITMQ: rabbit_channel tx.select, tx.commit, tx.rollback
 */

export function txSelect(s: Scope): Refusal | null {
  const { channel, out } = s;
  if (channel.confirming) return refuse('PRECONDITION_FAILED', 'cannot switch from confirm to tx mode');
  if (channel.tx === null) {
    channel.tx = { publishes: [], settlements: [], committing: false };
    if (out.observed) out.note({ kind: 'broker.txSelected', conn: channel.conn, channel: channel.number });
  }
  return null;
}

export function txCommit(s: Scope): Refusal | null {
  const { b, connection, vhost, channel, out } = s;
  const { tx } = channel;
  if (tx === null) return refuse('PRECONDITION_FAILED', 'channel is not transactional');
  const { publishes, settlements } = tx;
  let cause: number | undefined;
  if (out.observed) {
    const { conn, number } = channel;
    cause = out.note({
      kind: 'broker.txCommitted',
      conn,
      channel: number,
      publishes: publishes.length,
      acks: settlements.length,
    });
  }
  tx.publishes = [];
  tx.settlements = [];
  tx.committing = true;
  for (const p of publishes) publish(b, connection, vhost, channel, p, out, cause);
  // RABBITMQ: rabbit_channel maybe_complete_tx: with nothing to wait for, before any queue has acted
  if (publishes.length === 0) {
    tx.committing = false;
    out.send(connection.id, { channel: channel.number, method: 'tx.commit-ok' }, cause);
  }
  for (const { all, how, requeue } of joined(settlements)) settle(b, vhost, channel, all, how, requeue, out, cause);
  if (publishes.length > 0) b.due.confirms.push({ conn: connection.id, channel: channel.number });
  return null;
}

/** Settlements of one kind that follow one another become one, in the order of their tags. RABBITMQ: rabbit_channel ack_cons */
function joined(settlements: readonly Settlement[]): { all: Unacked[]; how: Settlement['how']; requeue: boolean }[] {
  const groups: { all: Unacked[]; how: Settlement['how']; requeue: boolean }[] = [];
  for (const { unacked, how, requeue } of settlements) {
    const last = groups.at(-1);
    if (last !== undefined && (last.how === 'ack') === (how === 'ack') && last.requeue === requeue)
      last.all.push(unacked);
    else groups.push({ all: [unacked], how, requeue });
  }
  for (const { all } of groups) all.sort((a, z) => a.order - z.order);
  return groups;
}

/** The answer to a commit whose messages are all safe; null while some are not. */
export function commitAnswer(channel: Channel): AmqpFrame | null {
  if (channel.tx?.committing !== true || channel.unconfirmed.size > 0) return null;
  channel.tx.committing = false;
  return { channel: channel.number, method: 'tx.commit-ok' };
}

/** Forgets the publishes and takes the acknowledgements back: those deliveries are unacked again. */
export function txRollback(channel: Channel): void {
  if (channel.tx === null) return;
  for (const { unacked } of channel.tx.settlements) tapeInsert(channel.unacked, unacked);
  channel.tx.publishes = [];
  channel.tx.settlements = [];
}
