import type { LabCalls } from './protocol.ts';
import { type Client, connectClient, type Port } from './rpc.ts';

/*
 * The page's end of a lab: starts the worker, and notices when it dies or no longer answers. A dead worker is an
 * ordinary event: what was saved is there, the page stays alive and says what can be done.
 */

export interface LabClient {
  readonly lab: Client<LabCalls>;
  /** Ends the worker; whatever waits is rejected. */
  close(): void;
}

/** Why a lab can no longer be used. */
export type LabDeath =
  /** The worker threw, or could not be loaded. */
  | { readonly kind: 'crashed'; readonly message: string }
  /** It has not answered for so long that it will not. */
  | { readonly kind: 'stuck'; readonly forMs: number };

/** The part of a Worker that is used; tests bring their own. */
export interface WorkerLike extends Port {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/** How long it may be silent while a call waits. Opening a long session replays it, so it is generous. */
const STUCK_AFTER = 20_000;
const LOOK_EVERY = 1000;

/**
 * Connects to a worker. `onDeath` is called at most once, after which every call rejects.
 * @param timers the page's own, or a test's.
 */
export function connectLab(
  worker: WorkerLike,
  onDeath: (death: LabDeath) => void,
  timers: { every(ms: number, look: () => void): () => void; now(): number },
): LabClient {
  const { client, failAll } = connectClient<LabCalls>(worker);
  /** When it answered last: one call may take as long as it needs while others are answered. */
  let heardAt = timers.now();
  /** When each unanswered call was made. */
  const since = new Map<symbol, number>();
  let dead = false;
  const end = (why: string): void => {
    dead = true;
    stopLooking();
    worker.terminate();
    failAll(new Error(why));
  };
  const die = (death: LabDeath): void => {
    if (dead) return;
    end(death.kind === 'crashed' ? death.message : 'the lab no longer answers');
    onDeath(death);
  };
  const stopLooking = timers.every(LOOK_EVERY, () => {
    const silent = timers.now() - Math.max(heardAt, Math.min(...since.values()));
    if (silent > STUCK_AFTER) die({ kind: 'stuck', forMs: silent });
  });
  worker.addEventListener('error', (event) =>
    die({ kind: 'crashed', message: event.message ?? 'the worker could not be loaded' }),
  );
  worker.addEventListener('messageerror', () => die({ kind: 'crashed', message: 'a message could not be read' }));

  const watched = new Proxy(client, {
    get: (calls, name) => (argument: never) => {
      const mine = Symbol();
      since.set(mine, timers.now());
      const answer = (calls[name as keyof LabCalls] as (argument: never) => Promise<unknown>)(argument);
      return answer.finally(() => {
        since.delete(mine);
        heardAt = timers.now();
      });
    },
  });
  return { lab: watched, close: () => end('the lab was closed') };
}
