import '../../bridge/lua-source.ts';
import type { Bench } from '../../testing/bench.ts';
import { Rig } from '../rig.ts';

/*
 * Scripts in process: the memory of the interpreter is put back before each of them.
 */

const BATCH = 10_000;

const WORK: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ['EVAL, return 1', ['EVAL', 'return 1', '0']],
  ['EVAL, one call', ['EVAL', "return redis.call('INCR', KEYS[1])", '1', 'n']],
  ['EVAL, ten calls', ['EVAL', "for i = 1, 10 do redis.call('INCR', KEYS[1]) end", '1', 'n']],
  ['EVAL, 10,000 turns of a loop', ['EVAL', 'local s = 0 for i = 1, 10000 do s = s + i end return s', '0']],
  ['EVAL, JSON there and back', ['EVAL', 'return cjson.encode(cjson.decode(ARGV[1]))', '0', '{"a":[1,2,{"b":"c"}]}']],
];

const bench: Bench = async (report) => {
  report.heading('scripts in process');
  for (const [name, argv] of WORK) {
    const rig = new Rig();
    const conn = rig.open();
    const run = (): void => {
      for (let i = 0; i < BATCH; i++) rig.exchange(conn, argv);
    };
    await report.measure(name, run, { units: BATCH, unit: 'EVAL', forMillis: 600 });
  }
};

export default bench;
