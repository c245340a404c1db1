import { EngineTalk } from './amqp-engine.ts';
import { LiveTalk } from './amqp-live.ts';
import type { RabbitServer } from './amqp-server.ts';

/*
 * The engine and the real server in the same conversation, and how a conversation in which they differ is cut down to
 * the lines it takes.
 */

export type Heard = readonly (readonly string[])[];

export function engineHears(says: readonly string[]): string[][] {
  const talk = new EngineTalk();
  return says.map((line) => talk.hear(line));
}

let conversations = 0;

/** What the server answers; no more than up to the first line where that is not what was `expected`. */
export async function serverHears(
  server: RabbitServer,
  says: readonly string[],
  expected: Heard | null = null,
): Promise<string[][]> {
  const talk = await LiveTalk.begin(server, `v${++conversations}-${process.pid}`);
  const heard: string[][] = [];
  for (const line of says) {
    heard.push(await talk.hear(line));
    if (expected !== null && differ(heard.at(-1), expected[heard.length - 1])) break;
  }
  await talk.end();
  return heard;
}

const differ = (a: readonly string[] = [], z: readonly string[] = []): boolean => a.join('\n') !== z.join('\n');

/** The first line after which the two are not the same; null where there is none. */
export function firstDifference(a: Heard, z: Heard): number | null {
  const at = a.findIndex((lines, i) => differ(lines, z[i]));
  return at < 0 ? null : at;
}

export interface Difference {
  /** The lines it takes, the last being the one after which the two differ. */
  readonly says: readonly string[];
  readonly engine: readonly string[];
  readonly server: readonly string[];
  /** The server does not even agree with itself. */
  readonly chance: boolean;
}

/** Null where the two say the same throughout. */
export async function compare(server: RabbitServer, says: readonly string[]): Promise<Difference | null> {
  const found = await differenceIn(server, says);
  if (found === null) return null;
  for (let again = 0; again < 2; again++) {
    const other = await differenceIn(server, says);
    if (other === null || other.says.length !== found.says.length || differ(other.server, found.server))
      return { ...found, chance: true };
  }
  return shrink(server, found);
}

async function differenceIn(server: RabbitServer, says: readonly string[]): Promise<Difference | null> {
  const engine = engineHears(says);
  const heard = await serverHears(server, says, engine);
  const at = firstDifference(heard, engine);
  if (at === null) return null;
  return { says: says.slice(0, at + 1), engine: engine[at] ?? [], server: heard[at] ?? [], chance: false };
}

/** Leaves out whatever can be left out: halves first, single lines last. */
async function shrink(server: RabbitServer, found: Difference): Promise<Difference> {
  let least = found;
  for (let size = Math.ceil(found.says.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < least.says.length - 1; ) {
      const rest = [...least.says.slice(0, from), ...least.says.slice(Math.min(from + size, least.says.length - 1))];
      const smaller = rest.length < least.says.length ? await differenceIn(server, rest) : null;
      // Another line that differs would be another difference.
      if (smaller === null || smaller.says.at(-1) !== found.says.at(-1)) from += size;
      else least = smaller;
    }
  }
  return least;
}

/** To be read by a person. */
export function differenceText({ says, engine, server, chance }: Difference): string {
  const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join('\n');
  return `${says.join('\n')}\n  the server${chance ? ' (once)' : ''}:\n${indented(server)}\n  the engine:\n${indented(engine)}`;
}
