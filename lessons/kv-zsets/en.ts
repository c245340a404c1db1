import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Sorted sets: rank and range',
  halfTruth: 'A sorted set is sorted when it is asked.',
  can: 'Rank members, take ranges by score, by rank and by letters, and say what a skip list is for.',
  steps: {
    rank: {
      title: 'Which place?',
      watch: {
        scores: '`board` has three members with scores: ann 100, bob 200, cem 150.',
      },
      asks: 'bob has the highest score. What does `ZRANK board bob` answer?',
      options: {
        zero: '0: the best comes first',
        two: '2: the best comes last',
        three: '3',
      },
      see: {
        low: '`ZRANK` answered {rank}: it counts from the lowest score, and from 0.',
        high: '`ZREVRANK` answered {best}: the same from the other end.',
      },
      why: {
        sorted: 'A sorted set is kept in the order of its scores, the lowest first.',
        kept: '\nIt is in order after every write. With 120 points more ann would be the first at once.',
      },
      hints: [
        'There is a command for each direction.',
        'Rank, reverse rank, then the whole with its scores.',
        '`ZRANK board bob`, `ZREVRANK board bob`, `ZRANGE board 0 -1 WITHSCORES`.',
      ],
      other: '',
    },
    ties: {
      title: 'The same score',
      watch: {
        cem: 'cem has 150. dan and then abe will get 150 as well.',
      },
      asks: 'In which order do the three stand?',
      options: {
        arrival: 'cem, dan, abe: as they came',
        newest: 'abe, dan, cem: the newest first',
        letters: 'abe, cem, dan: by their names',
      },
      see: {
        letters: 'With the same score they stand in the order of their names.',
        bytes: 'Names are compared byte by byte: `job:10` comes before `job:2`.',
      },
      why: {
        order: 'The order is by score, then by name. When somebody came is kept nowhere.',
        lex: '\nIf all scores are 0, `BYLEX` takes ranges by name: `[a (c` is from a up to c, c not included.',
        same: 'If the scores differ, the answer of `BYLEX` is unspecified.',
      },
      hints: [
        'A range by score has the word `BYSCORE` behind it.',
        'Without it the two numbers are ranks.',
        '`ZADD board 150 dan`, `ZADD board 150 abe`, `ZRANGE board 150 150 BYSCORE`.',
      ],
      other: '',
    },
    skiplist: {
      title: 'How it finds the place',
      watch: {
        levels: 'A thousand players. Open the key `season`: it is a skip list, with lanes above each other.',
      },
      asks: 'You ask for the rank of one player. How many places does Redis visit on its way?',
      options: {
        walk: 'Hundreds: it counts from the start',
        few: 'A few dozen at most',
        none: 'None: it is in a dictionary',
      },
      see: {
        path: 'The way to `player:500` is {path} steps. Its rank is {rank}.',
        range: '`ZRANGE` of three ranks looked at {looked} players.',
      },
      why: {
        lanes:
          'This list has {level} lanes. The upper ones skip many players, so the search goes far above and then down.',
        dictionary:
          'A dictionary beside it gives the score of a player at once, but it knows no order. So there are both.',
        small: '\nA small one is a listpack. In Redis 7.0 that is up to 128 members by default.',
      },
      hints: [
        'Ask for one player, and for a part of the list.',
        '`ZRANK`, `ZSCORE`, `ZRANGE` with two ranks.',
        '`ZRANK season player:500`, `ZSCORE season player:500`, `ZRANGE season 500 502`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Urgent first, then in turn',
    task: 'Jobs of three priorities arrive, 0 is the most urgent. Choose a score and how to take, so that urgent jobs come first, and jobs of one priority as they came.',
    choices: {
      score: {
        name: 'The score is',
        options: {
          arrival: 'the number of the job',
          priority: 'the priority',
          both: 'the priority times 1,000 plus the number of the job',
        },
      },
      take: { name: 'Taken with', options: { min: '`ZPOPMIN jobs`', max: '`ZPOPMAX jobs`' } },
    },
    trial: 'In each trial all jobs that are there at the moment are taken, and their order is looked at.',
    hints: [
      'What is the order of jobs with the same score?',
      'The score has to say both things. Low scores are at the front.',
      'The priority times 1,000 plus the number, with `ZPOPMIN`.',
    ],
    after: {
      exact: 'Every job came in its turn.',
      limit: 'A score is a floating point number: whole numbers are exact up to 2^53. So there is room for both.',
    },
  },
  teacher: {
    before: 'Let three people with the same number of points line up. Ask who stands first, and why.',
    ask: [
      'Why is a dictionary alone not enough? And why not the skip list alone?',
      'What would you use as a score for a queue of delayed jobs?',
      'How do you show the ten best?',
    ],
    goesWrong: [
      'ZRANGE without BYSCORE takes ranks.',
      'Expecting ties in order of arrival.',
      'Names with numbers: job:10 comes before job:2.',
    ],
  },
});
