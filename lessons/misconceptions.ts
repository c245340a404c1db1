/*
 * The misconceptions that lessons meet, each with the smallest run that shows it: the wrong answer of a step, or the
 * wrong pick of a challenge. Their words are in misconceptions.en.ts.
 */

/** Where the run stands that shows it: `lesson/step`. */
export const MISCONCEPTIONS = {
  'ok-means-on-disk': 'kv-aof/power-cut',
  'restart-is-empty': 'kv-aof/kill',
  'kill-is-power-cut': 'kv-aof/kill',
  'everysec-waits-for-every-write': 'kv-aof/always',
  'later-is-as-bad': 'kv-aof/one-second',
  'always-costs-nothing': 'kv-aof/always',
  'config-set-is-kept': 'kv-aof/always',
  'no-means-not-written': 'kv-aof/no',
  'time-makes-it-safe': 'kv-aof/no',
  'torn-file-is-all-lost': 'kv-aof/truncated',
  'restart-repairs': 'kv-aof/truncated',
  'everysec-is-enough': 'kv-aof/challenge',
  'memory-is-enough': 'kv-aof/challenge',
  'delivered-means-done': 'mq-ack/automatic',
  'publisher-sends-again': 'mq-ack/automatic',
  'queue-keeps-a-copy': 'mq-ack/automatic',
  'requeued-goes-last': 'mq-ack/manual',
  'manual-means-lost-too': 'mq-ack/manual',
  'redelivered-means-not-handled': 'mq-ack/duplicate',
  'worker-remembers': 'mq-ack/duplicate',
  'broker-removes-duplicates': 'mq-ack/idempotent',
  'idempotent-without-ack': 'mq-ack/challenge',
  'ack-first-is-safer': 'mq-ack/challenge',
  'manual-is-enough': 'mq-ack/challenge',
} as const;

export type MisconceptionId = keyof typeof MISCONCEPTIONS;
