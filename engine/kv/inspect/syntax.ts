import type { CommandArgument, CommandDocs } from '../command.ts';

/** How a command is written, from its documentation: `SET key value [NX | XX] [GET] [EX seconds | ...]`. */
export function syntaxOf(name: string, docs: CommandDocs): string {
  const words = (docs.arguments ?? []).map(argumentText);
  return [name.replace('|', ' ').toUpperCase(), ...words].join(' ');
}

function argumentText(argument: CommandArgument): string {
  const flags = argument.flags ?? [];
  const repeated = flags.includes('multiple')
    ? withRepeats(argument, flags.includes('multiple_token'))
    : withToken(argument);
  return flags.includes('optional') ? `[${repeated}]` : repeated;
}

function withToken(argument: CommandArgument): string {
  const inner = innerText(argument);
  if (argument.token === undefined) return inner;
  const token = argument.token === '""' ? '' : argument.token;
  return [token, inner].filter((word) => word !== '').join(' ');
}

/** `key [key ...]`, or `GET pattern [GET pattern ...]` where the token comes each time. */
function withRepeats(argument: CommandArgument, tokenToo: boolean): string {
  const once = tokenToo ? withToken(argument) : innerText(argument);
  const first = tokenToo ? once : withToken(argument);
  return `${first} [${once} ...]`;
}

function innerText(argument: CommandArgument): string {
  const parts = argument.arguments ?? [];
  if (argument.type === 'oneof') return parts.map(argumentText).join(' | ');
  if (argument.type === 'block') return parts.map(argumentText).join(' ');
  if (argument.type === 'pure-token') return '';
  return argument.name;
}
