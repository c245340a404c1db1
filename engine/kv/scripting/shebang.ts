import { splitArguments } from '../../wire/resp-inline.ts';
import { printed } from '../errors.ts';
import { SCRIPT_FLAGS } from './redis-library.ts';

/*
 * The first line `#!lua flags=no-writes` of a script, `#!lua name=mylib` of a library.
 */

export interface ScriptHead {
  /** Characters of the line, without its end. */
  readonly length: number;
  /** null where there is no such line. */
  readonly flags: readonly string[] | null;
}

/** What a script says of itself, or the error. REDIS: eval.c evalExtractShebangFlags */
export function scriptHead(body: string): ScriptHead | string {
  if (!body.startsWith('#!')) return { length: 0, flags: null };
  const length = body.indexOf('\n');
  if (length < 0) return 'ERR Invalid script shebang';
  const [engine, ...options] = splitArguments(body.slice(0, length)) ?? [];
  if (engine === undefined) return 'ERR Invalid engine in script shebang';
  if (engine !== '#!lua') return `ERR Unexpected engine in script shebang: ${printed(engine)}`;
  const flags = new Set<string>();
  for (const option of options) {
    if (!option.startsWith('flags=')) return `ERR Unknown lua shebang option: ${printed(option)}`;
    const given = option.slice(6);
    for (const flag of given === '' ? [] : given.split(',')) {
      if (!SCRIPT_FLAGS.includes(flag)) return `ERR Unexpected flag in script shebang: ${printed(flag)}`;
      flags.add(flag);
    }
  }
  return { length, flags: [...flags] };
}

export interface LibraryHead {
  readonly length: number;
  readonly name: string;
}

/** What a library says of itself, or the error. REDIS: functions.c functionExtractLibMetaData */
export function libraryHead(code: string): LibraryHead | string {
  if (!code.startsWith('#!')) return 'ERR Missing library metadata';
  const length = code.indexOf('\n');
  const [engine, ...options] = length < 0 ? [] : (splitArguments(code.slice(0, length)) ?? []);
  if (engine === undefined) return 'ERR Invalid library metadata';
  let name: string | null = null;
  for (const option of options) {
    if (!option.startsWith('name=')) return `ERR Invalid metadata value given: ${printed(option)}`;
    if (name !== null) return 'ERR Invalid metadata value, name argument was given multiple times';
    name = option.slice(5);
  }
  if (name === null) return 'ERR Library name was not given';
  if (!/^\w+$/.test(name)) {
    return 'ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character long';
  }
  const language = engine.slice(2);
  if (language.toLowerCase() !== 'lua') return `ERR Engine '${printed(language)}' not found`;
  return { length, name };
}
