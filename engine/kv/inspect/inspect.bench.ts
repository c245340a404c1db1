import { present } from '../../base/assert.ts';
import type { Bench } from '../../testing/bench.ts';
import { dictDelete, dictSet } from '../dict.ts';
import { DeadOut } from '../kv.bench.ts';
import { kvMachine } from '../machine.ts';
import { encodedString } from '../strings.ts';
import { keysPage, treePage } from './keys.ts';

/*
 * What one look at a keyspace costs, as the open panels take one in every animation frame: it must not grow with the
 * keys. Between two looks nothing is written, or a thousand commands' worth.
 */

const SIZES = [10_000, 100_000, 1_000_000];
const ROWS = 200;

const bench: Bench = async (report) => {
  for (const size of SIZES) {
    report.heading(`one look at ${size.toLocaleString('en')} keys`);
    const state = kvMachine.boot(kvMachine.readConfig({}), { files: [], read: () => null }, new DeadOut());
    const db = present(state.dbs[0], 'there is a database 0');
    const keyOf = (i: number): string => `user:${(i * 7919) % 10_007}:${i}`;
    for (let i = 0; i < size; i++) dictSet(db.keys, keyOf(i), encodedString('value', state.owner, 0));
    const middle = size >> 1;
    const keys = (): unknown => keysPage(state, { kind: 'keys', db: 0, prefix: '', from: middle, count: ROWS }, 0);
    const open = ['user:', 'user:0:', 'user:77:', 'user:9999:'];
    const tree = (): unknown => treePage(state, { kind: 'tree', db: 0, open, from: 5000, count: ROWS });

    const began = performance.now();
    keys();
    report.value('the first, which puts all in order', performance.now() - began, 'ms');
    const treeBegan = performance.now();
    tree();
    report.value('the first at an open prefix', performance.now() - treeBegan, 'ms');

    let next = size;
    const write = (): void => {
      for (let i = 0; i < 100; i++) dictSet(db.keys, keyOf(next + i), encodedString('new', state.owner, 0));
      for (let i = 0; i < 100; i++) dictDelete(db.keys, keyOf(next - size + i));
      for (let i = 0; i < 800; i++) {
        const key = keyOf(next - size + 200 + ((i * 104_729) % (size - 1000)));
        dictSet(db.keys, key, encodedString('again', state.owner, 0));
      }
      next += 100;
    };
    await report.measure('200 keys from the middle', keys, { unit: 'look' });
    await report.measure('200 rows of the tree', tree, { unit: 'look' });
    await report.measure('the writes alone', write, { unit: 'time' });
    await report.measure('writes and 200 keys', () => (write(), keys()), { unit: 'look' });
    await report.measure('writes and 200 rows of the tree', () => (write(), tree()), { unit: 'look' });
  }
};

export default bench;
