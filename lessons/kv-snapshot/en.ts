import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Snapshots',
  halfTruth: 'Redis saves its data, so a restart brings it back.',
  can: 'Choose save points, say what is lost since the last snapshot, and stop a server without losing anything.',
  steps: {
    'save-point': {
      title: 'Since the last one',
      watch: {
        rule: '`save 5 10` means: after 5 s, if there were at least 10 changes, write a snapshot.',
        memory: 'Ten orders arrive each second. So far they are in memory only.',
      },
      asks: 'You let 5 s pass and kill the server. Which orders are there after the start?',
      options: {
        none: 'All: it saves before it ends',
        since: 'Those up to the last snapshot',
        all: 'None',
      },
      see: {
        saved: 'The snapshot was begun at {saved}.',
        back: 'After the start its {keys} keys were back.',
        gone: 'The kill came at {killed}: {lost} orders are lost.',
      },
      why: {
        since: 'A snapshot is the data of one moment. What came later is in memory only, until the next one.',
        acknowledged: 'All of those orders had been answered with `OK`.',
        points: '\nSo with snapshots alone be ready to lose the last minutes. Several save points can be set.',
      },
      hints: [
        'A snapshot must have been written first.',
        'Let 5 s pass, then kill.',
        '5 s, kill `redis`, start it, then `DBSIZE` twice: the first finds the old connection gone.',
      ],
      other: '',
    },
    fork: {
      title: 'While it is written',
      watch: {
        big: '20,000 products and one order. `BGSAVE` writes a snapshot in the background.',
      },
      asks: 'During the `BGSAVE` you write `order:2`. You kill the server when the snapshot is done. Which orders come back?',
      options: {
        both: 'Both: it was still writing',
        one: 'Only `order:1`',
        waits: 'Both: the write had to wait for the end',
      },
      see: {
        slow: 'The snapshot took {took}. The write took {write}: it did not wait.',
        missing: '`order:1` is back with the others, `order:2` is not.',
      },
      why: {
        child: 'Redis forks: a child process writes the data as it was at that moment.',
        copy: 'What changes meanwhile is copied first, so that the child keeps the old version. Here {copied} place was copied.',
        price:
          '\nThe more is written during a snapshot, the more memory it takes. With much data the fork itself stops the server for a moment.',
      },
      hints: [
        'Type both lines without a pause.',
        'Let the snapshot finish before you kill.',
        '`BGSAVE`, `SET order:2 paid`, 500 ms, kill `redis`, start it, `PING`, `MGET order:1 order:2`.',
      ],
      other: '',
    },
    shutdown: {
      title: 'Asked to stop',
      watch: {
        hour: 'This server writes a snapshot once an hour. One order is in its memory.',
      },
      asks: 'You stop it with `SHUTDOWN` and start it again. Is the order there?',
      options: {
        gone: 'No: the hour was not over',
        there: 'Yes',
        asks: 'It does not stop while something is unsaved',
      },
      see: {
        saved: 'Before it ended, it wrote a snapshot: {why}.',
        back: '`order:1` is there.',
      },
      why: {
        rule: 'With at least one save point `SHUTDOWN` saves first, and so does the signal TERM.',
        none: 'Without save points it does not.',
        kill: '\nA kill (signal 9) is not asked: nothing is saved.',
      },
      hints: [
        'It is a command. The buttons beside the server are something else.',
        'Type it, then start the server.',
        '`SHUTDOWN`, start `redis`, `PING`, `GET order:1`.',
      ],
      other: '',
    },
    power: {
      title: 'Pull the plug',
      watch: {
        saved: '`order:1` is in a finished snapshot. `order:2` came after it.',
      },
      asks: 'You pull the plug. What is there after the start?',
      options: {
        none: 'Nothing: the file was still in the page cache',
        first: 'Only `order:1`',
        both: 'Both',
      },
      see: {
        first: '`order:1` is there.',
        second: 'The power cut took {lost}.',
      },
      why: {
        whole: 'A snapshot is written to another file, synced, and then put in place of the old one.',
        synced: 'So there is always one whole snapshot on the disk, the old one or the new one.',
      },
      hints: [
        'The power button, not the cross.',
        'Then start the server and ask for both.',
        'Power cut of `redis`, start, `PING`, `MGET order:1 order:2`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'At most 50 orders',
    task: 'Twenty orders arrive each second. The server is killed once, and later stopped for maintenance. Choose so that both together lose at most 50 orders, with snapshots alone.',
    choices: {
      save: {
        name: 'In redis.conf',
        options: {
          hour: '`save 3600 1`',
          many: '`save 2 1000`',
          often: '`save 2 1`',
          off: 'none',
        },
      },
      maintenance: {
        name: 'For maintenance',
        options: { nosave: '`SHUTDOWN NOSAVE`', save: '`SHUTDOWN`' },
      },
    },
    trial:
      'In each trial the server is killed at its moment and started, then stopped for maintenance and started again.',
    hints: [
      'A save point has two conditions. Both must be met.',
      'How many orders come in two seconds?',
      '`save 2 1`, and `SHUTDOWN`.',
    ],
    after: {
      exact: 'The kill cost a few seconds of orders, the maintenance none.',
      aof: 'If that is too much, you need the append-only file.',
    },
  },
  teacher: {
    before: 'A photograph every five minutes: what is on it, and what is not?',
    ask: [
      'What would you lose on your own server with its save points?',
      'Why does a snapshot need memory while it is written?',
      'Why is the old file kept until the new one is complete?',
    ],
    goesWrong: [
      'Killing before the first snapshot.',
      'Reading save 5 10 as: every 5 s or every 10 changes. Both must be met.',
      'Taking SHUTDOWN for a kill.',
    ],
  },
});
