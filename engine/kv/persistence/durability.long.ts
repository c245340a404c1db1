import { afterAll, describe, expect, test } from 'vitest';
import type { ConnId } from '../../sim/machine.ts';
import { Rig } from '../rig.ts';

/*
 * A thousand lives under each appendfsync, each ended by a kill or a power cut at a random moment: what was promised is
 * there. After a power cut a random part of what the disk was never asked for survives too, torn anywhere.
 */

const LIVES = Number(process.env['INFLIGHT_SEEDS'] ?? 1000);
const WRITES_MAX = 60;
/** The sync of a second may wait for the next one, and that takes as long as the disk takes. */
const EVERYSEC_LOSS_MAX = 2_100_000;

type End = 'kill' | 'powerCut';

interface Life {
  readonly rig: Rig;
  /** Per key, in the order of execution, when its write was acknowledged; -1 for never. */
  readonly acknowledgedAt: number[];
}

function live(appendfsync: string, seed: number): Life {
  const rig = new Rig({ parameters: { appendonly: 'yes', appendfsync }, seed, syncFor: 500 + ((seed * 37) % 30_000) });
  rig.pass(1_500_000);
  const conns = Array.from({ length: 3 }, () => rig.open());
  const waiting = new Map<ConnId, number[]>(conns.map((conn) => [conn, []]));
  const acknowledgedAt: number[] = [];
  const hear = (): void => {
    for (const conn of conns) for (const _ of rig.take(conn)) acknowledgedAt[waiting.get(conn)?.shift() ?? 0] = rig.now;
  };
  const writes = 1 + rig.random(WRITES_MAX);
  for (let i = 0; i < writes; i++) {
    const conn = conns[rig.random(conns.length)] as ConnId; // below length
    waiting.get(conn)?.push(i);
    acknowledgedAt.push(-1);
    rig.give({ kind: 'frame', conn, frame: ['SET', `k${i}`, String(i)] });
    hear();
    // Mostly close together, now and then long apart.
    rig.pass(rig.random(rig.random(8) === 0 ? 900_000 : 2_000));
    hear();
  }
  rig.pass(rig.random(1_500_000));
  hear();
  return { rig, acknowledgedAt };
}

/** Which writes are there after the end. What survives is always a beginning of the history. */
function survivors({ rig, acknowledgedAt }: Life, how: End): number {
  rig.restart(how, (_file, from, to) => from + rig.random(to - from + 1));
  const conn = rig.open();
  const there = acknowledgedAt.map((_, i) => rig.ask(conn, 'GET', `k${i}`) === String(i));
  const count = there.filter(Boolean).length;
  expect(there.indexOf(false), 'a beginning of the history').toBe(count === there.length ? -1 : count);
  return count;
}

const totals: string[] = [];

describe.each(['always', 'everysec', 'no'])('appendfsync %s', (appendfsync) => {
  test.each<End>(['kill', 'powerCut'])('%s', (how) => {
    let [acknowledged, lost, worst] = [0, 0, 0];
    for (let seed = 1; seed <= LIVES; seed++) {
      const life = live(appendfsync, seed);
      const endedAt = life.rig.now;
      const count = survivors(life, how);
      for (const [i, at] of life.acknowledgedAt.entries()) {
        if (at < 0) continue;
        acknowledged++;
        if (i < count) continue;
        lost++;
        worst = Math.max(worst, endedAt - at);
      }
      const where = `seed ${seed}`;
      if (appendfsync === 'always' || (appendfsync === 'no' && how === 'kill')) expect(lost, where).toBe(0);
      if (appendfsync === 'everysec') expect(worst, where).toBeLessThanOrEqual(EVERYSEC_LOSS_MAX);
    }
    totals.push(
      `${appendfsync}, ${how}: ${LIVES} lives, ${acknowledged} acknowledged, ${lost} lost, the oldest ${worst / 1000} ms before the end`,
    );
    expect(acknowledged).toBeGreaterThan(LIVES);
  });
});

afterAll(() => {
  process.stdout.write(`${totals.join('\n')}\n`);
});
