// The one test command. Runs every stage whatever became of the others, and ends with `N passed, N failed`.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { playwrightCounts, vitestCounts } from './counts.mjs';
import { root } from './files.mjs';
import { command } from './run.mjs';
import { provideServers } from './servers.mjs';

const reports = join(root, 'test-results');
mkdirSync(reports, { recursive: true });
const unitReport = join(reports, 'unit.json');
const e2eReport = join(reports, 'e2e.json');
for (const report of [unitReport, e2eReport]) rmSync(report, { force: true });

const outcomes = [];

/** Runs one stage, prints its output in one piece and notes the outcome. `counts` reads the report of a test runner. */
async function stage(name, args, { counts, live = false } = {}) {
  const startedAt = performance.now();
  console.log(`… ${name}`);
  const { code, text } = await node(args, live);
  const seconds = (performance.now() - startedAt) / 1000;
  const cases = counts?.();
  const outcome = { name, seconds, passed: 0, failed: 0, skipped: 0, ...cases };
  if (!cases) outcome[code === 0 ? 'passed' : 'failed'] = 1;
  // A runner that ran nothing, or that failed without naming a test, has failed.
  else if (cases.failed === 0 && (code !== 0 || cases.passed === 0)) outcome.failed = 1;
  outcomes.push(outcome);
  console.log(`${outcome.failed === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
  if (text.trim()) console.log(text.trimEnd().replace(/^/gm, '    '));
  return outcome.failed === 0;
}

function node(args, live) {
  return new Promise((resolve) => {
    // What is captured is printed later, perhaps into a file: no colours in it.
    const env = live ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout?.on('data', (data) => (text += data));
    child.stderr?.on('data', (data) => (text += data));
    child.on('close', (code) => resolve({ code: code ?? 1, text }));
  });
}

provideServers();

// Two lanes: what reads the tree, beside what runs it. The browser comes last and has the machine to itself.
const reading = async () => {
  await stage('types', ['.ci/types.mjs']);
  await stage('lint', ['.ci/lint.mjs']);
  await stage('arrows', ['.ci/arrows.mjs']);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const built = await stage('build', [command('vite'), 'build', '--logLevel', 'warn']);
  if (built) await stage('bundle', ['.ci/bundle.mjs']);
  return built && existsSync(join(root, 'dist/index.html'));
};
const running = () =>
  stage(
    'unit, laws, scenarios, lessons',
    [command('vitest'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${unitReport}`],
    { counts: () => vitestCounts(unitReport) },
  );

const [built] = await Promise.all([reading(), running()]);
if (built) await stage('end to end', ['.ci/e2e.mjs'], { counts: () => playwrightCounts(e2eReport), live: true });
else outcomes.push({ name: 'end to end (nothing was built)', seconds: 0, passed: 0, failed: 1, skipped: 0 });

const total = { passed: 0, failed: 0, skipped: 0 };
console.log(
  `\n${'stage'.padEnd(34)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(9)}${'s'.padStart(8)}`,
);
for (const { name, seconds, passed, failed, skipped } of outcomes) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const cells = [String(passed).padStart(8), String(failed).padStart(8), String(skipped).padStart(9)];
  console.log(`${name.padEnd(34)}${cells.join('')}${seconds.toFixed(1).padStart(8)}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
