import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../base/bytes.ts';
import type { Commit, SessionStore } from '../../host/session/store.ts';

/** What every session store promises. Each one runs this suite. */
export function storeSuite(name: string, open: () => Promise<SessionStore>): void {
  const commitOf = (id: string, part: Partial<Commit>): Commit => ({
    head: { id, name: `world ${id}`, format: 1, savedAt: 1 },
    log: null,
    snapshot: false,
    disk: [],
    ...part,
  });

  describe(name, () => {
    it('knows nothing at first', async () => {
      const store = await open();
      expect(await store.list()).toEqual([]);
      expect(await store.readLog('a')).toBeNull();
      expect(await store.readDisk('a')).toEqual([]);
      expect(await store.readBlob('h')).toBeNull();
    });

    it('gives the log back in the order of the commits', async () => {
      const store = await open();
      for (const text of ['one', 'two', 'three']) await store.commit(commitOf('a', { log: bytesOf(text) }));
      expect(await store.readLog('a')).toEqual(['one', 'two', 'three'].map(bytesOf));
    });

    it('replaces the whole log by a snapshot and goes on from there', async () => {
      const store = await open();
      await store.commit(commitOf('a', { log: bytesOf('one') }));
      await store.commit(commitOf('a', { log: bytesOf('all'), snapshot: true }));
      await store.commit(commitOf('a', { log: bytesOf('more') }));
      expect(await store.readLog('a')).toEqual(['all', 'more'].map(bytesOf));
    });

    it('writes disks from a place on and forgets what was behind it', async () => {
      const store = await open();
      const piece = (from: number, text: string) => ({ node: 'redis', file: 'a.aof', from, bytes: bytesOf(text) });
      await store.commit(commitOf('a', { disk: [piece(0, 'abc')] }));
      await store.commit(commitOf('a', { disk: [piece(3, 'def')] }));
      await store.commit(commitOf('a', { disk: [piece(6, 'ghi')] }));
      await store.commit(commitOf('a', { disk: [piece(3, 'X')] }));
      expect(await store.readDisk('a')).toEqual([{ node: 'redis', file: 'a.aof', bytes: bytesOf('abcX') }]);
    });

    it('forgets a file that is gone and keeps the others', async () => {
      const store = await open();
      const file = (name: string) => ({ node: 'redis', file: name, from: 0, bytes: bytesOf(name) });
      await store.commit(commitOf('a', { disk: [file('x'), file('y')] }));
      await store.commit(commitOf('a', { disk: [{ node: 'redis', file: 'x', from: 0, bytes: null }] }));
      expect(await store.readDisk('a')).toEqual([{ node: 'redis', file: 'y', bytes: bytesOf('y') }]);
    });

    it('gives a session another title, and nothing else', async () => {
      const store = await open();
      await store.commit(commitOf('a', { log: bytesOf('one') }));
      await store.rename('a', 'mine');
      expect(await store.list()).toEqual([{ id: 'a', name: 'world a', format: 1, savedAt: 1, title: 'mine' }]);
      expect(await store.readLog('a')).toEqual([bytesOf('one')]);
      await expect(store.rename('b', 'yours')).rejects.toMatchObject({ name: 'StorageError' });
      expect(await store.list()).toHaveLength(1);
    });

    it('begins the disks of a session anew when told so', async () => {
      const store = await open();
      const file = (name: string) => ({ node: 'redis', file: name, from: 0, bytes: bytesOf(name) });
      await store.commit(commitOf('a', { disk: [file('x'), file('y')] }));
      await store.commit(commitOf('b', { disk: [file('x')] }));
      await store.commit(commitOf('a', { disk: [file('z')], diskAnew: true }));
      expect((await store.readDisk('a')).map(({ file: name }) => name)).toEqual(['z']);
      expect((await store.readDisk('b')).map(({ file: name }) => name)).toEqual(['x']);
    });

    it('keeps sessions apart and lists the newest first', async () => {
      const store = await open();
      await store.commit(commitOf('a', { log: bytesOf('a') }));
      await store.commit({
        ...commitOf('b', { log: bytesOf('b') }),
        head: { id: 'b', name: 'b', format: 1, savedAt: 2 },
      });
      expect((await store.list()).map((head) => head.id)).toEqual(['b', 'a']);
      await store.remove('b');
      expect(await store.readLog('b')).toBeNull();
      expect(await store.readLog('a')).toEqual([bytesOf('a')]);
    });

    it('keeps blobs by their hash', async () => {
      const store = await open();
      await store.commit(commitOf('a', { blobs: new Map([['h1', bytesOf('large')]]) }));
      expect(await store.readBlob('h1')).toEqual(bytesOf('large'));
    });

    it('refuses to go on with a session that is no longer there', async () => {
      const store = await open();
      await store.commit(commitOf('a', { log: bytesOf('one') }));
      await store.commit(commitOf('a', { log: bytesOf('two'), continues: true }));
      await store.remove('a');
      const more = commitOf('a', { log: bytesOf('three'), continues: true });
      await expect(store.commit(more)).rejects.toMatchObject({ name: 'StorageError', kind: 'failed' });
      expect(await store.list()).toEqual([]);
    });

    it('does not hold on to bytes it was given', async () => {
      const store = await open();
      const log = bytesOf('one');
      await store.commit(commitOf('a', { log }));
      log[0] = 0;
      expect(await store.readLog('a')).toEqual([bytesOf('one')]);
    });
  });
}
