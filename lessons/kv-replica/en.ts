import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Replicas',
  halfTruth: 'A replica is persistence.',
  can: 'Use WAIT and min-replicas-to-write, say what a failover loses, and not empty a replica by a restart.',
  steps: {
    asynchronous: {
      title: 'Answered before it is copied',
      watch: {
        cut: '`order:1` is on the primary and on the replica. Then the network between the two was cut.',
      },
      asks: 'You write `order:2`. The primary dies, and you promote the replica. What does it have?',
      options: {
        both: 'Both orders',
        first: 'Only `order:1`, though `order:2` was answered with `OK`',
        refused: 'Only `order:1`: the second write is refused',
      },
      see: {
        ok: '`order:2` was answered with `OK` after {ok}.',
        promoted: 'The replica is a primary now, and has `order:1`.',
        missing: '`order:2` is not there.',
      },
      why: {
        asynchronous:
          'A primary answers first and sends the write to its replicas after that. It does not wait for them.',
        window: 'What was answered and not yet copied is lost with it.',
        healthy: '\nOn a good network that is a matter of milliseconds. Here it was as long as the cut.',
      },
      hints: [
        'The network stays cut. Do not repair it.',
        'Write, kill the primary, then promote at the prompt of the replica.',
        '`SET order:2 paid`, kill `redis`, at `at-replica` `REPLICAOF NO ONE`, then `MGET order:1 order:2`.',
      ],
      other: '',
    },
    wait: {
      title: 'Ask how many have it',
      watch: {
        cut: 'The same cut. `WAIT 1 300` waits until one replica has what you wrote, for 300 ms at most.',
      },
      asks: 'You write `order:2` and send `WAIT 1 300`, with the network cut. What happens?',
      options: {
        undone: 'An error, and the write is taken back',
        stays: 'The answer 0, and the write stays',
        forever: 'It waits until the network is back',
      },
      see: {
        none: '`WAIT` answered 0 after {waited}: no replica had it.',
        stays: 'The write stayed on the primary all the same.',
        one: 'When the network was back, it answered 1 after {later}.',
      },
      why: {
        counts: '`WAIT` counts the replicas that have acknowledged your writes. It does not undo anything.',
        greatly: 'A write that it counted is much less likely to be lost in a failover. It is no guarantee.',
        you: '\nWhat to do with a 0 is up to your program.',
      },
      hints: [
        'First with the cut, then without.',
        'The line `heal redis replica` repairs the network.',
        '`SET order:2 paid`, `WAIT 1 300`, `heal redis replica`, 1 s, `WAIT 1 300`.',
      ],
      other: '',
    },
    refuse: {
      title: 'Rather no than lost',
      watch: {
        strict:
          'This primary has `min-replicas-to-write 1` and `min-replicas-max-lag 2`. The network is cut for more than three seconds.',
      },
      asks: 'You write `order:2`. What happens?',
      options: {
        ok: 'It is answered with `OK`',
        refused: 'It is refused',
        waits: 'It waits for the replica',
      },
      see: {
        refused: 'It answered {error}',
        reads: 'Reading still works.',
        again: 'When the replica was back, writes were taken again.',
      },
      why: {
        lag: 'A replica counts while it was heard in the last 2 s. Without one the primary refuses writes.',
        bound: 'So it limits what can be lost: right after a cut writes are still taken, for up to those seconds.',
        price: '\nThe price: when the replica is away, nobody can write.',
      },
      hints: [
        'Write while the network is cut.',
        'Then heal it and give it some seconds.',
        '`SET order:2 paid`, `GET order:1`, `heal redis replica`, 3 s, `SET order:3 paid`.',
      ],
      other: '',
    },
    empty: {
      title: 'Restarted, and empty',
      watch: {
        copy: '`order:1` is on both. Neither server writes to a disk.',
      },
      asks: 'The primary is killed and started again at once. Where is `order:1` then?',
      options: {
        kept: 'On the replica',
        gone: 'Nowhere',
        back: 'On both: the primary gets it from the replica',
      },
      see: {
        empty: 'The primary came back empty.',
        thrown: 'At {at} the replica threw away its {before} key, to be a copy of a server with {keys}.',
        nil: '`order:1` is gone from both.',
      },
      why: {
        copy: 'A replica makes itself a copy of its primary, whatever that is.',
        flush: 'A `FLUSHALL` by mistake reaches it just as well.',
        advice: '\nSo with persistence off a primary must not be started by itself.',
      },
      hints: [
        'Start the primary quickly.',
        'Then give the replica time to connect.',
        'Kill `redis`, start it, 2 s, `GET order:1` at `at-replica`.',
      ],
      other: 'The replica is promoted instead: `order:1` is there.',
    },
  },
  challenge: {
    title: 'Nothing acknowledged is lost',
    task: 'A shop writes twenty orders a second. The network to the replica is cut, and then the primary is killed. Choose so that nothing that was answered with `OK` is lost.',
    choices: {
      file: {
        name: 'The primary keeps',
        options: { none: 'nothing on a disk', always: 'a file, `appendfsync always`' },
      },
      after: {
        name: 'After the kill',
        options: {
          start: 'start the primary again',
          promote: 'promote the replica; the old primary becomes its replica',
        },
      },
    },
    trial: 'In each trial the cut comes at another moment, and the kill 300 ms later.',
    hints: [
      'Which server has seen all the orders?',
      'It must still have them after the kill.',
      'A file with `always`, and start the primary again.',
    ],
    after: {
      exact: 'Only the old primary had all orders, and its file brought them back.',
      price: 'Meanwhile nobody could order. Promoting is quicker, and loses what was not copied.',
    },
  },
  teacher: {
    before: 'One person writes on the board, another one copies by hand. Ask what the copy lacks at any moment.',
    ask: [
      'What is a replica good for, if it is no backup?',
      'When would you rather refuse a write than lose one?',
      'Who decides that a primary is dead?',
    ],
    goesWrong: [
      'Healing the network before the kill.',
      'Taking WAIT for a transaction.',
      'Starting a primary without a file by a script.',
    ],
  },
});
