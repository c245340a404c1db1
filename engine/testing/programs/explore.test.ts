import { describe, expect, test } from 'vitest';
import { MACHINES } from '../../machines.ts';
import { type Explored, explore } from '../../script/explore.ts';
import { Kernel } from '../../sim/kernel.ts';
import { createWorld } from '../../sim/world.ts';
import { lineOf, shop } from './shop.ts';

const texts = ({ trials }: Explored): string[] => [...new Set(trials.map((trial) => trial.text))];
describe('every crash point', () => {
  test('of a consumer that acknowledges after its work: somebody is charged twice, and nobody never', () => {
    const found = explore(shop('consumer-ack-after'));
    expect(found.trials.length).toBeGreaterThan(25);
    const violated = found.trials.filter((trial) => trial.outcome === 'violated');
    expect(violated.length).toBeGreaterThan(0);
    for (const trial of violated) expect(trial.text).toMatch(/^violated: order-\d 2 times$/);
    // Between the work and the ack, whichever order it is.
    const ack = lineOf('consumer-ack-after', 'channel.ack');
    expect(violated.map((trial) => trial.point?.line)).toContain(ack);
  });

  test('of a consumer that acknowledges before its work: somebody is never charged, and nobody twice', () => {
    const violated = explore(shop('consumer-ack-before')).trials.filter((trial) => trial.outcome === 'violated');
    expect(violated.length).toBeGreaterThan(0);
    for (const trial of violated) expect(trial.text).toMatch(/^violated: (order-\d 0 times(, )?)+$/);
  });

  test('of a consumer without acks: what it had been given is lost', () => {
    const found = explore(shop('consumer-no-ack'));
    const work = lineOf('consumer-no-ack', 'hincrby');
    const before = found.trials.find(
      (trial) => trial.point?.line === work && trial.point.n === 1 && !trial.point.waiting,
    );
    expect(before?.text).toMatch(/0 times/);
  });

  test('of an idempotent consumer: each order is charged once', () => {
    const found = explore(shop('consumer-idempotent'));
    expect(texts(found)).toEqual(['ok']);
    expect(found.smallest).toBeNull();
  });

  test('the smallest failing run happens again from its journal', () => {
    const exploration = shop('consumer-ack-after');
    const { smallest } = explore(exploration);
    const printed: string[] = [];
    const world = createWorld(exploration.spec, MACHINES, new Map());
    const kernel = new Kernel(world, MACHINES, (fact) => {
      if (fact.node === 'check' && fact.body.kind === 'program.printed')
        printed.push((fact.body as unknown as { text: string }).text);
    });
    for (const { step, at, input } of smallest?.journal ?? []) {
      while (kernel.world.step < step) kernel.executeNext();
      kernel.executeInput(input, at);
    }
    while (kernel.world.step < (smallest?.steps ?? 0)) kernel.executeNext();
    expect(printed.join('\n')).toBe(smallest?.text);
  });

  test('with troubles of all kinds: the idempotent consumer never charges twice; it can be stopped midway', () => {
    const found = explore({ ...shop('consumer-idempotent'), checkAt: 10_000_000, schedules: 20 }, (done) => done >= 60);
    for (const trial of found.trials) expect(trial.text).not.toMatch(/[2-9] times/);
    expect(found.trials.length).toBeLessThanOrEqual(60);
  });
});
