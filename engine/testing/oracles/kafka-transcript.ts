import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { askPatiently, ORACLE_PROPERTIES, wakeCoordinators } from './kafka-random.ts';
import type { Ask } from './kafka-talk.ts';
import { ordered, Symbols } from './kafka-talk.ts';
import { EngineTalk } from './kafka-talk-engine.ts';

/* The recorded conversations with a real broker, held again with ours. */

export interface Said {
  readonly ask: Ask;
  /** What the real broker answered. */
  readonly heard: unknown;
}

export interface Conversation {
  readonly seed: number;
  readonly said: readonly Said[];
}

export function recordedConversations(): Conversation[] {
  const file = new URL('recorded/kafka/random.jsonl.gz', import.meta.url);
  const all: { seed: number; said: Said[] }[] = [];
  for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n')) {
    if (line.startsWith('seed ')) all.push({ seed: Number(line.slice(5)), said: [] });
    else {
      const [key, version, body, heard] = JSON.parse(line) as [number, number, object, unknown];
      all.at(-1)?.said.push({ ask: { key, version, body }, heard: inOrder(heard) });
    }
  }
  return all;
}

/** What was recorded before lists had an order gets it now. */
function inOrder(heard: unknown, field = ''): unknown {
  if (Array.isArray(heard))
    return ordered(
      heard.map((one) => inOrder(one, field)),
      field,
    );
  if (typeof heard !== 'object' || heard === null) return heard;
  return Object.fromEntries(Object.entries(heard).map(([name, one]) => [name, inOrder(one, name)]));
}

export interface Difference {
  readonly index: number;
  readonly said: Said;
  readonly ours: unknown;
}

/** Asks our broker the same; gives up at the first answer that differs, unless `all` are wanted. */
export async function differencesOf({ said }: Conversation, all = false): Promise<Difference[]> {
  const engine = new EngineTalk(ORACLE_PROPERTIES);
  await wakeCoordinators(engine.talk, async () => {});
  const symbols = new Symbols();
  const found: Difference[] = [];
  for (const [index, one] of said.entries()) {
    const ours = await askPatiently(one.ask, engine.talk, symbols, async () => {});
    if (JSON.stringify(ours) === JSON.stringify(one.heard)) continue;
    found.push({ index, said: one, ours });
    if (!all) break;
  }
  return found;
}
