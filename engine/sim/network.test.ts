import { describe, expect, test } from 'vitest';
import {
  bodiesOf,
  heal,
  heard,
  kill,
  PUPPETS,
  part,
  powerCut,
  puppets,
  refusals,
  settle,
  simulate,
  start,
  tell,
} from '../testing/run.ts';

function connected(spec = {}) {
  const simulation = puppets(2, spec);
  settle(simulation);
  tell(simulation, 'a', 'connect b', 1000);
  settle(simulation, 100_000);
  return simulation;
}

describe('a connection', () => {
  test('opens after one round trip, first at the side that accepts', () => {
    const simulation = connected();
    expect(heard(simulation, 'b')).toEqual(['1500 opened 1 from a']);
    expect(heard(simulation, 'a')).toEqual(['2000 opened 1 to b']);
  });

  test('delivers in order whatever the jitter', () => {
    const simulation = connected({ link: { jitterMax: 5000 } });
    for (let i = 0; i < 50; i++) tell(simulation, 'a', `send 1 m${i}`, 100_000 + i * 10);
    settle(simulation);
    const frames = heard(simulation, 'b').filter((line) => line.includes('frame'));
    expect(frames.map((line) => line.split('"')[1])).toEqual(Array.from({ length: 50 }, (_, i) => `m${i}`));
  });

  test('takes the time its bytes need on a link with a bandwidth, one frame after the other', () => {
    const simulation = connected({ link: { latency: 0, bandwidth: 1_000_000 } });
    tell(simulation, 'a', 'send 1 1234567890; send 1 12345', 100_000);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['100010 frame 1 "1234567890"', '100015 frame 1 "12345"']);
  });

  test('is refused by a process that does not listen, by a killed one, and by a name nobody has', () => {
    const simulation = simulate(
      {
        name: 'refusals',
        seed: 1,
        nodes: [
          { id: 'a', machine: 'puppet' },
          { id: 'deaf', machine: 'caller' },
          { id: 'b', machine: 'puppet' },
        ],
      },
      PUPPETS,
    );
    settle(simulation);
    simulation.dispatch(kill('b'), 0);
    tell(simulation, 'a', 'connect deaf; connect b; connect nobody', 1000);
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual(['1000 closed 3 refused', '2000 closed 1 refused', '2000 closed 2 refused']);
  });

  test('ends in order: all that was sent is read, then the end, and what is sent back goes nowhere', () => {
    const simulation = connected();
    tell(simulation, 'a', 'send 1 last; close 1; send 1 never', 100_000);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['100500 frame 1 "last"', '100500 closed 1 fin']);
    expect(simulation.world.conns.size).toBe(0);
    tell(simulation, 'b', 'send 1 late');
    settle(simulation);
    expect(heard(simulation, 'a')).toHaveLength(1);
  });

  test('a frame that meets an end already closed is dropped, and is said to be', () => {
    const simulation = connected();
    tell(simulation, 'b', 'send 1 crossing', 100_000);
    tell(simulation, 'a', 'close 1', 100_100);
    settle(simulation);
    expect(bodiesOf(simulation, 'net.dropped')).toMatchObject([
      { frame: 'crossing', why: 'its receiver had closed the connection' },
    ]);
  });

  test('of a node to itself costs no time', () => {
    const simulation = puppets(1);
    settle(simulation);
    tell(simulation, 'a', 'connect a', 1000);
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual(['1000 opened 1 from a', '1000 opened 1 to a']);
  });
});

