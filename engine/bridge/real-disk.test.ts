import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RealDisk } from './real-disk.ts';

let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'real-disk-'));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function failed(error: Error): void {
  throw error;
}

test('of several replacements of a file the last one asked for stays, whatever their sizes, each told in turn', async () => {
  const disk = new RealDisk(dir, failed);
  const told: number[] = [];
  await new Promise<void>((resolve) => {
    for (let i = 0; i < 20; i++) {
      // The first are the largest, which take longest.
      const bytes = new Uint8Array((20 - i) * 50_000).fill(i);
      disk.replace('manifest', bytes, () => {
        told.push(i);
        if (i === 19) resolve();
      });
    }
  });
  expect(told).toEqual([...told.keys()]);
  expect([...readFileSync(join(dir, 'manifest')).subarray(0, 2)]).toEqual([19, 19]);
  expect(readFileSync(join(dir, 'manifest'))).toHaveLength(50_000);
  disk.close();
});

test('what was appended in this turn can be read', () => {
  const disk = new RealDisk(dir, failed);
  disk.append('log', new Uint8Array([1, 2]));
  disk.append('log', new Uint8Array([3]));
  expect(disk.read('log')).toEqual(new Uint8Array([1, 2, 3]));
  expect(disk.read('other')).toBeNull();
  disk.close();
});
