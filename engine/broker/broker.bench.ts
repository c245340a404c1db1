import { bytesOf } from '../base/bytes.ts';
import type { AmqpFrame } from '../wire/amqp-methods.ts';
import { methodFrame, PROTOCOL_HEADER } from '../wire/amqp-methods.ts';
import { CONFIG_DEFAULT } from './config.ts';
import { broker } from './machine.ts';
import type { BrokerOut, BrokerState } from './state.ts';

/*
 * How fast the broker is in process, with nobody watching: a message published through a topic exchange, delivered and
 * acknowledged; what routing costs as bindings grow; what a ready message weighs. Prints, and judges nothing.
 */

/** An Out that keeps nothing but the deliveries. */
function benchOut(): BrokerOut & { delivered: number } {
  const out = {
    now: 0,
    observed: false,
    delivered: 0,
    random: () => 0,
    note: () => 0,
    connect: () => 0,
    send: (_: number, frame: unknown) => {
      if ((frame as AmqpFrame).method === 'basic.deliver') out.delivered++;
    },
    close: () => {},
    setTimer: () => {},
    clearTimer: () => {},
    busy: () => {},
    append: () => {},
    sync: () => {},
    replace: () => {},
    truncate: () => {},
    remove: () => {},
    exit: () => {},
  };
  return out;
}

function opened(out: BrokerOut): BrokerState {
  const config = { ...CONFIG_DEFAULT, consumerTimeout: null };
  const b = broker.boot(config, { files: [], read: () => null }, out);
  broker.on(b, { kind: 'synced', file: 'metadata.log', upTo: Number.MAX_SAFE_INTEGER }, out);
  broker.on(b, { kind: 'opened', conn: 1, peer: 'bench', accepted: true }, out);
  const say = (frame: AmqpFrame): void => broker.on(b, { kind: 'frame', conn: 1, frame }, out);
  say(PROTOCOL_HEADER);
  say(methodFrame(0, 'connection.start-ok', { mechanism: 'PLAIN', response: '\0guest\0guest' }));
  say(methodFrame(0, 'connection.tune-ok', { channelMax: 2047, frameMax: 131_072 }));
  say(methodFrame(0, 'connection.open', { virtualHost: '/' }));
  say(methodFrame(1, 'channel.open', {}));
  return b;
}

const BODY = bytesOf('x'.repeat(100));

/** Topic bindings `region.<i>.*`, all to queues of their own kind but the last, which is the one consumed. */
function withBindings(b: BrokerState, out: BrokerOut, bindings: number): void {
  const say = (frame: AmqpFrame): void => broker.on(b, { kind: 'frame', conn: 1, frame }, out);
  say(methodFrame(1, 'exchange.declare', { exchange: 't', type: 'topic' }));
  say(methodFrame(1, 'queue.declare', { queue: 'other' }));
  say(methodFrame(1, 'queue.declare', { queue: 'q' }));
  for (let i = 1; i < bindings; i++) {
    say(methodFrame(1, 'queue.bind', { queue: 'other', exchange: 't', routingKey: `region.${i}.*`, nowait: true }));
  }
  say(methodFrame(1, 'queue.bind', { queue: 'q', exchange: 't', routingKey: 'region.0.*', nowait: true }));
}

function throughput(bindings: number, messages: number): number {
  const out = benchOut();
  const b = opened(out);
  withBindings(b, out, bindings);
  const say = (frame: AmqpFrame): void => broker.on(b, { kind: 'frame', conn: 1, frame }, out);
  say(methodFrame(1, 'basic.consume', { queue: 'q', consumerTag: 'c' }));
  const publish = methodFrame(1, 'basic.publish', { exchange: 't', routingKey: 'region.0.temperature', body: BODY });
  const ack = { channel: 1, method: 'basic.ack', deliveryTag: 0, multiple: false } as const;
  const round = (count: number): void => {
    for (let i = 0; i < count; i++) {
      broker.on(b, { kind: 'frame', conn: 1, frame: publish }, out);
      broker.on(b, { kind: 'frame', conn: 1, frame: { ...ack, deliveryTag: out.delivered } }, out);
    }
  };
  round(20_000);
  const began = performance.now();
  round(messages);
  const took = performance.now() - began;
  if (out.delivered !== messages + 20_000) throw new Error(`delivered ${out.delivered}`);
  return (messages / took) * 1000;
}

const show = (value: number): string => Math.round(value).toLocaleString('en');

for (const bindings of [10, 1_000, 100_000]) {
  const rate = throughput(bindings, 300_000);
  console.log(
    `topic exchange, ${show(bindings)} bindings: ${show(rate)} messages/s published, routed, delivered, acknowledged (${(1e6 / rate).toFixed(2)} µs each)`,
  );
}

function backlog(messages: number): void {
  const out = benchOut();
  const b = opened(out);
  broker.on(b, { kind: 'frame', conn: 1, frame: methodFrame(1, 'queue.declare', { queue: 'q' }) }, out);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const publish = methodFrame(1, 'basic.publish', { routingKey: 'q', body: BODY });
  const began = performance.now();
  for (let i = 0; i < messages; i++) broker.on(b, { kind: 'frame', conn: 1, frame: publish }, out);
  const took = performance.now() - began;
  globalThis.gc?.();
  const weight = (process.memoryUsage().heapUsed - before) / messages;
  const gc = globalThis.gc === undefined ? ' (run with --expose-gc for an exact figure)' : '';
  console.log(
    `${show(messages)} ready messages: ${show((messages / took) * 1000)}/s enqueued, ${weight.toFixed(0)} bytes each beyond the body${gc}`,
  );
  const forkBegan = performance.now();
  const twin = broker.fork?.(b);
  const forked = performance.now() - forkBegan;
  const thawBegan = performance.now();
  broker.on(b, { kind: 'frame', conn: 1, frame: publish }, out);
  console.log(
    `fork of it: ${forked.toFixed(2)} ms, and ${(performance.now() - thawBegan).toFixed(2)} ms at its first write (${twin === b ? 'shared' : 'apart'})`,
  );
}

backlog(1_000_000);
