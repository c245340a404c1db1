import { PROTO } from './intrinsics.ts';
import { throwError } from './make.ts';
import type { Pattern } from './regexp-parse.ts';
import { compilePattern, PatternError } from './regexp-parse.ts';
import { FIXED, HIDDEN, type RegExpObj } from './values.ts';
import { allocate, OBJECT_BYTES, type Vm } from './vm.ts';

/* Regular expressions as guest objects. Their patterns are compiled once for each text. */

const compiled = new Map<string, Pattern>();
const COMPILED_MAX = 500;

export function makeRegExp(vm: Vm, source: string, flags: string): RegExpObj {
  patternOf(vm, source, flags); // refuses what is wrong where it is made
  allocate(vm, OBJECT_BYTES * 2);
  const props = new Map([['lastIndex', { kind: 'slot', value: 0, flags: HIDDEN | FIXED } as const]]);
  return { kind: 'regexp', proto: PROTO.regexp, props, locked: 0, source, flags: [...flags].sort().join('') };
}

export function patternOf(vm: Vm, source: string, flags: string): Pattern {
  const name = `${flags}/${source}`;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  try {
    const pattern = compilePattern(source, flags);
    if (compiled.size >= COMPILED_MAX) compiled.clear();
    compiled.set(name, pattern);
    return pattern;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return throwError(vm, 'SyntaxError', error.message);
  }
}
