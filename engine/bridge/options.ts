import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface BridgeOptions {
  /** The port RESP is served on; 0 for one the system chooses. */
  readonly redis: number;
  /** The folder of its files, absolute, or null for files in memory. */
  readonly dir: string | null;
}

export const USAGE = 'usage: npm run bridge -- --redis PORT [--dir DIR]';

/** Something on the command line that cannot be used. `message` says what, in one line. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Reads the words behind the program's name. Throws OptionError. */
export function readOptions(words: readonly string[]): BridgeOptions {
  const given = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!; // i is inside
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (name !== '--redis' && name !== '--dir') throw new OptionError(`${name}: no such option`);
    if (given.has(name)) throw new OptionError(`${name}: given twice`);
    const value = equals < 0 ? words[++i] : word.slice(equals + 1);
    if (value === undefined || value === '') throw new OptionError(`${name}: a value is missing`);
    given.set(name, value);
  }
  const port = given.get('--redis');
  if (port === undefined) throw new OptionError('nothing to serve: --redis PORT is missing');
  const dir = given.get('--dir');
  return { redis: portOf('--redis', port), dir: dir === undefined ? null : folderOf(dir) };
}

function portOf(name: string, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
    throw new OptionError(`${name}: '${text}' is no port (0 to 65535)`);
  return Number(text);
}

/** The folder, made where only it is missing: a path with more missing is a slip of the pen. */
function folderOf(text: string): string {
  const dir = resolve(text);
  if (!isFolder(dir)) {
    if (!isFolder(dirname(dir))) throw new OptionError(`--dir: '${text}' is no folder`);
    try {
      mkdirSync(dir);
    } catch (error) {
      throw new OptionError(`--dir: ${error instanceof Error ? error.message : 'cannot be made'}`);
    }
  }
  return dir;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
