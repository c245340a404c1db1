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
  'strings-are-not-numbers': {
    thinks: 'Redis strings are text, so they cannot be counted with.',
    exact: 'INCR reads the bytes as a whole number. Where they are one, it counts.',
  },
  'incr-appends': {
    thinks: 'Adding 1 to a text puts a 1 behind it.',
    exact: 'That is APPEND. INCR adds to the number that the text says.',
  },
  'incr-reads-what-it-can': {
    thinks: 'INCR reads the number at the front and goes on from there.',
    exact: 'All of the value must be a whole number. Otherwise INCR is refused and changes nothing.',
  },
  'incr-starts-again': {
    thinks: 'What is no number counts as 0.',
    exact: 'Only a key that is not there counts as 0. A value that is no number is an error.',
  },
  'append-is-set': {
    thinks: 'SET adds to what is there.',
    exact: 'SET puts a new value in place of the old one. APPEND puts bytes behind it.',
  },
  'strlen-counts-characters': {
    thinks: 'STRLEN counts characters.',
    exact: 'It counts bytes. A letter can be several bytes in UTF-8.',
  },
  'escapes-are-kept': {
    thinks: 'What is stored is what was typed.',
    exact:
      'In double quotes redis-cli turns escapes into bytes before it sends them. In single quotes they stay as they are.',
  },
  'short-is-embstr': {
    thinks: 'A short string is always embstr.',
    exact: 'One that was changed in place is raw, however short it is.',
  },
  'encoding-follows-the-value': {
    thinks: 'Two equal values are kept in the same way.',
    exact: 'The encoding depends on how the value came to be, too: APPEND leaves it raw, SET chooses anew.',
  },
  'read-add-write-counts': {
    thinks: 'Each server can count for itself and store the number.',
    exact: 'The last one who stores it wins, and what the other counted is gone.',
  },
  'pop-takes-the-newest': {
    thinks: 'A pop takes what was pushed last.',
    exact: 'It takes from the end that it names. What that is depends on where it was pushed.',
  },
  'type-must-be-declared': {
    thinks: 'A list has to be created before it is used.',
    exact: 'The first push makes it, and taking the last value removes it.',
  },
  'blpop-tells-everybody': {
    thinks: 'Everybody who waits gets the value.',
    exact: 'Each value goes to one of them: the one who has waited longest.',
  },
  'blocked-served-at-random': {
    thinks: 'Who gets it is a matter of luck.',
    exact: 'Those who wait for a key are served in the order in which they began to wait.',
  },
  'blpop-waits-for-any-list': {
    thinks: 'BLPOP wakes up for any push.',
    exact: 'It waits for the keys that it names.',
  },
  'list-is-an-array': {
    thinks: 'A list is an array: any place costs the same.',
    exact: 'The ends cost little. The middle has to be walked to.',
  },
  'list-search-is-binary': {
    thinks: 'Redis searches the list by halves.',
    exact: 'A list is in the order of its pushes, so there is nothing to search by. It walks.',
  },
  'popped-comes-back': {
    thinks: 'A job whose worker dies goes back to the list.',
    exact: 'A pop removes it. After that only the worker has it.',
  },
  'lmove-is-pop': {
    thinks: 'What a dead worker took is gone, however it took it.',
    exact: 'LMOVE takes it from one list and puts it into another in one command. There it stays.',
  },
  'blocking-is-safer': {
    thinks: 'BRPOP holds the job until the worker is done.',
    exact: 'It waits for a job, then removes it as RPOP does.',
  },
};
