import type { ErrorReply } from '../wire/reply.ts';
import { error } from '../wire/reply.ts';

/*
 * The errors every command shares, in Redis's words. REDIS: server.c createSharedObjects
 */

export const WRONG_TYPE = Object.freeze(error('WRONGTYPE Operation against a key holding the wrong kind of value'));
export const SYNTAX_ERROR = Object.freeze(error('ERR syntax error'));
export const NO_SUCH_KEY = Object.freeze(error('ERR no such key'));
export const NOT_AN_INTEGER = Object.freeze(error('ERR value is not an integer or out of range'));
export const NOT_A_FLOAT = Object.freeze(error('ERR value is not a valid float'));
export const OUT_OF_RANGE = Object.freeze(error('ERR index out of range'));
export const SAME_OBJECT = Object.freeze(error('ERR source and destination objects are the same'));

/** What C's `%.*s` prints of it into an error, which is one line: up to a zero byte, without line breaks. */
export function printed(text: string, max = 128): string {
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).slice(0, max).replace(/[\r\n]/g, ' ');
}

/** `wrong number of arguments`, with the full command name. */
export function wrongArity(name: string): ErrorReply {
  return error(`ERR wrong number of arguments for '${name}' command`);
}

/** REDIS: networking.c addReplySubcommandSyntaxError */
export function wrongSubcommand(container: string, given: string): ErrorReply {
  const name = container.toUpperCase();
  return error(`ERR unknown subcommand or wrong number of arguments for '${printed(given)}'. Try ${name} HELP.`);
}
