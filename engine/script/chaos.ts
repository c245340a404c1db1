import { type Rng, randomBelow, randomUnit, rngFrom } from '../base/rng.ts';
import type { Input } from '../sim/input.ts';
import type { Micros, NodeId } from '../sim/machine.ts';
import type { Simulation, Until } from '../sim/simulation.ts';
import type { Cursor } from './cursor.ts';
import { formatDuration, parseDuration } from './duration.ts';

/*
 * Chaos: things that go wrong at random times, from a seed. What it does are ordinary inputs, written into the journal
 * as if somebody had done them by hand, so that a run with chaos replays, branches and travels in a link without it.
 *
 *   chaos seed=7 kill=6 power-cut=2 partition=3 delay=20 lose=10 drop=1 down=500ms late=200ms
 *   chaos off
 *
 * Rates are per minute of the world's time. `down` is how long a node is stopped, or two are parted, on average; `late`
 * is the most that a frame is delayed by. When something happens is a function of the seed and of when chaos began
 * alone; what it happens to, where that is a frame, is whatever is on its way then.
 */

export const CHAOS_KINDS = ['kill', 'power-cut', 'partition', 'delay', 'lose', 'drop'] as const;
export type ChaosKind = (typeof CHAOS_KINDS)[number];

export interface ChaosPlan {
  readonly seed: number;
  /** Of each kind, how many in a minute. */
  readonly rates: Readonly<Record<ChaosKind, number>>;
  readonly downFor: Micros;
  readonly lateMax: Micros;
}

/** More would be one in every millisecond. */
export const RATE_MAX = 60_000;
export const DOWN_DEFAULT: Micros = 500_000;
export const LATE_DEFAULT: Micros = 200_000;

export const CALM: Readonly<Record<ChaosKind, number>> = {
  kill: 0,
  'power-cut': 0,
  partition: 0,
  delay: 0,
  lose: 0,
  drop: 0,
};

/** Something that is to happen at a time. What it comes to is decided then: a node may be down already. */
interface Happening {
  readonly at: Micros;
  readonly give: (simulation: Simulation<unknown>) => Input | null;
}

const MINUTE = 60_000_000;

export class Chaos {
  readonly plan: ChaosPlan;
  readonly #nodes: readonly NodeId[];
  /** What is known to come, soonest first: the next of each kind, and what repairs what has gone wrong. */
  readonly #coming: { readonly happening: Happening; readonly after: (() => void) | null }[] = [];
  /** In the order of time, as far as anybody has looked. */
  readonly #happenings: Happening[] = [];
  /** Up to here it has done what it had to. */
  doneTo: Micros;

  /** @param from when it begins; @param nodes what it may happen to. */
  constructor(plan: ChaosPlan, nodes: readonly NodeId[], from: Micros) {
    this.plan = plan;
    this.#nodes = nodes;
    this.doneTo = from;
    for (const kind of CHAOS_KINDS) {
      const rate = plan.rates[kind];
      if (rate > 0 && nodes.length > 0) this.#plan(kind, rate, rngFrom(plan.seed, kind), from);
    }
  }

  /** What happens first after a time; null when nothing ever will. */
  after(at: Micros): Happening | null {
    while ((this.#happenings.at(-1)?.at ?? -1) <= at) {
      const next = this.#coming.shift();
      if (next === undefined) return null;
      this.#happenings.push(next.happening);
      next.after?.();
    }
    return this.#happenings[this.#countTo(at)] ?? null;
  }

  /** How many happen at or before a time. */
  #countTo(at: Micros): number {
    let low = 0;
    let high = this.#happenings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#happenings[middle] as Happening).at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #plan(kind: ChaosKind, rate: number, rng: Rng, from: Micros): void {
    // The gaps of things that have nothing to do with each other; never none, so that time goes on.
    const at = from + Math.max(1, Math.round((-Math.log(1 - randomUnit(rng)) * MINUTE) / rate));
    const happening = this.#happening(kind, at, rng);
    this.#come({ happening, after: () => this.#plan(kind, rate, rng, at) });
  }

  #come(entry: { readonly happening: Happening; readonly after: (() => void) | null }): void {
    const index = this.#coming.findIndex((other) => other.happening.at > entry.happening.at);
    this.#coming.splice(index < 0 ? this.#coming.length : index, 0, entry);
  }

  /** All that is drawn is drawn here, whatever comes of it, so that one thing that could not be does not move the next. */
  #happening(kind: ChaosKind, at: Micros, rng: Rng): Happening {
    const nodes = this.#nodes;
    const node = nodes[randomBelow(rng, nodes.length)] as NodeId;
    const other = nodes[randomBelow(rng, nodes.length)] as NodeId;
    const share = randomUnit(rng);
    const { downFor, lateMax } = this.plan;
    const backAt = at + Math.max(1, Math.round(downFor * (0.5 + randomUnit(rng))));
    switch (kind) {
      case 'kill':
      case 'power-cut':
        this.#come({ happening: { at: backAt, give: (simulation) => startOf(simulation, node) }, after: null });
        return { at, give: (simulation) => stopOf(simulation, node, kind) };
      case 'partition': {
        const between = [node, other] as const;
        this.#come({
          happening: { at: backAt, give: (simulation) => linkOf(simulation, 'heal', between) },
          after: null,
        });
        return { at, give: (simulation) => linkOf(simulation, 'partition', between) };
      }
      default:
        return { at, give: (simulation) => frameOf(simulation, kind, share, Math.ceil(lateMax * share)) };
    }
  }
}

