// Runs every benchmark in the tree, or those whose path contains one of the arguments.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bench, createReport } from '../engine/testing/bench.ts';
import { root, sourceFiles } from './files.mjs';

const wanted = process.argv.slice(2);
const files = sourceFiles(['engine', 'lessons', 'app', '.ci'], /\.bench\.ts$/).filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);

console.log(`Node ${process.version} on ${process.platform}, ${availableParallelism()} cores: read the ratios first`);
let failed = 0;
for (const file of files) {
  console.log(`\n${file}`);
  try {
    const { default: bench } = (await import(pathToFileURL(join(root, file)).href)) as { default: Bench };
    await bench(createReport((line) => console.log(line)));
  } catch (error) {
    failed += 1;
    console.error(error);
  }
}
console.log(`\n${files.length} benchmark files, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
