/*
 * Taking it to reality: the same programs, unchanged, in a folder with what they need to run on Node against the real
 * servers, a workload that starts and kills them, and the same check at the end.
 */

export interface ExportedProgram {
  /** The file's name: `worker.js`. */
  readonly file: string;
  readonly source: string;
  /** Started by the workload; the check is started last. */
  readonly role: 'workload' | 'check';
  /** Milliseconds after the beginning. */
  readonly startsAfter: number;
  /** Killed after so many milliseconds, and started again after `restartAfter`; null for never. */
  readonly killedAfter: number | null;
  /** Where its crash cursor stood: it dies there, and is started again in the same way; null for nowhere. */
  readonly crash: { readonly line: number; readonly n: number; readonly waiting: boolean } | null;
}

export interface ExportOptions {
  readonly name: string;
  readonly programs: readonly ExportedProgram[];
  readonly servers: readonly ('redis' | 'rabbitmq')[];
  readonly restartAfter: number;
  /** The check is made when for so many milliseconds nobody was started, printed or ended. */
  readonly quietFor: number;
}

export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

/** The files of the folder. */
export function exportFolder(options: ExportOptions): ExportedFile[] {
  return [
    ...options.programs.map(({ file, source }) => ({ path: file, text: source })),
    { path: 'package.json', text: packageText(options) },
    { path: 'compose.yaml', text: composeText(options) },
    { path: 'run.mjs', text: runText(options) },
    ...(options.programs.some(({ crash }) => crash !== null)
      ? [
          { path: 'crash.mjs', text: CRASH },
          { path: 'crash-watch.mjs', text: CRASH_WATCH },
        ]
      : []),
    { path: 'README.md', text: readmeText(options) },
  ];
}

function packageText({ name, programs }: ExportOptions): string {
  const uses = (module: string): boolean => programs.some(({ source }) => new RegExp(`['"]${module}['"]`).test(source));
  const dependencies = {
    ...(uses('amqplib') && { amqplib: '2.3.1' }),
    ...(uses('ioredis') && { ioredis: '5.11.1' }),
  };
  const content = {
    name: name.toLowerCase().replace(/[^a-z0-9-]+/g, '-'),
    private: true,
    type: 'module',
    scripts: { servers: 'docker compose up -d', start: 'node run.mjs' },
    dependencies,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const SERVICES = {
  redis: ['  redis:', '    image: redis:7.0.15', '    command: redis-server --save ""', '    ports: ["6379:6379"]'],
  rabbitmq: ['  rabbitmq:', '    image: rabbitmq:3.10.8-management', '    ports: ["5672:5672", "15672:15672"]'],
} as const;

function composeText({ servers }: ExportOptions): string {
  return ['services:', ...servers.flatMap((server) => SERVICES[server]), ''].join('\n');
}

function runText({ programs, restartAfter, quietFor }: ExportOptions): string {
  const plan = programs.map(({ source: _text, ...rest }) => rest);
  return `// Starts the programs as the lab did, kills who was killed there, and makes the check at the end.
import { spawn } from 'node:child_process';

const plan = ${JSON.stringify(plan, null, 2)};
const restartAfter = ${restartAfter};
const quietFor = ${quietFor};

const running = new Set();
let lastAt = Date.now();
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

function start(file, crash = null) {
  const watched = crash === null ? [] : ['--import', './crash.mjs'];
  const env = { ...process.env, CRASH: JSON.stringify({ file, ...crash }) };
  const child = spawn(process.execPath, [...watched, file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data) => {
    lastAt = Date.now();
    said += data;
    for (const line of String(data).trimEnd().split('\\n')) console.log(file + ': ' + line);
  });
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve({ said: said.trim(), signal })));
  running.add(child);
  lastAt = Date.now();
  ended.then(() => {
    lastAt = Date.now();
    running.delete(child);
  });
  return { child, ended };
}

let isOver = false;

async function live({ file, startsAfter, killedAfter, crash }) {
  await sleep(startsAfter);
  const { child, ended } = start(file, crash);
  if (killedAfter !== null) sleep(killedAfter).then(() => child.kill('SIGKILL'));
  const { signal } = await ended;
  if (signal === null || isOver) return;
  console.log(file + ' killed');
  await sleep(restartAfter);
  if (!isOver) start(file);
}

for (const one of plan.filter(({ role }) => role === 'workload')) live(one);
const lastStart = Math.max(0, ...plan.map(({ startsAfter, killedAfter }) => startsAfter + (killedAfter ?? 0)));
await sleep(lastStart);
while (Date.now() < lastAt + quietFor) await sleep(100);
isOver = true;
for (const child of running) child.kill('SIGKILL');
let verdict = 'ok';
for (const { file } of plan.filter(({ role }) => role === 'check')) {
  const { said } = await start(file).ended;
  if (said !== 'ok') verdict = said;
}
process.exit(verdict === 'ok' ? 0 : 1);
`;
}

/** A thread beside the program sets the breakpoint; the program waits until it is set. */
const CRASH = `// Loaded before a program that has a crash cursor: kills it where the lab did.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const watch = new Worker(new URL('./crash-watch.mjs', import.meta.url), {
  workerData: JSON.parse(process.env.CRASH),
  execArgv: [],
});
await once(watch, 'message');
watch.unref();
`;

const CRASH_WATCH = `// A debugger in a thread of the program's own process: it counts how often the program comes to a line.
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';

const { file, line, n, waiting } = workerData;
const die = () => process.kill(process.pid, 'SIGKILL');
// So that the thread stays as long as the program does.
parentPort.on('message', () => undefined);
const session = new Session();
session.connectToMainThread();
let times = 0;
session.on('Debugger.paused', () => {
  if (++times === n && !waiting) die();
  session.post('Debugger.resume');
  if (times === n) setTimeout(die, 1);
});
session.post('Debugger.enable', () => {
  const urlRegex = '/' + file.replace('.', '[.]') + '$';
  session.post('Debugger.setBreakpointByUrl', { urlRegex, lineNumber: line - 1 }, () => parentPort.postMessage('set'));
});
`;

const CRASH_SAYS =
  'Who had a crash cursor dies before the same line, the same time it comes there: `crash.mjs` sets a breakpoint from a thread beside the program, whose file stays as it is. One that died while it waited is killed a millisecond after it came there.';

function readmeText({ name, programs, servers }: ExportOptions): string {
  const rows = programs.map(({ file, role, source }) => {
    const first = source.slice(0, source.indexOf('\n')).replace(/^\/\/ ?/, '');
    return `- \`${file}\` (${role}): ${first}`;
  });
  return [
    `# ${name}`,
    '',
    'The programs of an experiment from the Inflight lab, unchanged, to run against the real servers.',
    '',
    ...rows,
    '',
    '```',
    'npm install',
    `npm run servers    # ${servers.join(' and ')} in containers`,
    'npm start          # runs the programs, kills who was killed in the lab, and makes the check',
    '```',
    '',
    ...(programs.some(({ crash }) => crash !== null) ? [CRASH_SAYS, ''] : []),
    'Servers elsewhere: set `REDIS_URL` (redis://host:port) and `AMQP_URL` (amqp://host:port).',
    'The end says `ok`, or what was violated; then the exit code is 1.',
    '',
  ].join('\n');
}
