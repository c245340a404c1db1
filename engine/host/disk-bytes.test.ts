import { describe, expect, it } from 'vitest';
import { MACHINES } from '../machines.ts';
import type { Lab } from './lab.ts';
import { openLab } from './open.ts';
import type { FilesAnswer, KvAnswer, StructureView } from './protocol.ts';
import { MemoryStore } from './session/memory-store.ts';

async function open(name: string, ...lines: readonly string[]): Promise<Lab> {
  const { lab } = await openLab(
    { kind: 'world', name, session: null },
    {
      registry: MACHINES,
      store: new MemoryStore(),
      locks: { take: () => Promise.resolve(true), release: () => undefined },
      steadyClock: () => 0,
      wallClock: () => 1_000_000,
      freshName: () => 'fresh',
      hash: (bytes) => Promise.resolve(bytes.length.toString(16).padStart(64, '0')),
    },
  );
  lab.seekTime(50_000);
  for (const line of lines) {
    lab.act(`cli> ${line}`);
    lab.seekTime(lab.t + 10_000);
  }
  return lab;
}

const files = (lab: Lab, file: string | null = null): FilesAnswer =>
  lab.view({ view: 'files', node: 'redis', file }) as FilesAnswer;

describe('the bytes of the files', () => {
  it('of an append-only file are its commands, each the write that it is, and how much of them is on the disk', async () => {
    const lab = await open('kv-one', 'SET a 1', 'LPUSH list x y');
    const before = files(lab).shown;
    expect(before?.file).toMatch(/^appendonlydir\/appendonly\.aof\.1\.incr\.aof$|incr\.aof$/);
    expect(before?.synced).toBeLessThan(before?.size ?? 0);
    expect(before?.fields.map(({ name }) => name)).toEqual(['write 1', 'write 2']);
    const second = before?.fields[1];
    expect(second?.parts.at(-1)).toMatchObject({ name: '*4', value: 'LPUSH list x y' });
    expect(second?.parts.at(-1)?.parts.map(({ value }) => value)).toEqual(['LPUSH', 'list', 'x', 'y']);
    expect(String.fromCharCode(...(before?.bytes.slice(second?.from, second?.to) ?? []))).toContain('$4\r\nlist\r\n');
    lab.seekTime(lab.t + 3_000_000);
    expect(files(lab).shown).toMatchObject({ synced: before?.size, size: before?.size });
  });

  it('of a snapshot are its header, who made it, its databases and its checksum', async () => {
    const lab = await open('kv-one', 'SET a 1', 'SET b 2 EX 100', 'SAVE');
    const { shown } = files(lab, 'dump.rdb');
    expect(shown?.fields.map(({ name, value }) => [name, value])).toEqual(
      expect.arrayContaining([
        ['magic', 'REDIS'],
        ['version', '0010'],
        ['redis-ver', '7.0.15'],
        ['database', '0'],
        ['sizes', '2 keys, 1 with a time to live'],
        ['end', 'ff'],
      ]),
    );
    expect(shown?.fields.at(-1)?.to).toBe(shown?.size);
  });
});

describe('structures', () => {
  const structure = (lab: Lab, key: string): StructureView | null => {
    const query = { kind: 'key', db: 0, key, from: 0, searched: null };
    const answer = lab.view({ view: 'machine', node: 'redis', query }) as KvAnswer;
    return answer.kind === 'key' ? answer.structure : null;
  };

  it('of a HyperLogLog are its registers, and what they come to', async () => {
    const lab = await open('kv-one', `PFADD seen ${Array.from({ length: 40 }, (_, i) => `visitor-${i}`).join(' ')}`);
    const view = structure(lab, 'seen');
    if (view?.shape !== 'hyperloglog') throw new Error('it is none');
    expect(view).toMatchObject({ sparse: true, estimate: 40 });
    expect(view.cells).toHaveLength(256);
    expect(view.histogram.reduce((sum, n) => sum + n, 0)).toBe(16384);
    expect(view.histogram.slice(1).reduce((sum, n) => sum + n, 0)).toBe(40);
  });

  it('of a string that only begins like a HyperLogLog are a string', async () => {
    const lab = await open('kv-one', 'SET like HYLL-and-more-than-that');
    expect(structure(lab, 'like')).toMatchObject({ shape: 'text', text: 'HYLL-and-more-than-that' });
  });

  it('of a stream say who holds which entry', async () => {
    const lab = await open(
      'kv-one',
      'XADD s 1-1 a 1',
      'XADD s 2-1 a 2',
      'XGROUP CREATE s g 0',
      'XREADGROUP GROUP g me COUNT 1 STREAMS s >',
    );
    const view = structure(lab, 's');
    expect(view).toMatchObject({
      groups: [{ lastId: '1-1', pending: [{ id: '1-1', consumer: 'me', deliveries: 1 }] }],
    });
  });
});
