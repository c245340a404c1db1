import type { CommandSpec } from '../command.ts';
import { COMMANDS } from '../commands/groups.ts';
import type { KvState } from '../state.ts';
import type { Completion } from '../views.ts';
import { keyIndex } from './key-index.ts';
import { syntaxOf } from './syntax.ts';

/*
 * How a line that was begun could go on: with a command, a subcommand, or a key that is there; and while the arguments
 * of a known command are typed, how it is written.
 */

const COUNT_MAX = 12;

/** `text` as it was typed so far. Empty when there is nothing to say. */
export function completions(state: KvState, text: string): readonly Completion[] {
  const line = text.trimStart();
  const words = line.split(/\s+/);
  const [first = '', ...rest] = words;
  if (rest.length === 0) return ofCommands([...COMMANDS.commands.values()], first, '');
  const command = COMMANDS.commands.get(first.toLowerCase());
  if (command === undefined) return [];
  if (command.subcommands !== null && rest.length === 1) {
    return ofCommands([...command.subcommands.values()], rest[0] ?? '', `${first} `);
  }
  const spec = command.subcommands?.get((rest[0] ?? '').toLowerCase()) ?? command;
  return [...keysFor(state, spec, line, words), hintFor(spec, line)];
}

const lastWordOf = (spec: CommandSpec): string => spec.name.split('|').at(-1) ?? spec.name;

function ofCommands(specs: readonly CommandSpec[], begun: string, before: string): Completion[] {
  const wanted = begun.toLowerCase();
  return specs
    .filter((spec) => lastWordOf(spec).startsWith(wanted))
    .slice(0, COUNT_MAX)
    .map((spec) => ({
      line: `${before}${lastWordOf(spec).toUpperCase()} `,
      label: syntaxOf(spec.name, spec.docs),
      help: spec.docs.summary,
    }));
}

/** The keys that fit where a key is expected. */
function keysFor(state: KvState, spec: CommandSpec, line: string, words: readonly string[]): Completion[] {
  const db = state.dbs[0];
  const begun = words.at(-1) ?? '';
  if (db === undefined || words.length - 1 !== spec.firstKey) return [];
  const { keys } = keyIndex(db.keys);
  const from = keys.placeOf(begun);
  const found = keys.slice(from, Math.min(keys.placeBehind(begun), from + COUNT_MAX - 1));
  const before = line.slice(0, line.length - begun.length);
  return found.filter((key) => key !== begun).map((key) => ({ line: `${before}${key}`, label: key, help: '' }));
}

const hintFor = (spec: CommandSpec, line: string): Completion => ({
  line,
  label: syntaxOf(spec.name, spec.docs),
  help: spec.docs.summary,
});
