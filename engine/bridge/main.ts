import { readFileSync } from 'node:fs';
import type { BridgeOptions } from './options.ts';
import { OptionError, readOptions, USAGE } from './options.ts';

/*
 * The engines on real sockets, real files and the real clock:
 *
 *   npm run bridge -- --redis 6379 --amqp 5672 --dir /var/tmp/lab
 *
 * Prints {"ready":true,"redis":6379,"amqp":5672} when it accepts connections; ends by SIGTERM or SIGINT the way the
 * servers do. With `redis-server` as the first word it takes the words of that program: see redis-server.ts.
 */

const BAD_OPTION = 2;
const FAILED = 1;

function optionsOrNull(words: readonly string[]): BridgeOptions | null {
  try {
    return readOptions(words);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    process.stderr.write(`bridge: ${error.message}\n`);
    return null;
  }
}

async function main(words: readonly string[]): Promise<void> {
  if (words[0] === 'redis-server') {
    const { runRedisServer } = await import('./redis-server.ts');
    await runRedisServer(words.slice(1), () => readFileSync(0, 'latin1'));
    return;
  }
  if (words.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const options = optionsOrNull(words);
  if (options === null) {
    process.exitCode = BAD_OPTION;
    return;
  }
  // The engines come only now, so that a slip on the command line is answered at once.
  const [{ serve }, { complain }] = await Promise.all([import('./serve.ts'), import('./served.ts')]);
  try {
    await serve(options);
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    process.exit(FAILED);
  }
}

void main(process.argv.slice(2));
