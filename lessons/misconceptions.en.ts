import type { MisconceptionId } from './misconceptions.ts';

export interface MisconceptionProse {
  /** What people think, as they would say it. */
  readonly thinks: string;
  /** What is exact. */
  readonly exact: string;
}

export const misconceptions: Readonly<Record<MisconceptionId, MisconceptionProse>> = {
  'ok-means-on-disk': {
    thinks: 'OK means it is on the disk.',
    exact: 'OK means the command was done in memory. When it reaches the disk is what appendfsync decides.',
  },
  'restart-is-empty': {
    thinks: 'Redis keeps everything in memory, so a restart is empty.',
    exact: 'With appendonly yes the server replays its file when it starts. What the file still has comes back.',
  },
  'kill-is-power-cut': {
    thinks: 'A kill and a power cut are the same.',
    exact:
      'A kill ends the process. The operating system lives on and still has all that was written. A power cut takes that too.',
  },
  'everysec-waits-for-every-write': {
    thinks: 'With everysec each write waits a second for its sync.',
    exact:
      'After a quiet second the first write is synced at once. The ones after it in that second wait for the next.',
  },
  'later-is-as-bad': {
    thinks: 'Without always, nothing is ever safe.',
    exact: 'With everysec a write is on the disk about a second later. After that a power cut cannot take it.',
  },
  'always-costs-nothing': {
    thinks: 'always is a free choice.',
    exact: 'With always the answer waits for the disk. Every write pays for a sync, alone or shared with others.',
  },
  'config-set-is-kept': {
    thinks: 'CONFIG SET lasts.',
    exact: 'CONFIG SET changes the running server. The next start reads the configuration file again.',
  },
  'no-means-not-written': {
    thinks: 'appendfsync no means nothing is written to the file.',
    exact: 'The file is written after every command. Only the sync is left to the operating system.',
  },
  'time-makes-it-safe': {
    thinks: 'A few seconds later it is safe under any setting.',
    exact: 'With appendfsync no the system syncs when it likes. On Linux that can take half a minute.',
  },
  'torn-file-is-all-lost': {
    thinks: 'A damaged file means everything is lost.',
    exact: 'Only the command that was cut off at the end is missing. All before it is complete.',
  },
  'restart-repairs': {
    thinks: 'Start it again and it will work.',
    exact: 'The same file gives the same answer. The file has to be cut, or the server told that it may cut it.',
  },
  'everysec-is-enough': {
    thinks: 'everysec loses nothing.',
    exact: 'It can lose what was acknowledged in the last second or so before a power cut.',
  },
  'memory-is-enough': {
    thinks: 'The server hardly ever stops, so memory is enough.',
    exact: 'Without a file all that the server knew ends with its process.',
  },
  'delivered-means-done': {
    thinks: 'Delivered means done.',
    exact: 'Delivered means that the broker has sent it. Whether anybody did the work it does not know.',
  },
  'publisher-sends-again': {
    thinks: 'The publisher will send it again.',
    exact: 'The publisher is not asked. It does not learn what became of a message after the broker took it.',
  },
  'queue-keeps-a-copy': {
    thinks: 'The queue keeps a copy until the work is done.',
    exact: 'With automatic acknowledgement the queue forgets a message as it is sent.',
  },
  'requeued-goes-last': {
    thinks: 'What comes back goes to the end of the queue.',
    exact: 'It goes back to its old place, if it can. Here that is the head.',
  },
  'manual-means-lost-too': {
    thinks: 'What a dead consumer held is gone.',
    exact: 'What was not acknowledged is given out again as soon as the broker sees that the consumer is gone.',
  },
  'redelivered-means-not-handled': {
    thinks: 'It comes again, so nobody has handled it.',
    exact: 'It comes again because no acknowledgement arrived. The work may have been done.',
  },
  'worker-remembers': {
    thinks: 'A worker knows what it has done.',
    exact: 'What it knew was in its memory, and that ended with the process.',
  },
  'broker-removes-duplicates': {
    thinks: 'The broker sees to it that each message is handled once.',
    exact: "The broker gives out what was not acknowledged. To notice a repetition is the consumer's work.",
  },
  'idempotent-without-ack': {
    thinks: 'An idempotent consumer cannot lose anything.',
    exact: 'It recognises what comes again. With automatic acknowledgement nothing comes again.',
  },
  'ack-first-is-safer': {
    thinks: 'Acknowledge first, then work: so nothing comes twice.',
    exact: 'What was acknowledged and not yet done is lost with the consumer.',
  },
  'manual-is-enough': {
    thinks: 'With manual acknowledgement each message is handled once.',
    exact: 'At least once. Between the work and its acknowledgement a kill makes it twice.',
  },
};
