import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, utf8Bytes } from '../base/bytes.ts';
import { MACHINES } from '../machines.ts';
import type { Lab } from './lab.ts';
import { duplicate, exportFile, importFile, rename } from './library.ts';
import { type LabEnvironment, openLab } from './open.ts';
import { MemoryStore } from './session/memory-store.ts';
import { decodeSession } from './session/saved-session.ts';
import { decodeLink, decodeSessionFile, encodeSessionFile } from './session/session-file.ts';
import { share } from './share.ts';

let names = 0;

function environment(store = new MemoryStore()): LabEnvironment {
  return {
    registry: MACHINES,
    store,
    locks: { take: () => Promise.resolve(true), release: () => undefined },
    steadyClock: () => 0,
    wallClock: () => 1_000_000,
    freshName: () => `n${++names}`,
    hash: (bytes) => Promise.resolve(bytes.length.toString(16).padStart(64, '0')),
  };
}

/** A world in which something was done, on two branches. */
async function worked(env: LabEnvironment): Promise<Lab> {
  const { lab } = await openLab({ kind: 'world', name: 'kv-one', session: 'lab kv-one' }, env);
  lab.act('cli> SET order:1 "päid"');
  lab.seekTime(2_000_000);
  lab.act('kill redis');
  lab.seekTime(1_000_000);
  lab.act('power-cut redis');
  lab.seekTime(1_500_000);
  await lab.saver?.flush(lab.simulation, lab.t);
  return lab;
}

const digest = ({ simulation, t }: Lab): unknown => ({
  t,
  step: simulation.step,
  branches: simulation.branches.map(({ head, headAt, parent }) => ({ head, headAt, parent })),
  milestones: simulation.folded.scene.time.milestones,
});

describe('a world that is given away', () => {
  it('opens from its link exactly as it stood: branches, step and time', async () => {
    const lab = await worked(environment());
    const { link } = await share(lab);
    const { lab: sent, opened } = await openLab({ kind: 'link', text: link ?? '', session: 'shared x' }, environment());
    expect(digest(sent)).toEqual(digest(lab));
    expect(opened).toMatchObject({ session: 'shared x', name: 'kv-one' });
  });

  it('goes on where its reader left it, and back to what was sent when begun anew', async () => {
    const env = environment();
    const lab = await worked(environment());
    const { link } = await share(lab);
    const source = { kind: 'link', text: link ?? '', session: 'shared x' } as const;
    const { lab: mine } = await openLab(source, env);
    mine.act('start redis');
    mine.seekTime(4_000_000);
    await mine.saver?.flush(mine.simulation, mine.t);
    expect((await openLab(source, env)).lab.t).toBe(4_000_000);
    expect(digest((await openLab({ ...source, anew: true }, env)).lab)).toEqual(digest(lab));
  });

  it('opens from its file, as a world of its own', async () => {
    const lab = await worked(environment());
    const env = environment();
    const id = await importFile(env, (await share(lab)).file, '  from a friend ');
    const { lab: sent, opened } = await openLab({ kind: 'saved', session: id }, env);
    expect(digest(sent)).toEqual(digest(lab));
    expect(opened.title).toBe('from a friend');
  });

  it('takes its large inputs along in a file, and has no link', async () => {
    const env = environment();
    const hash = await env.hash(new Uint8Array(3));
    const spec = { name: 'big', seed: 1, nodes: [{ id: 'redis', machine: 'kv', files: { 'dump.rdb': hash } }] };
    const log = utf8Bytes(`${JSON.stringify({ record: 'world', spec })}\n`);
    const file = encodeSessionFile({ format: 1, log, blobs: new Map([[hash, bytesOf('abc')]]) });
    const id = await importFile(env, file, 'big');
    expect(await env.store.readBlob(hash)).toEqual(bytesOf('abc'));
    expect(decodeSessionFile(await exportFile(env.store, id))).toEqual(decodeSessionFile(file));
    const changed = encodeSessionFile({ format: 1, log, blobs: new Map([[hash, bytesOf('abcd')]]) });
    await expect(importFile(env, changed, 'big')).rejects.toThrow('a large file in it was changed');
  });
});

