import 'fake-indexeddb/auto';
import { openIndexedDbStore } from './indexed-db-store.ts';
import { MemoryStore } from './memory-store.ts';
import { storeSuite } from '../../testing/suites/session-store.ts';

let count = 0;
storeSuite('sessions in memory', () => Promise.resolve(new MemoryStore()));
storeSuite('sessions in IndexedDB', () => openIndexedDbStore(`test ${++count}`));
