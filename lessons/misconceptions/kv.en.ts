import type { MisconceptionProse } from '../misconceptions.ts';
import type { KV_MISCONCEPTIONS } from './kv.ts';

export const kvMisconceptions: Readonly<Record<keyof typeof KV_MISCONCEPTIONS, MisconceptionProse>> = {
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
};
