import { describe, expect, test } from 'vitest';
import {
  bodiesOf,
  CHAT,
  factsOf,
  heard,
  kill,
  PUPPETS,
  puppets,
  refusals,
  settle,
  simulate,
  start,
  tell,
} from '../testing/run.ts';

function one() {
  const simulation = puppets(1);
  settle(simulation);
  return simulation;
}

describe('a timer', () => {
  test('fires once, when it is due', () => {
    const simulation = one();
    tell(simulation, 'a', 'timer t 500; timer u 100', 1000);
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual(['1100 timer u', '1500 timer t']);
  });

  test('set again counts from then, and cleared never fires', () => {
    const simulation = one();
    tell(simulation, 'a', 'timer t 500; timer u 300', 1000);
    tell(simulation, 'a', 'timer t 500; clear u', 1200);
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual(['1700 timer t']);
  });

  test('that fired while its machine was busy is forgotten when it is set again or cleared', () => {
    const simulation = one();
    tell(simulation, 'a', 'timer t 100; timer u 100; busy 500', 1000);
    tell(simulation, 'a', 'timer t 900; clear u', 1050); // it reads this before it hears of the timers
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual(['2400 timer t']);
  });

  test('dies with its process', () => {
    const simulation = one();
    tell(simulation, 'a', 'timer t 500', 1000);
    simulation.dispatch(kill('a'), 1100);
    simulation.dispatch(start('a'), 1200);
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual([]);
  });
});

describe('a busy machine', () => {
  test('answers when it is done, and hears what waited in the order it came', () => {
    const simulation = puppets(3);
    settle(simulation);
    tell(simulation, 'a', 'connect c', 0);
    tell(simulation, 'b', 'connect c', 10);
    settle(simulation, 50_000);
    tell(simulation, 'c', 'busy 2000; send 1 done', 100_000);
    tell(simulation, 'b', 'send 2 from-b', 100_000);
    tell(simulation, 'a', 'send 1 from-a', 100_001);
    settle(simulation);
    expect(heard(simulation, 'c').slice(2)).toEqual(['102000 frame 2 "from-b"', '102000 frame 1 "from-a"']);
    expect(heard(simulation, 'a').slice(1)).toEqual(['102500 frame 1 "done"']);
  });

  test('is busy for each of the waiting ones in turn', () => {
    const simulation = one();
    for (let i = 0; i < 3; i++) tell(simulation, 'a', `busy 1000; say ${i}`, 5000);
    settle(simulation);
    expect(
      factsOf(simulation)
        .filter((fact) => fact.body.kind === 'puppet.said')
        .map((fact) => fact.at),
    ).toEqual([5000, 6000, 7000]);
  });

  test('killed says of each frame in its inbox that nobody read it', () => {
    const simulation = puppets(2);
    settle(simulation);
    tell(simulation, 'a', 'connect b', 0);
    settle(simulation, 50_000);
    tell(simulation, 'b', 'busy 9000', 100_000);
    tell(simulation, 'a', 'send 1 one; send 1 two', 100_000);
    simulation.dispatch(kill('b'), 101_000);
    settle(simulation);
    expect(bodiesOf(simulation, 'net.dropped')).toMatchObject([
      { frame: 'one', why: 'its receiver stopped before reading it' },
      { frame: 'two', why: 'its receiver stopped before reading it' },
    ]);
    simulation.dispatch(start('b'));
    settle(simulation);
    expect(heard(simulation, 'b')).toEqual([]);
  });
});

describe('an input', () => {
  test('that cannot be is refused, with the reason', () => {
    const simulation = puppets(1, { nodes: [{ id: 'a', machine: 'puppet', startsAt: null }] });
    simulation.dispatch(kill('a'));
    simulation.dispatch(kill('nobody'));
    simulation.dispatch({ kind: 'command', node: 'a', line: 'say hi' });
    simulation.dispatch(start('a'));
    simulation.dispatch(start('a'));
    simulation.dispatch({ kind: 'delayFrame', conn: 1, sent: 1, by: -5 });
    expect(refusals(simulation)).toEqual([
      'a is not running',
      'there is no node called nobody',
      'a is not running',
      'a is running',
      'a delay is a number of microseconds, 0 or more',
    ]);
  });

  test('is a step of its own and the root of all that it causes', () => {
    const simulation = puppets(2);
    settle(simulation);
    tell(simulation, 'a', 'connect b', 1000);
    settle(simulation);
    const facts = factsOf(simulation);
    let fact = facts.at(-1);
    while (fact?.cause != null) fact = facts[fact.cause - 1];
    expect(fact?.body).toMatchObject({ kind: 'input.given', input: { kind: 'command', line: 'connect b' } });
  });

  test('that configures is heard by a running machine and waits for the boot of a stopped one', () => {
    const simulation = one();
    simulation.dispatch({ kind: 'configure', node: 'a', config: { at: 'home' } }, 1000);
    expect(heard(simulation, 'a')).toEqual(['1000 configure {"at":"home"}']);
    simulation.dispatch(kill('a'));
    simulation.dispatch({ kind: 'configure', node: 'a', config: { at: 'away' } });
    simulation.dispatch(start('a'));
    expect(heard(simulation, 'a')).toEqual([]);
    expect(simulation.world.nodes.get('a')?.config).toEqual({ at: 'away' });
  });

  test('that configures changes the settings it names and leaves the others', () => {
    const simulation = one();
    const configure = (config: unknown): void => simulation.dispatch({ kind: 'configure', node: 'a', config });
    configure({ at: 'home', group: { x: 1, y: [1, 2] } });
    configure({ group: { y: [3] }, more: null });
    configure(JSON.parse('{"__proto__":{"at":"nowhere"}}'));
    const config = simulation.world.nodes.get('a')?.config;
    expect(config).toMatchObject({ at: 'home', group: { x: 1, y: [3] }, more: null });
    expect(Object.getPrototypeOf(config)).toBe(Object.prototype);
  });
});

test('every fact but inputs and births has a cause that came before it', () => {
  const simulation = simulate(CHAT, PUPPETS);
  settle(simulation, 200_000);
  simulation.dispatch(kill('server'));
  simulation.dispatch(start('server'), 210_000);
  settle(simulation, 400_000);
  const rootless = factsOf(simulation).filter((fact) => fact.cause === null);
  expect(rootless.map((fact) => fact.body.kind).sort()).toEqual([
    'input.given',
    'input.given',
    ...Array<string>(4).fill('node.started'),
  ]);
  for (const fact of factsOf(simulation)) expect(fact.cause ?? 0).toBeLessThan(fact.seq);
});

test('what one node draws does not depend on who else is there', () => {
  const drawn = (count: number): unknown[] => {
    const simulation = puppets(count);
    settle(simulation);
    for (let i = 0; i < 5; i++) tell(simulation, 'a', 'random 1000000');
    return bodiesOf(simulation, 'puppet.said');
  };
  expect(drawn(1)).toEqual(drawn(4));
});

test('a world cannot have two nodes of one name, nor a machine nobody knows', () => {
  const nodes = [
    { id: 'a', machine: 'puppet' },
    { id: 'a', machine: 'puppet' },
  ];
  expect(() => puppets(1, { nodes })).toThrow('two nodes are called a');
  expect(() => puppets(1, { nodes: [{ id: 'a', machine: 'constructor' }] })).toThrow(
    'node a: there is no machine called constructor',
  );
});
