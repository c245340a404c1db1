import type { SessionId } from './store.ts';

/** The right to write a session: at most one tab has it at a time, and it is freed when that tab is gone. */
export interface SessionLocks {
  /** True when this tab may write the session from now on; false when another one does. */
  take(id: SessionId): Promise<boolean>;
  /** Gives up what was taken. */
  release(): void;
}

/** Milliseconds that a page which is being reloaded may take to let go. */
const WAIT_MAX = 400;

/** Web Locks where the browser has them (freed within milliseconds of a tab's death). */
export function webLocks(locks: LockManager | undefined): SessionLocks {
  let free: (() => void) | null = null;
  return {
    async take(id) {
      // Without locks nobody can know of another tab. A copy would be a surprise each time; the last writer wins.
      if (locks === undefined) return true;
      return new Promise<boolean>((resolve) => {
        locks
          .request(`inflight session ${id}`, { signal: AbortSignal.timeout(WAIT_MAX) }, () => {
            resolve(true);
            return new Promise<void>((release) => (free = release));
          })
          .catch(() => resolve(false));
      });
    },
    release() {
      free?.();
      free = null;
    },
  };
}