describe('a partition', () => {
  test('holds what is under way and what is sent, and lets it go in order when it heals', () => {
    const simulation = connected();
    tell(simulation, 'a', 'send 1 before', 100_000);
    simulation.dispatch(part('a', 'b'), 100_200);
    tell(simulation, 'a', 'send 1 during', 100_300);
    settle(simulation, 500_000);
    expect(heard(simulation, 'b')).toHaveLength(1);
    simulation.dispatch(heal('b', 'a'), 600_000);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['600500 frame 1 "before"', '600500 frame 1 "during"']);
    expect(bodiesOf(simulation, 'net.rescheduled').map((body) => body['arrivesAt'])).toEqual([null, 600_500, 600_500]);
  });

  test('parts only the two it names', () => {
    const simulation = puppets(3);
    settle(simulation);
    simulation.dispatch(part('a', 'b'), 0);
    tell(simulation, 'a', 'connect b; connect c', 1000);
    settle(simulation);
    expect(heard(simulation, 'b')).toEqual([]);
    expect(heard(simulation, 'c')).toEqual(['1500 opened 2 from a']);
  });

  test('cannot be made twice, nor healed without one', () => {
    const simulation = puppets(2);
    simulation.dispatch(heal('a', 'b'));
    simulation.dispatch(part('a', 'b'));
    simulation.dispatch(part('a', 'b'));
    simulation.dispatch(part('a', 'a'));
    expect(refusals(simulation)).toEqual([
      'they are not parted',
      'they are parted already',
      'there is no link between a and a',
    ]);
  });
});

describe('a stop', () => {
  test('by kill resets the peers, after what was sent before', () => {
    const simulation = connected();
    tell(simulation, 'a', 'send 1 farewell', 100_000);
    simulation.dispatch(kill('a'), 100_000);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['100500 frame 1 "farewell"', '100500 closed 1 reset']);
  });

  test('by power cut is silence until the host starts again and answers with a reset', () => {
    const simulation = connected();
    simulation.dispatch(powerCut('b'), 100_000);
    tell(simulation, 'a', 'send 1 anyone?', 100_100);
    settle(simulation, 900_000);
    expect(heard(simulation, 'a')).toHaveLength(1);
    simulation.dispatch(start('b'), 1_000_000);
    settle(simulation);
    expect(heard(simulation, 'a').slice(1)).toEqual(['1001000 closed 1 reset']);
    expect(heard(simulation, 'b')).toEqual([]);
    expect(bodiesOf(simulation, 'net.dropped')).toMatchObject([{ frame: 'anyone?', why: 'its receiver is gone' }]);
  });

  test('by power cut leaves a silent peer in the dark: nobody sends, nobody learns', () => {
    const simulation = connected();
    simulation.dispatch(powerCut('b'), 100_000);
    simulation.dispatch(start('b'), 200_000);
    settle(simulation);
    expect(heard(simulation, 'a')).toHaveLength(1);
    tell(simulation, 'a', 'send 1 hello?');
    settle(simulation);
    expect(heard(simulation, 'a').at(-1)).toMatch(/closed 1 reset$/);
  });

  test('takes with it what a busy process had not yet written', () => {
    const simulation = connected();
    tell(simulation, 'a', 'busy 400; send 1 unsaid', 100_000);
    simulation.dispatch(kill('a'), 100_200);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['100700 closed 1 reset']);
    expect(bodiesOf(simulation, 'net.dropped')).toMatchObject([
      { frame: 'unsaid', why: 'its sender stopped before it was sent' },
    ]);
  });

  test('takes with it also what it would have sent before closing in order', () => {
    const simulation = connected();
    tell(simulation, 'a', 'busy 400; send 1 unsaid; close 1', 100_000);
    simulation.dispatch(kill('a'), 100_200);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['100700 closed 1 reset']);
    expect(simulation.world.conns.size).toBe(0);
  });

  test('forgets connections that both ends have left', () => {
    const simulation = connected();
    simulation.dispatch(kill('a'), 100_000);
    simulation.dispatch(kill('b'), 100_000);
    settle(simulation);
    expect(simulation.world.conns.size).toBe(0);
  });

  test('the old connection says nothing to the next incarnation', () => {
    const simulation = connected();
    simulation.dispatch(kill('a'), 100_000);
    simulation.dispatch(start('a'), 100_010);
    tell(simulation, 'b', 'send 1 stale', 100_020);
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual([]);
    expect(bodiesOf(simulation, 'net.dropped')).toMatchObject([{ frame: 'stale' }]);
  });
});

