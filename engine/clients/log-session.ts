import type { ConnId, Micros, Out, Stimulus } from '../sim/machine.ts';
import type { KafkaResponse } from '../wire/kafka/frames.ts';
import { ApiKey, type MetadataResponse } from '../wire/kafka/messages.ts';
import { list, micros, text } from './config.ts';
import type { LogClientFact } from './log-facts.ts';

/*
 * What every client of Kafka does before it can work: finds a broker that answers, asks it who leads what, and keeps a
 * connection to each broker it needs. One request at a time on each. Plain data inside a client's state; a request that
 * got no answer is handed back as lost.
 */

export type LogClientOut = Out<LogClientFact>;

export const LOG_SESSION_FIELDS = {
  /** `bootstrap.servers`: the nodes it asks first. */
  servers: list(text('kafka'), ['kafka'], 100),
  topic: text('orders'),
  /** `retry.backoff.ms`, in microseconds. */
  retryAfter: micros(100_000, 1),
  /** `request.timeout.ms`, in microseconds. */
  requestTimeout: micros(30_000_000, 1),
};

export interface LogSessionConfig {
  readonly servers: readonly string[];
  readonly topic: string;
  readonly retryAfter: Micros;
  readonly requestTimeout: Micros;
}

interface Request {
  readonly what: string;
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly body: object;
}

interface BrokerLink {
  readonly key: string;
  conn: ConnId;
  open: boolean;
  pending: Request | null;
  readonly queue: Request[];
}

export interface LogSession {
  /** By `host` and, where one must not wait for another, a lane. */
  readonly links: Map<string, BrokerLink>;
  correlation: number;
  /** Whom to ask next of the bootstrap servers. */
  nextServer: number;
  asking: boolean;
  /** Hosts by broker id. */
  readonly hosts: Map<number, string>;
  /** Leaders by partition; -1 for none. */
  leaders: number[];
}

export function newLogSession(): LogSession {
  return { links: new Map(), correlation: 0, nextServer: 0, asking: false, hosts: new Map(), leaders: [] };
}

/** What has become of a request: its answer, or null where it is lost. */
export interface Answer {
  readonly what: string;
  readonly body: object | null;
}

const NAME = 'lab';

/** Sends a request to a node; `what` comes back with the answer. */
export function request(
  s: LogSession,
  host: string,
  lane: string,
  what: string,
  apiKey: number,
  apiVersion: number,
  body: object,
  out: LogClientOut,
): void {
  const key = `${host} ${lane}`;
  let link = s.links.get(key);
  if (link === undefined) {
    link = { key, conn: out.connect(host), open: false, pending: null, queue: [] };
    s.links.set(key, link);
    out.setTimer(`request ${key}`, 10_000_000);
  }
  link.queue.push({ what, apiKey, apiVersion, body });
  pump(s, link, 0, out);
}

function pump(s: LogSession, link: BrokerLink, timeout: Micros, out: LogClientOut): void {
  if (!link.open || link.pending !== null) return;
  const next = link.queue.shift();
  if (next === undefined) return;
  link.pending = next;
  const header = { apiKey: next.apiKey, apiVersion: next.apiVersion, correlationId: ++s.correlation, clientId: NAME };
  out.send(link.conn, { kind: 'request', header, body: next.body });
  out.setTimer(`request ${link.key}`, timeout === 0 ? 30_000_000 : timeout);
}

/** A request that will have no answer: with acks=0 none is waited for. */
export function forget(s: LogSession, host: string, lane: string, out: LogClientOut): void {
  const link = s.links.get(`${host} ${lane}`);
  if (link === undefined) return;
  link.pending = null;
  out.clearTimer(`request ${link.key}`);
  pump(s, link, 0, out);
}

/** Takes a stimulus of a connection or of a request's timer; returns what was answered or lost by it. */
export function logSessionOn(s: LogSession, config: LogSessionConfig, stimulus: Stimulus, out: LogClientOut): Answer[] {
  if (stimulus.kind === 'timer') {
    const link = stimulus.name.startsWith('request ') ? s.links.get(stimulus.name.slice(8)) : undefined;
    if (link === undefined || (link.open && link.pending === null)) return [];
    out.close(link.conn);
    return lose(s, link, 'no answer came in time', out);
  }
  if (!('conn' in stimulus)) return [];
  const link = [...s.links.values()].find(({ conn }) => conn === stimulus.conn);
  if (link === undefined) return [];
  if (stimulus.kind === 'opened') {
    link.open = true;
    out.note({ kind: 'client.connected', server: stimulus.peer });
    pump(s, link, config.requestTimeout, out);
    return [];
  }
  if (stimulus.kind === 'closed') return lose(s, link, `connection ${stimulus.reason}`, out);
  const { pending } = link;
  if (pending === null) return [];
  link.pending = null;
  out.clearTimer(`request ${link.key}`);
  pump(s, link, config.requestTimeout, out);
  return [{ what: pending.what, body: (stimulus.frame as KafkaResponse).body }]; // brokers say nothing else
}

function lose(s: LogSession, link: BrokerLink, why: string, out: LogClientOut): Answer[] {
  s.links.delete(link.key);
  out.clearTimer(`request ${link.key}`);
  out.note({ kind: 'client.disconnected', server: link.key.split(' ')[0] ?? '', text: why });
  const lost = [...(link.pending === null ? [] : [link.pending]), ...link.queue];
  return lost.map(({ what }) => ({ what, body: null }));
}

/** Asks the next of the bootstrap servers who leads what. */
export function askMetadata(s: LogSession, config: LogSessionConfig, out: LogClientOut): void {
  if (s.asking) return;
  s.asking = true;
  const host = config.servers[s.nextServer++ % config.servers.length] ?? '';
  const topics = [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name: config.topic }];
  const body = {
    topics,
    allowAutoTopicCreation: true,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  };
  request(s, host, 'metadata', 'metadata', ApiKey.Metadata, 12, body, out);
}

/** Whether the answer says who leads the topic; if not it is to be asked again. */
export function metadataHeard(s: LogSession, body: object | null): boolean {
  s.asking = false;
  const said = body as MetadataResponse | null; // the answer to a metadata request
  const topic = said?.topics[0];
  if (said === null || topic === undefined || topic.errorCode !== 0) return false;
  for (const { nodeId, host } of said.brokers) s.hosts.set(nodeId, host);
  s.leaders = [];
  for (const { partitionIndex, leaderId } of topic.partitions) s.leaders[partitionIndex] = leaderId;
  return s.leaders.length > 0;
}

/** The node that leads a partition, or null while none is known. */
export function leaderHost(s: LogSession, partition: number): string | null {
  return s.hosts.get(s.leaders[partition] ?? -1) ?? null;
}
