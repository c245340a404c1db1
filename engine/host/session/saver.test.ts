import { describe, expect, it } from 'vitest';
import { readFile } from '../../sim/disk.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { CHAT, kill, PUPPETS, powerCut, simulate, start } from '../../testing/run.ts';
import { MemoryStore } from './memory-store.ts';
import { decodeSession, encodeRecords, FORMAT, replaySession } from './saved-session.ts';
import { SessionSaver } from './saver.ts';
import { type Commit, StorageError } from './store.ts';

const saverOn = (store: MemoryStore, clock: () => number = () => 1000): SessionSaver =>
  new SessionSaver(store, { id: 'chat', name: 'chat' }, new Map(), clock);

/** The synced bytes of every disk of a world, by node and file. */
function syncedDisks(simulation: Simulation<unknown>): Record<string, Uint8Array | null> {
  const disks: Record<string, Uint8Array | null> = {};
  for (const node of simulation.world.nodes.values()) {
    for (const [file, { synced }] of node.disk.files)
      disks[`${node.id} ${file}`] = readFile(node.disk, file, 0, synced);
  }
  return disks;
}

async function storedDisks(store: MemoryStore): Promise<Record<string, Uint8Array>> {
  return Object.fromEntries((await store.readDisk('chat')).map(({ node, file, bytes }) => [`${node} ${file}`, bytes]));
}

async function reopened(store: MemoryStore): Promise<Simulation<unknown>> {
  const saved = decodeSession((await store.readLog('chat')) ?? [], FORMAT);
  const simulation = simulate(saved.spec, PUPPETS);
  replaySession(saved, simulation);
  return simulation;
}

describe('a running session', () => {
  it('is there again at the same step of the same branch after any commit', async () => {
    const store = new MemoryStore();
    const simulation = simulate(CHAT, PUPPETS);
    const saver = saverOn(store);
    for (let round = 0; round < 12; round++) {
      simulation.advance({ stepsMax: 97 });
      if (round % 4 === 1) simulation.dispatch(kill('server'));
      if (round % 4 === 2) simulation.dispatch(start('server'));
      if (round === 6) simulation.seek(200);
      if (round === 7) simulation.dispatch(powerCut('x'));
      if (round === 6 || round === 7) saver.sought();
      await saver.save(simulation, simulation.now + round);
      const twin = await reopened(store);
      expect([twin.branch.id, twin.step, twin.now, twin.world.seq]).toEqual([
        simulation.branch.id,
        simulation.step,
        simulation.now,
        simulation.world.seq,
      ]);
      expect(twin.branches.map(({ head, parent, forkedAt }) => [head, parent, forkedAt])).toEqual(
        simulation.branches.map(({ head, parent, forkedAt }) => [head, parent, forkedAt]),
      );
      expect(await storedDisks(store)).toEqual(syncedDisks(simulation));
    }
    expect(simulation.branches).toHaveLength(2);
  });

  it('writes only what is new once it has begun', async () => {
    const commits: Commit[] = [];
    class Watched extends MemoryStore {
      override commit(commit: Commit): Promise<void> {
        commits.push(commit);
        return super.commit(commit);
      }
    }
    const simulation = simulate(CHAT, PUPPETS);
    const saver = saverOn(new Watched());
    simulation.advance({ stepsMax: 2000 });
    await saver.save(simulation, simulation.now);
    simulation.advance({ stepsMax: 40 });
    await saver.save(simulation, simulation.now);
    await saver.save(simulation, simulation.now);
    expect(commits).toHaveLength(2);
    expect(commits[1]?.snapshot).toBe(false);
    const sizes = commits.map((commit) => commit.disk.reduce((sum, delta) => sum + (delta.bytes?.length ?? 0), 0));
    expect(sizes[1]).toBeGreaterThan(0);
    expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) / 10);
  });

  it('goes on in memory when storage is full, says so, and is whole once storage is there again', async () => {
    let full = true;
    class Filling extends MemoryStore {
      override commit(commit: Commit): Promise<void> {
        return full ? Promise.reject(new StorageError('full', 'no space left')) : super.commit(commit);
      }
    }
    let now = 0;
    const store = new Filling();
    const simulation = simulate(CHAT, PUPPETS);
    const saver = saverOn(store, () => now);
    simulation.advance({ stepsMax: 300 });
    await saver.save(simulation, simulation.now);
    expect(saver.status).toEqual({ kind: 'unsaved', why: 'full', message: 'no space left' });
    simulation.advance({ stepsMax: 300 });
    full = false;
    now = 6000;
    await saver.save(simulation, simulation.now);
    expect(saver.status).toEqual({ kind: 'saved', at: 6000 });
    expect((await reopened(store)).step).toBe(simulation.step);
    expect(await storedDisks(store)).toEqual(syncedDisks(simulation));
  });
});

describe('a saved session that cannot be read', () => {
  const good = async (): Promise<Uint8Array[]> => {
    const store = new MemoryStore();
    const simulation = simulate(CHAT, PUPPETS);
    simulation.advance({ stepsMax: 100 });
    simulation.dispatch(kill('server'));
    await saverOn(store).save(simulation, simulation.now);
    return (await store.readLog('chat')) ?? [];
  };
  const text = (bytes: string): Uint8Array[] => [new TextEncoder().encode(bytes)];

  it.each<[string, string, RegExp]>([
    ['binary', '\u{1F600}\n', /line 1 of a chunk is not JSON/],
    ['another JSON', '{"hello":1}\n', /record 1 is damaged/],
    [
      'a world of the wrong shape',
      '{"record":"world","spec":{"name":"x","seed":-1,"nodes":[]}}\n',
      /its world is damaged: seed/,
    ],
    ['no beginning', '{"record":"position","branch":0,"step":0,"t":0,"heads":[0]}\n', /does not begin with a world/],
    ['nothing', '', /does not begin with a world/],
  ])('says why: %s', (_name, bytes, why) => {
    expect(() => decodeSession(text(bytes), FORMAT)).toThrow(why);
  });

  it('says that a newer version wrote it', async () => {
    const log = await good();
    expect(() => decodeSession(log, FORMAT + 1)).toThrow(/newer version/);
  });

  it('notices inputs that no longer fit what the world does', async () => {
    const saved = decodeSession(await good(), FORMAT);
    const later = saved.branches.map((branch) => ({
      ...branch,
      inputs: branch.inputs.map((input) => ({ ...input, at: input.at + 50_000 })),
    }));
    expect(() => replaySession({ ...saved, branches: later }, simulate(saved.spec, PUPPETS))).toThrow(
      /another version of the engines/,
    );
  });

  it('survives any cut and any flipped byte with an error in words', async () => {
    const [bytes] = await good();
    const whole = bytes ?? new Uint8Array();
    for (let at = 0; at < whole.length; at += 7) {
      for (const hurt of [whole.slice(0, at), whole.map((byte, i) => (i === at ? byte ^ 0x21 : byte))]) {
        try {
          const saved = decodeSession([hurt], FORMAT);
          replaySession(saved, simulate(saved.spec, PUPPETS));
        } catch (error) {
          expect((error as Error).name).toMatch(/^(SavedSessionError|SpecError)$/);
        }
      }
    }
  });

  it('writes a record a line', () => {
    const lines = new TextDecoder()
      .decode(
        encodeRecords([
          { record: 'world', spec: CHAT },
          { record: 'branch', id: 1, parent: 0, at: 5 },
        ]),
      )
      .split('\n');
    expect(lines.map((line) => (line === '' ? '' : (JSON.parse(line) as { record: string }).record))).toEqual([
      'world',
      'branch',
      '',
    ]);
  });
});
