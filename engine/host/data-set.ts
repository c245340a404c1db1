import { dataSetFile, surveyOf } from '../machines.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { Node } from '../sim/world.ts';
import type { Pace } from './pace.ts';
import type { LabCalls } from './protocol.ts';

/* What is asked of all the data of a server, in slices or as a file. */

/** Keys between two looks at the clock. */
const SLICE = 500;
/** Milliseconds of work between two breaths: ticks go on. */
const BUDGET = 10;

/** Counts surveys: the latest is the one that somebody waits for. */
let latest = 0;

/** Looks at every key; null where there are none to look at, or another survey was begun meanwhile. */
export async function survey(
  simulation: Simulation<unknown>,
  { node: id, db, prefix }: LabCalls['survey'][0],
  pace: Pace,
): Promise<LabCalls['survey'][1]> {
  const mine = ++latest;
  const node = serverOf(simulation, id);
  const looking = node === null ? null : surveyOf(node.state, db, prefix, simulation.now);
  if (looking === null) return null;
  const began = pace.clock();
  let breathedAt = began;
  while (looking.step(SLICE)) {
    const now = pace.clock();
    if (now - breathedAt < BUDGET) continue;
    const { done, total: of } = looking;
    pace.tell({ what: 'surveying', done, of, keys: done, file: '', forMs: now - began });
    await pace.breathe();
    if (mine !== latest) return null;
    breathedAt = pace.clock();
  }
  pace.tell(null);
  return looking.view();
}

/** All that a server holds, as a file of the real one. */
export async function dataSet(
  simulation: Simulation<unknown>,
  { node: id, format }: LabCalls['dataSet'][0],
  pace: Pick<Pace, 'breathe' | 'clock'>,
): Promise<LabCalls['dataSet'][1]> {
  const node = serverOf(simulation, id);
  if (node === null) return null;
  const slices = dataSetFile(node.state, format, simulation.now);
  let breathedAt = pace.clock();
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return new Blob([value as Uint8Array<ArrayBuffer>]);
    if (pace.clock() - breathedAt < BUDGET) continue;
    await pace.breathe();
    breathedAt = pace.clock();
  }
}

/** The node when it is a Redis server that is up. */
function serverOf(simulation: Simulation<unknown>, id: string): Readonly<Node> | null {
  const node = simulation.world.nodes.get(id);
  return node?.machine === 'kv' && node.status === 'up' ? node : null;
}
