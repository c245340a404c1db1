import { getRandomValues } from 'node:crypto';
import { MACHINES } from '../machines.ts';
import type { Disk } from './disk.ts';
import { MemoryDisk } from './disk.ts';
import { MachineHost } from './host.ts';
import type { BridgeOptions } from './options.ts';
import { RealDisk } from './real-disk.ts';
import { respProtocol } from './resp-protocol.ts';

const FAILED = 1;

/** One line on stderr for what went wrong. */
export function complain(text: string): void {
  process.stderr.write(`bridge: ${text.replaceAll('\n', ' ')}\n`);
}

function endWith(code: number): void {
  process.exitCode = code;
  // Answers that are on their way get a moment; a peer that does not read does not hold the process.
  setTimeout(() => process.exit(code), 1000).unref();
}

/** What the server is told about itself: where it is, and that everybody who can reach it is on this computer. */
function redisConfig({ dir }: BridgeOptions, port: number): unknown {
  return {
    epochMs: Date.now(),
    commandMicros: 0,
    elementNanos: 0,
    parameters: {
      port: String(port),
      dir: dir ?? process.cwd(),
      'enable-debug-command': 'local',
      'enable-protected-configs': 'local',
    },
  };
}

/** How often a process that npm started looks whether npm is still there. */
const PARENT_CHECK_MS = 100;

/**
 * `npm run` puts a shell between itself and the program, and the shell keeps a signal for itself: ended by SIGTERM it
 * leaves the program behind with another parent. That is then the signal.
 */
function whenAbandoned(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    stop();
  }, PARENT_CHECK_MS);
  check.unref();
}

/** What a start may have to say: a file that is refused, or was cut. */
function tell(fact: { readonly kind: string }): void {
  if (fact.kind === 'kv.loadFailed' && 'file' in fact && 'why' in fact)
    complain(`${String(fact.file)}: ${String(fact.why)}`);
  if (fact.kind === 'kv.logged' && 'text' in fact) complain(String(fact.text));
}

/** Serves until a signal or SHUTDOWN ends it. Rejects where it cannot begin. */
export async function serve(options: BridgeOptions): Promise<void> {
  const failed = (error: Error): void => complain(error.stack ?? error.message);
  const disk: Disk = options.dir === null ? new MemoryDisk() : new RealDisk(options.dir, failed);
  const [seed = 0] = getRandomValues(new Uint32Array(1));
  const machine = MACHINES['kv'];
  if (machine === undefined) throw new Error('no machine speaks RESP');
  const host = new MachineHost(machine, disk, seed, { exited: () => endWith(0), failed, noted: tell });
  if (!host.boot(redisConfig(options, options.redis))) process.exit(FAILED);
  const redis = await host.serve(respProtocol, options.redis);
  process.stdout.write(`${JSON.stringify({ ready: true, redis })}\n`);
  const stop = (): void => host.command('SHUTDOWN');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  whenAbandoned(stop);
}
