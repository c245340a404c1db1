// Checks every import against the table of arrows, and that the checker truly read the tree: a cruiser that cannot
// parse TypeScript reads nothing and reports success.
import './node-version.mjs';
import { sourceFiles } from './files.mjs';
import { run } from './run.mjs';

const { code, text } = await run('depcruise', [
  '--config',
  '.dependency-cruiser.mjs',
  '--output-type',
  'json',
  'engine',
  'lessons',
  'app',
]);

let result;
try {
  result = JSON.parse(text.slice(text.indexOf('{')));
} catch {
  console.error(text || `dependency-cruiser ended with ${code}`);
  process.exit(1);
}

let failed = 0;
for (const { rule, from, to, cycle } of result.summary.violations) {
  failed += 1;
  const path = cycle ? cycle.map((step) => step.name ?? step).join(' -> ') : to;
  console.error(`${from} -> ${path}\n    ${rule.name}`);
}

const read = new Map(result.modules.map((module) => [module.source, module]));
const files = sourceFiles().filter((file) => !file.endsWith('.d.ts'));
const unread = files.filter((file) => !read.has(file));
const arrowCount = files.reduce((sum, file) => sum + (read.get(file)?.dependencies.length ?? 0), 0);
if (unread.length > 0) {
  failed += 1;
  console.error(`not read by the arrow check:\n  ${unread.join('\n  ')}`);
}
if (files.length > 1 && arrowCount === 0) {
  failed += 1;
  console.error(`${files.length} files without a single import: the checker cannot be reading them`);
}

console.log(
  `arrows: ${files.length} files, ${arrowCount} imports, ${failed === 0 ? 'all allowed' : `${failed} wrong`}`,
);
process.exitCode = failed === 0 ? 0 : 1;
