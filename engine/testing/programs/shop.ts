import { libraryProgram } from '../../clients/program/library/index.ts';
import { MACHINES } from '../../machines.ts';
import type { Exploration } from '../../script/explore.ts';
import type { NodeSpec } from '../../sim/spec.ts';

export const libraryNode = (id: string, node: string, startsAt: number | null = 0): NodeSpec => ({
  id: node,
  machine: 'program',
  config: { library: id },
  startsAt,
});

/** A shop, a worker of that kind, and whoever asks afterwards whether each order was charged once. */
export function shop(consumer: string): Exploration {
  return {
    spec: {
      name: 'shop',
      seed: 1,
      nodes: [
        { id: 'redis', machine: 'kv', config: { parameters: { save: '' } } },
        { id: 'rabbit', machine: 'broker' },
        libraryNode('publisher', 'shop', 1000),
        libraryNode(consumer, 'worker'),
        libraryNode('check-charged', 'check', null),
      ],
    },
    registry: MACHINES,
    node: 'worker',
    check: 'check',
    restartAfter: 100_000,
    checkAt: 2_000_000,
  };
}

/** The line, from 1, of the first occurrence of a text. */
export const lineOf = (id: string, part: string): number =>
  (libraryProgram(id)
    ?.source.split('\n')
    .findIndex((line) => line.includes(part)) ?? -1) + 1;
