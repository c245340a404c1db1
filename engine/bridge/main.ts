import { getRandomValues } from 'node:crypto';
import { MACHINES } from '../machines.ts';
import type { Disk } from './disk.ts';
import { MemoryDisk } from './disk.ts';
import { MachineHost } from './host.ts';
import type { BridgeOptions } from './options.ts';
import { OptionError, readOptions, USAGE } from './options.ts';
import { RealDisk } from './real-disk.ts';
import { respProtocol } from './resp-protocol.ts';

/*
 * The engines on real sockets, real files and the real clock:
 *
 *   npm run bridge -- --redis 6379 --dir /var/tmp/lab
 *
 * Prints {"ready":true,"redis":6379} when it accepts connections; ends by SIGTERM or SIGINT the way Redis does.
 */

const BAD_OPTION = 2;
const FAILED = 1;

function complain(text: string): void {
  process.stderr.write(`bridge: ${text.replaceAll('\n', ' ')}\n`);
}

function endWith(code: number): void {
  process.exitCode = code;
  // Answers that are on their way get a moment; a peer that does not read does not hold the process.
  setTimeout(() => process.exit(code), 1000).unref();
}

function optionsOrNull(words: readonly string[]): BridgeOptions | null {
  try {
    return readOptions(words);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    complain(error.message);
    return null;
  }
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

async function serve(options: BridgeOptions): Promise<void> {
  const failed = (error: Error): void => complain(error.stack ?? error.message);
  const disk: Disk = options.dir === null ? new MemoryDisk() : new RealDisk(options.dir, failed);
  const [seed = 0] = getRandomValues(new Uint32Array(1));
  const machine = MACHINES['kv'];
  if (machine === undefined) throw new Error('no machine speaks RESP');
  const host = new MachineHost(machine, disk, seed, { exited: () => endWith(0), failed });
  host.boot(redisConfig(options, options.redis));
  const redis = await host.serve(respProtocol, options.redis);
  process.stdout.write(`${JSON.stringify({ ready: true, redis })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => host.command('SHUTDOWN'));
}

const words = process.argv.slice(2);
if (words.includes('--help')) process.stdout.write(`${USAGE}\n`);
else {
  const options = optionsOrNull(words);
  if (options === null) process.exitCode = BAD_OPTION;
  else {
    serve(options).catch((error: unknown) => {
      complain(error instanceof Error ? error.message : String(error));
      process.exit(FAILED);
    });
  }
}
