import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rig, type RigClient, textOf } from '../rig.ts';
import type { QueueType } from '../state.ts';

/* Whatever happens to the broker: what it has confirmed and nobody has acknowledged is there. */

type Op = 'publish' | 'acknowledge' | 'send back' | 'slow disk' | 'disk answers' | 'kill' | 'powerCut' | 'stop';

const ops = fc.array(
  fc.constantFrom<Op>(
    'publish',
    'publish',
    'publish',
    'acknowledge',
    'send back',
    'slow disk',
    'disk answers',
    'kill',
    'powerCut',
    'stop',
  ),
  { minLength: 5, maxLength: 40 },
);

class Run {
  readonly rig = new Rig();
  readonly type: QueueType;
  readonly confirmed = new Set<string>();
  readonly acknowledged = new Set<string>();
  #client!: RigClient;
  #sent = 0;
  #tags = new Map<number, string>();
  #publishes = 0;

  constructor(type: QueueType) {
    this.type = type;
    this.begin();
    const value = type;
    const limit = type === 'quorum' ? [{ key: 'x-delivery-limit', type: 'long', value: 1000 } as const] : [];
    this.#client.ask('queue.declare', {
      queue: 'q',
      durable: true,
      arguments: [{ key: 'x-queue-type', type: 'longstr', value }, ...limit],
    });
  }

  begin(): void {
    this.#client = this.rig.client();
    this.#client.ask('confirm.select');
    this.#tags = new Map();
    this.#publishes = 0;
  }

  do(op: Op): void {
    const { rig } = this;
    if (op === 'publish') {
      const text = String(this.#sent++);
      this.#tags.set(++this.#publishes, text);
      this.#client.publish('', 'q', text, { properties: { deliveryMode: 2 } });
    } else if (op === 'slow disk') rig.diskAnswers = false;
    else if (op === 'disk answers') {
      rig.diskAnswers = true;
      rig.settleDisk();
    } else if (op === 'kill' || op === 'powerCut' || op === 'stop') this.#end(op);
    else if (this.type !== 'stream') this.#take(op);
    this.hear();
  }

  #end(how: 'kill' | 'powerCut' | 'stop'): void {
    const { rig } = this;
    this.hear();
    if (how === 'stop') rig.on({ kind: 'command', line: 'stop' });
    if (how !== 'powerCut') rig.settleDisk();
    rig.diskAnswers = true;
    rig.restart(how === 'powerCut' ? 'powerCut' : 'kill');
    this.begin();
  }

  #take(op: Op): void {
    this.#client.method(1, 'basic.get', { queue: 'q' });
    for (const frame of this.hear()) {
      if (frame.method !== 'basic.get-ok') continue;
      const { deliveryTag } = frame;
      if (op === 'send back') this.#client.method(1, 'basic.nack', { deliveryTag, requeue: true });
      else {
        this.acknowledged.add(textOf(frame.body));
        this.#client.method(1, 'basic.ack', { deliveryTag });
      }
    }
  }

  hear() {
    const frames = this.#client.take();
    for (const frame of frames) {
      if (frame.method !== 'basic.ack') continue;
      for (const [tag, text] of this.#tags)
        if (frame.multiple ? tag <= Number(frame.deliveryTag) : tag === Number(frame.deliveryTag))
          this.confirmed.add(text);
    }
    return frames;
  }

  /** All that is there, from the first. */
  left(): string[] {
    this.#end('powerCut');
    const reader = this.rig.client();
    reader.ask('basic.qos', { prefetchCount: 1000 });
    const from = this.type === 'stream' ? [{ key: 'x-stream-offset', type: 'longstr', value: 'first' } as const] : [];
    reader.method(1, 'basic.consume', { queue: 'q', arguments: from });
    return reader.take().flatMap((frame) => (frame.method === 'basic.deliver' ? [textOf(frame.body)] : []));
  }
}

test.each(['classic', 'quorum', 'stream'] as const)('a %s queue has all that it confirmed, once each', (type) => {
  let confirmed = 0;
  fc.assert(
    fc.property(ops, (all) => {
      const run = new Run(type);
      for (const op of all) run.do(op);
      const left = run.left();
      confirmed += run.confirmed.size;
      expect(new Set(left).size).toBe(left.length);
      for (const text of run.confirmed) if (!run.acknowledged.has(text)) expect(left).toContain(text);
    }),
    { numRuns: 150 },
  );
  expect(confirmed).toBeGreaterThan(150);
});

test('a stream keeps the order of its offsets through every stop', () => {
  fc.assert(
    fc.property(ops, (all) => {
      const run = new Run('stream');
      for (const op of all) run.do(op);
      const left = run.left().map(Number);
      expect(left).toEqual(left.toSorted((a, z) => a - z));
    }),
    { numRuns: 100 },
  );
});
