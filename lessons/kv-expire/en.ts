import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Expiry: gone, but when?',
  halfTruth: 'A key is removed the moment its time is over.',
  can: 'Use TTL, say when an expired key leaves the memory, and not lose a time to live by accident.',
  steps: {
    lazy: {
      title: 'Over, and still there',
      watch: {
        seldom: 'This server looks for expired keys once a second only. You will be quicker.',
      },
      asks: 'A key lives for 300 ms. 400 ms later you count the keys, then read it. What do you find?',
      options: {
        removed: 'It is not counted any more',
        there: 'It is counted, but cannot be read',
        readable: 'It is counted, and can still be read',
      },
      see: {
        counted: '`DBSIZE` still counted it: it was in the memory.',
        hidden: '`GET` answered nil: nobody can read what has expired.',
        gone: 'That `GET` found it {late} ms late and removed it, so the next count was 0.',
      },
      why: {
        two: 'An expired key is removed in two ways: when somebody asks for it, and by a search from time to time.',
        lazy: 'Here your `GET` was first. That way is called lazy.',
        hz: '\nA server looks ten times a second by default (`hz 10`).',
      },
      hints: [
        'Let more than 300 ms pass, and less than the rest of the second.',
        'Count before you read: reading changes it.',
        '`SET session:1 ann PX 300`, 400 ms, `DBSIZE`, `GET session:1`, `DBSIZE`.',
      ],
      other: '',
    },
    active: {
      title: 'Nobody asks',
      watch: {
        many: '300 sessions of 400 ms each. Nobody will ask for them again.',
      },
      asks: 'You only wait. What becomes of them?',
      options: {
        stay: 'They stay in memory: nobody reads them',
        exact: 'Each goes at its very moment',
        later: 'They go, some of them late',
      },
      see: {
        all: 'Redis removed {removed} keys by itself, the first at {at}.',
        late: 'The last one was {latest} ms late, others about 100 ms.',
      },
      why: {
        cycle:
          'Several times a second Redis takes a sample of the keys that have a time to live, and removes those that are over.',
        sample: 'If many of the sample were over, it takes another one at once.',
        so: 'So memory comes back soon, but not at the moment.',
      },
      hints: ['Let time pass.', 'Then count with `DBSIZE`.', 'Wait 600 ms, then `DBSIZE`.'],
      other: '',
    },
    'set-again': {
      title: 'Lost by SET',
      watch: {
        ttl: 'The page lives for 60 s. The ring around its time gets shorter.',
      },
      asks: 'You write the page again with a plain `SET`. How long does it live then?',
      options: {
        kept: 'What was left of the 60 s',
        none: 'For ever',
        again: '60 s from now',
      },
      see: {
        lost: 'After `SET` the answer was -1: no time to live any more.',
        appended: 'After `APPEND` it was still there: {left} ms.',
      },
      why: {
        anew: '`SET` makes a new value and drops the old time to live.',
        keep: '`SET ... KEEPTTL` keeps it.',
        change: 'What changes a value in place, such as `APPEND`, `INCR` or `HSET`, leaves it alone.',
        missing: '\n`TTL` answers -2 for a key that does not exist.',
      },
      hints: [
        'Ask with `TTL` before and after.',
        'Then give it a new one with `EXPIRE`, and change the value in place.',
        '`TTL page:1`, `SET page:1 new`, `TTL page:1`, `EXPIRE page:1 60`, `APPEND page:1 !`, `PTTL page:1`.',
      ],
      other: '',
    },
    restart: {
      title: 'The clock goes on',
      watch: {
        both: 'A ticket for 3 s, half of them over, and a poster for 60 s. The server writes a file.',
      },
      asks: 'You kill the server and start it 4 s later. What is there?',
      options: {
        both: 'Both, with the time they had left',
        one: 'The poster, with four seconds less',
        fresh: 'The poster, with 60 s again',
      },
      see: {
        ticket: 'The server was down for {down}. The ticket ran out meanwhile.',
        poster: 'The poster has {left} seconds left.',
      },
      why: {
        absolute: 'The file does not say "in 3 s". It says at what time.',
        clock: 'So time counts while the server is down, and a wrong clock makes keys end at the wrong time.',
        read: 'At the start the server reads the keys and then finds those that are over.',
      },
      hints: [
        'Kill, wait, start.',
        'After a restart redis-cli connects with the second line: begin with `PING`.',
        'Kill `redis`, 4 s, start it, 200 ms, `PING`, `GET ticket`, `TTL poster`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Nothing stays for ever',
    task: 'A program writes exchange rates. Each must be readable for a while and gone 2 s later, even if the program is killed between any two commands.',
    choices: {
      write: {
        name: 'It writes each rate with',
        options: {
          two: '`SET rate 1.08`, then `EXPIRE rate 2`',
          keep: '`SET rate 1.08 KEEPTTL`',
          millis: '`SET rate 1.08 PX 2`',
          seconds: '`SET rate 1.08 EX 2`',
        },
      },
    },
    trial: 'In each trial the program is killed at its moment. The keys are counted then, and again 3 s later.',
    hints: [
      'What is there if the program dies after the first of two commands?',
      'One command has to do both. Mind the unit.',
      '`SET rate 1.08 EX 2`.',
    ],
    after: {
      exact: 'Value and time to live came in one command, so there is no moment in between.',
      others: '`SETEX` does the same, and `GETEX` prolongs while it reads.',
    },
  },
  teacher: {
    before: 'Ask when the milk in the fridge is removed: at midnight, when somebody looks, or when somebody cleans up?',
    ask: [
      'Who pays for the memory of keys that are over?',
      'Why does Redis not keep a timer for each key?',
      'Where in your code does a SET follow a SET ... EX?',
    ],
    goesWrong: [
      'Waiting too long in the first step: the search comes first.',
      'Taking EX for milliseconds or PX for seconds.',
      'Believing that a restart stops the clock.',
    ],
  },
});
