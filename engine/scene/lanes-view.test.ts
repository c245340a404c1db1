import { describe, expect, it } from 'vitest';
import { MACHINES } from '../machines.ts';
import { worldNamed } from '../script/worlds.ts';
import { Simulation } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { SCENE } from './fold.ts';
import { inspectorView } from './inspector-view.ts';
import { type LanesWindow, lanesView } from './lanes-view.ts';
import { factId } from './names.ts';
import type { Scene } from './scene.ts';
import type { LanesView } from './views.ts';

function begin(name: string): Simulation<Scene> {
  return new Simulation({ spec: worldNamed(name) as WorldSpec, registry: MACHINES, fold: SCENE, factsKeptMax: 20_000 });
}

function lanes(simulation: Simulation<Scene>, window: LanesWindow): LanesView {
  const last = Math.min(simulation.world.seq, simulation.seqAt(window.to));
  return lanesView(simulation.folded, (seq) => simulation.fact(seq), last, window);
}

describe('the lanes', () => {
  it('have an arrow for every frame of the window, from when it left to when it arrived', () => {
    const simulation = begin('broker-work');
    simulation.advance({ at: 3_000_000 });
    const window = { from: 1_000_000, to: 2_000_000, hidden: [] };
    const view = lanes(simulation, window);
    const sent = [];
    for (let seq = 1; seq <= simulation.world.seq; seq++) {
      const fact = simulation.fact(seq);
      const body = fact?.body as { kind: string; arrivesAt: number } | undefined;
      if (body?.kind === 'net.sent' && body.arrivesAt >= window.from && (fact?.at ?? 0) <= window.to) sent.push(seq);
    }
    expect([...view.arrows].map((arrow) => arrow.sent).sort((a, b) => a - b)).toEqual(sent);
    expect(view.arrows.every((arrow) => (arrow.arrivesAt ?? 0) - arrow.leavesAt === 30_000)).toBe(true);
    expect(view.drawnFrom).toBe(window.from);
  });

  it('show a frame that is on its way all through a narrow window', () => {
    const simulation = begin('broker-work');
    simulation.advance({ at: 3_000_000 });
    const first = lanes(simulation, { from: 1_000_000, to: 2_000_000 }).arrows[0];
    const at = (first?.leavesAt ?? 0) + 10_000;
    const narrow = lanes(simulation, { from: at, to: at + 1000 });
    expect(narrow.arrows.map((arrow) => arrow.sent)).toContain(first?.sent);
  });

  it('leave out the kinds and the nodes that are not wanted', () => {
    const simulation = begin('broker-work');
    simulation.advance({ at: 2_000_000 });
    const all = lanes(simulation, { from: 0, to: 2_000_000 });
    expect(new Set(all.arrows.map((arrow) => arrow.kind))).toEqual(new Set(['message', 'answer', 'setup']));
    const messages = lanes(simulation, { from: 0, to: 2_000_000, hidden: ['setup', 'answer', 'timer'] });
    expect(new Set(messages.arrows.map((arrow) => arrow.kind))).toEqual(new Set(['message']));
    expect(messages.marks.some((mark) => mark.kind === 'timer')).toBe(false);
    const two = lanes(simulation, { from: 0, to: 2_000_000, nodes: ['shop', 'rabbit'] });
    expect(two.nodes.map((node) => node.id)).toEqual(['rabbit', 'shop']);
    expect(two.arrows.every(({ from, to }) => [from, to].every((id) => ['shop', 'rabbit'].includes(id)))).toBe(true);
  });

  it('mark stops and starts, and dash the time between', () => {
    const simulation = begin('broker-work');
    simulation.dispatch({ kind: 'kill', node: 'worker-1' }, 1_000_000);
    simulation.dispatch({ kind: 'start', node: 'worker-1' }, 1_500_000);
    simulation.dispatch({ kind: 'partition', between: ['rabbit', 'shop'] }, 1_600_000);
    simulation.advance({ at: 2_000_000 });
    const view = lanes(simulation, { from: 900_000, to: 2_000_000 });
    const worker = view.nodes.find((node) => node.id === 'worker-1');
    expect(worker?.down).toEqual([{ from: 1_000_000, to: 1_500_000, how: 'kill' }]);
    const marks = view.marks.filter((mark) => mark.node === 'worker-1').map(({ at, kind }) => [at, kind]);
    expect(marks).toContainEqual([1_000_000, 'kill']);
    expect(marks).toContainEqual([1_500_000, 'start']);
    expect(
      view.marks
        .filter((mark) => mark.kind === 'parted')
        .map((mark) => mark.node)
        .sort(),
    ).toEqual(['rabbit', 'shop']);
    expect(view.arrows.some((arrow) => arrow.end === 'held' && arrow.arrivesAt === null)).toBe(true);
  });

  it('say where they begin when a window holds more than can be drawn', () => {
    const simulation = begin('broker-work');
    simulation.advance({ at: 10_000_000 });
    const view = lanes(simulation, { from: 0, to: 10_000_000, arrowsMax: 20 });
    expect(view.arrows).toHaveLength(20);
    expect(view.drawnFrom).toBeGreaterThan(5_000_000);
  });

  it('show the far past as it was, when its facts had been dropped', () => {
    const simulation = begin('broker-work');
    simulation.advance({ at: 2_000_000 });
    const before = lanes(simulation, { from: 500_000, to: 1_500_000 });
    simulation.advance({ at: 600_000_000 });
    const { step } = simulation;
    const after = lanes(simulation, { from: 500_000, to: 1_500_000 });
    expect(simulation.step).toBe(step);
    expect(after.arrows.map(({ sent, arrivesAt }) => [sent, arrivesAt])).toEqual(
      before.arrows.map(({ sent, arrivesAt }) => [sent, arrivesAt]),
    );
  });
});

describe('the arrow of a message', () => {
  it('leads to the life of what it carries, on its way and long after', () => {
    const simulation = begin('broker-work');
    simulation.advance({ at: 3_000_000 });
    const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
    const { arrows } = lanes(simulation, { from: 1_000_000, to: 2_000_000 });
    for (const method of ['basic.publish', 'basic.deliver', 'basic.ack']) {
      const named = arrows.filter(({ label }) => label.startsWith(method));
      for (const { sent, token } of named)
        expect(inspectorView(simulation.folded, facts, factId(sent))?.title).toBe(`Message ${token?.name}`);
      const arrow = arrows.find(({ label }) => label.startsWith(method));
      const view = inspectorView(simulation.folded, facts, factId(arrow?.sent ?? 0));
      expect(view?.title, method).toMatch(/^Message \d+$/);
      expect(view?.frame).toBe(arrow?.sent);
    }
    const setup = lanes(simulation, { from: 0, to: 500_000 }).arrows.find(({ label }) => label === 'connection.start');
    expect(inspectorView(simulation.folded, facts, factId(setup?.sent ?? 0))).toMatchObject({
      title: 'connection.start',
      subtitle: expect.stringContaining('rabbit → ') as string,
    });
  });

  it('of a command leads to the write that it was', () => {
    const simulation = begin('kv-one');
    simulation.dispatch({ kind: 'command', node: 'cli', line: 'SET a 1' }, 1_000_000);
    simulation.advance({ at: 2_000_000 });
    const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
    const { arrows } = lanes(simulation, { from: 900_000, to: 2_000_000 });
    const views = arrows.map(({ sent }) => inspectorView(simulation.folded, facts, factId(sent)));
    expect(arrows.map(({ label }) => label)).toEqual(['SET a 1', 'OK']);
    expect(views.map((view) => view?.title)).toEqual(['Write 1', 'Write 1']);
  });
});
