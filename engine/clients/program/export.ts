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
}

export interface ExportOptions {
  readonly name: string;
  readonly programs: readonly ExportedProgram[];
  readonly servers: readonly ('redis' | 'rabbitmq')[];
  readonly restartAfter: number;
  /** When the check is made, in milliseconds after the beginning. */
  readonly checkAfter: number;
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

function runText({ programs, restartAfter, checkAfter }: ExportOptions): string {
  const plan = programs.map(({ file, role, startsAfter, killedAfter }) => ({ file, role, startsAfter, killedAfter }));
  return `// Starts the programs as the lab did, kills who was killed there, and makes the check at the end.
import { spawn } from 'node:child_process';

const plan = ${JSON.stringify(plan, null, 2)};
const restartAfter = ${restartAfter};
const checkAfter = ${checkAfter};

const running = new Set();
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

function start(file) {
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
    for (const line of String(data).trimEnd().split('\\n')) console.log(file + ': ' + line);
  });
  const ended = new Promise((resolve) => child.once('exit', () => resolve(said.trim())));
  running.add(child);
  ended.then(() => running.delete(child));
  return { child, ended };
}

async function live({ file, startsAfter, killedAfter }) {
  await sleep(startsAfter);
  const { child } = start(file);
  if (killedAfter === null) return;
  await sleep(killedAfter);
  child.kill('SIGKILL');
  console.log(file + ' killed');
  await sleep(restartAfter);
  start(file);
}

for (const one of plan.filter(({ role }) => role === 'workload')) live(one);
await sleep(checkAfter);
for (const child of running) child.kill('SIGKILL');
let verdict = 'ok';
for (const { file } of plan.filter(({ role }) => role === 'check')) {
  const said = await start(file).ended;
  if (said !== 'ok') verdict = said;
}
process.exit(verdict === 'ok' ? 0 : 1);
`;
}

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
    'Servers elsewhere: set `REDIS_URL` (redis://host:port) and `AMQP_URL` (amqp://host:port).',
    'The end says `ok`, or what was violated; then the exit code is 1.',
    '',
  ].join('\n');
}
