import { splitArguments } from '../../wire/resp-inline.ts';
import type { RuleError } from '../acl/rules.ts';
import { applyRule, mergeSelectors, RULE_ERRORS } from '../acl/rules.ts';
import { newUser } from '../acl/users.ts';
import { COMMANDS } from '../commands/groups.ts';
import type { Parameter } from './parameters.ts';
import { PARAMETERS } from './parameters.ts';
import { acceptValue } from './values.ts';

/*
 * Reads redis.conf: lines of a name and its words, `include`, `rename-command`. Values are accepted as CONFIG SET
 * accepts them; `save` and the buffer limits of several lines add up. REDIS: config.c loadServerConfigFromString
 */

/** What a configuration file says. */
export interface ConfigFile {
  /** Parameters by their own name, with the texts that CONFIG GET answers. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Commands under another name, lower-case from, and to; to '' there is none. */
  readonly renames: readonly (readonly [string, string])[];
  /** Users of ACL, one by one, as the words behind `user`. */
  readonly users: readonly (readonly string[])[];
}

/** Why a file is refused, in the words of redis-server, which prints them on stderr. */
export interface ConfigFileRefusal {
  readonly why: string;
}

/** Reads the file an `include` names; null where there is none, texts of all it stands for where it has wildcards. */
export type Include = (name: string) => readonly string[] | null;

/** Parameters of several words. REDIS: config.c MULTI_ARG_CONFIG */
const SEVERAL_WORDS: ReadonlySet<string> = new Set([
  'save',
  'client-output-buffer-limit',
  'oom-score-adj-values',
  'bind',
  'replicaof',
  'latency-tracking-info-percentiles',
  'shutdown-on-sigint',
  'shutdown-on-sigterm',
]);

/** Lines that Redis 7.0 takes and forgets, with their number of words. */
const DEPRECATED: ReadonlySet<string> = new Set([
  'list-max-ziplist-entries',
  'list-max-ziplist-value',
  'lua-replicate-commands',
]);

/** `text` is the whole of a file, then of stdin, then of the command line, as lines. */
export function readConfigFile(text: string, include: Include): ConfigFile | ConfigFileRefusal {
  const reading: Reading = { parameters: {}, renames: [], users: [], savesBegun: false };
  const refusal = readInto(reading, text, include);
  return refusal ?? reading;
}

interface Reading {
  readonly parameters: Record<string, string>;
  readonly renames: (readonly [string, string])[];
  readonly users: (readonly string[])[];
  /** The first `save` replaces the default, those after it add to it. */
  savesBegun: boolean;
}

function readInto(reading: Reading, text: string, include: Include): ConfigFileRefusal | null {
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/^[ \t\r]+|[ \t\r]+$/g, '');
    if (line === '' || line.startsWith('#')) continue;
    const words = splitArguments(line);
    const why = words === null ? 'Unbalanced quotes in configuration line' : directive(reading, words, include);
    if (typeof why === 'object' && why !== null) return why;
    if (why !== null) return { why: fatal(index + 1, line, why) };
  }
  return null;
}

function fatal(at: number, line: string, why: string): string {
  return `\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\nReading the configuration file, at line ${at}\n>>> '${line}'\n${why}\n`;
}

/** Null when the line is taken. */
function directive(reading: Reading, words: readonly string[], include: Include): string | ConfigFileRefusal | null {
  const name = (words[0] ?? '').toLowerCase();
  if (name === '') return null;
  const parameter = PARAMETERS.get(name);
  if (parameter !== undefined) return setParameter(reading, parameter, words.slice(1));
  if (DEPRECATED.has(name) && words.length === 2) return null;
  if (name === 'include' && words.length === 2) return includeFiles(reading, words[1] ?? '', include);
  if (name === 'rename-command' && words.length === 3) return rename(reading, words[1] ?? '', words[2] ?? '');
  if (name === 'user' && words.length >= 2) {
    return addUser(reading, words.slice(1));
  }
  return 'Bad directive or wrong number of arguments';
}

function setParameter(reading: Reading, parameter: Parameter, words: readonly string[]): string | null {
  const { name } = parameter;
  const several = SEVERAL_WORDS.has(name);
  if (!several && words.length !== 1) return 'wrong number of arguments';
  const given = words.length === 1 && words[0] === '' ? ['""'] : words;
  const before = reading.parameters[name];
  let value = several ? given.join(' ') : (words[0] ?? '');
  if (name === 'save') {
    if (value === '""') value = '';
    else if (reading.savesBegun && before !== undefined) value = `${before} ${value}`.trim();
    reading.savesBegun = true;
  } else if (name === 'replicaof') {
    const why = replicaOfRefusal(words);
    if (why !== null) return why;
  }
  const accepted = acceptValue(parameter, value, before ?? parameter.initial);
  if (accepted.why !== undefined) return accepted.why;
  reading.parameters[name] = accepted.text;
  return null;
}

/** REDIS: config.c setConfigReplicaOfOption */
function replicaOfRefusal(words: readonly string[]): string | null {
  if (words.length !== 2) return 'wrong number of arguments';
  const port = /^\d+$/.test(words[1] ?? '') ? Number(words[1]) : -1;
  return port < 0 || port > 65535 ? 'Invalid master port' : null;
}

function includeFiles(reading: Reading, name: string, include: Include): ConfigFileRefusal | null {
  const texts = include(name);
  if (texts === null) return { why: `Fatal error, can't open config file '${name}': No such file or directory\n` };
  for (const text of texts) {
    const refusal = readInto(reading, text, include);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** REDIS: acl.c ACLAppendUserForLoading */
function addUser(reading: Reading, words: readonly string[]): string | null {
  const [name = '', ...rules] = words;
  const known = reading.users.some(([other]) => other === name);
  const wrong = known ? { at: 1, error: 'duplicate' as const } : wrongRule(rules);
  if (wrong === null) {
    reading.users.push(words);
    return null;
  }
  // The word that Redis shows is not always the one it means.
  return `Error in user declaration '${['user', ...words][wrong.at] ?? ''}': ${RULE_ERRORS[wrong.error]}`;
}

/** The first rule that cannot be one; of commands the server says later whether it knows them. */
function wrongRule(rules: readonly string[]): { readonly at: number; readonly error: RuleError } | null {
  const merged = mergeSelectors(rules);
  if ('open' in merged) return { at: rules.indexOf(merged.open), error: 'syntax' };
  const draft = newUser('', false);
  for (const [at, rule] of merged.rules.entries()) {
    const error = applyRule(draft, rule, { table: COMMANDS, allChannels: false });
    if (error !== null && error !== 'unknown') return { at, error };
  }
  return null;
}

function rename(reading: Reading, from: string, to: string): string | null {
  const known = (name: string): boolean => {
    const renamed = reading.renames.some(([old]) => old === name);
    return (COMMANDS.commands.has(name) && !renamed) || reading.renames.some(([, now]) => now === name);
  };
  if (!known(from.toLowerCase())) return 'No such command in rename-command';
  if (to !== '' && known(to.toLowerCase())) return 'Target command name already exists';
  reading.renames.push([from.toLowerCase(), to.toLowerCase()]);
  return null;
}