describe('a frame in flight', () => {
  function inFlight() {
    const simulation = connected();
    tell(simulation, 'a', 'send 1 first; send 1 second', 100_000);
    const [first] = bodiesOf(simulation, 'net.sent').length === 2 ? sentSeqs(simulation) : [];
    return { simulation, first: first as number };
  }
  function sentSeqs(simulation: ReturnType<typeof connected>): number[] {
    const seqs: number[] = [];
    for (let seq = 1; seq <= simulation.world.seq; seq++)
      if (simulation.fact(seq)?.body.kind === 'net.sent') seqs.push(seq);
    return seqs;
  }

  test('delayed delays all behind it', () => {
    const { simulation, first } = inFlight();
    simulation.dispatch({ kind: 'delayFrame', conn: 1, sent: first, by: 5000 });
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['105500 frame 1 "first"', '105500 frame 1 "second"']);
  });

  test('lost by its packet comes 200 ms and a round trip later, with all behind it', () => {
    const { simulation, first } = inFlight();
    simulation.dispatch({ kind: 'loseFrame', conn: 1, sent: first });
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['301500 frame 1 "first"', '301500 frame 1 "second"']);
  });

  test('held by hand waits with all behind it until it is released', () => {
    const { simulation, first } = inFlight();
    simulation.dispatch({ kind: 'holdFrame', conn: 1, sent: first });
    tell(simulation, 'a', 'send 1 third', 150_000);
    simulation.advance({ at: 900_000 });
    expect(heard(simulation, 'b').slice(1)).toEqual([]);
    simulation.dispatch({ kind: 'releaseFrame', conn: 1, sent: first }, 900_000);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual([
      '900500 frame 1 "first"',
      '900500 frame 1 "second"',
      '900500 frame 1 "third"',
    ]);
  });

  test('held by hand stays held when a partition heals, and one behind it too', () => {
    const { simulation, first } = inFlight();
    simulation.dispatch({ kind: 'partition', between: ['a', 'b'] });
    simulation.dispatch({ kind: 'holdFrame', conn: 1, sent: first });
    simulation.dispatch({ kind: 'heal', between: ['a', 'b'] }, 200_000);
    simulation.advance({ at: 300_000 });
    expect(heard(simulation, 'b').slice(1)).toEqual([]);
    simulation.dispatch({ kind: 'partition', between: ['a', 'b'] }, 300_000);
    simulation.dispatch({ kind: 'releaseFrame', conn: 1, sent: first });
    simulation.dispatch({ kind: 'heal', between: ['a', 'b'] }, 400_000);
    settle(simulation);
    expect(heard(simulation, 'b').slice(1)).toEqual(['400500 frame 1 "first"', '400500 frame 1 "second"']);
  });

  test('that nobody holds cannot be released', () => {
    const { simulation, first } = inFlight();
    simulation.dispatch({ kind: 'releaseFrame', conn: 1, sent: first });
    expect(refusals(simulation)).toEqual(['nobody holds that frame']);
  });

  test('dropped breaks the connection under it for both ends', () => {
    const { simulation, first } = inFlight();
    simulation.dispatch({ kind: 'dropFrame', conn: 1, sent: first });
    settle(simulation);
    expect(heard(simulation, 'a').at(-1)).toBe('100500 closed 1 reset');
    expect(heard(simulation, 'b').at(-1)).toBe('100500 closed 1 reset');
    expect(bodiesOf(simulation, 'net.dropped')).toHaveLength(2);
  });

  test('that has arrived can be neither', () => {
    const { simulation, first } = inFlight();
    settle(simulation);
    simulation.dispatch({ kind: 'delayFrame', conn: 1, sent: first, by: 5000 });
    simulation.dispatch({ kind: 'dropFrame', conn: 1, sent: first });
    expect(refusals(simulation)).toEqual(['that frame is not in flight', 'that frame is not in flight']);
  });
});
