import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ConfigFile } from '../machines.ts';
import { globMatch, readConfigFile } from '../machines.ts';
import { splitArguments } from '../wire/resp-inline.ts';
import { OptionError } from './options.ts';

/*
 * What redis-server is started with: a file, options behind it, a `-` for more from stdin.
 * REDIS: server.c main, config.c loadServerConfig
 */

/** Absolute path, or null without a file. `text` is what the file says. */
export interface RedisSource {
  readonly path: string;
  readonly text: string;
}

export interface RedisStart {
  readonly source: RedisSource | null;
  readonly config: ConfigFile;
}

/** A file that cannot be used. `message` is what redis-server prints on stderr. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the words behind `redis-server`. `stdin` gives all of it when a word is `-`. Throws ConfigError. */
export function readRedisWords(words: readonly string[], stdin: () => string): RedisStart {
  const path = words.length > 0 && !words[0]!.startsWith('-') ? resolve(words[0]!) : null; // there is one
  const options = optionLines(path === null ? words : words.slice(1), path === null);
  const source = path === null ? null : { path, text: readFileOr(path) };
  const parts = [source?.text ?? '', ...(options.fromStdin ? [stdin()] : []), options.lines.join('\n')];
  return { source, config: readText(parts.join('\n')) };
}

/** Reads one redis.conf. Throws ConfigError. */
export function readRedisFile(path: string): RedisStart {
  const source = { path: resolve(path), text: readFileOr(path) };
  return { source, config: readText(source.text) };
}

function readText(text: string): ConfigFile {
  const config = readConfigFile(text, includeFiles);
  if ('why' in config) throw new ConfigError(config.why);
  return config;
}

function readFileOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    throw new ConfigError(`Fatal error, can't open config file '${path}': No such file or directory\n`);
  }
}

function includeFiles(name: string): readonly string[] | null {
  try {
    return namesOf(name).map((each) => readFileSync(each, 'latin1'));
  } catch {
    return null;
  }
}

/** Wildcards stand for files of one folder; none of that name is no error. */
function namesOf(name: string): readonly string[] {
  if (!/[*?[]/.test(name)) return [name];
  const folder = dirname(name);
  const found = readdirSync(folder).filter((each) => !each.startsWith('.') && globMatch(basename(name), each, false));
  return found.sort().map((each) => join(folder, each));
}

interface OptionLines {
  readonly lines: readonly string[];
  readonly fromStdin: boolean;
}

/**
 * `--port 7000 --save 60 1` as the lines `port "7000"` and `save "60" "1"`. A word that begins with `--` is a value
 * where the option before it has none yet, but for `--save`, which may have none.
 */
function optionLines(words: readonly string[], noFile: boolean): OptionLines {
  const lines: string[] = [];
  let fromStdin = false;
  let complete = true;
  for (const [at, word] of words.entries()) {
    const last = at === words.length - 1;
    if (word === '-' && (last || (noFile && at === 0))) fromStdin = true;
    else if (complete && word.startsWith('--')) {
      const bare = splitArguments(word)?.length === 1;
      const valueless = word.toLowerCase() === '--save' && (last || (words[at + 1]?.startsWith('--') ?? false));
      lines.push(`${word.slice(2)} ${bare && valueless ? '""' : ''}`);
      complete = !bare || (valueless && !last);
    } else {
      const quoted = quote(word);
      if (lines.length === 0) lines.push(`${quoted} `);
      else lines[lines.length - 1] += `${quoted} `;
      complete = true;
    }
  }
  return { lines, fromStdin };
}

/** REDIS: sds.c sdscatrepr */
function quote(word: string): string {
  const bytes = Buffer.from(word).toString('latin1');
  return `"${bytes.replace(/["\\]/g, '\\$&').replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}

/** The port of a start, as `--redis` would give it. Throws OptionError for one without a port. */
export function portOf({ config }: RedisStart): number {
  const port = Number(config.parameters['port'] ?? '6379');
  if (port === 0 && (config.parameters['unixsocket'] ?? '') === '')
    throw new OptionError('redis.conf: it has neither a port nor a unixsocket');
  return port;
}
