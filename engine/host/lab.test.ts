import { describe, expect, it } from 'vitest';
import { MACHINES } from '../machines.ts';
import type { KvView, NodesView, WhyView } from '../scene/views.ts';
import type { Lab } from './lab.ts';
import { type LabEnvironment, openLab } from './open.ts';
import type { LabFrame, OpenSource, TranscriptView } from './protocol.ts';
import { MemoryStore } from './session/memory-store.ts';
import type { SessionStore } from './session/store.ts';

let names = 0;

function environment(store: SessionStore = new MemoryStore(), taken: Set<string> = new Set()): LabEnvironment {
  return {
    registry: MACHINES,
    store,
    locks: {
      take: (id) => Promise.resolve(!taken.has(id) && taken.add(id).size > 0),
      release: () => undefined,
    },
    steadyClock: () => 0,
    wallClock: () => 1_000_000,
    freshName: () => `copy${++names}`,
    hash: (bytes) => Promise.resolve(bytes.length.toString(16).padStart(64, '0')),
  };
}

const kv: OpenSource = { kind: 'world', name: 'kv-one', session: 'lab:kv-one' };

/** Ticks as a page would that shows 20 frames in each second on the wall. */
function play(lab: Lab, seconds: number, speed = 1): LabFrame {
  lab.setSpeed(speed);
  lab.play();
  let frame = lab.tick(0);
  for (let wall = 50; wall <= seconds * 1000; wall += 50) frame = lab.tick(wall);
  lab.pause();
  return frame;
}

const answers = (lab: Lab): string[] =>
  (lab.view({ view: 'transcript' }) as TranscriptView).lines
    .filter((line) => line.kind === 'answer')
    .map((line) => line.text);

async function openKv(env = environment()): Promise<Lab> {
  const { lab } = await openLab(kv, env);
  play(lab, 0.1);
  return lab;
}

describe('the lab', () => {
  it('plays: what is typed at a prompt is answered by a real engine', async () => {
    const lab = await openKv();
    expect(lab.act('cli> SET order:1 paid')).toMatchObject({ ok: true });
    play(lab, 0.1);
    lab.act('cli> GET order:1');
    play(lab, 0.1);
    expect(answers(lab)).toEqual(['OK', '"paid"']);
  });

  it('says why a line cannot be done', async () => {
    const lab = await openKv();
    expect(lab.act('explode redis')).toMatchObject({ ok: false });
    expect(lab.act('start redis')).toEqual({ ok: false, error: 'redis is running' });
    expect(lab.act('kill nobody')).toEqual({ ok: false, error: 'there is no node called nobody' });
  });

  it('pauses by itself when nothing is left to happen, and says so', async () => {
    const lab = await openKv();
    lab.play();
    lab.tick(0);
    expect(lab.tick(50)).toMatchObject({ playing: false, stopped: 'nothing is left to happen' });
  });

  it('stays paused when the visitor has paused it', async () => {
    const lab = await openKv();
    lab.pause();
    lab.act('cli> SET a 1');
    lab.tick(10_000);
    expect(lab.tick(11_000).playing).toBe(false);
    expect(answers(lab)).toEqual([]);
  });

  it('sends a view once, and again only when it changed', async () => {
    const lab = await openKv();
    lab.watch({ nodes: { view: 'nodes' } });
    expect(Object.keys(lab.tick(0).views)).toEqual(['nodes']);
    expect(Object.keys(lab.tick(1).views)).toEqual([]);
    lab.act('kill redis');
    const nodes = lab.tick(2).views['nodes'] as NodesView;
    expect(nodes.nodes.find((node) => node.id === 'redis')?.condition.kind).toBe('killed');
  });

  it('steps forth and back to the same picture', async () => {
    const lab = await openKv();
    lab.act('cli> SET a 1');
    const seen: string[] = [];
    const look = (): string => JSON.stringify([lab.simulation.step, lab.t, lab.view({ view: 'kv', node: 'redis' })]);
    for (let i = 0; i < 3; i++) {
      lab.step({ to: 'worth-seeing', back: false });
      seen.push(look());
    }
    for (const before of seen.slice(0, -1).reverse()) {
      lab.step({ to: 'worth-seeing', back: true });
      expect(look()).toBe(before);
    }
  });

  it('branches when somebody acts in the past, and keeps what was', async () => {
    const lab = await openKv();
    const typedAt = lab.t;
    lab.act('cli> SET a 1');
    play(lab, 0.2);
    const head = lab.simulation.step;
    lab.seekTime(typedAt + 200);
    lab.act('power-cut redis');
    const frame = lab.tick(0);
    expect(frame.branches).toHaveLength(2);
    expect(frame.branches[1]).toMatchObject({ parent: 0, label: 'power-cut redis' });
    lab.selectBranch(0);
    expect(lab.simulation.step).toBe(head);
  });

  it('loses by a power cut what was not synced, and names the setting in the chain of causes', async () => {
    const lab = await openKv();
    lab.act('cli> SET a 1');
    play(lab, 0.2);
    lab.act('power-cut redis');
    lab.act('start redis');
    play(lab, 0.2);
    const view = lab.view({ view: 'kv', node: 'redis' }) as KvView;
    expect(view.ghosts.map((ghost) => ghost.key)).toEqual(['a']);
    const why = lab.view({ view: 'why', id: view.ghosts[0]?.write ?? '', question: 'lost' }) as WhyView;
    expect(why.hops.at(-1)?.decided).toMatchObject({ by: 'setting', text: 'appendfsync everysec', node: 'redis' });
  });
});

