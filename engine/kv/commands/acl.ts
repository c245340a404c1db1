import type { Reply } from '../../wire/reply.ts';
import { error, map, OK, set } from '../../wire/reply.ts';
import { denialOf } from '../acl/check.ts';
import { describeChannels, describeCommands, describeKeys, flagsOf } from '../acl/describe.ts';
import { aclFile, aclFileBytes, changeUser, loadAclFile, userLines } from '../acl/file.ts';
import { dropClientsOf } from '../acl/install.ts';
import { CATEGORIES, everyCommand } from '../acl/permissions.ts';
import { hasSpaces } from '../acl/rules.ts';
import type { Selector } from '../acl/state.ts';
import { DEFAULT_USER, rootOf, usersByName } from '../acl/users.ts';
import type { ServerRuns } from '../command.ts';
import { NOT_AN_INTEGER, printed, wrongSubcommand } from '../errors.ts';
import { arityFits, lookupCommand } from '../lookup.ts';
import { parseInteger } from '../numbers.ts';
import { randomHex } from '../random-bytes.ts';
import type { Turn } from '../turn.ts';
import { helpOf } from './help.ts';

/*
 * ACL: users and what they may do. REDIS: acl.c aclCommand
 */

const GENPASS_BITS_MAX = 4096;
const NO_FILE = error(
  'ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store users in the Redis configuration.',
);

function setUser(turn: Turn, argv: readonly string[]): Reply {
  // Whatever is said of a user may be a secret.
  for (let at = 2; at < argv.length; at++) turn.redact(at);
  const name = argv[2] ?? '';
  if (hasSpaces(name)) return error("ERR Usernames can't contain spaces or null characters");
  const refused = changeUser(turn, name, argv.slice(3));
  return refused === null ? OK : error(`ERR ${printed(refused, Infinity)}`);
}

function deleteUsers(turn: Turn, argv: readonly string[]): Reply {
  const names = argv.slice(2);
  if (names.includes(DEFAULT_USER)) return error("ERR The 'default' user cannot be removed");
  let deleted = 0;
  for (const name of names) {
    if (!turn.state.acl.users.delete(name)) continue;
    dropClientsOf(turn, name);
    deleted++;
  }
  return deleted;
}

function selectorFields(turn: Turn, selector: Selector): Reply[] {
  return [
    'commands',
    describeCommands(turn.table, selector),
    'keys',
    describeKeys(selector),
    'channels',
    describeChannels(selector),
  ];
}

function getUser(turn: Turn, argv: readonly string[]): Reply {
  const user = turn.state.acl.users.get(argv[2] ?? '');
  if (user === undefined) return null;
  return map([
    'flags',
    set(flagsOf(user)),
    'passwords',
    user.passwords,
    ...selectorFields(turn, rootOf(user)),
    'selectors',
    user.selectors.slice(1).map((selector) => map(selectorFields(turn, selector))),
  ]);
}

function cat(turn: Turn, argv: readonly string[]): Reply {
  if (argv.length > 3) return wrongSubcommand('acl', argv[1] ?? '');
  const given = argv[2];
  if (given === undefined) return CATEGORIES;
  const category = given.toLowerCase();
  if (!CATEGORIES.includes(category)) return error(`ERR Unknown category '${printed(given)}'`);
  return everyCommand(turn.table)
    .filter((spec) => spec.acl.includes(category))
    .map((spec) => spec.name);
}

function genPass(turn: Turn, argv: readonly string[]): Reply {
  if (argv.length > 3) return wrongSubcommand('acl', argv[1] ?? '');
  const bits = argv[2] === undefined ? 256 : parseInteger(argv[2]);
  if (bits === null) return NOT_AN_INTEGER;
  if (bits <= 0 || bits > GENPASS_BITS_MAX) {
    return error(
      `ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to ${GENPASS_BITS_MAX}`,
    );
  }
  return randomHex(turn.out, Math.floor((Number(bits) + 3) / 4));
}

function log(turn: Turn, argv: readonly string[]): Reply {
  if (argv.length > 3) return wrongSubcommand('acl', argv[1] ?? '');
  const { acl } = turn.state;
  const given = argv[2];
  if (given?.toLowerCase() === 'reset') {
    acl.log = [];
    return OK;
  }
  const count = given === undefined ? 10 : parseInteger(given);
  if (count === null) return NOT_AN_INTEGER;
  return acl.log
    .slice(0, Math.max(0, Number(count)))
    .map((entry) =>
      map([
        'count',
        entry.count,
        'reason',
        entry.reason,
        'context',
        entry.context,
        'object',
        entry.object,
        'username',
        entry.username,
        'age-seconds',
        { kind: 'double', value: (turn.nowMs - entry.at) / 1000 },
        'client-info',
        entry.client,
      ]),
    );
}

function dryRun(turn: Turn, argv: readonly string[]): Reply {
  const [, , name = '', command = ''] = argv;
  const user = turn.state.acl.users.get(name);
  if (user === undefined) return error(`ERR User '${printed(name, Infinity)}' not found`);
  const words = argv.slice(3);
  const spec = lookupCommand(turn.table, words);
  if (spec === null) return error(`ERR Command '${printed(command, Infinity)}' not found`);
  if (!arityFits(spec, words.length)) return error(`ERR wrong number of arguments for '${spec.name}' command`);
  const denial = denialOf(user, spec, words);
  switch (denial?.reason) {
    case undefined:
      return OK;
    case 'command':
      return `This user has no permissions to run the '${spec.name}' command`;
    default:
      return `This user has no permissions to access the '${words[denial?.at ?? 0] ?? ''}' ${denial?.reason}`;
  }
}

function load(turn: Turn): Reply {
  const file = aclFile(turn);
  if (file === null) return NO_FILE;
  const refused = loadAclFile(turn, file, turn.out.read(file));
  return refused === null ? OK : error(`ERR ${printed(refused, Infinity)}`);
}

/** Answered when the file is on the disk: the one thread writes it itself. */
function save(turn: Turn): Reply {
  const file = aclFile(turn);
  if (file === null) return NO_FILE;
  turn.out.replace(file, aclFileBytes(turn), turn.fact || undefined);
  turn.state.awaited.push(file);
  return OK;
}

export const aclCommands: ServerRuns = {
  'acl|setuser': setUser,
  'acl|deluser': deleteUsers,
  'acl|getuser': getUser,
  'acl|list': (turn) => userLines(turn),
  'acl|users': (turn) => usersByName(turn.state).map(({ name }) => name),
  'acl|whoami': (turn) => turn.client.user,
  'acl|cat': cat,
  'acl|genpass': genPass,
  'acl|log': log,
  'acl|dryrun': dryRun,
  'acl|load': (turn) => load(turn),
  'acl|save': (turn) => save(turn),
  ...helpOf('acl'),
};
