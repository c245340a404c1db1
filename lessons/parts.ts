import type { NodeSpec } from '../engine/sim/spec.ts';
import type { ActionText, ConditionText, DoData, ReadingText } from './format.ts';

/*
 * Words that many Redis lessons are written with. Each comes to plain data: a lesson is still nothing but data when it
 * is loaded.
 */

/** A person takes a moment between two lines, and the answer comes meanwhile. */
const PAUSE = 'wait 20ms';

/** Typed at the prompt `cli`, one after the other, each answered before the next. */
export const cli = (...commands: readonly string[]): ActionText[] =>
  commands.flatMap((command) => [`cli> ${command}`, PAUSE]);

/** Any lines, with a moment after each. */
export const paced = (...lines: readonly ActionText[]): ActionText[] => lines.flatMap((line) => [line, PAUSE]);

/** What the learner is asked to do, in order. */
export const asks = (...lines: readonly ActionText[]): DoData[] => lines.map((line) => ({ line }));

/** What the learner is asked to type at `cli`, in order. */
export const asksToType = (...commands: readonly string[]): DoData[] =>
  asks(...commands.map((command) => `cli> ${command}`));

/** This line was answered so at least once, by whichever prompt it was typed at. */
export const replied = (line: string, text: string): ConditionText =>
  `facts client.replied line=${JSON.stringify(line)} text=${JSON.stringify(text)}`;

/** The same of a part of the answer. */
export const repliedWith = (line: string, part: string): ConditionText =>
  `facts client.replied line=${JSON.stringify(line)} text~${JSON.stringify(part)}`;

/** A field of a key's row or structure, compared: `ofKey('user:1', 'row.encoding = hashtable')`. */
export const ofKey = (key: string, compared: string, searched: string | null = null): ConditionText =>
  `inspect redis ${JSON.stringify({ kind: 'key', db: 0, key, from: 0, searched })} ${compared}`;

/** The same, quoted. */
export const readKey = (key: string, path: string, searched: string | null = null): ReadingText =>
  `answer redis ${JSON.stringify({ kind: 'key', db: 0, key, from: 0, searched })} ${path}`;

/** A Redis server with these parameters. Nothing is kept unless they say so. */
export const redis = (parameters: Readonly<Record<string, string>> = {}): NodeSpec => ({
  id: 'redis',
  machine: 'kv',
  config: { parameters: { appendonly: 'no', save: '', ...parameters } },
});

/** A person at redis-cli. */
export const person = (id = 'cli', server = 'redis'): NodeSpec => ({ id, machine: 'kv-prompt', config: { server } });

/** An application that asks at a rate (engine/clients/kv-load.ts); null: it only starts when somebody starts it. */
export const app = (id: string, config: Readonly<Record<string, unknown>>, startsAt: number | null = 0): NodeSpec => ({
  id,
  machine: 'kv-load',
  config: { server: 'redis', ...config },
  startsAt,
});

/** A client that is a program (engine/clients/README.md); null: it only starts when somebody starts it. */
export const program = (
  id: string,
  source: string,
  more: Readonly<Record<string, unknown>> = {},
  startsAt: number | null = null,
): NodeSpec => ({ id, machine: 'program', config: { source, lineTakes: 500, ...more }, startsAt });

/** Its text is another one from its next start on. */
export const edit = (id: string, source: string): ActionText => `configure ${id} ${JSON.stringify({ source })}`;
