import type { CommandDocs, CommandSpec, KeySpec, ServerRun, ServerRuns } from '../command.ts';
import docs from './docs.json' with { type: 'json' };
import specs from './specs.json' with { type: 'json' };

/*
 * Puts the recorded metadata and the code together. The one list of groups is in groups.ts; this file knows none.
 */

interface RawSpec {
  readonly arity: number;
  readonly flags: readonly string[];
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly acl: readonly string[];
  readonly tips?: readonly string[];
  readonly keySpecs?: readonly KeySpec[];
  readonly subcommands?: Readonly<Record<string, RawSpec>>;
}

/** An upper bound of CommandSpec.index: redis-server 7.0 has 240 commands and 126 subcommands. */
export const COMMANDS_MAX = 400;

export interface CommandTable {
  /** By lower-case name, in the order of the names. */
  readonly commands: ReadonlyMap<string, CommandSpec>;
  /** In lower and in upper case: what clients mostly write is found at once. */
  readonly spelt: ReadonlyMap<string, CommandSpec>;
}

/** Commands that propagate without writing. REDIS: CMD_MAY_REPLICATE */
const MAY_REPLICATE = new Set(['eval', 'evalsha', 'fcall', 'publish', 'spublish', 'pfcount']);

function specOf(
  name: string,
  raw: RawSpec,
  doc: CommandDocs,
  runs: ServerRuns,
  counter: { next: number },
): CommandSpec {
  const index = counter.next++;
  const word = name.split('|', 1)[0] ?? name;
  const children = Object.entries(raw.subcommands ?? {}).map(([sub, rawSub]): [string, CommandSpec] => {
    const subDocs = doc.subcommands?.[sub];
    if (subDocs === undefined) throw new TypeError(`no documentation for ${name}|${sub}`);
    return [sub, specOf(`${name}|${sub}`, rawSub, subDocs, runs, counter)];
  });
  const known = children.filter(([, child]) => child.run !== null);
  return {
    name,
    index,
    arity: raw.arity,
    flags: raw.flags,
    firstKey: raw.first,
    lastKey: raw.last,
    keyStep: raw.step,
    acl: raw.acl,
    tips: raw.tips ?? [],
    keySpecs: raw.keySpecs ?? [],
    docs: doc,
    subcommands: known.length > 0 ? new Map(known) : null,
    run: runOf(name, runs),
    write: raw.flags.includes('write'),
    denyOom: raw.flags.includes('denyoom'),
    mayReplicate: MAY_REPLICATE.has(word),
    noMulti: raw.flags.includes('no_multi'),
    guardedBy: word === 'debug' || word === 'module' ? `enable-${word}-command` : null,
  };
}

function runOf(name: string, runs: ServerRuns): ServerRun | null {
  return (Object.hasOwn(runs, name) ? runs[name] : null) ?? null;
}

const renamedTables = new Map<string, CommandTable>();

/** The table with commands under other names, '' for none. REDIS: config.c rename-command */
export function withRenames(table: CommandTable, renames: readonly (readonly [string, string])[]): CommandTable {
  if (renames.length === 0) return table;
  const id = JSON.stringify(renames);
  const known = renamedTables.get(id);
  if (known !== undefined) return known;
  const commands = new Map(table.commands);
  for (const [from, to] of renames) {
    const spec = commands.get(from);
    commands.delete(from);
    if (spec !== undefined && to !== '') commands.set(to, spec);
  }
  const made = { commands, spelt: speltOf(commands) };
  renamedTables.set(id, made);
  return made;
}

function speltOf(commands: ReadonlyMap<string, CommandSpec>): ReadonlyMap<string, CommandSpec> {
  const spelt = new Map(commands);
  for (const [name, spec] of commands) spelt.set(name.toUpperCase(), spec);
  return spelt;
}

/** The table of all commands that have code. Throws for code without metadata: a name misspelt. */
export function commandTable(groups: readonly ServerRuns[]): CommandTable {
  const runs: Record<string, ServerRun> = {};
  for (const group of groups) Object.assign(runs, group);
  // The recorded files are part of the source; their shape is what the recorder wrote.
  const rawSpecs = specs.commands as unknown as Readonly<Record<string, RawSpec>>;
  const rawDocs = docs.commands as unknown as Readonly<Record<string, CommandDocs>>;
  const table = new Map<string, CommandSpec>();
  const counter = { next: 0 };
  for (const [name, raw] of Object.entries(rawSpecs)) {
    const doc = rawDocs[name];
    if (doc === undefined) throw new TypeError(`no documentation for ${name}`);
    const spec = specOf(name, raw, doc, runs, counter);
    if (spec.run !== null || spec.subcommands !== null) table.set(name, spec);
  }
  for (const name of Object.keys(runs)) {
    const [container = '', sub] = name.split('|');
    const spec = table.get(container);
    const found = sub === undefined ? spec : spec?.subcommands?.get(sub);
    if (found === undefined || found.run === null) throw new TypeError(`no metadata for the command ${name}`);
  }
  return { commands: table, spelt: speltOf(table) };
}
