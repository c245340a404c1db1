import { consistentHash } from './consistent-hash.ts';
import { direct } from './direct.ts';
import { fanout } from './fanout.ts';
import { headers } from './headers.ts';
import type { ExchangeKind } from './kind.ts';
import { topic } from './topic.ts';

/** Every kind of exchange by the type it is declared with: a new one is its file and one line here. */
export const EXCHANGE_KINDS: ReadonlyMap<string, ExchangeKind> = new Map(
  [direct, fanout, topic, headers, consistentHash].map((kind) => [kind.type, kind as ExchangeKind]),
);
