import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programs } from './random-programs.ts';
import { runProgram } from './run-program.ts';

/** How many; INFLIGHT_SEEDS asks for more. */
const COUNT = Number(process.env['INFLIGHT_SEEDS'] ?? 1000);
const BATCH = 250;

/** Node runs many programs in one process, each in a function of its own. */
function onNode(texts: readonly string[]): string[] {
  const wrapped = texts.map(
    (text) =>
      `console.log = (...a) => out.push(format(...a));\n{ const out0 = []; out = out0; ${text}\n all.push(out0.join('\\n')); }`,
  );
  const source = `import { format } from 'node:util';\nconst all = []; let out;\nconst print = console.log;\n${wrapped.join('\n')}\nprint(JSON.stringify(all));`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-'], {
    input: source,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as string[];
}

test(`${COUNT} random programs print what Node prints`, () => {
  const seed = Number(process.env['INFLIGHT_SEED'] ?? 20_261_123);
  const texts = fc.sample(programs(), { numRuns: COUNT, seed });
  for (let at = 0; at < texts.length; at += BATCH) {
    const batch = texts.slice(at, at + BATCH);
    for (const [i, wanted] of onNode(batch).entries()) {
      const text = batch[i] as string;
      const ran = runProgram(text);
      expect({ text, out: ran.out.trimEnd(), error: ran.error }).toEqual({ text, out: wanted.trimEnd(), error: null });
    }
  }
}, 600_000);