const isUp = (simulation: Simulation<unknown>, node: NodeId): boolean =>
  simulation.world.nodes.get(node)?.status === 'up';

function stopOf(simulation: Simulation<unknown>, node: NodeId, kind: 'kill' | 'power-cut'): Input | null {
  if (!isUp(simulation, node)) return null;
  return { kind: kind === 'kill' ? 'kill' : 'powerCut', node };
}

const startOf = (simulation: Simulation<unknown>, node: NodeId): Input | null =>
  isUp(simulation, node) ? null : { kind: 'start', node };

function linkOf(
  simulation: Simulation<unknown>,
  kind: 'partition' | 'heal',
  between: readonly [NodeId, NodeId],
): Input | null {
  const link = simulation.world.links.get([...between].sort().join('|'));
  return link === undefined || link.parted === (kind === 'partition') ? null : { kind, between };
}

function frameOf(
  simulation: Simulation<unknown>,
  kind: 'delay' | 'lose' | 'drop',
  share: number,
  by: Micros,
): Input | null {
  const frames: { conn: number; sent: number }[] = [];
  for (const conn of simulation.world.conns.values())
    for (const end of conn.ends)
      for (const packet of end.incoming) if (packet.kind === 'frame') frames.push({ conn: conn.id, sent: packet.sent });
  const frame = frames[Math.floor(share * frames.length)];
  if (frame === undefined) return null;
  return kind === 'delay' ? { kind: 'delayFrame', ...frame, by } : { kind: `${kind}Frame`, ...frame };
}

/** What came to nothing in a row, after which it is not tried on: a world may have no frames to lose. */
const IDLE_MAX = 1000;

/**
 * Runs on as `Simulation.advance` does, and does on the way what chaos has in store: at the head, where there is no
 * history yet. Known history has its own journal, and is only replayed. Returns how many steps were executed.
 */
export function advanceWith<S>(simulation: Simulation<S>, chaos: Chaos | null, until: Until): number {
  if (chaos === null) return simulation.advance(until);
  const from = simulation.step;
  const stepMax = Math.min(until.step ?? Infinity, from + (until.stepsMax ?? Infinity));
  const at = until.at ?? Infinity;
  let stopped = false;
  let idle = 0;
  const when = (): boolean => {
    stopped = until.when?.() === true;
    return stopped;
  };
  for (;;) {
    const { head } = simulation.branch;
    const replaying = simulation.step < head;
    const next = replaying ? null : chaos.after(Math.max(chaos.doneTo, simulation.now));
    const nextAt = next?.at ?? Infinity;
    simulation.advance({ at: Math.min(at, nextAt), step: replaying ? Math.min(head, stepMax) : stepMax, when });
    if (stopped || simulation.step >= stepMax) return simulation.step - from;
    if (replaying && simulation.step === head) continue;
    if (next === null || nextAt > at) return simulation.step - from;
    chaos.doneTo = nextAt;
    const input = next.give(simulation);
    if (input === null) {
      if (++idle > IDLE_MAX) return simulation.step - from;
      continue;
    }
    idle = 0;
    simulation.dispatch(input, nextAt);
    if (when() || simulation.step >= stepMax) return simulation.step - from;
  }
}

/* --- its line --- */

/** What follows the word `chaos`: a plan, or null for `off`. Throws ScriptError. */
export function parseChaos(cursor: Cursor): ChaosPlan | null {
  if (cursor.take('off')) return null;
  const rates: Record<ChaosKind, number> = { ...CALM };
  const plan = { seed: 1, downFor: DOWN_DEFAULT, lateMax: LATE_DEFAULT };
  while (!cursor.atEnd) {
    const word = cursor.next('a setting such as kill=6');
    const [name = '', value = ''] = word.text.split('=');
    const kind = CHAOS_KINDS.find((one) => one === name);
    if (name === 'down') plan.downFor = duration(value, cursor, word.column);
    else if (name === 'late') plan.lateMax = duration(value, cursor, word.column);
    else if (kind === undefined && name !== 'seed')
      throw cursor.error(`expected seed=, down=, late=, ${CHAOS_KINDS.join('=, ')}= or off`, word.column);
    else if (!/^\d{1,10}$/.test(value) || (kind !== undefined && Number(value) > RATE_MAX))
      throw cursor.error(
        `expected a whole number${kind === undefined ? '' : ` of times a minute, at most ${RATE_MAX}`}`,
        word.column,
      );
    else if (kind === undefined) plan.seed = Number(value) >>> 0;
    else rates[kind] = Number(value);
  }
  return { ...plan, rates };
}

function duration(text: string, cursor: Cursor, column: number): Micros {
  const micros = parseDuration(text);
  if (micros === null) throw cursor.error('expected a duration such as 500ms', column);
  return micros;
}

export function formatChaos(plan: ChaosPlan | null): string {
  if (plan === null) return 'chaos off';
  const rates = CHAOS_KINDS.filter((kind) => plan.rates[kind] > 0).map((kind) => ` ${kind}=${plan.rates[kind]}`);
  const down = ` down=${formatDuration(plan.downFor)}`;
  return `chaos seed=${plan.seed}${rates.join('')}${down} late=${formatDuration(plan.lateMax)}`;
}
