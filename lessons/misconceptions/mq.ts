/** Of the RabbitMQ track: where the run stands that shows it, `lesson/step`. */
export const MQ_MISCONCEPTIONS = {
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
