import { SOURCES } from '../sources.ts';

/*
 * Programs to begin with. Each is one file of ordinary JavaScript that runs here and, unchanged, on Node with the real
 * packages: where the servers are is in REDIS_URL and AMQP_URL, and without them they are on this machine.
 */

export interface LibraryProgram {
  readonly id: string;
  readonly title: string;
  /** What to look at in it. */
  readonly about: string;
  readonly uses: readonly ('ioredis' | 'amqplib')[];
  /** Ends by itself; a consumer goes on until it is stopped. */
  readonly ends: boolean;
  readonly source: string;
}

const REDIS = ['ioredis'] as const;
const AMQP = ['amqplib'] as const;
const BOTH = ['amqplib', 'ioredis'] as const;

function entry(id: string, title: string, uses: LibraryProgram['uses'], ends = true): LibraryProgram {
  const source = SOURCES[`library/${id}.js`];
  if (source === undefined) throw new Error(`the library has no program ${id}`);
  // The first line of each file says what it is about.
  const about = source.slice(0, source.indexOf('\n')).replace(/^\/\/ /, '');
  return { id, title, about, uses, ends, source };
}

export const LIBRARY_PROGRAMS: readonly LibraryProgram[] = [
  entry('publisher', 'Publish and go', AMQP),
  entry('publisher-confirm', 'Publish and wait for the confirm', AMQP),
  entry('consumer-ack-after', 'Work, then acknowledge', BOTH, false),
  entry('consumer-ack-before', 'Acknowledge, then work', BOTH, false),
  entry('consumer-no-ack', 'Never acknowledge', BOTH, false),
  entry('consumer-idempotent', 'Do twice what counts once', BOTH, false),
  entry('outbox', 'Outbox', BOTH),
  entry('retry-with-backoff', 'Retry with backoff', REDIS),
  entry('cache-aside', 'Cache aside', REDIS),
  entry('lock-without-token', 'A lock without a token', REDIS),
  entry('lock-with-token', 'A lock with a token', REDIS),
  entry('limit-fixed-window', 'Rate limit: fixed window', REDIS),
  entry('limit-sliding-log', 'Rate limit: sliding log', REDIS),
  entry('limit-token-bucket', 'Rate limit: token bucket', REDIS),
  entry('leaderboard', 'Leaderboard', REDIS),
  entry('session-store', 'Session store', REDIS),
  entry('check-charged', 'Was every order charged once?', REDIS),
];

/** The program of that name, or null. */
export function libraryProgram(id: string): LibraryProgram | null {
  return LIBRARY_PROGRAMS.find((one) => one.id === id) ?? null;
}

/** The text that a configuration means. */
export function sourceOf({ source, library }: { readonly source: string; readonly library: string }): string {
  return source === '' ? (libraryProgram(library)?.source ?? '') : source;
}
