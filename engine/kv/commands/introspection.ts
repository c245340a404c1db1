import type { Reply } from '../../wire/reply.ts';
import { error, map, set, simple } from '../../wire/reply.ts';
import type { CommandArgument, CommandDocs, CommandSpec, KeySpec, ServerRuns } from '../command.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { globMatch } from '../glob.ts';
import { movableKeys } from '../key-places.ts';
import { arityFits, lookupCommand } from '../lookup.ts';
import type { Turn } from '../turn.ts';
import { helpOf } from './help.ts';

/*
 * COMMAND: the table of commands, told to clients. REDIS: server.c commandCommand
 */

function keySpecReply({ notes, flags, begin_search, find_keys }: KeySpec): Reply {
  const half = (part: KeySpec['begin_search']): Reply =>
    map(['type', part.type, 'spec', map(Object.entries(part.spec).flat())]);
  return map([
    ...(notes === undefined ? [] : ['notes', notes]),
    'flags',
    set(flags.map(simple)),
    'begin_search',
    half(begin_search),
    'find_keys',
    half(find_keys),
  ]);
}

/** REDIS: server.c addReplyCommandInfo */
function infoReply(spec: CommandSpec): Reply {
  return [
    spec.name,
    spec.arity,
    set(spec.flags.map(simple)),
    spec.firstKey,
    spec.lastKey,
    spec.keyStep,
    set(spec.acl.map((category) => simple(`@${category}`))),
    [...spec.tips],
    spec.keySpecs.map(keySpecReply),
    [...(spec.subcommands?.values() ?? [])].map(infoReply),
  ];
}

/** `config|get` names a subcommand. */
function byFullName(turn: Turn, name: string): CommandSpec | null {
  const words = name.split('|');
  const spec = lookupCommand(turn.table, words);
  // GET has none.
  return words.length > 1 && spec?.name !== name.toLowerCase() ? null : spec;
}

function info(turn: Turn, argv: readonly string[]): Reply {
  if (argv.length <= 2) return [...turn.table.commands.values()].map(infoReply);
  return argv.slice(2).map((name): Reply => {
    const spec = byFullName(turn, name);
    return spec === null ? null : infoReply(spec);
  });
}

function argumentReply(argument: CommandArgument): Reply {
  const flat: Reply[] = ['name', argument.name, 'type', argument.type];
  if (argument.key_spec_index !== undefined) flat.push('key_spec_index', argument.key_spec_index);
  if (argument.token !== undefined) flat.push('token', argument.token);
  if (argument.summary !== undefined) flat.push('summary', argument.summary);
  if (argument.since !== undefined) flat.push('since', argument.since);
  if (argument.deprecated_since !== undefined) flat.push('deprecated_since', argument.deprecated_since);
  if (argument.flags !== undefined) flat.push('flags', set(argument.flags.map(simple)));
  if (argument.arguments !== undefined) flat.push('arguments', argument.arguments.map(argumentReply));
  return map(flat);
}

/** REDIS: server.c addReplyCommandDocs */
function docsReply(name: string, docs: CommandDocs): Reply {
  const flat: Reply[] = ['summary', docs.summary, 'since', docs.since, 'group', docs.group];
  if (docs.complexity !== undefined) flat.push('complexity', docs.complexity);
  if (docs.doc_flags !== undefined) flat.push('doc_flags', set(docs.doc_flags.map(simple)));
  if (docs.deprecated_since !== undefined) flat.push('deprecated_since', docs.deprecated_since);
  if (docs.replaced_by !== undefined) flat.push('replaced_by', docs.replaced_by);
  if (docs.history !== undefined)
    flat.push(
      'history',
      docs.history.map((entry) => [...entry]),
    );
  if (docs.arguments !== undefined) flat.push('arguments', docs.arguments.map(argumentReply));
  if (docs.subcommands !== undefined) {
    const subs = Object.entries(docs.subcommands).flatMap(([sub, subDocs]): Reply[] => {
      const full = `${name}|${sub}`;
      return [full, docsReply(full, subDocs)];
    });
    flat.push('subcommands', map(subs));
  }
  return map(flat);
}

function docs(turn: Turn, argv: readonly string[]): Reply {
  const specs =
    argv.length > 2 ? argv.slice(2).map((name) => byFullName(turn, name)) : [...turn.table.commands.values()];
  return map(specs.flatMap((spec): Reply[] => (spec === null ? [] : [spec.name, docsReply(spec.name, spec.docs)])));
}

function everyName(turn: Turn): CommandSpec[] {
  return [...turn.table.commands.values()].flatMap((spec) => [spec, ...(spec.subcommands?.values() ?? [])]);
}

/** REDIS: server.c commandListCommand */
function list(turn: Turn, argv: readonly string[]): Reply {
  const [, , word = '', filter = '', value = ''] = argv;
  if (argv.length === 2) return everyName(turn).map((spec) => spec.name);
  if (argv.length !== 5 || word.toLowerCase() !== 'filterby') return SYNTAX_ERROR;
  const all = everyName(turn);
  switch (filter.toLowerCase()) {
    case 'module':
      return [];
    case 'aclcat':
      return all.filter((spec) => spec.acl.includes(value.toLowerCase())).map((spec) => spec.name);
    case 'pattern':
      return all.filter((spec) => globMatch(value.toLowerCase(), spec.name)).map((spec) => spec.name);
    default:
      return SYNTAX_ERROR;
  }
}

/** REDIS: server.c getKeysSubcommandImpl */
function getKeys(turn: Turn, argv: readonly string[], withFlags: boolean): Reply {
  const words = argv.slice(2);
  const spec = lookupCommand(turn.table, words);
  if (spec === null) return error('ERR Invalid command specified');
  const flagged = spec.keySpecs.length > 0 || spec.flags.includes('movablekeys');
  if (!flagged) return error('ERR The command has no key arguments');
  if (!arityFits(spec, words.length)) return error('ERR Invalid number of arguments specified for command');
  const places = movableKeys(spec, words);
  if (places === null) return error('ERR Invalid arguments specified for command');
  if (places.length === 0) {
    return spec.flags.includes('no_mandatory_keys') ? [] : error('ERR Invalid arguments specified for command');
  }
  return places.map(
    ({ at, flags }): Reply => (withFlags ? [words[at] ?? '', set(flags.map(simple))] : (words[at] ?? '')),
  );
}

export const introspectionCommands: ServerRuns = {
  command: (turn) => [...turn.table.commands.values()].map(infoReply),
  'command|count': (turn) => turn.table.commands.size,
  'command|info': info,
  'command|docs': docs,
  'command|list': list,
  'command|getkeys': (turn, argv) => getKeys(turn, argv, false),
  'command|getkeysandflags': (turn, argv) => getKeys(turn, argv, true),
  ...helpOf('command'),
};
