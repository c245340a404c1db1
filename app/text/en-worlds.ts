/*
 * The gallery: what each starting world is, and what to try in it. Two sentences at most; the second is something to do.
 */

export const enWorlds = {
  title: 'The open lab',
  note: 'Take a world and change it. Every click prints the command it stands for.',
  yours: 'Your worlds',
  yoursNote: 'Kept in this browser, where you left them.',
  none: 'Nothing yet. A world you open is kept by itself, and waits here for you.',
  openFile: 'Open a file',
  drop: 'or drop one anywhere on this page: a world, or a dump of your Redis server.',
  left: (when: string): string => `left ${when}`,
  rename: 'Rename',
  newName: 'Its new name',
  keepName: 'Keep the name',
  cancel: 'Cancel',
  duplicate: 'Duplicate',
  copyOf: (name: string): string => `${name}, a copy`,
  download: 'Download',
  forget: 'Delete',
  forgetSure: (name: string): string => `Delete "${name}" for good?`,
  refusedFile: (file: string): string => `${file} could not be opened.`,
  refusedFileNext: 'Nothing was changed. A world is a file that this lab has downloaded.',
  libraryGone: 'This browser gives no storage, so no world is kept in it.',
  filter: 'Show',
  all: 'All',
  unnamed: 'A shared world',

  share: {
    title: 'Share this world',
    open: 'Share',
    says: 'The world, its seed, everything that was done, all branches, and the moment you look at. Whoever opens it sees exactly this.',
    link: 'Link',
    copy: 'Copy the link',
    copied: 'Copied',
    tooLong:
      'More was done here than a link can carry. Send the file instead: whoever opens it in the lab sees the same.',
    file: 'Download as a file',
    qr: 'The link as a QR code',
    qrNote: 'For a room: point a phone at it.',
    qrTooLong: 'The link is too long for a QR code that a phone could read.',
  },
  keep: 'Keep a copy',
  keepTitle: 'Keep a copy under a name',
  keepNote: 'It stands in the lab under your worlds. This one goes on as it is.',
  kept: (name: string): string => `Kept as "${name}".`,
  name: 'Name',
  toLab: 'To all worlds',

  groups: {
    kvLoss: { title: 'Redis: what a stop takes', says: 'Kill it or cut its power, then read the ladder.' },
    kvReplicas: {
      title: 'Redis: replicas',
      says: 'What a second server has, what it has not yet, and what that saves.',
    },
    kvData: { title: 'Redis: keys and structures', says: 'What a key is made of, and what it costs.' },
    kvWork: { title: 'Redis: at work', says: 'Queues, streams, limits, rankings.' },
    codeKv: { title: 'Redis: client code', says: 'Ten lines of ioredis beside the server. Stop it between any two.' },
    codeMq: {
      title: 'RabbitMQ: client code',
      says: 'Ten lines of amqplib beside the broker. At which line may it die?',
    },
    mqWork: { title: 'RabbitMQ: who gets a message', says: 'Workers, prefetch, acknowledgement.' },
    mqRoute: { title: 'RabbitMQ: where it goes', says: 'Exchanges and bindings, one kind at a time.' },
    mqTrouble: { title: 'RabbitMQ: when it goes wrong', says: 'Full queues, dead letters, alarms, restarts.' },
  },

  of: {
    'kv-one': {
      title: 'One server, two clients',
      says: 'Redis with an append-only file, fsync every second. Type SET, then cut the power.',
    },
    'kv-memory': {
      title: 'Nothing is kept',
      says: 'No snapshot, no append-only file. Kill the server and start it again.',
    },
    'kv-snapshot': {
      title: 'Snapshots alone',
      says: 'A snapshot every five seconds. Cut the power between two of them.',
    },
    'kv-os': {
      title: 'fsync no',
      says: 'The operating system decides when bytes reach the disk. Kill loses nothing; try the plug.',
    },
    'kv-always': {
      title: 'fsync always',
      says: 'Every reply waits for the disk. See what that costs, and that nothing acknowledged is lost.',
    },
    'kv-types': {
      title: 'Every type, every encoding',
      says: 'One key of each type with small limits. Open a key to see its structure.',
    },
    'kv-expiry': {
      title: 'Keys that expire',
      says: 'Sessions that live eight seconds. Watch which are expired and still in memory.',
    },
    'kv-cache': {
      title: 'A cache that is too small',
      says: 'A memory limit and allkeys-lru. Change the policy and compare what is evicted.',
    },
    'kv-slow': {
      title: 'One thread',
      says: 'Somebody runs KEYS every second. Look at how long everybody else waits.',
    },
    'kv-stall': {
      title: 'A slow command',
      says: 'One command holds the thread for 0.2 s. Open Server and see who stands in line behind it.',
    },
    'kv-replicas': {
      title: 'A primary and two replicas',
      says: 'Part a replica from its primary, let it fall behind, join them again. Choose a server to see it.',
    },
    'kv-chain': {
      title: 'A replica of a replica',
      says: 'The stream goes on as it came. Kill the one in the middle.',
    },
    'kv-queue': {
      title: 'A list as a queue',
      says: 'Two workers wait in BRPOP. Kill one just after it was served: where is the job?',
    },
    'kv-stream': {
      title: 'A stream and its group',
      says: 'Two readers who never acknowledge. Look at the pending list, then try XAUTOCLAIM.',
    },
    'kv-leaderboard': {
      title: 'A leaderboard',
      says: 'Two thousand players in a sorted set. Ask for a rank and see the path through the skip list.',
    },
    'kv-rate': {
      title: 'A rate limit with a gap',
      says: 'INCR and EXPIRE are two commands. Kill the gateway between them: the counter has no TTL.',
    },
    'broker-work': {
      title: 'One queue, two workers',
      says: 'A broker, a publisher, two consumers that acknowledge. Kill a worker while it works.',
    },
    'broker-near': {
      title: 'No prefetch limit',
      says: 'Two workers that take all they are given. Stop one and count what goes back.',
    },
    'mq-automatic': {
      title: 'Automatic acknowledgement',
      says: 'What was sent counts as done. Kill the worker and count what is gone.',
    },
    'mq-fair': {
      title: 'Heavy and light work',
      says: 'One worker takes one at a time, the other all it gets. Compare how long things wait.',
    },
    'mq-single': {
      title: 'Single active consumer',
      says: 'Three workers, one works. Kill it and see who takes over, and with what.',
    },
    'mq-priority': {
      title: 'Priorities',
      says: 'Urgent tickets overtake. Set the prefetch to 20 and they no longer can.',
    },
    'mq-fanout': { title: 'Fanout', says: 'One event, a copy for every queue. Nobody reads one of them.' },
    'mq-direct': { title: 'Direct', says: 'Log lines by severity. Debug lines go nowhere: find them in the fate bar.' },
    'mq-topic': {
      title: 'Topic',
      says: 'Four patterns, five keys. Predict which queues a key reaches, then step.',
    },
    'mq-headers': { title: 'Headers', says: 'All of the headers, or any of them. See why a binding did not match.' },
    'mq-hash': {
      title: 'Consistent hash',
      says: 'Twelve customers over three queues, one of double weight. One customer, one queue.',
    },
    'mq-unroutable': {
      title: 'Nowhere to go',
      says: 'Silently dropped, returned, or caught by an alternate exchange: three fates of a key nobody bound.',
    },
    'mq-retry': {
      title: 'Retry with a delay',
      says: 'Rejected work waits two seconds in a second queue and comes back. Read its x-death.',
    },
    'mq-ttl': {
      title: 'Too slow for its offers',
      says: 'Messages live three seconds. Speed the worker up or lose them.',
    },
    'mq-bounded': {
      title: 'A full queue drops',
      says: 'At most six messages: the oldest one goes. Change what overflow does.',
    },
    'mq-refusing': {
      title: 'A full queue refuses',
      says: 'At most six messages: the publisher gets a nack. It does not try again until you let it.',
    },
    'mq-confirm': {
      title: 'Confirms and their duplicates',
      says: 'The publisher waits for confirms and tries again. Lose one confirm and see it twice.',
    },
    'mq-durable': {
      title: 'Durable and transient',
      says: 'Two queues, two kinds of messages. Kill the broker, start it, and compare.',
    },
    'mq-alarm': {
      title: 'Short of memory',
      says: 'The broker blocks its publishers when it has no room. Watch it let go again.',
    },
    'code-ack-after': {
      title: 'Work, then acknowledge',
      says: 'A worker that charges orders. Let it die before line 14, start it again, and read who was charged twice.',
    },
    'code-ack-before': {
      title: 'Acknowledge, then work',
      says: 'It acknowledges first. Let it die before line 15, after its work: nobody gives it that order again.',
    },
    'code-no-ack': {
      title: 'Never acknowledge',
      says: 'The broker takes sent for done. Let the worker die at its first order and count what went with it.',
    },
    'code-idempotent': {
      title: 'Do twice what counts once',
      says: 'It charges each order under its own name. Try every crash point: none of them does harm.',
    },
    'code-confirm': {
      title: 'Wait for the confirm',
      says: 'Step through a publisher and see what each await waits for. Kill the broker while it waits.',
    },
    'code-outbox': {
      title: 'Outbox',
      says: 'Order and message are written in one go; a relay publishes. Let it die between publish and mark.',
    },
    'code-lock': {
      title: 'A lock anybody can open',
      says: 'The work of one takes longer than its lock lives. Step to where it deletes the lock of the other.',
    },
    'code-lock-token': {
      title: 'A lock with a token',
      says: 'The same, and only the owner can unlock. Compare what the two of them print.',
    },
    'code-limit': {
      title: 'Rate limit: fixed window',
      says: 'Three in each window. Edit the limit and run it again as a branch.',
    },
    'code-bucket': {
      title: 'Rate limit: token bucket',
      says: 'A script takes a token in one go. Look at the hash it keeps while you step.',
    },
    'code-retry': {
      title: 'Retry with backoff',
      says: 'It waits twice as long each time. Kill the server while it waits.',
    },
    'code-cache': {
      title: 'Cache aside',
      says: 'It looks there first. Put a breakpoint on line 9 and see when it computes.',
    },
    home: { title: 'The world of the front page', says: 'A shop, a broker, one mailer that is a little too slow.' },
  },
};
