/** Of the Redis track: where the run stands that shows it, `lesson/step`. */
export const KV_MISCONCEPTIONS = {
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
} as const;
