import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { METHODS, type MethodName } from '../../wire/amqp-methods.ts';
import { CONVERSATIONS } from './amqp-conversations.ts';
import { KINDS_CONVERSATIONS } from './amqp-kinds-conversations.ts';
import { type Held, readTranscript } from './amqp-transcript.ts';
import { taggedSimplifications } from './tagged-simplifications.ts';

/*
 * The second half of engine/broker/FIDELITY.md: how much of what rabbitmq-server 3.10.8 was heard to say is asked of
 * the engine in every test run, method by method and refusal by refusal; and the simplifications that are tagged in the
 * code. The first half, what is the same and what differs, is written by hand. `write-fidelity-broker.ts` writes the
 * file anew.
 */

const ENGINE = fileURLToPath(new URL('../..', import.meta.url));
const RECORDED = new URL('recorded/', import.meta.url);

/** What stands between the two halves. */
const BORDER = '<!-- From here on written by engine/testing/oracles/write-fidelity-broker.ts -->';

export const FIDELITY_FILE = join(ENGINE, 'broker', 'FIDELITY.md');

const read = (file: string): string => readFileSync(new URL(file, RECORDED), 'utf8');

/** Conversations on one subject each, the random ones, and those in which a difference was found once. */
function heldConversations(): { readonly subjects: Held[]; readonly random: Held[]; readonly found: Held[] } {
  const recorded = [
    [CONVERSATIONS, 'amqp.json'],
    [KINDS_CONVERSATIONS, 'amqp-kinds.json'],
  ] as const;
  const subjects = recorded.flatMap(([conversations, file]) => {
    const heard = JSON.parse(read(file)) as Readonly<Record<string, string[][]>>;
    return conversations.map((one) => ({ ...one, heard: heard[one.name] ?? [] }));
  });
  return {
    subjects,
    random: readTranscript(read('amqp-random.txt')),
    found: readTranscript(read('amqp-found.txt')),
  };
}

function counted(items: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

const methodOf = (line: string): string => line.split(' ', 2)[1] ?? '';

/** What only servers say, by their names. */
const isAnswer = (method: MethodName): boolean =>
  /-ok$|^basic\.(deliver|return|get-empty)$|^connection\.(start|secure|tune|blocked|unblocked)$/.test(method);

function methodRows(said: ReadonlyMap<string, number>, heard: ReadonlyMap<string, number>): string[] {
  const names = Object.keys(METHODS) as MethodName[];
  return names.flatMap((name) => {
    const [asked, answered] = [said.get(name) ?? 0, heard.get(name) ?? 0];
    if (asked + answered === 0) return [];
    return [`| ${name} | ${isAnswer(name) && asked === 0 ? '' : asked} | ${answered === 0 ? '' : answered} |`];
  });
}

/** A refusal without the names and numbers of the one case. */
function refusalOf(line: string): string | null {
  const [, scope, code, text] =
    /(channel|connection)\.close replyCode=(\d+) replyText=(.*?)(?: classId=\d+.*)?$/.exec(line) ?? [];
  if (code === undefined || text === undefined) return null;
  const plain = text
    .replaceAll(/vhost '[^']*'/g, "vhost '/'")
    .replaceAll(/(queue|exchange|tag|type|value|expiration|policy) '[^']*'/g, "$1 '…'")
    .replaceAll(/\b(received|is) '[^']*'/g, "$1 '…'")
    .replaceAll(/-?\b\d+\b/g, 'N');
  return `| ${code} | ${scope} | ${plain.replaceAll('|', '\\|')} |`;
}

/** What the file must say, given what it says now. */
export function fidelityText(now: string): string {
  const byHand = (now.split(BORDER)[0] ?? '').trimEnd();
  const { subjects, random, found } = heldConversations();
  const all = [...subjects, ...random, ...found];
  const said = counted(all.flatMap(({ says }) => says.map(methodOf)));
  const lines = all.flatMap(({ heard }) => heard.flat());
  const heard = counted(lines.map(methodOf));
  const refusals = counted(lines.map(refusalOf).filter((row) => row !== null));
  const sum = (held: readonly Held[]): number => held.reduce((total, { says }) => total + says.length, 0);
  const tagged = [
    ...taggedSimplifications(join(ENGINE, 'broker'), ENGINE),
    ...taggedSimplifications(join(ENGINE, 'wire'), ENGINE, (file) => file.includes('amqp')),
    ...taggedSimplifications(join(ENGINE, 'bridge'), ENGINE, (file) => file.includes('amqp')),
  ];
  return `${byHand}

${BORDER}

## Tagged in the code

${tagged.join('\n')}

## What is compared in every test run

| conversations | how many | lines said |
|---|---|---|
| on one subject each | ${subjects.length} | ${sum(subjects)} |
| random, each of its own seed | ${random.length} | ${sum(random)} |
| once different, cut down to what it took | ${found.length} | ${sum(found)} |

To every line everything that every client hears is compared, letter by letter: ${lines.length} frames in all. Left out are the
time in \`x-death\`, names of the broker's own making, and what RabbitMQ leaves to chance: the order between channels, and of
confirms and deliveries on one.

## Method by method

The methods of a connection's beginning are said in every conversation, and in amqp-malformed.json.

| method | said by clients | heard from the broker |
|---|---|---|
${methodRows(said, heard).join('\n')}

## Refusal by refusal

${refusals.size} kinds of refusal, names as \`…\`, numbers as N:

| code | closes the | text |
|---|---|---|
${[...refusals.keys()].sort().join('\n')}
`;
}
