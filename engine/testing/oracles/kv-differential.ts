import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { bytesOf } from '../../base/bytes.ts';
import type { Rng } from '../../base/rng.ts';
import { rngFrom } from '../../base/rng.ts';
import { EngineServer } from './engine-server.ts';
import type { Comparison } from './resp-text.ts';
import { canonical, encodeRequest, replyEnd } from './resp-text.ts';

/*
 * The same commands to the engine and to a real redis-server, every reply compared, and a difference shrunk to the
 * few commands that make it. A generator gives the commands; see kv-generators.ts.
 */

export interface Step {
  readonly argv: readonly string[];
  readonly comparison: Comparison;
}

export type Generator = (rng: Rng) => Step;

/** A difference, with the shortest script known to make it. Its last step is the one that was answered differently. */
export interface Difference {
  readonly seed: number;
  readonly script: readonly Step[];
  readonly real: string;
  readonly engine: string;
}

/** A connection that keeps replies as the bytes they were, one char a byte. */
export class RawConnection {
  private readonly socket: Socket;
  private received = '';
  private replies: string[] = [];
  private wanted = 0;
  private done: (replies: string[]) => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.read(chunk.toString('latin1')));
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new RawConnection(socket)));
      socket.once('error', reject);
    });
  }

  private read(text: string): void {
    this.received += text;
    let at = 0;
    while (this.replies.length < this.wanted) {
      const end = replyEnd(this.received, at);
      if (end < 0) break;
      this.replies.push(this.received.slice(at, end));
      at = end;
    }
    this.received = this.received.slice(at);
    if (this.wanted > 0 && this.replies.length === this.wanted) {
      this.wanted = 0;
      this.done(this.replies);
    }
  }

  /** Sends all commands at once; one reply each. */
  run(commands: readonly (readonly string[])[]): Promise<string[]> {
    return new Promise((resolve) => {
      if (commands.length === 0) return resolve([]);
      this.replies = [];
      this.wanted = commands.length;
      this.done = resolve;
      this.socket.write(bytesOf(commands.map(encodeRequest).join('')));
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

/** How both sides are set before a script. */
export interface Setting {
  readonly parameters: Readonly<Record<string, string>>;
  readonly resp: 2 | 3;
}

export interface DifferentialOptions extends Setting {
  readonly seeds: readonly number[];
  readonly commandsPerSeed: number;
}

function prelude(options: Setting): string[][] {
  const sets = Object.entries(options.parameters).map(([name, value]) => ['CONFIG', 'SET', name, value]);
  return [['RESET'], ['FLUSHALL'], ...sets, ['HELLO', String(options.resp)]];
}

/** The replies of the real server, emptied first. */
export async function runReal(real: RawConnection, script: readonly Step[], options: Setting): Promise<string[]> {
  await real.run(prelude(options));
  return real.run(script.map((step) => step.argv));
}

/** The replies of the engine. */
export function runEngine(script: readonly Step[], options: Setting): string[] {
  const server = new EngineServer(options.parameters);
  const conn = server.connect();
  server.run(conn, ['HELLO', String(options.resp)]);
  const replies: string[] = [];
  for (const { argv } of script) replies.push(server.run(conn, argv));
  return replies;
}

/** The first step answered differently, or null. */
async function firstDifference(
  real: RawConnection,
  script: readonly Step[],
  options: Setting,
): Promise<{ at: number; real: string; engine: string } | null> {
  const expected = await runReal(real, script, options);
  const given = runEngine(script, options);
  for (const [at, { comparison }] of script.entries()) {
    const [theirs, ours] = [expected[at] as string, given[at] as string];
    if (theirs === ours) continue;
    if (canonical(theirs, comparison) !== canonical(ours, comparison)) return { at, real: theirs, engine: ours };
  }
  return null;
}

/** Leaves out ever smaller stretches as long as some difference remains. */
async function shrink(real: RawConnection, script: readonly Step[], options: Setting): Promise<readonly Step[]> {
  let best = script;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = best.length - 1 - size; from >= -size + 1; from -= size) {
      const tried = best.filter((_, i) => i < from || i >= from + size || i === best.length - 1);
      if (tried.length === best.length) continue;
      const found = await firstDifference(real, tried, options);
      if (found !== null) best = tried.slice(0, found.at + 1);
    }
  }
  return best;
}

/** The commands a generator makes of a seed. */
export function scriptOf(generator: Generator, seed: number, length: number): readonly Step[] {
  const rng = rngFrom(seed, 'commands');
  return Array.from({ length }, () => generator(rng));
}

/** Runs random scripts against both; the first difference of each seed that has one. */
export async function differences(
  port: number,
  generator: Generator,
  options: DifferentialOptions,
): Promise<readonly Difference[]> {
  const real = await RawConnection.open(port);
  const found: Difference[] = [];
  for (const seed of options.seeds) {
    const script = scriptOf(generator, seed, options.commandsPerSeed);
    const first = await firstDifference(real, script, options);
    if (first === null) continue;
    const short = await shrink(real, script.slice(0, first.at + 1), options);
    const again = (await firstDifference(real, short, options)) ?? first;
    found.push({ seed, script: short, real: again.real, engine: again.engine });
  }
  real.close();
  return found;
}

/** A difference as a person reads it. */
export function describeDifference({ seed, script, real, engine }: Difference): string {
  const lines = script.map((step) => step.argv.map((word) => JSON.stringify(word)).join(' '));
  return [
    `seed ${seed}`,
    ...lines,
    `redis-server: ${JSON.stringify(real)}`,
    `engine:       ${JSON.stringify(engine)}`,
  ].join('\n');
}
