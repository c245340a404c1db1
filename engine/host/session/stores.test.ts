import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { storeSuite } from '../../testing/suites/session-store.ts';
import { openIndexedDbStore } from './indexed-db-store.ts';
import { MemoryStore } from './memory-store.ts';

let count = 0;
storeSuite('sessions in memory', () => Promise.resolve(new MemoryStore()));
storeSuite('sessions in IndexedDB', () => openIndexedDbStore(`test ${++count}`));

describe('IndexedDB', () => {
  it('that was closed under a running session is opened again', async () => {
    const store = await openIndexedDbStore('closed');
    const head = { id: 'a', name: 'a', format: 1, savedAt: 1 };
    await store.commit({ head, log: null, snapshot: true, disk: [] });
    store.close();
    expect(await store.list()).toEqual([head]);
  });

  it('that holds what somebody else put there gives it back as bytes', async () => {
    const store = await openIndexedDbStore('foreign');
    const raw = await openDB('foreign');
    await raw.put('sessions', { id: 'a', name: 7, savedAt: 'soon' });
    await raw.put('log', { hello: 'world' }, ['a', 0]);
    raw.close();
    expect(await store.list()).toMatchObject([{ id: 'a', name: '7', savedAt: 0 }]);
    expect(await store.readLog('a')).toEqual([new TextEncoder().encode('{"hello":"world"}')]);
  });
});
