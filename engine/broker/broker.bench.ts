import { assert, present } from '../base/assert.ts';
import { bytesOf } from '../base/bytes.ts';
import type { Bench, Report } from '../testing/bench.ts';
import type { AmqpFrame } from '../wire/amqp-methods.ts';
import { methodFrame, PROTOCOL_HEADER } from '../wire/amqp-methods.ts';
import { CONFIG_DEFAULT } from './config.ts';
import type { Binding } from './exchanges/kind.ts';
import { EXCHANGE_KINDS } from './exchanges/registry.ts';
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
    read: () => null,
    remove: () => {},
    traffic: () => ({ unread: 0, unparsed: 0, received: 0, sent: 0 }),
    bound: () => {},
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

/** One call of the result publishes, routes, delivers and acknowledges `count` messages. */
function rounds(bindings: number, count: number): () => void {
  const out = benchOut();
  const b = opened(out);
  withBindings(b, out, bindings);
  broker.on(
    b,
    { kind: 'frame', conn: 1, frame: methodFrame(1, 'basic.consume', { queue: 'q', consumerTag: 'c' }) },
    out,
  );
  const publish = methodFrame(1, 'basic.publish', { exchange: 't', routingKey: 'region.0.temperature', body: BODY });
  return () => {
    const before = out.delivered;
    for (let i = 0; i < count; i++) {
      broker.on(b, { kind: 'frame', conn: 1, frame: publish }, out);
      const ack: AmqpFrame = { channel: 1, method: 'basic.ack', deliveryTag: out.delivered, multiple: false };
      broker.on(b, { kind: 'frame', conn: 1, frame: ack }, out);
    }
    assert(out.delivered === before + count, 'every message was delivered');
  };
}

/** Routing alone, by the exchange's own kind. */
function routes(bindings: number, count: number): () => void {
  const kind = present(EXCHANGE_KINDS.get('topic'), 'there is a topic exchange');
  const table = kind.routes([]);
  for (let i = 0; i < bindings; i++) {
    kind.add(table, { source: 't', to: 'queue', destination: 'q', key: `region.${i}.*`, arguments: [] });
  }
  const message = { key: 'region.0.temperature', headers: [], properties: {} };
  return () => {
    for (let i = 0; i < count; i++) {
      const found: Binding[] = [];
      kind.match(table, message, found);
      assert(found.length === 1, 'one binding matches');
    }
  };
}

function backlog(report: Report, messages: number): void {
  const out = benchOut();
  const b = opened(out);
  broker.on(b, { kind: 'frame', conn: 1, frame: methodFrame(1, 'queue.declare', { queue: 'q' }) }, out);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const publish = methodFrame(1, 'basic.publish', { routingKey: 'q', body: BODY });
  for (let i = 0; i < messages; i++) broker.on(b, { kind: 'frame', conn: 1, frame: publish }, out);
  globalThis.gc?.();
  report.value('a ready message, beyond its body', (process.memoryUsage().heapUsed - before) / messages, 'bytes');
  if (globalThis.gc === undefined) report.say('(an upper bound: run Node with --expose-gc for the exact weight)');
  const began = performance.now();
  const twin = broker.fork?.(b);
  report.value('a fork of it', performance.now() - began, 'ms');
  const wrote = performance.now();
  broker.on(b, { kind: 'frame', conn: 1, frame: publish }, out);
  report.value('the first write after that', performance.now() - wrote, 'ms');
  assert(twin !== b, 'a fork is another state');
}

const bench: Bench = async (report) => {
  const sizes = [10, 1_000, 100_000];
  report.heading('published through a topic exchange, delivered and acknowledged');
  for (const size of sizes) {
    await report.measure(`${size} bindings`, rounds(size, 20_000), { units: 20_000, unit: 'message' });
  }
  report.heading('routing alone');
  for (const size of sizes)
    await report.measure(`${size} bindings`, routes(size, 20_000), { units: 20_000, unit: 'message' });
  report.heading('a queue of 1,000,000 ready messages');
  backlog(report, 1_000_000);
};

export default bench;
