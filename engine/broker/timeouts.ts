import { touchConnection } from './access.ts';
import { closeChannelFor } from './farewell.ts';
import { refuse } from './refusal.ts';
import type { BrokerOut, BrokerState } from './state.ts';
import { tapeFirst } from './tape.ts';

/*
 * A delivery that stays unacknowledged for too long closes its channel. The channel looks at the ticks of a clock of its
 * own, which began when it was opened: once a minute, so that it is up to a minute late.
 * RABBITMQ: rabbit_channel evaluate_consumer_timeout, channel_tick_interval
 */

/** The end of a step: the timer runs exactly while something is unacked. */
export function tendTimeouts(b: BrokerState, out: BrokerOut): void {
  const { consumerTimeout } = b.config;
  const needed = b.unacked > 0 && consumerTimeout !== null;
  if (needed === b.timeoutArmed) return;
  b.timeoutArmed = needed;
  if (needed) out.setTimer('timeout', consumerTimeout);
  else out.clearTimer('timeout');
}

export function timeoutFired(b: BrokerState, out: BrokerOut): void {
  const { consumerTimeout } = b.config;
  b.timeoutArmed = false;
  if (consumerTimeout === null) return;
  let nextAt = Number.POSITIVE_INFINITY;
  for (const id of [...b.connections.keys()]) {
    for (const [number, { unacked, openedAt, stage }] of [...(b.connections.get(id)?.channels ?? [])]) {
      const first = tapeFirst(unacked);
      if (first === undefined || stage === 'closing') continue;
      const tick = b.config.channelTick;
      const strikesAt = openedAt + tick * (Math.floor((first.at + consumerTimeout - openedAt) / tick) + 1);
      if (strikesAt <= out.now) closeLate(b, id, number, consumerTimeout, out);
      else nextAt = Math.min(nextAt, strikesAt);
    }
  }
  if (nextAt === Number.POSITIVE_INFINITY) return;
  b.timeoutArmed = true;
  out.setTimer('timeout', nextAt - out.now);
}

function closeLate(b: BrokerState, conn: number, number: number, timeout: number, out: BrokerOut): void {
  const connection = touchConnection(b, conn);
  if (connection === undefined) return;
  const text = `delivery acknowledgement on channel ${number} timed out. Timeout value used: ${timeout / 1000} ms. This timeout value can be configured, see consumers doc guide to learn more`;
  closeChannelFor(b, connection, number, refuse('PRECONDITION_FAILED', text), out);
}
