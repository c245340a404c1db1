import type { MisconceptionProse } from '../misconceptions.ts';
import type { FINALE_MISCONCEPTIONS } from './finale.ts';

export const finaleMisconceptions: Readonly<Record<keyof typeof FINALE_MISCONCEPTIONS, MisconceptionProse>> = {
  'channel-keeps-for-subscribers': {
    thinks: 'A channel keeps messages for its subscribers.',
    exact: 'It keeps nothing. Who is not connected in that moment never hears it.',
  },
  'publish-counts-everybody': {
    thinks: 'PUBLISH reaches whoever has subscribed.',
    exact: 'It reaches those who are connected now, and its answer is how many they are.',
  },
  'stream-gives-each-once': {
    thinks: 'A group gives each entry once and is done with it.',
    exact: 'It notes it as pending until XACK. Who reads with 0 gets its own pending entries again.',
  },
  'pending-dies-with-its-reader': {
    thinks: 'What a reader held is forgotten with it.',
    exact: 'The group notes it in the server, under the name of the reader.',
  },
  'new-means-unfinished': {
    thinks: 'Reading with > also gives what was not finished.',
    exact: '> is only what nobody was given yet. Unfinished entries stay pending until somebody asks for them.',
  },
  'worker-must-ask-for-its-own': {
    thinks: 'A worker must ask for what it had before.',
    exact: 'In RabbitMQ it need not: what was unacked is back in the queue when the connection has closed.',
  },
  'a-place-is-a-disk': {
    thinks: 'Moved to a second list it is safe.',
    exact: 'Safe from the death of the worker. Without an append-only file or a snapshot a power cut takes both lists.',
  },
};
