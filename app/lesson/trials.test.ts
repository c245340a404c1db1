import { describe, expect, it } from 'vitest';
import { data } from '../../lessons/mq-ack/lesson.ts';
import { trialLines } from '../../lessons/trial.ts';
import { conditionsOf, trialsOf, triedOf, wrongOf } from './trials.ts';

const { challenge } = data;

describe('the trials of a challenge', () => {
  it('are each seed at each moment', () => {
    expect(trialsOf(challenge)).toHaveLength(challenge.seeds.length * challenge.moments.length);
  });

  it('begin with what was picked, and put the moment in its place', () => {
    const lines = trialLines(challenge, challenge.solution, '410ms');
    expect(lines[0]).toBe('configure worker {"ack":"manual","ackWhen":"after"}');
    expect(lines).toContain('wait 410ms');
    expect(lines.join()).not.toContain('{at}');
  });

  it('do what was picked where the trial says so', () => {
    const choices = { ...challenge.choices, stop: { options: { kill: ['kill worker'], wait: ['wait {at}'] } } };
    const own = { ...challenge, choices, trial: ['wait 1s', '{stop}', 'start worker'] };
    const lines = trialLines(own, { ...challenge.solution, stop: 'wait' }, '5ms');
    expect(lines.slice(-3)).toEqual(['wait 1s', 'wait 5ms', 'start worker']);
  });

  it('name the misconception of the wrong pick that they are like, and none when all held', () => {
    const trial = { seed: 1, moment: '410ms' };
    const goals = challenge.goal.map(() => true);
    const shows = conditionsOf(challenge)
      .slice(challenge.goal.length)
      .map(() => true);
    const held = triedOf(challenge, challenge.solution, trial, [...goals, ...shows]);
    expect(wrongOf(challenge, [held])).toBeNull();
    for (const wrong of challenge.wrong) {
      const failed = triedOf(challenge, wrong.pick, trial, [...goals.map(() => false), ...shows]);
      expect(wrongOf(challenge, [failed])).toBe(wrong.misconception);
    }
  });
});
