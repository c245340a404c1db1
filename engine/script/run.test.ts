import { describe, expect, test } from 'vitest';
import type { Simulation } from '../sim/simulation.ts';
import { CHAT, PUPPETS, puppets, simulate } from '../testing/run.ts';
import { parseScript } from './parse.ts';
import { type RunReport, runScript } from './run.ts';
import { witnessOf } from './witness.ts';

function run(text: string, simulation: Simulation<null> = puppets(2), stepsMax = 10_000): RunReport {
  const parsed = parseScript(text);
  if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
  return runScript(
    parsed.script,
    simulation,
    witnessOf(simulation, () => null),
    { stepsMax },
  );
}

const ok: RunReport = { ok: true, failure: null };

describe('a run', () => {
  test('does what each line says at the time shown', () => {
    const simulation = puppets(2);
    expect(
      run('wait 5ms\na> connect b\nwait 2ms\na> send 1 hi\nwait 1ms\nkill a\nexpect a is killed', simulation),
    ).toEqual(ok);
    expect(simulation.inspect('b', 'heard')).toEqual(['5500 opened 1 from a', '7500 frame 1 "hi"']);
    expect(simulation.branch.journal.map((entry) => entry.at)).toEqual([5000, 7000, 8000]);
  });

  test('ends at the first line that does not come to what it says, and tells what there was instead', () => {
    expect(run('wait 1ms\nkill a\nexpect a is up\nkill b').failure).toEqual({
      line: 3,
      text: 'expect a is up',
      found: 'it is killed',
    });
    expect(run('a> say hi\nexpect facts puppet.said text=hi = 2').failure?.found).toBe('there are 1');
    expect(run('a> say hi\nexpect values puppet.said.text are ho').failure?.found).toBe('they are hi');
    expect(run('expect not a is never').failure?.found).toBe('it holds');
    expect(run('expect nobody is up').failure?.found).toBe('there is no node called nobody');
    expect(run('expect lost 1').failure?.found).toBe('no ledger of fates is kept here');
    expect(run('run until facts puppet.said within 1s').failure?.found).toBe('there are 0');
    expect(run('step 100').failure?.found).toBe('only 2 steps were to be made');
    expect(run('drop a -> b').failure?.found).toBe('nothing is on its way from a to b');
    expect(run('seek step 9').failure?.found).toBe('this history has 0 steps');
  });

  test('waits until something holds and not a step longer', () => {
    const simulation = simulate(CHAT, PUPPETS);
    expect(run('run until facts chat.answered at x >= 5\nexpect facts chat.answered at x = 5', simulation)).toEqual(ok);
  });

  test('breaks and delays the first frame on a way', () => {
    const text =
      'wait 1ms\na> connect b\nwait 2ms\na> send 1 one\ndelay a -> b 9ms\nwait 5ms\nexpect facts net.arrived = 0\nwait 5ms\nexpect facts net.arrived = 1\na> send 1 two\ndrop a -> b\nwait 1ms\nexpect facts net.dropped frame=two = 1\nexpect why net.dropped from input.given input.kind=dropFrame';
    expect(run(text)).toEqual(ok);
  });

  test('goes back and branches', () => {
    const simulation = puppets(1);
    expect(
      run(
        'wait 1ms\na> say one\nwait 1ms\na> say two\nseek 1500us\nexpect facts puppet.said = 1\na> say three\nexpect values puppet.said.text are one three',
        simulation,
      ),
    ).toEqual(ok);
    expect(simulation.branches).toHaveLength(2);
  });

  test('is quiet when nothing more will happen by itself', () => {
    expect(run('wait 1ms\nexpect quiet\na> timer t 500\nexpect not quiet')).toEqual(ok);
  });

  test('has an end, whatever it waits for', () => {
    const report = run('wait 999999999s', simulate(CHAT, PUPPETS), 5000);
    expect(report.failure?.found).toBe('too many steps');
  });
});
