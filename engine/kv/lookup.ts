import type { CommandSpec } from './command.ts';
import type { CommandTable } from './commands/table.ts';
import { parseInteger } from './numbers.ts';

/** The entry for these words, a subcommand's where the command has some; null for an unknown one. */
export function lookupCommand(table: CommandTable, argv: readonly string[]): CommandSpec | null {
  const name = argv[0] ?? '';
  const spec = table.spelt.get(name) ?? table.commands.get(name.toLowerCase());
  if (spec === undefined) return null;
  if (spec.subcommands === null || argv.length < 2) return spec;
  return spec.subcommands.get((argv[1] ?? '').toLowerCase()) ?? null;
}

/** True when that many words can be this command. */
export function arityFits(spec: CommandSpec, words: number): boolean {
  return spec.arity >= 0 ? words === spec.arity : words >= -spec.arity;
}

/** The key arguments' places in argv, in order; null when the command has none by its metadata. */
export function keyPositions(spec: CommandSpec, argv: readonly string[]): readonly number[] | null {
  const positions: number[] = [];
  for (const key of spec.keySpecs) {
    const first = beginOf(key.begin_search, argv);
    if (first === null) continue;
    const found = keysFrom(key.find_keys, argv, first);
    if (found === null) return null;
    positions.push(...found);
  }
  return positions;
}

type Search = CommandSpec['keySpecs'][number]['begin_search'];

function beginOf(search: Search, argv: readonly string[]): number | null {
  if (search.type === 'index') return Number(search.spec['index']);
  if (search.type !== 'keyword') return null;
  const keyword = String(search.spec['keyword']).toLowerCase();
  const from = Number(search.spec['startfrom']);
  const step = from < 0 ? -1 : 1;
  const stop = step < 0 ? 0 : argv.length - 1;
  for (let at = from < 0 ? argv.length + from : from; at !== stop; at += step) {
    if (at < 1 || at >= argv.length) return null;
    if (argv[at]?.toLowerCase() === keyword) return at + 1;
  }
  return null;
}

function keysFrom(find: Search, argv: readonly string[], first: number): readonly number[] | null {
  const step = Number(find.spec['keystep'] ?? 1);
  const positions: number[] = [];
  if (find.type === 'range') {
    const relative = Number(find.spec['lastkey']);
    const limit = Number(find.spec['limit']);
    let last = first + relative;
    if (relative < 0) last = argv.length + relative;
    // A limit of two takes half of what is left: XREAD's keys before its ids.
    if (limit > 1 && relative === -1) last = first + Math.floor((argv.length - first) / limit + relative);
    for (let at = first; at <= last; at += step) positions.push(at);
  } else if (find.type === 'keynum') {
    const count = parseInteger(argv[first + Number(find.spec['keynumidx'])] ?? '');
    if (typeof count !== 'number' || count < 0) return null;
    const start = first + Number(find.spec['firstkey']);
    for (let i = 0; i < count; i++) positions.push(start + i * step);
  } else {
    return null;
  }
  return positions.every((at) => at < argv.length) ? positions : null;
}
