import { MessageCodec } from './codec.ts';
import type { ApiSource, VersionRange } from './schema.ts';
import { isIn } from './schema.ts';
import { CLUSTER } from './schemas/cluster.ts';
import { CONFIGS } from './schemas/configs.ts';
import { GROUPS } from './schemas/groups.ts';
import { QUORUM } from './schemas/quorum.ts';
import { RECORDS } from './schemas/records.ts';
import { SECURITY } from './schemas/security.ts';
import { SHARE } from './schemas/share.ts';
import { STREAMS } from './schemas/streams.ts';
import { TELEMETRY } from './schemas/telemetry.ts';
import { TOPICS } from './schemas/topics.ts';
import { TRANSACTIONS } from './schemas/transactions.ts';

/** Every request of Kafka 4.1, as text, by key. */
export const API_SOURCES: readonly ApiSource[] = [
  ...RECORDS,
  ...CLUSTER,
  ...GROUPS,
  ...TRANSACTIONS,
  ...TOPICS,
  ...CONFIGS,
  ...SECURITY,
  ...TELEMETRY,
  ...SHARE,
  ...STREAMS,
  ...QUORUM,
].sort((a, b) => a.key - b.key);

export class Api {
  readonly key: number;
  readonly name: string;
  /** What a broker of this release serves. */
  readonly versions: VersionRange;
  readonly request: MessageCodec;
  readonly response: MessageCodec;
  private readonly flexible: VersionRange;

  constructor(source: ApiSource) {
    this.key = source.key;
    this.name = source.name;
    this.versions = source.versions;
    this.flexible = source.flexible;
    this.request = new MessageCodec(source.request);
    this.response = new MessageCodec(source.response);
  }

  serves(version: number): boolean {
    return isIn(version, this.versions);
  }

  isFlexible(version: number): boolean {
    return isIn(version, this.flexible);
  }
}

/** One array lookup a frame; the texts are read when a key is first asked for. */
const apis: (Api | undefined)[] = [];
const sources = new Map(API_SOURCES.map((source) => [source.key, source]));

/** The request of that key, or null where Kafka 4.1 has none. */
export function apiOf(key: number): Api | null {
  const known = apis[key];
  if (known !== undefined) return known;
  const source = sources.get(key);
  if (source === undefined) return null;
  const made = new Api(source);
  apis[key] = made;
  return made;
}
