import { AMQP_COMMANDS, type ArgumentSpec, type CommandSpec } from './amqp-commands.ts';

/*
 * How a line begun at the broker prompt could go on: with a command, with an argument it takes, or with a value that
 * argument can have. The table that the parser reads is all there is to know.
 */

export interface Completion {
  /** The whole line when it is taken. */
  readonly line: string;
  readonly label: string;
  readonly help: string;
}

const COUNT_MAX = 12;

/** @param known names of queues that this prompt has come across. */
export function amqpCompletions(text: string, known: readonly string[]): readonly Completion[] {
  const line = text.trimStart();
  const command = commandOf(line);
  const found = command === null ? commandsFrom(line) : argumentsFrom(command, line, known);
  return found.slice(0, COUNT_MAX);
}

/** The command whose name the line already has in full, with a blank behind it. */
function commandOf(line: string): CommandSpec | null {
  return AMQP_COMMANDS.find((spec) => line.startsWith(`${spec.name} `)) ?? null;
}

function commandsFrom(line: string): Completion[] {
  return AMQP_COMMANDS.filter((spec) => spec.name.startsWith(line)).map((spec) => ({
    line: spec.arguments.length > 0 ? `${spec.name} ` : spec.name,
    label: spec.example,
    help: spec.summary,
  }));
}

function argumentsFrom(command: CommandSpec, line: string, known: readonly string[]): Completion[] {
  const begun = /\S*$/.exec(line)?.[0] ?? '';
  const before = line.slice(0, line.length - begun.length);
  const [name = '', value] = begun.split('=', 2);
  if (value !== undefined) return valuesFrom(command, name, value, before, known);
  const given = new Set([...before.matchAll(/(\w+)=/g)].map((match) => match[1]));
  return command.arguments
    .filter((argument) => argument.name.startsWith(begun) && !given.has(argument.name))
    .map((argument) => ({ line: `${before}${argument.name}=`, label: `${argument.name}=`, help: helpOf(argument) }));
}

function valuesFrom(
  command: CommandSpec,
  name: string,
  value: string,
  before: string,
  known: readonly string[],
): Completion[] {
  const argument = command.arguments.find((one) => one.name === name);
  if (argument === undefined) return [];
  const values =
    argument.type === 'flag' ? ['true', 'false'] : (argument.oneOf ?? (argument.names === 'queue' ? known : []));
  return values
    .filter((one) => one.startsWith(value) && one !== value)
    .map((one) => ({ line: `${before}${name}=${one} `, label: one, help: '' }));
}

function helpOf(argument: ArgumentSpec): string {
  if (argument.required === true) return 'required';
  return argument.default === undefined || argument.default === '' ? 'optional' : `otherwise ${argument.default}`;
}
