import { printed } from '../errors.ts';
import { loadLibrary } from './interpreter.ts';
import { libraryHead } from './shebang.ts';
import type { Library, LibraryFunction, ScriptState } from './state.ts';

/*
 * Function libraries: loaded, replaced, found. REDIS: functions.c
 */

/** A library from its text, or the whole error. `replace` allows one of that name to be there. */
export function createLibrary(known: ReadonlyMap<string, Library>, code: string, replace: boolean): Library | string {
  const head = libraryHead(code);
  if (typeof head === 'string') return head;
  if (!replace && known.has(head.name)) return `ERR Library '${printed(head.name)}' already exists`;
  const loaded = loadLibrary(code, head.length);
  if (typeof loaded === 'string') return loaded;
  const taken = loaded.functions.find(({ name }) => {
    const owner = functionNamed(known, name)?.library;
    return owner !== undefined && owner.name !== head.name;
  });
  if (taken !== undefined) return `ERR Function ${taken.name} already exists`;
  return { name: head.name, code, shebang: head.length, functions: loaded.functions };
}

/** Upper and lower case are one. REDIS: functions.c functionDictType */
export function functionNamed(
  libraries: ReadonlyMap<string, Library>,
  name: string,
): { readonly library: Library; readonly found: LibraryFunction } | null {
  const wanted = name.toLowerCase();
  for (const library of libraries.values()) {
    const found = library.functions.find((candidate) => candidate.name.toLowerCase() === wanted);
    if (found !== undefined) return { library, found };
  }
  return null;
}

/** Loads one from a file; the error, or null. `replace` allows one of that name to be there. */
export function loadStoredLibrary(scripting: ScriptState, code: string, replace = false): string | null {
  const library = createLibrary(scripting.libraries, code, replace);
  if (typeof library === 'string') return library.replace(/^ERR /, '');
  scripting.libraries.set(library.name, library);
  return null;
}
