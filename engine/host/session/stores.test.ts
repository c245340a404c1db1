import 'fake-indexeddb/auto';
import { storeSuite } from '../../testing/suites/session-store.ts';
import { openIndexedDbStore } from './indexed-db-store.ts';
import { MemoryStore } from './memory-store.ts';

let count = 0;
storeSuite('sessions in memory', () => Promise.resolve(new MemoryStore()));
storeSuite('sessions in IndexedDB', () => openIndexedDbStore(`test ${++count}`));
