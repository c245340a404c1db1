import fc from 'fast-check';
import { LAB_SCENE, type LabScene } from '../host/lab-scene.ts';
import { MACHINES } from '../machines.ts';
import { checkConservation } from '../scene/fates.ts';
import { WORLDS } from '../script/worlds.ts';
import type { Input } from '../sim/input.ts';
import type { Run } from '../sim/laws.ts';
import type { Micros } from '../sim/machine.ts';
import { Simulation } from '../sim/simulation.ts';
import type { NodeSpec, WorldSpec } from '../sim/spec.ts';

/*
 * Random histories of a world: kills, power cuts, starts, partitions, broken and late frames, changed settings, and
 * lines typed at its prompts, at random times. Whatever happens, the books of the scene balance at every step.
 */

const LOAD: NodeSpec = {
  id: 'load',
  machine: 'kv-load',
  config: {
    rate: 40,
    pace: 'random',
    commandOrder: 'random',
    commands: ['SET k:{n%7} {n}', 'INCR count', 'LPUSH list {n}', 'RPOP list', 'GET k:{random:7}', 'DEL k:{random:7}'],
  },
};

/** Something that happens after a while. `what` is 0..1 and chooses among what the world offers then. */
export interface Happening {
  readonly after: Micros;
  readonly kind:
    | 'stop'
    | 'start'
    | 'part'
    | 'heal'
    | 'drop'
    | 'delay'
    | 'lose'
    | 'hold'
    | 'release'
    | 'type'
    | 'configure';
  readonly what: number;
  readonly more: number;
}

// Without fast-check's bias to the ends: what is chosen here are places in lists, and all of them matter alike.
const unit = fc.noBias(fc.nat(0xffff)).map((n) => n / 0x10000);

const KINDS: readonly Happening['kind'][] = [
  'stop',
  'start',
  'start',
  'part',
  'heal',
  'heal',
  'drop',
  'delay',
  'lose',
  'hold',
  'release',
  'release',
  'type',
  'type',
  'type',
  'type',
  'configure',
];

export const happenings = (lengthMax: number): fc.Arbitrary<readonly Happening[]> =>
  fc.array(
    fc.record({
      after: fc.noBias(fc.oneof(fc.nat(3000), fc.nat(300_000), fc.nat(1_500_000))),
      kind: fc.noBias(fc.constantFrom(...KINDS)),
      what: unit,
      more: unit,
    }),
    { minLength: Math.ceil(lengthMax / 3), maxLength: lengthMax, size: 'max' },
  );

/** The named worlds, the one of Redis with an application that keeps it busy. */
export const RANDOM_WORLDS: readonly WorldSpec[] = WORLDS.map((world) =>
  world.name === 'kv-one' ? { ...world, nodes: [...world.nodes, LOAD] } : world,
);

const KV_LINES = [
  'SET a 1',
  'SET b 2 PX 500',
  'INCR a',
  'GET a',
  'DEL a',
  'LPUSH l 1 2 3',
  'RPOP l',
  'SADD s x y',
  'ZADD z 1 m 2 n',
  'HSET h f v',
  'MULTI',
  'EXEC',
  'FLUSHALL',
  'EXPIRE l 1',
  'BGSAVE',
  'BGREWRITEAOF',
  'CONFIG SET appendfsync always',
  'CONFIG SET appendfsync everysec',
  'KEYS *',
  'BLPOP q 1',
  'SUBSCRIBE c',
  '^C',
  'PUBLISH c hi',
  'FOO',
  'SET "x',
];

const BROKER_LINES = [
  'publish routing_key=orders payload=x',
  'publish routing_key=orders payload=x persistent=true',
  'publish routing_key=nowhere payload=x',
  'get queue=orders',
  'get queue=orders ackmode=ack_requeue_false',
  'get queue=orders ackmode=manual count=3',
  'nack 1 multiple=true',
  'ack 2',
  'reject 1 requeue=false',
  'recover',
  'consume queue=orders consumer_tag=me',
  'cancel me',
  'purge queue name=orders',
  'delete queue name=orders',
  'declare queue name=orders durable=true',
  'declare queue name=t durable=false',
  'declare queue name=short arguments={"x-max-length":2,"x-message-ttl":800,"x-dead-letter-exchange":"","x-dead-letter-routing-key":"orders"}',
  'publish routing_key=short payload=y',
  'publish routing_key=t payload=z persistent=true',
  'list queues',
  'declare exchange name=f type=fanout',
  'declare binding source=f destination=orders',
  'publish exchange=f routing_key= payload=w',
];

