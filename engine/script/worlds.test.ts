import { describe, expect, test } from 'vitest';
import { WORLDS, worldNamed, worldOf } from './worlds.ts';

const header = { world: 'broker-near', seed: null, with: [], without: [] };

describe('a world that a script begins with', () => {
  test('is one of the named', () => {
    expect(worldOf(header)).toEqual(worldNamed('broker-near'));
    expect(worldNamed('__proto__')).toBeNull();
    expect(() => worldOf({ ...header, world: 'nowhere' })).toThrow('there is no world called nowhere');
  });

  test('can have another seed, other settings and fewer nodes', () => {
    const settings = { prefetch: 3 };
    const world = worldOf({ ...header, seed: 9, with: [{ node: 'worker-1', settings }], without: ['worker-2'] });
    expect(world.seed).toBe(9);
    expect(world.nodes.map((node) => node.id)).toEqual(['rabbit', 'shop', 'worker-1', 'admin']);
    expect(world.nodes[2]?.config).toMatchObject({ prefetch: 3, server: 'rabbit' });
  });

  test('cannot be told of nodes it does not have', () => {
    expect(() => worldOf({ ...header, without: ['nobody'] })).toThrow('world broker-near has no node nobody');
  });
});

test('no two worlds share a name', () => {
  expect(new Set(WORLDS.map((world) => world.name)).size).toBe(WORLDS.length);
});
