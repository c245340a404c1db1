import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MethodFrame } from '../wire/amqp-methods.ts';
import { ConfirmRuns } from './confirm-runs.ts';

type Ack = MethodFrame<'basic.ack'>;

const ack = (deliveryTag: number, multiple = false, channel = 1): Ack => ({
  channel,
  method: 'basic.ack',
  deliveryTag,
  multiple,
});

function said(take: (runs: ConfirmRuns) => void): string[] {
  const texts: string[] = [];
  const runs = new ConfirmRuns((one) => texts.push(`${one.channel}:${one.deliveryTag}${one.multiple ? '+' : ''}`));
  take(runs);
  runs.flush();
  return texts;
}

test('confirms in order become one', () => {
  expect(said((runs) => [1, 2, 3].forEach((tag) => runs.ack(ack(tag))))).toEqual(['1:3+']);
  expect(said((runs) => runs.ack(ack(1)))).toEqual(['1:1']);
});

test('one that came early is said at once, and nothing is said for those before it', () => {
  expect(said((runs) => [2, 3].forEach((tag) => runs.ack(ack(tag))))).toEqual(['1:2', '1:3']);
  expect(said((runs) => [1, 3, 2].forEach((tag) => runs.ack(ack(tag))))).toEqual(['1:3', '1:2+']);
});

test('channels are told apart, and one that was opened again begins at 1', () => {
  expect(said((runs) => [ack(1), ack(1, false, 2), ack(2)].forEach((one) => runs.ack(one)))).toEqual(['1:2+', '2:1']);
  expect(
    said((runs) => {
      runs.ack(ack(1));
      runs.flush();
      runs.forget(1);
      runs.ack(ack(1));
    }),
  ).toEqual(['1:1', '1:1']);
});

test('whatever the order, each tag is confirmed exactly when the broker has confirmed or refused it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ settle: fc.nat(30), refuse: fc.boolean(), flush: fc.boolean() }), { maxLength: 60 }),
      (steps) => {
        const confirmed = new Set<number>();
        const [acked, refused] = [new Set<number>(), new Set<number>()];
        const runs = new ConfirmRuns(({ deliveryTag, multiple }) => {
          for (let tag = multiple ? 1 : Number(deliveryTag); tag <= Number(deliveryTag); tag++) confirmed.add(tag);
        });
        for (const { settle, refuse, flush } of steps) {
          const tag = settle + 1;
          if (acked.has(tag) || refused.has(tag)) continue;
          (refuse ? refused : acked).add(tag);
          if (refuse)
            runs.nack({ channel: 1, method: 'basic.nack', deliveryTag: tag, multiple: false, requeue: false });
          else runs.ack(ack(tag));
          if (flush) runs.flush();
        }
        runs.flush();
        for (const tag of acked) expect(confirmed.has(tag)).toBe(true);
        for (const tag of confirmed) expect(acked.has(tag) || refused.has(tag)).toBe(true);
      },
    ),
  );
});