describe('the library', () => {
  it('renames and doubles: the copy has the disks and goes its own way', async () => {
    const env = environment();
    const lab = await worked(env);
    await rename(env.store, 'lab kv-one', '  mine  ');
    const id = await duplicate(env, 'lab kv-one', 'mine, a copy');
    const heads = await env.store.list();
    expect(new Set(heads.map(({ title }) => title))).toEqual(new Set(['mine', 'mine, a copy']));
    expect(await env.store.readDisk(id)).toEqual(await env.store.readDisk('lab kv-one'));
    const { lab: copy, opened } = await openLab({ kind: 'saved', session: id }, env);
    expect([digest(copy), opened.title]).toEqual([digest(lab), 'mine, a copy']);
    copy.act('start redis');
    await copy.saver?.flush(copy.simulation, copy.t);
    expect((await openLab({ kind: 'saved', session: 'lab kv-one' }, env)).lab.t).toBe(1_500_000);
    expect((await env.store.list()).find((head) => head.id === id)?.title).toBe('mine, a copy');
  });

  it('begins the world of a session anew, and says when there is none', async () => {
    const env = environment();
    await worked(env);
    const { lab } = await openLab({ kind: 'saved', session: 'lab kv-one', anew: true }, env);
    expect(lab.simulation.branches).toHaveLength(1);
    await expect(openLab({ kind: 'saved', session: 'gone' }, env)).rejects.toThrow('no longer holds that world');
    await expect(duplicate(env, 'gone', 'x')).rejects.toMatchObject({ name: 'StorageError' });
  });

  it('exports what it cannot read itself', async () => {
    const env = environment();
    const head = { id: 'a', name: 'a', format: 99, savedAt: 1 };
    await env.store.commit({ head, log: bytesOf('what is this'), snapshot: true, disk: [] });
    expect(new TextDecoder().decode(await exportFile(env.store, 'a'))).toContain('what is this');
  });
});

describe('what somebody sends is hostile until it is read', () => {
  const keptNothing = async (bytes: Uint8Array): Promise<string> => {
    const env = environment();
    const error: unknown = await importFile(env, bytes, 'x').then(
      () => null,
      (why: unknown) => why,
    );
    expect(error).toMatchObject({ name: 'SavedSessionError' });
    expect(await env.store.list()).toEqual([]);
    return (error as Error).message;
  };

  it('a file that is none, or of a newer version, is refused in words', async () => {
    expect(await keptNothing(new Uint8Array([0xff, 0xfe]))).toBe('it is not a world of Inflight');
    expect(await keptNothing(new Uint8Array())).toBe('it is not a world of Inflight');
    expect(await keptNothing(bytesOf('{"hello":1}\n'))).toBe('it is not a world of Inflight');
    expect(await keptNothing(bytesOf('{"inflight":99}\n{}\n'))).toContain('a newer version of Inflight');
    expect(await keptNothing(bytesOf('{"inflight":1}\n{"blob":"x","base64":"*"}\n'))).toContain('cannot be read');
  });

  it('a link that was cut off, or unfolds to a bomb, is refused in words', async () => {
    const { link } = await share(await worked(environment()));
    const whole = link ?? '';
    for (const text of ['', '***', whole.slice(0, -9), whole.slice(9), `${whole}/..`])
      await expect(decodeLink(text)).rejects.toMatchObject({ name: 'SavedSessionError' });
    const zeros = new Blob([new Uint8Array(30_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const bomb = Buffer.from(await new Response(zeros).arrayBuffer()).toString('base64url');
    await expect(decodeLink(bomb)).rejects.toThrow('more than any world');
  });

  it('any bytes lead to a session or to a SavedSessionError, and to nothing else', async () => {
    const { file, link } = await share(await worked(environment()));
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(255), fc.nat(3), async (at, byte, drop) => {
        const mutated = Uint8Array.from([...file.slice(0, at), byte, ...file.slice(at + drop)]);
        try {
          const { log, format } = decodeSessionFile(mutated);
          decodeSession([log], format);
        } catch (error) {
          expect(error).toMatchObject({ name: 'SavedSessionError' });
        }
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat((link ?? '').length - 1), fc.string(), async (at, junk) => {
        const text = (link ?? '').slice(0, at) + junk;
        const error: unknown = await decodeLink(text).catch((why: unknown) => why);
        if (error instanceof Error) expect(error.name).toBe('SavedSessionError');
      }),
      { numRuns: 200 },
    );
  });
});
