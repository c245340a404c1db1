import type { ConnId, Micros, Stimulus } from '../sim/machine.ts';
import type { KafkaResponse } from '../wire/kafka/frames.ts';
import type { LogOut, LogState, ReplyTo } from './state.ts';

/*
 * A broker's own connections to the others, one for each purpose, for whoever is asked answers one request at a time:
 * a fetch that waits for records must not keep a vote waiting. A request that fails (no connection, no answer in time)
 * is handed back to its task with no response.
 */

/** What a request of this broker was for: what is done with the answer. */
export type Task =
  | { readonly kind: 'register' }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'alterPartition'; readonly keys: readonly string[] }
  | { readonly kind: 'producerIds' }
  /** A request of somebody else that only the controller can answer. */
  | {
      readonly kind: 'forward';
      readonly to: ReplyTo;
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly body: object;
      readonly deadline: Micros;
    }
  | { readonly kind: 'autoCreate' }
  | { readonly kind: 'fetch'; readonly leader: number }
  | { readonly kind: 'metadataFetch'; readonly epoch: number; readonly leader: number }
  | { readonly kind: 'vote'; readonly epoch: number; readonly preVote: boolean; readonly voter: number }
  | { readonly kind: 'beginEpoch' }
  | { readonly kind: 'markers'; readonly broker: number; readonly txns: readonly MarkerTarget[] };

/** A transaction's partitions on one broker. */
export interface MarkerTarget {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly epoch: number;
  readonly keys: readonly string[];
}

interface Request {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly body: object;
  readonly task: Task;
}

export interface Link {
  readonly key: string;
  readonly to: number;
  conn: ConnId;
  open: boolean;
  nextCorrelation: number;
  /** The request that waits for its answer. */
  pending: (Request & { readonly correlationId: number }) | null;
  queue: Request[];
  failures: number;
}

const BACKOFF_FIRST: Micros = 50_000;
const BACKOFF_MAX: Micros = 1_000_000;

/** Sends a request to a broker over the link for `purpose`. */
export function ask(
  s: LogState,
  purpose: string,
  to: number,
  apiKey: number,
  apiVersion: number,
  body: object,
  task: Task,
  out: LogOut,
): void {
  const key = `${purpose} ${to}`;
  let link = s.links.get(key);
  if (link === undefined) {
    link = { key, to, conn: 0, open: false, nextCorrelation: 0, pending: null, queue: [], failures: 0 };
    s.links.set(key, link);
  }
  link.queue.push({ apiKey, apiVersion, body, task });
  if (link.conn === 0 && link.failures === 0) dial(s, link, out);
  else pump(s, link, out);
}

export function linkIsIdle(s: LogState, purpose: string, to: number): boolean {
  const link = s.links.get(`${purpose} ${to}`);
  return link === undefined || (link.pending === null && link.queue.length === 0);
}

function dial(s: LogState, link: Link, out: LogOut): void {
  const address = s.config.brokers.find(({ id }) => id === link.to);
  if (address === undefined) return;
  link.conn = out.connect(address.host, address.port);
  s.linkOf.set(link.conn, link.key);
  out.setTimer(`link ${link.key}`, timeoutOf(link));
}

/** Votes and heartbeats are given up on soon, fetches later. */
function timeoutOf(link: Link): Micros {
  return link.key.startsWith('fetch') || link.key.startsWith('markers') ? 30_000_000 : 2_000_000;
}

function pump(s: LogState, link: Link, out: LogOut): void {
  if (!link.open || link.pending !== null) return;
  const next = link.queue.shift();
  if (next === undefined) return;
  const correlationId = link.nextCorrelation++;
  link.pending = { ...next, correlationId };
  const clientId = `broker-${s.config.nodeId}-${link.key.split(' ')[0]}`;
  const header = { apiKey: next.apiKey, apiVersion: next.apiVersion, correlationId, clientId };
  out.send(link.conn, { kind: 'request', header, body: next.body });
  out.setTimer(`link ${link.key}`, timeoutOf(link));
}

/** What has become of a task: its response, or null where there is none. */
export interface TaskEnd {
  readonly task: Task;
  readonly response: KafkaResponse | null;
}

/** Something happened on a link of this broker; returns the tasks that have ended by it. */
export function linkStimulus(s: LogState, link: Link, stimulus: Stimulus, out: LogOut): TaskEnd[] {
  switch (stimulus.kind) {
    case 'opened':
      link.open = true;
      link.failures = 0;
      pump(s, link, out);
      return [];
    case 'frame': {
      // Brokers answer with responses alone.
      const response = stimulus.frame as KafkaResponse;
      const pending = link.pending;
      if (pending === null || response.correlationId !== pending.correlationId) return [];
      link.pending = null;
      out.clearTimer(`link ${link.key}`);
      pump(s, link, out);
      return [{ task: pending.task, response }];
    }
    default:
      return breakLink(s, link, out);
  }
}

/** The connection is gone: everything on it has failed. */
function breakLink(s: LogState, link: Link, out: LogOut): TaskEnd[] {
  s.linkOf.delete(link.conn);
  const failed = [...(link.pending === null ? [] : [link.pending]), ...link.queue];
  link.conn = 0;
  link.open = false;
  link.pending = null;
  link.queue = [];
  link.failures++;
  out.setTimer(`link ${link.key}`, Math.min(BACKOFF_MAX, BACKOFF_FIRST * 2 ** Math.min(link.failures, 8)));
  return failed.map(({ task }) => ({ task, response: null }));
}

/** Waited long enough: for an answer, or to try again. */
export function linkTimer(s: LogState, key: string, out: LogOut): TaskEnd[] {
  const link = s.links.get(key);
  if (link === undefined) return [];
  if (link.conn !== 0) {
    if (link.open && link.pending === null) return [];
    out.close(link.conn);
    return breakLink(s, link, out);
  }
  link.failures = 0;
  if (link.queue.length > 0) dial(s, link, out);
  return [];
}

/** Forgets the links to somebody for a purpose: nothing more is asked there. */
export function dropLink(s: LogState, purpose: string, to: number, out: LogOut): void {
  const key = `${purpose} ${to}`;
  const link = s.links.get(key);
  if (link === undefined) return;
  if (link.conn !== 0) {
    s.linkOf.delete(link.conn);
    out.close(link.conn);
  }
  out.clearTimer(`link ${key}`);
  s.links.delete(key);
}
