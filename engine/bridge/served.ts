import { getRandomValues } from 'node:crypto';
import { MACHINES } from '../machines.ts';
import type { AnyMachine } from '../sim/machine.ts';

/*
 * What everything that is served needs, whatever it is started with.
 */

/** One line on stderr for what went wrong. */
export function complain(text: string): void {
  process.stderr.write(`bridge: ${text.replaceAll('\n', ' ')}\n`);
}

export function failed(error: Error): void {
  complain(error.stack ?? error.message);
}

export function machineOf(name: string): AnyMachine {
  const machine = MACHINES[name];
  if (machine === undefined) throw new Error(`there is no machine '${name}'`);
  return machine;
}

/** A seed nobody knows. */
export function seed(): number {
  const [drawn = 0] = getRandomValues(new Uint32Array(1));
  return drawn;
}

/** Ends the process once what was answered is written. */
export function endWith(code: number): void {
  process.exitCode = code;
  // Answers that are on their way get a moment; a peer that does not read does not hold the process.
  setTimeout(() => process.exit(code), 1000).unref();
}

/** The costs of a Redis server whose work takes the time it takes. */
export const REAL_COSTS = { commandMicros: 0, elementNanos: 0 };
