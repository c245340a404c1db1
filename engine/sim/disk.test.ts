import { describe, expect, test } from 'vitest';
import { bodiesOf, heard, kill, PUPPETS, powerCut, puppets, settle, simulate, start, tell } from '../testing/run.ts';
import { WRITEBACK_AFTER } from './disk.ts';

const found = (simulation: ReturnType<typeof puppets>): unknown => simulation.inspect('a', 'found');

function booted(disk = {}) {
  const simulation = puppets(1, { nodes: [{ id: 'a', machine: 'puppet', disk }] });
  settle(simulation);
  return simulation;
}

/** Stops that way and says what the next boot finds. */
function afterStop(simulation: ReturnType<typeof puppets>, stop: typeof kill, at: number): unknown {
  simulation.dispatch(stop('a'), at);
  simulation.dispatch(start('a'), at + 1000);
  return found(simulation);
}

describe('the stopping table', () => {
  test('a kill keeps what was written', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f one', 1000);
    expect(afterStop(simulation, kill, 2000)).toEqual({ f: 'one' });
  });

  test('a power cut keeps what was synced and erases what was only written', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f one; sync f', 1000);
    tell(simulation, 'a', 'append f two', 5000);
    expect(afterStop(simulation, powerCut, 6000)).toEqual({ f: 'one' });
    expect(bodiesOf(simulation, 'disk.erased')).toEqual([{ kind: 'disk.erased', file: 'f', from: 3, to: 6 }]);
  });

  test('a power cut during a sync finds nothing of it done', () => {
    const simulation = booted({ syncFor: 2000 });
    tell(simulation, 'a', 'append f one; sync f', 1000);
    expect(afterStop(simulation, powerCut, 2999)).toEqual({ f: '' });
    settle(simulation);
    expect(bodiesOf(simulation, 'disk.synced')).toEqual([]);
  });

  test('a kill during a sync does not stop the sync, and nobody is told', () => {
    const simulation = booted({ syncFor: 2000 });
    tell(simulation, 'a', 'append f one; sync f', 1000);
    simulation.dispatch(kill('a'), 2000);
    settle(simulation, 4000);
    expect(bodiesOf(simulation, 'disk.synced')).toHaveLength(1);
    expect(afterStop(simulation, powerCut, 5000)).toEqual({ f: 'one' });
    expect(heard(simulation, 'a')).toEqual([]);
  });

  test('the plug pulled after a kill erases what was only written', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f one', 1000);
    simulation.dispatch(kill('a'), 2000);
    expect(afterStop(simulation, powerCut, 3000)).toEqual({ f: '' });
  });

  test('in chaos a prefix of what was written survives, any length of it', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const simulation = puppets(1, { seed, nodes: [{ id: 'a', machine: 'puppet', disk: { chaos: true } }] });
      settle(simulation);
      tell(simulation, 'a', 'append f 1234; sync f', 1000);
      tell(simulation, 'a', 'append f abcd', 9000);
      const text = (afterStop(simulation, powerCut, 9500) as Record<string, string>)['f'] as string;
      expect('1234abcd'.startsWith(text)).toBe(true);
      lengths.add(text.length);
    }
    expect([...lengths].sort((a, b) => a - b)).toEqual([4, 5, 6, 7, 8]);
  });
});

describe('a sync', () => {
  test('covers what was appended before it and says how far it got', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f one; sync f; append f more', 1000);
    settle(simulation, 5000);
    expect(heard(simulation, 'a')).toEqual(['3000 synced f 3']);
    expect(afterStop(simulation, powerCut, 6000)).toEqual({ f: 'one' });
  });

  test('waits for the one before it: a disk does one thing at a time', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f one; sync f; append g two; sync g', 1000);
    settle(simulation, 9000);
    expect(heard(simulation, 'a')).toEqual(['3000 synced f 3', '5000 synced g 3']);
  });

  test('costs what its bytes cost on a disk with a bandwidth', () => {
    const simulation = booted({ syncFor: 100, bandwidth: 1000 });
    tell(simulation, 'a', 'append f 1234567890; sync f', 1000);
    settle(simulation);
    expect(heard(simulation, 'a')).toEqual(['11100 synced f 10']);
  });

  test('comes by itself when nobody asks for it', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f one', 1000);
    settle(simulation, 1000 + WRITEBACK_AFTER);
    expect(heard(simulation, 'a')).toEqual([]);
    expect(afterStop(simulation, powerCut, 40_000_000)).toEqual({ f: 'one' });
  });

  test('of a file that was replaced meanwhile reaches nothing of the new one', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f old-and-long; replace f new; sync f', 1000);
    settle(simulation, 4000);
    tell(simulation, 'a', 'append f +tail', 3500);
    settle(simulation, 20_000);
    expect(afterStop(simulation, powerCut, 21_000)).toEqual({ f: 'new' });
  });

  test('of a file that was removed meanwhile reaches nothing of its namesake', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f one; sync f; remove f; append f two', 1000);
    settle(simulation, 9000);
    expect(afterStop(simulation, powerCut, 9500)).toEqual({ f: '' });
  });
});

describe('a replacement', () => {
  test('is the whole new file or the whole old one', () => {
    const simulation = booted();
    tell(simulation, 'a', 'replace f one', 1000);
    settle(simulation, 5000);
    tell(simulation, 'a', 'replace f two', 6000);
    expect(afterStop(simulation, powerCut, 7999)).toEqual({ f: 'one' });
    tell(simulation, 'a', 'replace f three', 10_000);
    settle(simulation, 12_000);
    expect(heard(simulation, 'a').at(-1)).toBe('12000 replaced f');
    expect(afterStop(simulation, powerCut, 12_001)).toEqual({ f: 'three' });
  });

  test('begun by a process that was killed never comes', () => {
    const simulation = booted();
    tell(simulation, 'a', 'append f old; sync f', 1000);
    tell(simulation, 'a', 'replace f new', 8000);
    expect(afterStop(simulation, kill, 9000)).toEqual({ f: 'old' });
    settle(simulation);
    expect(bodiesOf(simulation, 'disk.replaced')).toEqual([]);
  });
});

test('truncate and remove are durable at once', () => {
  const simulation = booted();
  tell(simulation, 'a', 'append f 123456; sync f; append g gone; sync g', 1000);
  tell(simulation, 'a', 'truncate f 2; remove g; remove nothing', 9000);
  expect(afterStop(simulation, powerCut, 9100)).toEqual({ f: '12' });
  expect(bodiesOf(simulation, 'disk.removed')).toHaveLength(1);
});

test('a disk begins with the files the world says, synced', () => {
  const nodes = [{ id: 'a', machine: 'puppet', files: { f: 'hash-of-hi' } }];
  const blobs = new Map([['hash-of-hi', new Uint8Array([104, 105])]]);
  const simulation = simulate({ name: 'files', seed: 1, nodes }, PUPPETS, { blobs });
  settle(simulation);
  expect(found(simulation)).toEqual({ f: 'hi' });
  expect(afterStop(simulation, powerCut, 1000)).toEqual({ f: 'hi' });
  expect(() => simulate({ name: 'files', seed: 1, nodes }, PUPPETS)).toThrow('the bytes of its file f are missing');
});
