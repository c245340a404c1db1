import { compileProgram } from '../../clients/program/compile/program.ts';
import { LoadError } from '../../clients/program/compile/refuse.ts';
import { MODULES } from '../../clients/program/interpreter/intrinsics.ts';
import type { Door, Vm } from '../../clients/program/interpreter/vm.ts';
import {
  finishProcess,
  fireImmediate,
  fireTimer,
  isAlive,
  nextTimer,
  startProcess,
  stepProcess,
} from '../../clients/program/process.ts';

/* A program alone, on a clock that jumps to whatever is due next: what it prints, and how it ended. */

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number;
  /** What it died of. */
  readonly error: string | null;
  readonly line: number;
}

export interface RunOptions {
  readonly untilAt?: number;
  /** Called between any two steps, with the process at rest. What it returns is run on. */
  readonly between?: (vm: Vm) => Vm;
}

export function runProgram(text: string, options: RunOptions = {}): Ran {
  let out = '';
  let err = '';
  let now = 0;
  let seed = 1;
  const door: Door = {
    get now() {
      return now;
    },
    cause: 0,
    random: (bound) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 0x100000000) * bound);
    },
    print: (line, isError) => {
      if (isError) err += `${line}\n`;
      else out += `${line}\n`;
    },
    line: () => options.between !== undefined,
    awaiting: () => false,
    host: () => undefined,
  };
  let vm: Vm;
  try {
    const compiled = compileProgram(text, {
      file: 'program.js',
      isLibrary: false,
      knows: (name) => MODULES.has(name.replace(/^node:/, '')),
    });
    vm = startProcess(compiled, door, {});
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    return { out, err, code: 1, error: error.message, line: error.line };
  }
  const rest = (): void => {
    if (options.between !== undefined) vm = options.between(vm);
  };
  for (;;) {
    for (let pause = stepProcess(vm, door); pause !== 'idle' && pause !== 'ended'; pause = stepProcess(vm, door))
      rest();
    rest();
    if (vm.ending !== null) break;
    const timer = nextTimer(vm);
    if (vm.immediates.length > 0 && (timer === null || timer.dueAt > now)) fireImmediate(vm, door);
    else if (timer !== null && isAlive(vm)) {
      now = Math.max(now, timer.dueAt);
      if (now > (options.untilAt ?? Infinity)) break;
      fireTimer(vm, door, timer);
    } else if (finishProcess(vm, door)) break;
  }
  const { code, error, line } = vm.ending ?? { code: 0, error: null, line: 0 };
  return { out, err, code, error, line };
}
