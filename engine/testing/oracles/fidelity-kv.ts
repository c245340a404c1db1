import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandSpec } from '../../kv/command.ts';
import { COMMANDS } from '../../kv/commands/groups.ts';
import specs from '../../kv/commands/specs.json' with { type: 'json' };
import { readLine } from './kv-conversation.ts';
import { CONVERSATIONS } from './kv-conversations.ts';
import { SERVER_CONVERSATIONS } from './kv-server-conversations.ts';
import { TYPE_CONVERSATIONS } from './kv-type-conversations.ts';
import { taggedSimplifications } from './tagged-simplifications.ts';

/*
 * The second half of engine/kv/FIDELITY.md: for every command of redis-server 7.0.15 whether the engine has it and how
 * many replies to it are compared in the recorded runs; and the simplifications that are tagged in the code. The first
 * half, what differs and why, is written by hand. `write-fidelity-kv.ts` writes the file anew.
 */

const KV = fileURLToPath(new URL('../../kv', import.meta.url));
const RECORDED = new URL('recorded/', import.meta.url);

/** What stands between the two halves. */
const BORDER = '<!-- From here on written by engine/testing/oracles/write-fidelity-kv.ts -->';

export const FIDELITY_FILE = join(KV, 'FIDELITY.md');

/** Why a command is not there, by the word it begins with. */
const ABSENT: Readonly<Record<string, string>> = {
  module: 'there is nothing that could be loaded',
};

interface Raw {
  readonly subcommands?: Readonly<Record<string, Raw>>;
}

/** All commands and subcommands by full name; containers only where they answer by themselves, as COMMAND does. */
function allNames(): string[] {
  const commands = specs.commands as unknown as Readonly<Record<string, Raw>>; // part of the source
  return Object.entries(commands).flatMap(([name, { subcommands }]) => [
    ...(subcommands === undefined || specOf(name)?.run != null ? [name] : []),
    ...Object.keys(subcommands ?? {}).map((sub) => `${name}|${sub}`),
  ]);
}

function specOf(name: string): CommandSpec | null {
  const [word = '', sub] = name.split('|');
  const spec = COMMANDS.commands.get(word);
  return (sub === undefined ? spec : spec?.subcommands?.get(sub)) ?? null;
}

function nameOf(argv: readonly string[]): string {
  const word = (argv[0] ?? '').toLowerCase();
  return argv.length < 2 || COMMANDS.commands.get(word)?.subcommands == null
    ? word
    : `${word}|${(argv[1] ?? '').toLowerCase()}`;
}

type Step = readonly [comparison: string, argv: readonly string[], reply: string];

function recordedSteps(): Step[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, RECORDED), 'utf8'));
  const core = read('kv-core.json') as { readonly groups: Readonly<Record<string, readonly Step[]>> };
  const types = ['lists', 'hashes', 'sets', 'zsets', 'streams', 'hyperloglogs', 'places'].flatMap(
    (group) => read(`kv-${group}.json`) as readonly { readonly steps: readonly Step[] }[],
  );
  return [...Object.values(core.groups).flat(), ...types.flatMap(({ steps }) => steps)];
}

/** How many recorded replies to each command are asked of the engine in every test run. */
function comparedReplies(): Map<string, number> {
  const said = Object.values({ ...CONVERSATIONS, ...TYPE_CONVERSATIONS, ...SERVER_CONVERSATIONS })
    .flat()
    .map(readLine)
    .filter(({ loose }) => !loose)
    .map(({ argv }) => argv);
  const asked = recordedSteps()
    .filter(([comparison]) => comparison !== 'any')
    .map(([, argv]) => argv);
  const counts = new Map<string, number>();
  for (const argv of [...said, ...asked]) counts.set(nameOf(argv), (counts.get(nameOf(argv)) ?? 0) + 1);
  return counts;
}

function row(name: string, compared: number): string {
  const shown = name.replace('|', ' ').toUpperCase();
  if (specOf(name)?.run != null) return `| ${shown} | ${compared === 0 ? 'there, no reply recorded' : compared} |`;
  const why = ABSENT[name] ?? ABSENT[name.split('|')[0] ?? ''];
  if (why === undefined) throw new TypeError(`nobody says why ${name} is absent`);
  return `| ${shown} | absent: ${why} |`;
}

/** What the file must say, given what it says now. */
export function fidelityText(now: string): string {
  const byHand = (now.split(BORDER)[0] ?? '').trimEnd();
  const compared = comparedReplies();
  const names = allNames();
  const present = names.filter((name) => specOf(name)?.run != null);
  const backed = present.filter((name) => compared.has(name));
  return `${byHand}

${BORDER}

## Tagged in the code

${taggedSimplifications(KV).join('\n')}

## Command by command

Of the ${names.length} commands and subcommands of redis-server 7.0.15 the engine has ${present.length}; recorded replies to
${backed.length} of them are asked of it in every test run, and must be identical but for what is listed above. Scripts
have a suite of their own.

| command | replies compared |
|---|---|
${names.map((name) => row(name, compared.get(name) ?? 0)).join('\n')}
`;
}
