import type { Seq } from '../../sim/machine.ts';
import type { ScriptRandom } from './random.ts';
import { initialRandom } from './random.ts';

/*
 * What a server keeps of scripts: their texts. What was compiled is a cache of the process (interpreter.ts).
 */

/** A script that was loaded or run once. REDIS: eval.c luaScript */
export interface Script {
  readonly body: string;
  /** Characters of a first line `#!lua ...`, which Lua does not see. */
  readonly shebang: number;
  /** null without such a line: Redis then asks less of it. */
  readonly flags: readonly string[] | null;
}

/** A function of a library. REDIS: functions.h functionInfo */
export interface LibraryFunction {
  readonly name: string;
  readonly description: string | null;
  readonly flags: readonly string[];
}

/** REDIS: functions.h functionLibInfo */
export interface Library {
  readonly name: string;
  readonly code: string;
  readonly shebang: number;
  readonly functions: readonly LibraryFunction[];
}

/** A script that does not end: nothing else runs until it is killed. REDIS: script.h scriptRunCtx */
export interface RunningScript {
  readonly client: number;
  /** The hash of a script, the name of a function. */
  readonly name: string;
  readonly isFunction: boolean;
  readonly command: readonly string[];
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** It has written: it cannot be killed any more. */
  readonly wrote: boolean;
  /** What its client is told when it is killed. */
  readonly killed: string;
  readonly fact: Seq;
}

export interface ScriptState {
  /** By the hash of the text. */
  scripts: Map<string, Script>;
  /** By name, in the order they were loaded. */
  libraries: Map<string, Library>;
  running: RunningScript | null;
  /** The stream of math.random. */
  random: ScriptRandom;
}

export function noScripts(): ScriptState {
  return { scripts: new Map(), libraries: new Map(), running: null, random: initialRandom() };
}
