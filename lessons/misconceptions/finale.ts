/** Of the finale: where the run stands that shows it, `lesson/step`. */
export const FINALE_MISCONCEPTIONS = {
  'channel-keeps-for-subscribers': 'one-kill/pubsub',
  'publish-counts-everybody': 'one-kill/pubsub',
  'stream-gives-each-once': 'one-kill/stream',
  'pending-dies-with-its-reader': 'one-kill/stream',
  'new-means-unfinished': 'one-kill/stream',
  'worker-must-ask-for-its-own': 'one-kill/queue',
  'a-place-is-a-disk': 'one-kill/challenge',
} as const;
