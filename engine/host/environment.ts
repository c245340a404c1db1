import type { MachineRegistry } from '../sim/machine.ts';
import type { Pace } from './pace.ts';
import type { SessionLocks } from './session/lock.ts';
import type { SessionStore } from './session/store.ts';

/** A world that cannot be opened. The message is for the visitor; what was saved stays as it is. */
export class OpenError extends Error {
  override readonly name = 'OpenError';
}

/** What opening needs from its surroundings. */
export interface LabEnvironment {
  readonly registry: MachineRegistry;
  readonly store: SessionStore;
  readonly locks: SessionLocks;
  /** Milliseconds of a steady clock. */
  readonly steadyClock: () => number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** A name no session has. */
  readonly freshName: () => string;
  /** Told how far opening is, where it takes long, and lets other things happen in between. */
  readonly pace?: Pace;
  /** Lower-case hexadecimal SHA-256. */
  readonly hash: (bytes: Uint8Array) => Promise<string>;
}
