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
  'hset-replaces-the-object': {
    thinks: 'To change one field, the whole object is written again.',
    exact: 'HSET touches the fields that it names. The others stay as they are.',
  },
  'one-writer-at-a-time': {
    thinks: 'Two clients cannot write one key.',
    exact: 'They can. Their commands run one after the other, each as a whole.',
  },
  'encoding-shrinks-back': {
    thinks: 'When it is small again, it is kept small again.',
    exact: 'The shape changes one way only. What has become a hashtable stays one.',
  },
  'encoding-is-fixed': {
    thinks: 'A hash is a hash: its shape does not change.',
    exact: 'Redis keeps small ones packed and turns them into tables as they grow past a limit.',
  },
  'every-write-counts-as-entry': {
    thinks: 'Every write makes it grow.',
    exact: 'Only what is new counts, and only what the shape cannot hold changes it.',
  },
  'fields-expire-alone': {
    thinks: 'Each field of a hash has its own time to live.',
    exact: 'In Redis 7.0 a time to live belongs to a key. Single fields can expire since 7.4.',
  },
  'ttl-is-for-strings': {
    thinks: 'Only strings can expire.',
    exact: 'Every key can, whatever its type, and goes with all that is in it.',
  },
  'hash-is-always-compact': {
    thinks: 'A hash always saves memory.',
    exact: 'Only while it is packed: few fields, each of them short.',
  },
  'sets-keep-the-order-of-arrival': {
    thinks: 'A set keeps the order in which its members came.',
    exact: 'A set is unordered. What you see is the order of its shape.',
  },
  'sets-keep-duplicates': {
    thinks: 'What is added twice is there twice.',
    exact: 'A member is in a set or not. SADD says how many were new.',
  },
  'sinter-reads-all': {
    thinks: 'An intersection reads all members of all sets.',
    exact: 'It walks through the smallest one and asks the others.',
  },
  'sinter-compares-every-pair': {
    thinks: 'An intersection compares each with each.',
    exact: 'A set knows at once whether it has a member, so nothing is compared in pairs.',
  },
  'sdiff-is-symmetric': {
    thinks: 'The order of the sets in SDIFF does not matter.',
    exact: 'It takes the first set and leaves out what is in the others.',
  },
  'srandmember-never-repeats': {
    thinks: 'A sample never names somebody twice.',
    exact: 'With a negative count it may.',
  },
  'sample-too-large-is-an-error': {
    thinks: 'More than there are is an error.',
    exact: 'A positive count gives all there are. A negative one gives as many as asked for, with repetitions.',
  },
  'srandmember-removes': {
    thinks: 'SRANDMEMBER draws a member from the set.',
    exact: 'It only looks. SPOP draws and removes.',
  },
  'lists-keep-one-of-each': {
    thinks: 'A list has each name once.',
    exact: 'A list keeps whatever is pushed, as often as it is pushed.',
  },
  'any-command-fits-any-type': {
    thinks: 'Every command works on every key.',
    exact: 'A command of another type is refused with WRONGTYPE.',
  },
  'zrank-is-best-first': {
    thinks: 'Rank 0 is the best.',
    exact: 'Rank 0 is the lowest score. ZREVRANK counts from the other end.',
  },
  'ranks-begin-at-one': {
    thinks: 'The first place is 1.',
    exact: 'Ranks begin at 0.',
  },
  'zrank-takes-a-score': {
    thinks: 'ZRANK finds the place of a score.',
    exact: 'It finds the place of a member. ZCOUNT counts by scores.',
  },
  'tie-is-first-come': {
    thinks: 'With the same score, who came first stands first.',
    exact: 'With the same score the name decides, byte by byte.',
  },
  'tie-is-last-come': {
    thinks: 'With the same score, the newest stands first.',
    exact: 'With the same score the name decides, byte by byte.',
  },
  'zrange-is-by-score': {
    thinks: 'ZRANGE takes scores.',
    exact: 'It takes ranks, unless BYSCORE or BYLEX is said.',
  },
  'sorted-sets-are-walked': {
    thinks: 'To find a place, Redis counts from the start.',
    exact: 'The lanes of the skip list leave out most of the way.',
  },
  'a-dictionary-knows-ranks': {
    thinks: 'A lookup by name gives the rank at once.',
    exact: 'The dictionary gives the score. The rank needs the order, and that is in the skip list.',
  },
  'sorted-set-knows-priorities': {
    thinks: 'A sorted set puts the urgent ones first by itself.',
    exact: 'It knows one number for each member. What is to decide must be in that number.',
  },
  'expired-means-removed': {
    thinks: 'When its time is over, a key is out of the memory.',
    exact: 'It cannot be read any more. It leaves the memory when somebody asks for it, or when Redis finds it.',
  },
  'expired-until-cleaned-is-readable': {
    thinks: 'As long as it is in memory, it can be read.',
    exact: 'What has expired is never read, in memory or not.',
  },
  'expiry-is-at-once': {
    thinks: 'With a time to live it is gone at once.',
    exact: 'It lives for as long as was said. Then it is gone for readers.',
  },
  'expired-only-when-read': {
    thinks: 'An expired key that nobody reads stays in memory for ever.',
    exact: 'Redis looks for such keys by itself, ten times a second by default.',
  },
  'each-key-has-a-timer': {
    thinks: 'Each key has a timer of its own.',
    exact: 'Redis takes samples of the keys with a time to live. Some are found late.',
  },
  'set-keeps-the-ttl': {
    thinks: 'SET changes the value and leaves the time to live.',
    exact: 'SET drops it, unless KEEPTTL is said.',
  },
  'set-renews-the-ttl': {
    thinks: 'Every write begins the time to live anew.',
    exact: 'No write does. SET drops it, changes in place leave it.',
  },
  'ttl-stops-with-the-server': {
    thinks: 'While the server is down, time stands still.',
    exact: 'A time to live is kept as a moment of the clock, and the clock goes on.',
  },
  'ttl-begins-again': {
    thinks: 'After a restart each time to live begins again.',
    exact: 'It is kept as a moment of the clock. What has passed has passed.',
  },
  'two-commands-are-one': {
    thinks: 'Two commands in a row are as good as one.',
    exact: 'A client can die between them. Then only the first has happened.',
  },
  'keepttl-gives-a-ttl': {
    thinks: 'KEEPTTL gives a time to live.',
    exact: 'It keeps the one that is there. A new key has none.',
  },
  'px-is-seconds': {
    thinks: 'PX is in seconds.',
    exact: 'EX is in seconds, PX in milliseconds.',
  },
  'reads-run-side-by-side': {
    thinks: "Reads do not get in each other's way.",
    exact: 'Redis runs one command at a time, reads too.',
  },
  'busy-server-refuses': {
    thinks: 'A busy server refuses requests.',
    exact: 'Requests wait in their connections until it is their turn.',
  },
  'one-thread-is-always-slow': {
    thinks: 'One thread means that everybody is slow.',
    exact: 'Most commands take microseconds. Only long ones are noticed.',
  },
  'keys-pattern-is-an-index': {
    thinks: 'A pattern makes KEYS quick.',
    exact: 'It compares the pattern with every key, however few match.',
  },
  'count-is-a-limit': {
    thinks: 'COUNT is the number of keys in the answer.',
    exact: 'It is how much work one step does. The answer can have more, fewer or none.',
  },
  'scan-returns-matches-only-once-full': {
    thinks: 'SCAN searches until it has found something.',
    exact: 'Each step looks at a part of the keys, and answers with what matched in that part.',
  },
  'the-server-sets-the-pace': {
    thinks: 'How many commands a client gets through depends on the server.',
    exact: 'A client that waits for each answer is paced by the network.',
  },
  'pipelining-halves': {
    thinks: 'Pipelining saves about half the time.',
    exact: 'It saves a round trip for each command but one.',
  },
  'scan-never-stalls': {
    thinks: 'SCAN never makes others wait.',
    exact: 'A step with a large COUNT is as long as KEYS.',
  },
  'kill-saves-first': {
    thinks: 'Redis saves before it ends.',
    exact: 'Only when it is asked to stop. A kill asks nobody.',
  },
  'snapshot-keeps-nothing': {
    thinks: 'Without an append-only file nothing survives.',
    exact: 'What was in the last finished snapshot does.',
  },
  'snapshot-is-continuous': {
    thinks: 'With snapshots on, the data is on the disk.',
    exact: 'It is as it was when the last snapshot was begun. What came later is in memory only.',
  },
  'snapshot-includes-later-writes': {
    thinks: 'A snapshot has all that was written until it is done.',
    exact: 'It has what was there when it was begun.',
  },
  'bgsave-blocks-writes': {
    thinks: 'During a snapshot writes have to wait.',
    exact: 'A child process writes it. The server goes on.',
  },
  'half-a-snapshot-counts': {
    thinks: 'Half a snapshot is better than none.',
    exact: 'A snapshot that was not finished is not used. The one before it is.',
  },
  'shutdown-is-a-kill': {
    thinks: 'Stopping is stopping.',
    exact: 'SHUTDOWN saves first, if there is a save point. A kill does not.',
  },
  'shutdown-refuses-unsaved': {
    thinks: 'A server with unsaved data does not stop.',
    exact: 'It saves and stops, or stops without saving if it was told so.',
  },
  'shutdown-always-saves': {
    thinks: 'SHUTDOWN always saves.',
    exact: 'Not with NOSAVE, and not without a save point.',
  },
  'snapshot-waits-in-the-cache': {
    thinks: 'A file is never safe from a power cut.',
    exact: 'A finished snapshot was synced before it took the place of the old one.',
  },
  'either-number-is-enough': {
    thinks: 'save 2 1000 means every 2 s or every 1,000 changes.',
    exact: 'Both must be met: so much time, and so many changes.',
  },
  'one-thread-means-no-races': {
    thinks: 'Redis has one thread, so there are no races.',
    exact: "Commands do not get in each other's way. Programs of several commands do.",
  },
  'stale-write-is-refused': {
    thinks: 'A write that rests on an old value is refused.',
    exact: 'Redis does not know what a client has read, unless it used WATCH.',
  },
  'multi-runs-at-once': {
    thinks: 'Commands in a transaction are done as they come.',
    exact: 'They are put aside, and done together by EXEC.',
  },
  'multi-locks-others-out': {
    thinks: 'MULTI locks the others out.',
    exact: 'Others go on as before. Only EXEC is done without a break.',
  },
  'exec-overwrites': {
    thinks: 'The last one who writes wins, in a transaction too.',
    exact: 'Not if the key is watched: then EXEC does nothing and says so.',
  },
  'watch-is-a-lock': {
    thinks: 'WATCH keeps others from writing.',
    exact: 'It keeps nobody from anything. It only makes EXEC notice.',
  },
  'multi-checks-by-itself': {
    thinks: 'A transaction notices when its data has changed.',
    exact: 'Only for keys that were watched before they were read.',
  },
  'exec-rolls-back': {
    thinks: 'If one command fails, all is taken back.',
    exact: 'Redis takes nothing back. The others are done.',
  },
  'exec-stops-at-an-error': {
    thinks: 'At an error the transaction stops.',
    exact: 'It goes on with the next command.',
  },
  'queue-errors-are-skipped': {
    thinks: 'A wrong command is left out, and the others are done.',
    exact: 'If a command is refused when it is put aside, EXEC does nothing at all.',
  },
  'atomic-means-checked': {
    thinks: 'An atomic command cannot go wrong.',
    exact: 'It is done as a whole. Whether it should be done, it does not ask.',
  },
  'ok-means-replicated': {
    thinks: 'OK means the replica has it.',
    exact: 'The primary answers first and copies later. What was not copied is lost with it.',
  },
  'no-replica-no-write': {
    thinks: 'Without a replica writes are refused.',
    exact: 'Only with min-replicas-to-write. By default the primary goes on alone.',
  },
  'replicas-always-lose': {
    thinks: 'A failover always loses something.',
    exact: 'Only what was not copied yet.',
  },
  'wait-takes-back': {
    thinks: 'If WAIT fails, the write is taken back.',
    exact: 'WAIT only counts. The write stays.',
  },
  'wait-waits-for-ever': {
    thinks: 'WAIT waits until the replica is there.',
    exact: 'It waits for as long as you say, and answers how many have it. With 0 it waits without end.',
  },
  'wait-makes-it-so': {
    thinks: 'WAIT sees to it that the replica gets the write.',
    exact: 'It waits and counts. If the network is cut, the count stays 0.',
  },
  'no-replica-no-problem': {
    thinks: 'A primary takes writes in any case.',
    exact: 'With min-replicas-to-write it refuses them when too few replicas were heard lately.',
  },
  'writes-wait-for-replicas': {
    thinks: 'Writes wait until the replica is back.',
    exact: 'They are refused at once. The client has to try again.',
  },
  'a-replica-is-persistence': {
    thinks: 'A replica is persistence: it has everything.',
    exact: 'It is a copy of its primary as it is now, an empty one too.',
  },
  'the-replica-gives-it-back': {
    thinks: 'An empty primary gets its data from the replica.',
    exact: 'Data goes one way, from the primary to the replica.',
  },
  'the-old-primary-brings-it-back': {
    thinks: 'What the old primary has on its disk comes back with it.',
    exact: 'As a replica it throws away its data and copies the new primary.',
  },
  'reads-go-to-the-disk': {
    thinks: 'Reads go to the disk.',
    exact: 'All data is in memory. The disk is for what must survive.',
  },
  'first-read-loads-it': {
    thinks: 'The first read loads it, then it is quick.',
    exact: 'It is in memory already. No read loads anything.',
  },
  'full-evicts-by-default': {
    thinks: 'When memory is full, old keys go.',
    exact: 'By default nothing goes: writes are refused.',
  },
  'full-server-dies': {
    thinks: 'A full server ends.',
    exact: 'It refuses writes and goes on with reads.',
  },
  'maxmemory-is-reached-at-once': {
    thinks: 'With maxmemory writes are refused.',
    exact: 'Only when the memory is used up.',
  },
  'lru-is-oldest-first': {
    thinks: 'LRU removes the oldest key first.',
    exact: 'It removes what was not used for the longest time. Age does not count.',
  },
  'lru-is-exact': {
    thinks: 'LRU removes exactly the least recently used key.',
    exact: 'Redis looks at samples. It is nearly LRU.',
  },
  'lru-keeps-what-was-first': {
    thinks: 'What matters is never evicted.',
    exact: 'LRU knows only when a key was used. What nobody uses goes, cart or page.',
  },
  'volatile-evicts-anything': {
    thinks: 'volatile-lru evicts the least recently used keys.',
    exact: 'Only among those with a time to live. Without any, writes are refused.',
  },
  'volatile-gives-a-ttl': {
    thinks: 'A volatile policy lets keys expire.',
    exact: 'It gives nobody a time to live. It looks at those that have one.',
  },
  'pubsub-keeps-messages': {
    thinks: 'What is published waits for the subscriber.',
    exact: 'It goes to those who listen at that moment, and nowhere else.',
  },
  'subscribe-needs-a-queue': {
    thinks: 'Without a queue nothing can be delivered.',
    exact: 'A channel needs no queue. It needs somebody who listens.',
  },
  'subscribe-matches-prefixes': {
    thinks: 'A subscription matches all channels that begin like it.',
    exact: 'It is for that channel. Patterns are PSUBSCRIBE.',
  },
  'reading-removes': {
    thinks: 'What was read is gone.',
    exact: 'A stream keeps its entries. Each reader says from where it reads.',
  },
  'each-entry-to-one-reader': {
    thinks: 'Readers share the entries.',
    exact: 'Only in a group. With XREAD each reader gets all of them.',
  },
  'dollar-is-all': {
    thinks: '$ stands for everything.',
    exact: 'It stands for what comes from now on.',
  },
  'group-redelivers-by-itself': {
    thinks: 'What a dead consumer held is given out again.',
    exact: 'It stays noted for that consumer until somebody claims it.',
  },
  'group-forgets-like-a-pop': {
    thinks: 'What was given out is forgotten.',
    exact: 'It is pending until it is acknowledged.',
  },
  'ack-first-loses-nothing': {
    thinks: 'Acknowledge at once, and nothing comes twice.',
    exact: 'What was acknowledged and not done is lost with the worker.',
  },
  'claim-takes-anything': {
    thinks: 'Anybody can take over anything at any time.',
    exact: 'XAUTOCLAIM takes what was idle for as long as you say.',
  },
  'only-its-owner-can-read-it': {
    thinks: 'What was given to one consumer is closed to the others.',
    exact: 'Any consumer of the group can claim it.',
  },
  'noack-is-only-faster': {
    thinks: 'NOACK only saves a command.',
    exact: 'It also means that nobody remembers what was given out.',
  },
  'a-lock-keeps-others-out': {
    thinks: 'Who has the lock is alone.',
    exact: 'Until its time is over. After that another one gets in, whether the first is done or not.',
  },
  'a-lock-waits-for-its-owner': {
    thinks: 'A lock is only free when its owner releases it.',
    exact: 'With a time to live it is free when that is over.',
  },
  'del-knows-its-owner': {
    thinks: 'I can only delete my own lock.',
    exact: 'DEL deletes the key, whoever has set it.',
  },
  'locks-are-protected': {
    thinks: 'Redis protects a lock.',
    exact: 'It is a key like any other. The rules are those of the programs.',
  },
  'look-then-delete-is-safe': {
    thinks: 'Look whose it is, then delete it.',
    exact: 'Between the two it can change hands. It has to be one script.',
  },
  'tokens-change-nothing': {
    thinks: 'A random value changes nothing.',
    exact: 'With it an owner can tell its own lock from that of another.',
  },
  'tokens-prolong-the-lock': {
    thinks: 'With a token the lock stays until it is released.',
    exact: 'The time to live is as it was.',
  },
  'a-token-is-enough': {
    thinks: 'With a token the lock is safe.',
    exact: 'It is not released by others. But its owner can still come too late, and write.',
  },
  'a-lock-without-end-is-safer': {
    thinks: 'A lock without a time to live is the safe one.',
    exact: 'Then everybody waits for an owner that is stuck, and for ever for one that died.',
  },
  'a-window-limits-any-second': {
    thinks: 'Five in each window is five in any second.',
    exact: 'Around the edge of two windows it can be ten.',
  },
  'the-second-window-inherits': {
    thinks: 'A new window goes on from the last one.',
    exact: 'Each window begins at 0.',
  },
  'incr-sets-an-end': {
    thinks: 'A counter ends by itself.',
    exact: 'A key without a time to live stays.',
  },
  'a-dead-client-takes-its-key': {
    thinks: 'What a dead client has written goes with it.',
    exact: 'A key belongs to nobody. It stays.',
  },
  'nothing-ever-dies-in-between': {
    thinks: 'A program does not die just between two lines.',
    exact: 'It can die between any two, and one day it does.',
  },
  'a-transaction-can-be-half-done': {
    thinks: 'A transaction can be done by half.',
    exact: 'All of its commands are done, one after the other, or none.',
  },
  'killed-means-rolled-back-client': {
    thinks: 'If the client dies, its transaction is taken back.',
    exact: 'What EXEC has begun is done, with or without the client.',
  },
  'a-bucket-is-a-window': {
    thinks: 'A bucket of five lets five through in a second.',
    exact: 'It fills again meanwhile: after a burst a few more get through.',
  },
  'cached-once-cached-for-ever': {
    thinks: 'Once it is in the cache, the database is never asked again.',
    exact: 'Until the entry expires or is deleted.',
  },
  'a-cache-asks-every-time': {
    thinks: 'A cache has to ask whether its entry is still right.',
    exact: 'Cache-aside does not ask. So an entry can be old.',
  },
  'one-miss-one-query': {
    thinks: 'The first one fills the cache for all.',
    exact: 'Until its answer is there, everybody finds nothing and asks as well.',
  },
  'misses-wait-for-each-other': {
    thinks: 'Who finds nothing waits for the others.',
    exact: 'Nobody waits unless the program sees to it.',
  },
  'a-lock-only-delays': {
    thinks: 'With a lock all ask, only one after the other.',
    exact: 'Who waited looks into the cache again, and finds it there.',
  },
  'who-waits-gets-nothing': {
    thinks: 'Who does not get the lock gets no price.',
    exact: 'It looks again until the price is there.',
  },
  'a-cache-knows-the-database': {
    thinks: 'When the database changes, the cache changes too.',
    exact: 'The cache knows nothing of it. The entry stays until it expires or somebody deletes it.',
  },
  'forget-first': {
    thinks: 'First delete the entry, then change the database.',
    exact: 'A visitor in between puts the old price back.',
  },
  'deleting-is-enough': {
    thinks: 'If each change deletes the entry, no time to live is needed.',
    exact: 'A query under way during the change can put the old value back. Without a time to live it stays.',
  },
  'sessions-live-in-the-app-server': {
    thinks: 'A session belongs to the server where one logged in.',
    exact: 'Kept in Redis, it belongs to nobody. Every app server finds it.',
  },
  'visits-prolong-by-themselves': {
    thinks: 'Each visit prolongs the session.',
    exact: 'Only if the program sets the time to live again.',
  },
  'expire-only-counts-once': {
    thinks: 'The first time to live stays.',
    exact: 'Each EXPIRE sets it anew.',
  },
  'sliding-never-ends': {
    thinks: 'A sliding session never ends.',
    exact: 'It ends when nobody came for as long as it lasts.',
  },
  'sessions-survive-a-restart': {
    thinks: 'A session lasts for its time, restart or not.',
    exact: 'If nothing is kept on a disk, it ends with the process.',
  },
  'the-app-server-remembers': {
    thinks: 'The app server puts the session back.',
    exact: 'It keeps none. It asks Redis, and there is nothing.',
  },
  'sliding-means-for-ever': {
    thinks: 'To keep somebody logged in, take the time to live away.',
    exact: 'Then the session never ends. Set the time to live again instead.',
  },
};
