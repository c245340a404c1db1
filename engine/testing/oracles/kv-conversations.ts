/*
 * Conversations with a server, each line a client and what it sends. All that each client receives is compared, so
 * they show what one client's random commands cannot: blocking, pub/sub, WATCH, notifications, the connection itself.
 * Words are separated by blanks; `_` stands for a blank inside a word, `''` for the empty word. A line that begins with
 * `~` is answered with what depends on the machine: only whether it is an error counts.
 */

export const CONVERSATIONS: Readonly<Record<string, readonly string[]>> = {
  'BLPOP is served in the order of waiting': [
    'a BLPOP l 0', 'b BLPOP l 0', 'c RPUSH l 1', 'c RPUSH l 2 3', 'a LRANGE l 0 -1', 'b PING', 'c LLEN l',
  ],
  'BLPOP waits on several keys and takes the one that comes': [
    'a BLPOP x y z 0', 'b RPUSH y 1', 'a BRPOP x y 0', 'b RPUSH x 5 6 7', 'b LRANGE x 0 -1', 'a LPUSH x 9',
  ],
  'a key of another type does not unblock': ['a BLPOP k 0', 'b SET k v', 'b DEL k', 'b RPUSH k v', 'b TYPE k'],
  'BLMOVE and BRPOPLPUSH hand over': [
    'a BLMOVE src dst LEFT RIGHT 0', 'b RPUSH src 1 2', 'b LRANGE dst 0 -1', 'c BRPOPLPUSH src2 dst2 0', 'b RPUSH src2 x',
    'b LRANGE dst2 0 -1', 'a BLMOVE chain1 chain2 LEFT LEFT 0', 'c BLPOP chain2 0', 'b RPUSH chain1 z', 'b EXISTS chain1 chain2',
  ],
  'BZPOPMIN waits for a sorted set': ['a BZPOPMIN z 0', 'c BZPOPMAX z 0', 'b ZADD z 1 one 2 two 3 three', 'b ZRANGE z 0 -1'],
  'BLMPOP and BZMPOP': ['a BLMPOP 0 2 p q LEFT COUNT 2', 'b RPUSH q 1 2 3', 'a BZMPOP 0 1 zz MAX', 'b ZADD zz 1 m', 'b LLEN q'],
  'blocking commands in a transaction answer at once': ['a MULTI', 'a BLPOP none 0', 'a BZPOPMIN none 0', 'a BLMOVE n m LEFT LEFT 0', 'a EXEC'],
  'a push inside a transaction serves after it': ['a BLPOP l 0', 'b MULTI', 'b RPUSH l 1', 'b DEL l', 'b RPUSH l 2', 'b EXEC', 'b EXISTS l'],
  'commands sent while blocked are run afterwards': ['a BLPOP l 0', 'a PING', 'a SET k 1', 'b GET k', 'b RPUSH l x', 'b GET k'],
  'timeouts are checked': ['a BLPOP l -1', 'a BLPOP l x', 'a BLPOP l', 'a BLPOP l 1e400', 'a BLMPOP -1 1 l LEFT', 'a BZPOPMIN z 9999999999999999999'],
  'RENAME, COPY, SORT STORE and RESTORE serve those who wait': [
    'a BLPOP dst 0', 'b RPUSH src 1', 'b RENAME src dst', 'a BLPOP dst 0', 'b RPUSH src 2', 'b COPY src dst', 'a BLPOP dst 0',
    'b RPUSH nums 2 1', 'b SORT nums STORE dst', 'b LRANGE dst 0 -1',
  ],
  'CLIENT UNBLOCK in vain': ['a CLIENT UNBLOCK 999999', 'a CLIENT UNBLOCK x', 'a CLIENT UNBLOCK 1 FOO'],
  'subscribers are told': [
    'a SUBSCRIBE c1 c2', 'b PUBLISH c1 hello', 'b PUBLISH none x', 'a GET k', 'a PING', 'a PING hi', 'b PUBSUB CHANNELS', 'b PUBSUB NUMSUB c1 none',
    'a UNSUBSCRIBE c1', 'a UNSUBSCRIBE', 'a UNSUBSCRIBE', 'a GET k',
  ],
  'patterns': [
    'a PSUBSCRIBE news.* n?ws', 'a SUBSCRIBE news.art', 'b PUBLISH news.art x', 'b PUBLISH nows y', 'b PUBSUB NUMPAT', 'a PUNSUBSCRIBE news.*', 'b PUBLISH news.art z',
    'a PUNSUBSCRIBE', 'a UNSUBSCRIBE',
  ],
  'RESP3 subscribers may do anything': [
    '~a HELLO 3', 'a SUBSCRIBE c', 'a GET k', 'b PUBLISH c m', 'a PING', 'a UNSUBSCRIBE c', 'a CONFIG GET maxmemory', 'a CONFIG GET nope', 'a DEBUG PROTOCOL attrib', 'a DEBUG PROTOCOL double', 'a DEBUG PROTOCOL null', '~a HELLO 2', 'a GET k',
  ],
  'shard channels': ['a SSUBSCRIBE s1', 'b SPUBLISH s1 m', 'b PUBLISH s1 m', 'b PUBSUB SHARDCHANNELS', 'b PUBSUB SHARDNUMSUB s1', 'a SUNSUBSCRIBE'],
  'PUBSUB by itself': ['a PUBSUB CHANNELS x y', 'a PUBSUB NUMPAT x', 'a PUBSUB NOPE', 'a PUBSUB'],
  'WATCH: another client changes the key': ['a WATCH k', 'a MULTI', 'a SET k mine', 'b SET k other', 'a EXEC', 'a GET k'],
  'WATCH: nobody changes the key': ['a SET k 1', 'a WATCH k', 'a MULTI', 'a INCR k', 'b GET k', 'a EXEC', 'a GET k'],
  'WATCH: what is deleted and made again has changed': ['a SET k 1', 'a WATCH k', 'b DEL k', 'b SET k 1', 'a MULTI', 'a PING', 'a EXEC'],
  'WATCH: FLUSHDB counts only for keys that were there': [
    'a SET k 1', 'a WATCH k', 'b FLUSHDB', 'a MULTI', 'a PING', 'a EXEC', 'a WATCH none', 'b FLUSHALL', 'a MULTI', 'a PING', 'a EXEC',
  ],
  'WATCH: UNWATCH and DISCARD forget': ['a WATCH k', 'b SET k 1', 'a UNWATCH', 'a MULTI', 'a PING', 'a EXEC', 'a WATCH k', 'a MULTI', 'a DISCARD', 'b SET k 2', 'a MULTI', 'a PING', 'a EXEC'],
  'WATCH: SWAPDB': ['a SET k 1', 'a WATCH k', 'b SWAPDB 0 1', 'a MULTI', 'a PING', 'a EXEC', 'b SWAPDB 0 1'],
  'WATCH: EXPIRE counts, a failed write does not': ['a SET k v', 'a WATCH k', 'b EXPIRE k 100', 'a MULTI', 'a PING', 'a EXEC', 'a WATCH k', 'b LPUSH k x', 'b SETNX k y', 'a MULTI', 'a PING', 'a EXEC'],
  'a transaction with a bad command is refused whole': ['a MULTI', 'a SET k 1', 'a NOSUCH', 'a SET', 'a EXEC', 'a EXISTS k', 'a EXEC', 'a DISCARD'],
  'errors inside a transaction do not undo': ['a MULTI', 'a SET k v', 'a LPUSH k x', 'a SET k2 v', 'a EXEC', 'a MGET k k2'],
  'MULTI nests not, WATCH is too late': ['a MULTI', 'a MULTI', 'a WATCH k', 'a SELECT 3', 'a EXEC', 'a CLIENT LIST x'],
  'SELECT in a transaction stays': ['a MULTI', 'a SELECT 1', 'a SET k one', 'a EXEC', 'a GET k', 'a SELECT 0', 'a GET k'],
  'HELLO': ['a HELLO 4', 'a HELLO x', 'a HELLO 2 FOO', 'a HELLO 2 AUTH default', 'a HELLO 2 AUTH nobody x', 'a HELLO 2 SETNAME a_b', '~a HELLO 2 SETNAME ok', 'a CLIENT GETNAME', '~a HELLO'],
  'AUTH': ['a AUTH x', 'a AUTH default x', 'a AUTH nobody x', 'a AUTH a b c'],
  'RESET': ['a MULTI', 'a RESET', 'a EXEC', 'a SELECT 5', 'a RESET', 'a SET k 1', 'b GET k', 'a SUBSCRIBE x', 'a RESET', 'a GET k'],
  'CLIENT': [
    'a CLIENT', 'a CLIENT NOPE', 'a CLIENT SETNAME x', 'a CLIENT GETNAME', 'a CLIENT SETNAME two_words', 'a CLIENT SETNAME', 'a CLIENT REPLY FOO', 'a CLIENT NO-EVICT on', 'a CLIENT NO-EVICT x',
    'a CLIENT KILL 1.2.3.4:5', 'a CLIENT KILL ID 0', 'a CLIENT KILL ID 99999', 'a CLIENT KILL TYPE x', 'a CLIENT KILL USER nobody', 'a CLIENT KILL SKIPME maybe', 'a CLIENT KILL FOO bar',
    'a CLIENT LIST TYPE nope', 'a CLIENT LIST ID x', 'a CLIENT LIST FOO', 'a CLIENT GETREDIR', 'a CLIENT PAUSE x', 'a CLIENT PAUSE -1', 'a CLIENT PAUSE 10 FOO', 'a CLIENT UNPAUSE', '~a CLIENT INFO', '~a CLIENT ID', 'a CLIENT HELP',
  ],
  'CLIENT REPLY': ['a CLIENT REPLY OFF', 'a PING', 'a SET k 1', 'a CLIENT REPLY ON', 'a GET k', 'a CLIENT REPLY SKIP', 'a GET k', 'a PING'],
  'notifications': [
    'a CONFIG SET notify-keyspace-events KEA', 's PSUBSCRIBE __key*', 'a SET k v', 'a SET k v EX 100', 'a INCR n', 'a APPEND k x', 'a SETRANGE k 0 y', 'a EXPIRE n 100', 'a PERSIST n', 'a RENAME k k2', 'a DEL k2', 'a DEL none',
    'a LPUSH l a b', 'a LPOP l', 'a RPOP l', 'a SADD s x', 'a SREM s x', 'a HSET h f v', 'a HDEL h f', 'a ZADD z 1 m', 'a ZREM z m', 'a GETDEL n', 'a MSET a 1 b 2', 'a COPY a c', 'a MOVE c 1', 'a SETBIT b 1 1', 'a BITOP NOT d b',
    'a EXPIRE a -1', 'a GETEX b EX 100', 'a GETEX b PERSIST', 'a SORT l STORE q', 'a RPUSH l 3 1', 'a SORT l STORE q', 'a GET none', 'a FLUSHALL', 'a CONFIG SET notify-keyspace-events \'\'', 'a SET k v',
  ],
  'notifications of misses and new keys': ['a CONFIG SET notify-keyspace-events Emn', 's PSUBSCRIBE __key*', 'a GET none', 'a SET k v', 'a SET k w', 'a LPUSH l x', 'a EXISTS none', 'a CONFIG SET notify-keyspace-events \'\''],
  'CONFIG': [
    'a CONFIG', 'a CONFIG NOPE', 'a CONFIG GET', 'a CONFIG GET maxmemory', 'a CONFIG GET hash-max-*ziplist*', 'a CONFIG GET APPENDFSYNC', 'a CONFIG GET nope', 'a CONFIG SET', 'a CONFIG SET maxmemory', 'a CONFIG SET nope 1',
    'a CONFIG SET maxmemory 100mb', 'a CONFIG GET maxmemory', 'a CONFIG SET maxmemory 0', 'a CONFIG SET maxmemory-policy nope', 'a CONFIG SET maxmemory x', 'a CONFIG SET hz x', 'a CONFIG SET slowlog-max-len -1', 'a CONFIG SET appendfsync never',
    'a CONFIG SET databases 3', 'a CONFIG SET hz 10 hz 20', 'a CONFIG SET save x', 'a CONFIG SET notify-keyspace-events Q', 'a CONFIG SET appendonly maybe', 'a CONFIG SET timeout 1 nope 2', 'a CONFIG GET timeout', 'a CONFIG SET list-max-ziplist-size -1',
    'a CONFIG GET list-max-listpack-size list-max-ziplist-size', 'a CONFIG SET list-max-listpack-size -2', 'a CONFIG SET save 3600_1', 'a CONFIG GET save', 'a CONFIG SET save \'\'', 'a CONFIG GET save', 'a CONFIG RESETSTAT', 'a CONFIG HELP', 'a CONFIG SET lua-time-limit 5000', 'a CONFIG GET busy-reply-threshold lua-time-limit',
    'a CONFIG SET client-output-buffer-limit normal_0_0_0', 'a CONFIG SET client-output-buffer-limit x_0_0_0', 'a CONFIG SET oom-score-adj-values 1', 'a CONFIG SET maxmemory-clients 5%', 'a CONFIG GET maxmemory-clients', 'a CONFIG SET maxmemory-clients 0',
  ],
  'COMMAND': [
    'a COMMAND INFO get', 'a COMMAND INFO config|get nope', 'a COMMAND DOCS set', 'a COMMAND GETKEYS SET k v', 'a COMMAND GETKEYS MSET a 1 b 2', 'a COMMAND GETKEYS PING', 'a COMMAND GETKEYS NOPE x', 'a COMMAND GETKEYS GET',
    'a COMMAND GETKEYS SORT k BY x STORE d', 'a COMMAND GETKEYS ZUNIONSTORE d 2 x y', 'a COMMAND GETKEYS ZUNION 9 x y', 'a COMMAND GETKEYS LMPOP 2 a b LEFT', 'a COMMAND GETKEYSANDFLAGS SET k v GET', 'a COMMAND GETKEYSANDFLAGS SET k v', 'a COMMAND GETKEYSANDFLAGS COPY a b',
    'a COMMAND LIST FILTERBY PATTERN zrange*store', 'a COMMAND LIST FILTERBY NOPE x', 'a COMMAND LIST x', 'a COMMAND NOPE', 'a COMMAND HELP', 'a COMMAND GETKEYS OBJECT ENCODING k', 'a COMMAND GETKEYS BITFIELD k GET u8 0',
  ],
  'OBJECT, DEBUG and others': [
    'a SET k v', 'a OBJECT ENCODING k', 'a OBJECT ENCODING none', 'a OBJECT FREQ k', 'a OBJECT NOPE k', 'a OBJECT REFCOUNT k', 'a OBJECT HELP', 'a DEBUG NOPE', 'a DEBUG OBJECT none', 'a DEBUG DIGEST-VALUE k none', 'a DEBUG DIGEST', 'a DEBUG SET-ACTIVE-EXPIRE 1', 'a DEBUG SLEEP 0',
    'a DEBUG ERROR FOO_bar', 'a DEBUG RELOAD', 'a GET k', 'a DEBUG PROTOCOL nope', 'a DEBUG PROTOCOL attrib', 'a DEBUG PROTOCOL double', 'a DEBUG PROTOCOL verbatim', 'a DEBUG PROTOCOL true', 'a DEBUG PROTOCOL map', 'a DEBUG PROTOCOL bignum', 'a DEBUG QUICKLIST-PACKED-THRESHOLD 10b', 'a DEBUG QUICKLIST-PACKED-THRESHOLD 0', 'a DEBUG CHANGE-REPL-ID', 'a DEBUG POPULATE 3 p 4', 'a KEYS p:2', 'a GET p:0',
  ],
  'MEMORY, SLOWLOG, LATENCY': [
    'a MEMORY USAGE none', 'a MEMORY USAGE k SAMPLES', 'a MEMORY USAGE k SAMPLES -1', 'a MEMORY NOPE', 'a MEMORY HELP', 'a MEMORY PURGE', '~a MEMORY STATS', '~a MEMORY DOCTOR', 'a SLOWLOG RESET', 'a SLOWLOG LEN', 'a SLOWLOG GET', 'a SLOWLOG GET -2', 'a SLOWLOG GET x', 'a SLOWLOG HELP', 'a SLOWLOG NOPE',
    'a LATENCY LATEST', 'a LATENCY HISTORY command', 'a LATENCY RESET', 'a LATENCY GRAPH command', 'a LATENCY HELP', 'a LATENCY DOCTOR',
  ],
  'SAVE and SHUTDOWN words': ['a SAVE', '~a LASTSAVE', 'a SHUTDOWN NOPE', 'a SHUTDOWN SAVE NOSAVE', 'a SHUTDOWN ABORT', 'a BGSAVE FOO', 'a FLUSHALL FOO', 'a FLUSHDB SYNC', 'a FLUSHALL ASYNC'],
  'WAIT': ['a WAIT 0 0', 'a WAIT x 0', 'a WAIT 0 x', 'a WAIT 0 -1', 'a MULTI', 'a WAIT 1 0', 'a EXEC'],
  'SWAPDB, MOVE, COPY across databases': [
    'a SET k zero', 'a SELECT 1', 'a SET k one', 'a SWAPDB 0 1', 'a GET k', 'a SWAPDB 0 16', 'a SWAPDB x 1', 'a SWAPDB 0 y', 'a MOVE k 0', 'a DEL k', 'a SELECT 0', 'a MOVE k 1', 'a EXISTS k', 'a COPY none x', 'a COPY k k', 'a SELECT 1', 'a COPY k k DB 0', 'a COPY k k DB 0', 'a COPY k k DB 0 REPLACE', 'a MOVE k 1', 'a MOVE k 99', 'a MOVE k x',
    'a SWAPDB 0 1', 'a FLUSHALL',
  ],
  'a blocked client is served by SWAPDB': ['a BLPOP l 0', 'b SELECT 1', 'b RPUSH l x', 'b SWAPDB 0 1', 'b FLUSHALL'],
  'DUMP and RESTORE': [
    'a SET k hello', 'a DUMP k', 'a DUMP none', 'a RESTORE r 0 bad', 'a RESTORE r x bad', 'a RESTORE k 0 bad', 'a RESTORE k 0 bad REPLACE', 'a RESTORE r -1 bad', 'a RESTORE r 0 bad IDLETIME -1', 'a RESTORE r 0 bad FREQ 256', 'a RESTORE r 0 bad FOO',
  ],
  'arity and unknown commands': ['a GET', 'a GET a b', 'a nosuch a b c', 'a SET k', 'a CONFIG|GET x', 'a XYZ yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy z', 'a LASTSAVE x', 'a SUBSCRIBE', 'a OBJECT', 'a TIME x'],
};
