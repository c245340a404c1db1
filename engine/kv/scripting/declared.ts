import type { CommandSpec } from '../command.ts';
import { lookupCommand } from '../lookup.ts';
import type { Turn } from '../turn.ts';
import { functionNamed } from './libraries.ts';
import { sha1Hex } from './redis-library.ts';
import { scriptHead } from './shebang.ts';

/*
 * What a command may do, known before it runs: a script that says of itself that it writes nothing is no write.
 * REDIS: eval.c evalGetCommandFlags, functions.c fcallGetCommandFlags
 */

/** True for what may change data, here or at a replica. */
export function mayWrite(turn: Turn, argv: readonly string[]): boolean {
  const spec = lookupCommand(turn.table, argv);
  if (spec === null) return false;
  const flags = declaredFlags(turn, spec, argv);
  return flags === null ? spec.write || spec.mayReplicate : !flags.includes('no-writes');
}

/** The flags that the script has which a command runs; null where it has said nothing, or is none. */
function declaredFlags(turn: Turn, spec: CommandSpec, argv: readonly string[]): readonly string[] | null {
  const given = argv[1] ?? '';
  const { scripts, libraries } = turn.state.scripting;
  switch (spec.name) {
    case 'eval':
    case 'eval_ro': {
      const known = scripts.get(sha1Hex(given));
      if (known !== undefined) return known.flags;
      const head = scriptHead(given);
      return typeof head === 'string' ? null : head.flags;
    }
    case 'evalsha':
    case 'evalsha_ro':
      return scripts.get(given.toLowerCase())?.flags ?? null;
    case 'fcall':
    case 'fcall_ro':
      return functionNamed(libraries, given)?.found.flags ?? null;
    default:
      return null;
  }
}
