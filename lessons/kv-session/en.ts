import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Sessions',
  halfTruth: 'A session belongs to the server where one logged in.',
  can: 'Keep sessions for several app servers, let them slide, revoke one, and say what a restart does to them.',
  steps: {
    shared: {
      title: 'Two app servers',
      watch: {
        two: '`web-1` logs ann in: a hash with a time to live of one second. Then `web-2` gets four visits of hers, 600 ms apart.',
      },
      asks: 'What does `web-2` say to her?',
      options: {
        unknown: 'Please log in, every time: it does not know her',
        out: 'Hello at first, then please log in',
        all: 'Hello, four times',
      },
      see: {
        knows: '`web-2` said hello {hello} time: it knows her.',
        out: 'Then the session expired, at {expired}, and it said please log in {out} times.',
      },
      why: {
        shared: 'The session is in Redis, so every app server finds it there. None of them keeps anything.',
        login: 'Value and time to live are set in one transaction.',
        visit: 'A visit changes the hash. That does not prolong its time to live.',
      },
      hints: ['First log in, then visit.', 'Start `web-1`, then `web-2`.', 'Start `web-1`, 50 ms, start `web-2`, 3 s.'],
      other: '',
    },
    slide: {
      title: 'As long as she comes',
      watch: {
        edit: 'You change `web-2`: with each visit it sets the time to live to one second again.',
      },
      asks: 'The same four visits, then nothing. What happens to the session?',
      options: {
        same: 'It ends after one second, as before',
        all: 'It lasts through the visits, then ends',
        ever: 'It never ends',
      },
      see: {
        all: '`web-2` said hello {hello} times, the last time at {last}.',
        gone: 'The session expired at {expired}, about a second after the last visit.',
      },
      why: {
        each: 'Each visit counts and prolongs in one transaction. That is a sliding session.',
        revoke: '\nTo throw somebody out, delete the key: at her next visit she has to log in.',
      },
      hints: [
        'Change the program first. You can also edit it by hand.',
        'Then log in and visit as before.',
        'The button that changes the program, start `web-1`, 50 ms, start `web-2`, 5 s, `EXISTS session:42`.',
      ],
      other: '',
    },
    restart: {
      title: 'Redis is started again',
      watch: {
        kept: 'ann has a session of one hour. This server keeps nothing on a disk.',
      },
      asks: 'Redis is killed and started again. What about her session?',
      options: {
        there: 'It is there: the hour is not over',
        out: 'It is gone: she has to log in',
        stale: 'It is there: the app server puts it back',
      },
      see: {
        out: 'The session is gone: the answer was {answer}. Everybody is logged out.',
      },
      why: {
        memory: 'What is only in memory ends with the process, whatever its time to live.',
        file: 'With an append-only file the session would have come back.',
        choice: '\nFor a shop that is worth it. For others a login is no drama.',
      },
      hints: [
        'Kill it and start it.',
        'The first line finds the old connection gone: begin with `PING`.',
        'Kill `redis`, start it, 200 ms, `PING`, `HGET session:42 user`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Nobody is thrown out',
    task: 'Redis is killed and started again while ann is visiting. Choose so that she never has to log in again, and that her session ends after she has gone.',
    choices: {
      file: {
        name: 'Redis keeps',
        options: { none: 'nothing on a disk', everysec: 'an append-only file, `everysec`' },
      },
      visit: {
        name: 'A visit',
        options: {
          count: 'counts',
          slide: 'counts and sets the time to live again',
          keep: 'counts and takes the time to live away',
        },
      },
    },
    trial: 'In each trial the kill comes at another moment.',
    hints: [
      'What brings a session back after a kill?',
      'What prolongs it, and still lets it end?',
      'An append-only file, and set the time to live again.',
    ],
    after: {
      exact: 'She was greeted four times, whenever the kill came.',
      weigh: 'A power cut could still take the last second. For sessions that is usually fine.',
    },
  },
  teacher: {
    before: 'A cloakroom ticket: who has to remember whose coat it is?',
    ask: [
      'Why not keep sessions in the app servers?',
      'How long should a session last, and from when on?',
      'How would you log somebody out everywhere?',
    ],
    goesWrong: ['Starting web-2 without a login.', 'Setting the value and its end in two commands.'],
  },
});
