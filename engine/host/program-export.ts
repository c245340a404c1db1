import { type ExportedProgram, exportFolder } from '../machines.ts';
import type { Micros } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { NodeSpec } from '../sim/spec.ts';
import type { LabScene } from './lab-scene.ts';
import { OpenError } from './open.ts';
import { programView } from './programs.ts';
import { zipOf } from './zip.ts';

/** How long after its death a program is started again, in milliseconds. */
const RESTART_AFTER = 500;
/** Nothing more will happen when nothing did for so long, in milliseconds: starting a program takes a while. */
const QUIET_FOR = 5000;

const SERVERS: Readonly<Record<string, 'redis' | 'rabbitmq'>> = { kv: 'redis', broker: 'rabbitmq' };

/** The programs of a world, as they stand, with what happened to them: a zip file of a folder that runs on Node. */
export function exportPrograms(simulation: Simulation<LabScene>, name: string): Uint8Array {
  const { nodes } = simulation.spec;
  const programs = nodes.filter(({ machine }) => machine === 'program').map((node) => exported(node, simulation));
  if (programs.length === 0) throw new OpenError('no client of this world is a program');
  const used = nodes.flatMap(({ machine }) => (Object.hasOwn(SERVERS, machine) ? [SERVERS[machine]] : []));
  const files = exportFolder({
    name,
    programs,
    servers: [...new Set(used)].filter((server) => server !== undefined),
    restartAfter: RESTART_AFTER,
    quietFor: QUIET_FOR,
  });
  return zipOf(files);
}

const millis = (micros: Micros): number => Math.round(micros / 1000);

function exported({ id, startsAt = 0 }: NodeSpec, simulation: Simulation<LabScene>): ExportedProgram {
  const view = programView(id, simulation);
  const cursor = view?.status?.crash ?? (view?.over?.kind === 'crashed' ? view.over : null);
  const killed = simulation.branch.journal.find(
    ({ input }) => (input.kind === 'kill' || input.kind === 'powerCut') && input.node === id,
  );
  return {
    file: `${id}.js`,
    source: view?.source ?? '',
    role: startsAt === null ? 'check' : 'workload',
    startsAfter: millis(startsAt ?? 0),
    killedAfter: cursor === null && killed !== undefined ? millis(killed.at - (startsAt ?? 0)) : null,
    crash: cursor === null ? null : { line: cursor.line, n: cursor.n, waiting: cursor.waiting },
  };
}
