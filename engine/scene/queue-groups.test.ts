import { describe, expect, it } from 'vitest';
import { MACHINES } from '../machines.ts';
import { Simulation } from '../sim/simulation.ts';
import { brokerView } from './broker-view.ts';
import { SCENE } from './fold.ts';

const NAMES = ['orders.eu.1', 'orders.eu.2', 'orders.us.1', 'job7', 'job12', 'mail'];

function large() {
  const simulation = new Simulation({
    spec: {
      name: 'large',
      seed: 1,
      nodes: [
        { id: 'rabbit', machine: 'broker' },
        { id: 'admin', machine: 'broker-prompt', config: { server: 'rabbit' } },
      ],
    },
    registry: MACHINES,
    fold: SCENE,
  });
  simulation.advance({ at: 200_000 });
  const give = (line: string): void => {
    simulation.dispatch({ kind: 'command', node: 'admin', line });
    simulation.advance({ at: simulation.now + 50_000 });
  };
  for (const name of NAMES) give(`declare queue name=${name}`);
  give('declare exchange name=europe type=fanout');
  give('declare binding source=europe destination=orders.eu.1');
  give('declare binding source=europe destination=orders.eu.2');
  return simulation.folded;
}

describe('a broker with more queues than are drawn', () => {
  const scene = large();

  it('tells the others by the beginning of their names, and none is told twice', () => {
    const view = brokerView(scene, 'rabbit', { queuesMax: 1 });
    expect(view?.queues.map(({ name }) => name)).toEqual(['orders.eu.1']);
    expect(view?.groups.map(({ name, queues }) => [name, queues])).toEqual([
      ['job', 2],
      ['mail', 1],
      ['orders.eu.', 1],
      ['orders.us.', 1],
    ]);
    expect(brokerView(scene, 'rabbit')?.groups).toEqual([]);
  });

  it('shows the neighbourhood of an exchange or of a queue alone', () => {
    const names = (focus: string) => brokerView(scene, 'rabbit', { focus })?.queues.map(({ name }) => name);
    const ids = brokerView(scene, 'rabbit');
    const exchange = ids?.exchanges.find(({ name }) => name === 'europe')?.id ?? '';
    expect(names(exchange)).toEqual(['orders.eu.1', 'orders.eu.2']);
    expect(names(ids?.queues.find(({ name }) => name === 'mail')?.id ?? '')).toEqual(['mail']);
  });
});