const SETTINGS: Readonly<Record<string, readonly unknown[]>> = {
  publisher: [{ rate: 50 }, { rate: 0 }, { confirm: true, window: 5 }, { persistent: false }, { mandatory: true }],
  consumer: [
    { prefetch: 1 },
    { prefetch: 0 },
    { takes: 1000 },
    { ack: 'automatic' },
    { ack: 'manual' },
    { rejectEvery: 3, requeue: true },
    { rejectEvery: 2, requeue: false },
    { ackEvery: 4 },
    { ackWhen: 'before' },
  ],
  'kv-load': [{ rate: 100 }, { rate: 1 }],
};

function pick<T>(list: readonly T[], share: number): T | undefined {
  return list[Math.floor(share * list.length)];
}

/** The input that a happening comes to in the world as it is, or null when there is nothing it could do. */
function inputOf(simulation: Simulation<LabScene>, { kind, what, more }: Happening): Input | null {
  const { nodes } = simulation.spec;
  const node = pick(nodes, what);
  if (node === undefined) return null;
  const other = pick(
    nodes.filter((one) => one.id !== node.id),
    more,
  );
  switch (kind) {
    case 'stop':
      return { kind: more < 0.5 ? 'kill' : 'powerCut', node: node.id };
    case 'start': {
      const down = nodes.filter(({ id }) => simulation.world.nodes.get(id)?.status !== 'up');
      const chosen = pick(down, what);
      return chosen === undefined ? null : { kind: 'start', node: chosen.id };
    }
    case 'part':
    case 'heal':
      return other === undefined
        ? null
        : { kind: kind === 'part' ? 'partition' : 'heal', between: [node.id, other.id] };
    case 'drop':
    case 'delay':
    case 'lose':
    case 'hold':
    case 'release':
      return frameInput(simulation, kind, what, more);
    case 'type': {
      const prompts = nodes.filter(({ machine }) => machine.endsWith('-prompt'));
      const prompt = pick(prompts, what);
      if (prompt === undefined) return null;
      const lines = prompt.machine === 'kv-prompt' ? KV_LINES : BROKER_LINES;
      return { kind: 'command', node: prompt.id, line: pick(lines, more) ?? '' };
    }
    case 'configure': {
      const config = pick(SETTINGS[node.machine] ?? [], more);
      return config === undefined ? null : { kind: 'configure', node: node.id, config };
    }
  }
}

function frameInput(
  simulation: Simulation<LabScene>,
  kind: 'drop' | 'delay' | 'lose' | 'hold' | 'release',
  what: number,
  more: number,
): Input | null {
  const frames = [...simulation.world.conns.values()].flatMap((conn) =>
    conn.ends.flatMap((end) =>
      end.incoming
        .filter((packet) => packet.kind === 'frame' && (kind !== 'release' || packet.byHand))
        .map((packet) => ({ conn: conn.id, sent: packet.sent })),
    ),
  );
  const frame = pick(frames, what);
  if (frame === undefined) return null;
  if (kind === 'delay') return { kind: 'delayFrame', ...frame, by: Math.floor(more * 50_000) };
  return { kind: `${kind}Frame`, ...frame };
}

/** What does not add up after a step. */
export interface Imbalance {
  readonly step: number;
  readonly violations: readonly string[];
}

/** Lets it all happen, looking at the books after every step. Gives the run, for the laws, the first imbalance, and the end. */
export function happen(
  spec: WorldSpec,
  history: readonly Happening[],
  stepsMax: number,
): { readonly run: Run; readonly imbalance: Imbalance | null; readonly simulation: Simulation<LabScene> } {
  const simulation = new Simulation({ spec, registry: MACHINES, fold: LAB_SCENE });
  let imbalance: Imbalance | null = null;
  const check = (): boolean => {
    const violations = checkConservation(simulation.folded.scene);
    if (violations.length > 0) imbalance ??= { step: simulation.step, violations };
    return imbalance !== null;
  };
  let clock = 100_000; // once all are connected
  for (const happening of history) {
    clock += happening.after;
    simulation.advance({ at: clock, when: check, stepsMax: stepsMax - simulation.step });
    const input = inputOf(simulation, happening);
    if (imbalance !== null || simulation.step >= stepsMax) break;
    if (input !== null) simulation.dispatch(input, clock);
    if (check()) break;
  }
  if (imbalance === null)
    simulation.advance({ at: clock + 3_000_000, when: check, stepsMax: Math.max(0, stepsMax - simulation.step) });
  const { journal, head } = simulation.branch;
  return { run: { spec, registry: MACHINES, journal, head }, imbalance, simulation };
}
