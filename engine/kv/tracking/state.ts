/*
 * Client-side caching: what the server remembers of what clients have in their caches. REDIS: tracking.c
 */

/** What CLIENT TRACKING has set up for a client. */
export interface ClientTracking {
  /** The client that is told, 0 for itself. */
  redirect: number;
  broadcast: boolean;
  /** Broadcasting: in the order of their bytes. */
  prefixes: string[];
  optIn: boolean;
  optOut: boolean;
  noLoop: boolean;
  /** CLIENT CACHING was given for the next command. */
  caching: boolean;
  /** There was something to tell to a client that is gone. */
  brokenRedirect: boolean;
}

/** Keys of that prefix that changed in this iteration. */
export interface Prefix {
  /** Who broadcasts are for. */
  clients: number[];
  /** Key to the client that changed it last, 0 for none. */
  keys: Map<string, number>;
}

/** Null in the state of a server as long as nobody has asked for tracking. */
export interface TrackingState {
  /** Which clients may have a key in their cache, in the order in which the keys were first read. */
  keys: Map<string, number[]>;
  /** Clients in all of `keys`. */
  items: number;
  prefixes: Map<string, Prefix>;
  /** What the client whose command runs will hear after its answer; null for "all keys". */
  pending: (string | null)[];
}
