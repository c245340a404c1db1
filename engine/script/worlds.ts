import { SpecError } from '../sim/machine.ts';
import { withSettings } from '../sim/settings.ts';
import type { NodeSpec, WorldSpec } from '../sim/spec.ts';
import type { Header } from './statement.ts';

/*
 * The worlds that the lab, the lessons and the scenarios begin with, by name.
 */

/** One Redis server with an append-only file synced every second, and two people at its prompt. */
const KV_ONE: WorldSpec = {
  name: 'kv-one',
  seed: 1,
  nodes: [
    {
      id: 'redis',
      machine: 'kv',
      config: { parameters: { appendonly: 'yes', appendfsync: 'everysec', save: '' } },
    },
    { id: 'cli', machine: 'kv-prompt', config: { server: 'redis' } },
    { id: 'app', machine: 'kv-prompt', config: { server: 'redis' } },
  ],
};

/** As far as from one region to the next: long enough that a message can be seen on its way. */
const FAR = { latency: 30_000 } as const;

const ORDERS = 'declare queue name=orders durable=true';

/** One broker with a queue of work: a shop that publishes, two workers, and somebody at a prompt. */
const BROKER_WORK: WorldSpec = {
  name: 'broker-work',
  seed: 1,
  link: FAR,
  nodes: [
    { id: 'rabbit', machine: 'broker', config: { heartbeat: 60 } },
    {
      id: 'shop',
      machine: 'publisher',
      config: { server: 'rabbit', name: 'shop', rate: 4, keys: ['orders'], persistent: true, topology: [ORDERS] },
    },
    worker('worker-1', 2),
    worker('worker-2', 2),
    { id: 'admin', machine: 'broker-prompt', config: { server: 'rabbit', queues: ['orders'] } },
  ],
};

/** The same in one room, where the way there and back takes a millisecond, with workers that take all they are given. */
const BROKER_NEAR: WorldSpec = {
  ...BROKER_WORK,
  name: 'broker-near',
  link: {},
  nodes: BROKER_WORK.nodes.map((node) => (node.machine === 'consumer' ? worker(node.id, 0) : node)),
};

function worker(id: string, prefetch: number): NodeSpec {
  const config = { server: 'rabbit', queues: ['orders'], prefetch, takes: 400_000, topology: [ORDERS] };
  return { id, machine: 'consumer', config };
}

/** Tries again soon, and notices within four seconds that nobody is there. */
const EAGER = {
  server: 'broker',
  heartbeat: 2,
  reconnectAfter: 300_000,
  reconnectAfterMax: 300_000,
  topology: [ORDERS],
};

/**
 * The small live world of the front page: a shop that publishes some of its orders as transient, a durable queue, and
 * one mailer with a prefetch of 3 that is a little too slow.
 */
const HOME: WorldSpec = {
  name: 'home',
  seed: 7,
  link: FAR,
  nodes: [
    { id: 'broker', machine: 'broker', config: { heartbeat: 2 } },
    {
      id: 'shop',
      machine: 'publisher',
      config: {
        ...EAGER,
        name: 'shop',
        rate: 4,
        pace: 'random',
        keys: ['orders'],
        persistent: true,
        transientShare: 0.3,
      },
    },
    {
      id: 'mailer',
      machine: 'consumer',
      config: { ...EAGER, queues: ['orders'], prefetch: 3, takes: { kind: 'uniform', min: 150_000, max: 320_000 } },
    },
  ],
};

export const WORLDS: readonly WorldSpec[] = [KV_ONE, BROKER_WORK, BROKER_NEAR, HOME];

/** The world of that name, or null. */
export function worldNamed(name: string): WorldSpec | null {
  return WORLDS.find((world) => world.name === name) ?? null;
}

function mustBeNamed(name: string): WorldSpec {
  const world = worldNamed(name);
  if (world === null) throw new SpecError(`there is no world called ${name}`);
  return world;
}

/** The world that a script begins with. Throws SpecError where it names what is not there. */
export function worldOf(header: Header): WorldSpec {
  const named = typeof header.world === 'string' ? mustBeNamed(header.world) : header.world;
  for (const id of [...header.without, ...header.with.map(({ node }) => node)])
    if (!named.nodes.some((node) => node.id === id)) throw new SpecError(`world ${named.name} has no node ${id}`);
  const nodes = named.nodes
    .filter((node) => !header.without.includes(node.id))
    .map((node) =>
      header.with.reduce(
        (spec, { node: id, settings }) =>
          id === spec.id ? { ...spec, config: withSettings(spec.config ?? {}, settings) } : spec,
        node,
      ),
    );
  return { ...named, seed: header.seed ?? named.seed, nodes };
}
