import fc from 'fast-check';
import type { LabScene } from '../host/lab-scene.ts';
import { COPY_FLAG, createCounts, FATE, FATE_NAMES, MESSAGE_FLAG } from '../scene/fates.ts';
import { cell, lifeOf } from '../scene/pages.ts';
import { type BrokerScene, COPY, MESSAGE } from '../scene/scene.ts';
import { WORLDS } from '../script/worlds.ts';
import type { Simulation } from '../sim/simulation.ts';
import { happen, happenings } from './random-runs.ts';

/*
 * What became of every message of many random lives of a broker, with kills, power cuts, partitions and whatever else
 * `random-runs.ts` lets happen. Three things must hold in each: at every step the fates add up to what was published;
 * what is lost is lost by a fact; and nothing is lost that was confirmed as persistent to durable queues.
 */

const BROKER_WORLDS = WORLDS.filter(
  ({ nodes }) => nodes.some(({ machine }) => machine === 'broker') && !nodes.some(({ machine }) => machine === 'kv'),
);

/** Facts by which a broker itself loses a copy; a copy handed out with noAck is the network's and the consumer's. */
const BY_CONFIGURATION = 'broker.lost';

export interface Books {
  readonly seed: number;
  readonly world: string;
  readonly steps: number;
  /** How many ended in each fate, by the numbers of `FATE`. */
  readonly fates: readonly number[];
  /** How many persistent copies in durable queues were confirmed. */
  readonly confirmed: number;
  /** By which facts copies and messages were lost. */
  readonly causes: Readonly<Record<string, number>>;
  /** What happened to the world, by kind. */
  readonly inputs: Readonly<Record<string, number>>;
  /** What must not be; empty when all holds. */
  readonly wrong: readonly string[];
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

/** One life, by its seed alone. */
export function brokerLife(seed: number, stepsMax: number): Books {
  const world = BROKER_WORLDS[seed % BROKER_WORLDS.length];
  if (world === undefined) throw new TypeError('there is a world with a broker');
  const [history = []] = fc.sample(happenings(30), { seed, numRuns: 1 });
  const { run, imbalance, simulation } = happen({ ...world, seed }, history, stepsMax);
  const fates = createCounts();
  const causes: Record<string, number> = {};
  const inputs: Record<string, number> = {};
  const wrong = imbalance === null ? [] : imbalance.violations.map((text) => `step ${imbalance.step}: ${text}`);
  for (const { input } of run.journal) count(inputs, input.kind);
  let confirmed = 0;
  for (const broker of simulation.folded.scene.brokers.values()) {
    for (const [fate, many] of broker.counts.entries()) fates[fate] = (fates[fate] ?? 0) + many;
    confirmed += audit(simulation, broker, causes, wrong);
  }
  return { seed, world: world.name, steps: simulation.step, fates, confirmed, causes, inputs, wrong };
}

/** Looks at everything that was lost. Returns how many persistent copies in durable queues were confirmed. */
function audit(
  simulation: Simulation<LabScene>,
  broker: BrokerScene,
  causes: Record<string, number>,
  wrong: string[],
): number {
  const { messages, copies, lives, queues } = broker;
  const causeOf = (life: number): string => simulation.fact(lifeOf(lives, life).at(-1) ?? 0)?.body.kind ?? 'nothing';
  for (let row = 0; row < messages.rows; row++) {
    if (cell(messages, row, MESSAGE.fate) !== FATE.lost) continue;
    const cause = causeOf(cell(messages, row, MESSAGE.life));
    count(causes, `message: ${cause}`);
    if (cell(messages, row, MESSAGE.confirmed) !== 0)
      wrong.push(`message ${row + 1} was confirmed and is lost: ${cause}`);
  }
  let confirmed = 0;
  for (let row = 0; row < copies.rows; row++) {
    const message = cell(copies, row, COPY.message);
    const flags = cell(copies, row, COPY.flags);
    const lost = cell(copies, row, COPY.fate) === FATE.lost;
    const cause = lost ? causeOf(cell(copies, row, COPY.life)) : '';
    if (lost) count(causes, `copy: ${cause}${(flags & COPY_FLAG.noAck) === 0 ? '' : ' (noAck)'}`);
    const safe =
      cell(messages, message, MESSAGE.confirmed) !== 0 &&
      (cell(messages, message, MESSAGE.flags) & MESSAGE_FLAG.persistent) !== 0 &&
      queues[cell(copies, row, COPY.queue)]?.durable === true;
    if (!safe) continue;
    confirmed++;
    if (lost && (flags & COPY_FLAG.noAck) === 0 && cause !== BY_CONFIGURATION)
      wrong.push(`copy ${row + 1}, persistent in a durable queue, was confirmed and is lost: ${cause}`);
  }
  return confirmed;
}

/** The books of many lives added up, to be read. */
export function summary(all: readonly Books[]): string {
  const fates = createCounts();
  const causes: Record<string, number> = {};
  const inputs: Record<string, number> = {};
  let [steps, confirmed] = [0, 0];
  for (const books of all) {
    steps += books.steps;
    confirmed += books.confirmed;
    for (const [fate, many] of books.fates.entries()) fates[fate] = (fates[fate] ?? 0) + many;
    for (const [cause, many] of Object.entries(books.causes)) causes[cause] = (causes[cause] ?? 0) + many;
    for (const [kind, many] of Object.entries(books.inputs)) inputs[kind] = (inputs[kind] ?? 0) + many;
  }
  const published = fates.reduce((sum, many) => sum + many, 0);
  const named = fates.flatMap((many, fate) => (many > 0 ? [`${FATE_NAMES[fate]} ${many}`] : []));
  const listed = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .sort(([, a], [, z]) => z - a)
      .map(([what, many]) => `${what} ${many}`)
      .join(', ');
  return [
    `${all.length} lives, ${steps} steps; what happened: ${listed(inputs)}`,
    `published ${published} = ${named.join(' + ')}`,
    `lost by: ${listed(causes) || 'nothing'}`,
    `confirmed, persistent and durable: ${confirmed}, lost of those: ${all.flatMap(({ wrong }) => wrong).length}`,
  ].join('\n');
}
