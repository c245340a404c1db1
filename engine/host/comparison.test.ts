import { describe, expect, it } from 'vitest';
import { MACHINES } from '../machines.ts';
import type { BrokerView, KvView } from '../scene/views.ts';
import { worldNamed } from '../script/worlds.ts';
import { Simulation } from '../sim/simulation.ts';
import { Lab } from './lab.ts';
import { LAB_SCENE } from './lab-scene.ts';
import type { ViewAnswers } from './protocol.ts';

function labOf(name: string): Lab {
  const spec = worldNamed(name);
  if (spec === null) throw new Error(`no world ${name}`);
  const simulation = new Simulation({ spec, registry: MACHINES, fold: LAB_SCENE });
  return new Lab(simulation, null, 0, () => 0);
}

const differences = (lab: Lab, node: string): NonNullable<ViewAnswers['differences']> =>
  lab.view({ view: 'differences', node }) as NonNullable<ViewAnswers['differences']>;

describe('two worlds with one setting changed', () => {
  it('have one clock, one seed and one difference, and what is done to one is done to both', () => {
    const lab = labOf('kv-one');
    lab.act('cli> SET a 1');
    lab.seekTime(100_000);
    const says = lab.compare({ with: 'setting', node: 'redis', settings: { parameters: { appendfsync: 'always' } } });
    expect(says).toBe('configure redis {"parameters":{"appendfsync":"always"}}');
    lab.act('cli> SET b 2');
    lab.seekTime(200_000);
    lab.act('power-cut redis');
    const view = differences(lab, 'redis');
    expect(view.things.map(({ name, one, other }) => [name, one?.words, other?.words])).toEqual([
      ['SET b 2', 'lost', 'on disk'],
    ]);
    expect(view.fates.filter(({ one, other }) => one !== other)).toHaveLength(2);
    expect(view.partedAt).not.toBeNull();
    const other = lab.view({ view: 'kv', node: 'redis', side: 'other' }) as KvView;
    expect(other.server.stopped?.how).toBe('powerCut');
  });

  it('go back and forth together', () => {
    const lab = labOf('broker-work');
    lab.compare({ with: 'setting', node: 'worker-1', settings: { prefetch: 20 } });
    lab.seekTime(4_000_000);
    const later = differences(lab, 'rabbit');
    const held = (side: 'one' | 'other'): number =>
      (lab.view({ view: 'broker', node: 'rabbit', ...(side === 'other' && { side }) }) as BrokerView).consumers[0]
        ?.heldCount ?? 0;
    const before = [held('one'), held('other')];
    lab.seekTime(100_000);
    expect(differences(lab, 'rabbit')).toMatchObject({ things: [], count: 0 });
    lab.seekTime(4_000_000);
    expect([differences(lab, 'rabbit'), [held('one'), held('other')]]).toEqual([later, before]);
  });

  it('are the same where the setting is what it was', () => {
    const lab = labOf('home');
    lab.compare({ with: 'setting', node: 'mailer', settings: { prefetch: 3 } });
    lab.seekTime(3_000_000);
    lab.act('kill mailer');
    lab.seekTime(4_000_000);
    expect(differences(lab, 'broker')).toMatchObject({ partedAt: null, count: 0, numbers: [] });
  });
});

describe('two branches', () => {
  it('are told apart by what was done differently, from when it was', () => {
    const lab = labOf('broker-work');
    lab.seekTime(3_000_000);
    lab.act('kill worker-1');
    lab.seekTime(5_000_000);
    lab.seekTime(3_000_000);
    lab.act('kill rabbit');
    lab.seekTime(5_000_000);
    expect(lab.compare({ with: 'branch', id: 0 })).toBe('');
    const view = differences(lab, 'rabbit');
    expect(view.partedAt).toBe(3_000_000);
    expect(view.count).toBeGreaterThan(0);
    expect(view.numbers).not.toEqual([]);
    lab.seekTime(2_900_000);
    expect(differences(lab, 'rabbit')).toMatchObject({ partedAt: null, count: 0, numbers: [] });
    lab.compare(null);
    expect(lab.view({ view: 'differences', node: 'rabbit' })).toBeNull();
  });

  it('cannot be compared with what is not there', () => {
    const lab = labOf('kv-one');
    expect(() => lab.compare({ with: 'branch', id: 3 })).toThrow('there is no such branch');
    expect(() => lab.compare({ with: 'setting', node: 'nobody', settings: {} })).toThrow('there is no node nobody');
    expect(() => lab.compare({ with: 'setting', node: 'cli', settings: { sever: 1 } })).toThrow('sever');
  });
});
