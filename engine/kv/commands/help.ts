import type { Reply } from '../../wire/reply.ts';
import { simple } from '../../wire/reply.ts';

/** The answer of a container's HELP. REDIS: networking.c addReplyHelp */
export function help(container: string, lines: readonly string[]): Reply {
  return [
    simple(`${container} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`),
    ...lines.map(simple),
    simple('HELP'),
    simple('    Prints this help.'),
  ];
}