describe('a session of the lab', () => {
  it('goes on at the same step after the page was closed', async () => {
    const env = environment();
    const lab = await openKv(env);
    lab.act('cli> SET a 1');
    play(lab, 0.3);
    await lab.saver?.flush(lab.simulation, lab.t);
    const { lab: twin, opened } = await openLab(kv, environment(env.store));
    expect(opened.resumed).toBe(true);
    expect([twin.simulation.step, twin.t]).toEqual([lab.simulation.step, lab.t]);
  });

  it('is copied, not written over, by a second tab', async () => {
    const taken = new Set<string>();
    const env = environment(new MemoryStore(), taken);
    await openKv(env);
    const { opened } = await openLab(kv, env);
    expect(opened).toMatchObject({ forkedFrom: 'lab:kv-one' });
    expect(opened.session).toMatch(/^lab:kv-one~copy/);
  });

  it('can be booted from its disks: exactly what was synced is there', async () => {
    const env = environment();
    const lab = await openKv(env);
    lab.act('cli> SET synced 1');
    play(lab, 2.5);
    lab.act('cli> SET unsynced 1');
    play(lab, 0.1);
    await lab.saver?.flush(lab.simulation, lab.t);
    const { lab: booted } = await openLab({ kind: 'disks', of: 'lab:kv-one', session: 'boot' }, environment(env.store));
    play(booted, 0.3);
    booted.act('cli> MGET synced unsynced');
    play(booted, 0.1);
    expect(answers(booted)).toEqual(['1) "1"\n2) (nil)']);
  });

  it('can be booted from its disks before anything was synced to its newest file', async () => {
    const env = environment();
    const lab = await openKv(env);
    lab.act('cli> SET unsynced 1');
    play(lab, 0.1);
    await lab.saver?.flush(lab.simulation, lab.t);
    const { lab: booted } = await openLab({ kind: 'disks', of: 'lab:kv-one', session: 'boot' }, environment(env.store));
    play(booted, 0.3);
    booted.act('cli> DBSIZE');
    play(booted, 0.1);
    expect(answers(booted)).toEqual(['(integer) 0']);
  });

  it('that cannot be read is refused in words and left alone', async () => {
    const env = environment();
    const head = { id: 'lab:kv-one', name: 'x', format: 1, savedAt: 1 };
    await env.store.commit({ head, log: new Uint8Array([1, 2, 3]), snapshot: true, disk: [] });
    await expect(openLab(kv, env)).rejects.toMatchObject({ name: 'SavedSessionError' });
    expect(await env.store.readLog('lab:kv-one')).toEqual([new Uint8Array([1, 2, 3])]);
  });

  it('begun beside what cannot be read leaves it there, and is what the name means from then on', async () => {
    const env = environment();
    const head = { id: 'lab:kv-one', name: 'x', format: 1, savedAt: 1 };
    await env.store.commit({ head, log: new Uint8Array([1, 2, 3]), snapshot: true, disk: [] });
    const { lab, opened } = await openLab({ ...kv, beside: true }, env);
    play(lab, 0.2);
    await lab.saver?.flush(lab.simulation, lab.t);
    const again = await openLab(kv, environment(env.store));
    expect([again.opened.session, again.opened.resumed, again.lab.t]).toEqual([opened.session, true, lab.t]);
    // Starting over concerns that one too.
    expect((await openLab({ ...kv, anew: true }, environment(env.store))).opened.session).toBe(opened.session);
    expect(await env.store.readLog('lab:kv-one')).toEqual([new Uint8Array([1, 2, 3])]);
    await expect(openLab({ ...kv, exact: true }, environment(env.store))).rejects.toMatchObject({
      name: 'SavedSessionError',
    });
  });

  it('of a second tab is opened by its own name and never by that of the first', async () => {
    const taken = new Set<string>();
    const env = environment(new MemoryStore(), taken);
    const first = await openKv(env);
    await first.saver?.flush(first.simulation, first.t);
    const { lab: copy, opened } = await openLab(kv, env);
    await copy.saver?.flush(copy.simulation, copy.t);
    const alone = environment(env.store);
    expect((await openLab(kv, alone)).opened.session).toBe('lab:kv-one');
    const again = await openLab({ ...kv, session: opened.session, exact: true }, alone);
    expect(again.opened).toMatchObject({ session: opened.session, resumed: true, forkedFrom: null });
  });

  it('says what an engine found wrong with a session that is well formed', async () => {
    const env = environment();
    const lab = await openKv(env);
    await lab.saver?.flush(lab.simulation, lab.t);
    const log = await env.store.readLog('lab:kv-one');
    const text = new TextDecoder().decode(log?.[0]).replace('"machine":"kv"', '"machine":"no such"');
    await env.store.commit({
      head: { id: 'lab:kv-one', name: 'x', format: 1, savedAt: 1 },
      log: new TextEncoder().encode(text),
      snapshot: true,
      disk: [],
    });
    await expect(openLab(kv, environment(env.store))).rejects.toMatchObject({
      name: 'SavedSessionError',
      message: expect.stringContaining('no such') as string,
    });
  });
});
