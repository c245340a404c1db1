import type { Reply } from '../wire/reply.ts';
import { formatDouble } from '../wire/reply.ts';

/*
 * Short texts for facts: what a person reads in a trace, not what goes over the wire.
 */

const ARGUMENTS_MAX = 16;
const ARGUMENT_BYTES_MAX = 64;

/** The first arguments, long ones cut. */
export function shortArguments(argv: readonly string[]): readonly string[] {
  const few = argv.length > ARGUMENTS_MAX ? argv.slice(0, ARGUMENTS_MAX) : argv;
  return few.some((argument) => argument.length > ARGUMENT_BYTES_MAX)
    ? few.map((argument) => argument.slice(0, ARGUMENT_BYTES_MAX))
    : few;
}

/** One line that says what a reply is, in the manner of redis-cli. */
export function shortReply(reply: Reply | undefined): string {
  if (reply === undefined) return '';
  if (typeof reply === 'string') return `"${reply.slice(0, ARGUMENT_BYTES_MAX)}"`;
  if (typeof reply === 'number' || typeof reply === 'bigint') return `(integer) ${reply}`;
  if (reply === null) return '(nil)';
  if (!('kind' in reply)) return elements(reply.length);
  switch (reply.kind) {
    case 'simple':
      return reply.text;
    case 'error':
      return `(error) ${reply.text.slice(0, 2 * ARGUMENT_BYTES_MAX)}`;
    case 'nilArray':
      return '(nil)';
    case 'map':
      return elements(reply.flat.length / 2);
    case 'set':
    case 'push':
      return elements(reply.items.length);
    case 'double':
      return `(double) ${formatDouble(reply.value)}`;
    case 'bigNumber':
      return reply.digits.slice(0, ARGUMENT_BYTES_MAX);
    case 'bool':
      return reply.value ? '(true)' : '(false)';
    case 'verbatim':
      return `"${reply.text.slice(0, ARGUMENT_BYTES_MAX)}"`;
    case 'attribute':
      return shortReply(reply.of);
  }
}

function elements(count: number): string {
  return count === 1 ? '1 element' : `${count} elements`;
}
