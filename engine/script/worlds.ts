import { SpecError } from '../sim/machine.ts';
import { withSettings } from '../sim/settings.ts';
import type { WorldSpec } from '../sim/spec.ts';
import type { Header } from './statement.ts';
import { BROKER_WORLDS } from './worlds/broker.ts';
import { KV_WORLDS } from './worlds/kv.ts';
import { PROGRAM_WORLDS } from './worlds/programs.ts';

/*
 * The worlds that the lab, the lessons and the scenarios begin with, by name.
 */

export const WORLDS: readonly WorldSpec[] = [...KV_WORLDS, ...BROKER_WORLDS, ...PROGRAM_WORLDS];

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
