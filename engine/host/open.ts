import { parseStep } from '../script/parse.ts';
import { readWorldSpec } from '../script/read-world.ts';
import { Runner } from '../script/run.ts';
import { worldNamed } from '../script/worlds.ts';
import { type MachineRegistry, SpecError } from '../sim/machine.ts';
import { Simulation } from '../sim/simulation.ts';
import type { Blobs, WorldSpec } from '../sim/spec.ts';
import { Lab } from './lab.ts';
import { LAB_SCENE, type LabScene } from './lab-scene.ts';
import { labWitness } from './lab-witness.ts';
import type { Opened, OpenSource } from './protocol.ts';
import type { SessionLocks } from './session/lock.ts';
import { decodeSession, replaySession, type SavedSession, SavedSessionError } from './session/saved-session.ts';
import { SessionSaver } from './session/saver.ts';
import type { SessionId, SessionStore } from './session/store.ts';

/** Steps that the lines of a world may take in all. */
const LINES_STEPS_MAX = 1_000_000;

/** A world that cannot be opened. The message is for the visitor; what was saved stays as it is. */
export class OpenError extends Error {
  override readonly name = 'OpenError';
}

/** What opening needs from its surroundings. */
export interface LabEnvironment {
  readonly registry: MachineRegistry;
  readonly store: SessionStore;
  readonly locks: SessionLocks;
  /** Milliseconds of a steady clock. */
  readonly steadyClock: () => number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** A name no session has. */
  readonly freshName: () => string;
  /** Lower-case hexadecimal SHA-256. */
  readonly hash: (bytes: Uint8Array) => Promise<string>;
}

/** Begins or resumes a world. Rejects with OpenError. */
export async function openLab(source: OpenSource, env: LabEnvironment): Promise<{ lab: Lab; opened: Opened }> {
  try {
    return await open(source, env);
  } catch (error) {
    if (error instanceof SpecError || error instanceof SavedSessionError) throw new OpenError(error.message);
    throw error;
  }
}

async function open(source: OpenSource, env: LabEnvironment): Promise<{ lab: Lab; opened: Opened }> {
  env.locks.release();
  if (source.kind === 'disks') return openDisks(source.of, source.session, env);
  if (source.session !== null && source.anew !== true) {
    const resumed = await resume(source.session, env);
    if (resumed !== null) return resumed;
  }
  const spec = source.kind === 'world' ? namedWorld(source.name) : readWorldSpec(source.spec);
  return begin(spec, new Map(), source.session, source.kind === 'spec' ? (source.lines ?? []) : [], env);
}

function namedWorld(name: string): WorldSpec {
  const spec = worldNamed(name);
  if (spec === null) throw new OpenError(`there is no world called ${name}`);
  return spec;
}

function simulate(spec: WorldSpec, blobs: Blobs, env: LabEnvironment): Simulation<LabScene> {
  return new Simulation({ spec, registry: env.registry, fold: LAB_SCENE, blobs });
}

/** A world from its beginning. */
async function begin(
  spec: WorldSpec,
  blobs: Blobs,
  session: SessionId | null,
  lines: readonly string[],
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const simulation = simulate(spec, blobs, env);
  return finish(simulation, perform(lines, simulation), session, false, blobs, env);
}

/** Does what is to be done before anybody looks. Returns the time at which they look. */
function perform(lines: readonly string[], simulation: Simulation<LabScene>): number {
  const runner = new Runner(simulation, labWitness(simulation), LINES_STEPS_MAX);
  for (const [index, line] of lines.entries()) {
    const parsed = parseStep(line);
    const outcome = parsed.ok ? runner.perform({ step: parsed.step, line: index + 1 }) : null;
    const why = parsed.ok ? (outcome?.ok === false ? outcome.found : '') : parsed.error.message;
    if (why !== '') throw new OpenError(`the line "${line}" of this world cannot be done: ${why}`);
  }
  return runner.clock;
}

/** The session of that name where it was left, or null when there is none. */
async function resume(session: SessionId, env: LabEnvironment): Promise<{ lab: Lab; opened: Opened } | null> {
  const head = (await env.store.list()).find(({ id }) => id === session);
  const log = head === undefined ? null : await env.store.readLog(session);
  if (head === undefined || log === null) return null;
  const saved = decodeSession(log, head.format);
  const blobs = await blobsOf(saved, env.store);
  const simulation = simulate(saved.spec, blobs, env);
  replaySession(saved, simulation);
  return finish(simulation, saved.position.t, session, true, blobs, env);
}

async function blobsOf(saved: SavedSession, store: SessionStore): Promise<Blobs> {
  const blobs = new Map<string, Uint8Array>();
  for (const hash of saved.spec.nodes.flatMap((node) => Object.values(node.files ?? {}))) {
    const bytes = await store.readBlob(hash);
    if (bytes === null) throw new SavedSessionError('a large file that belongs to it is missing');
    blobs.set(hash, bytes);
  }
  return blobs;
}

/** This tab is the machine: a new world of the same nodes whose disks are what the browser holds of the old ones. */
async function openDisks(
  of: SessionId,
  session: SessionId,
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const head = (await env.store.list()).find(({ id }) => id === of);
  const log = head === undefined ? null : await env.store.readLog(of);
  if (head === undefined || log === null) throw new OpenError('there is nothing stored of that session');
  const { spec } = decodeSession(log, head.format);
  const blobs = new Map<string, Uint8Array>();
  const files = new Map<string, Record<string, string>>();
  for (const { node, file, bytes } of await env.store.readDisk(of)) {
    const hash = await env.hash(bytes);
    blobs.set(hash, bytes);
    files.set(node, { ...files.get(node), [file]: hash });
  }
  const booted: WorldSpec = {
    ...spec,
    nodes: spec.nodes.map(({ files: _before, ...node }) => ({
      ...node,
      ...(files.has(node.id) && { files: files.get(node.id) ?? {} }),
    })),
  };
  return begin(booted, blobs, session, [], env);
}

/** A second tab does not write over the first: it goes on with a copy. */
async function finish(
  simulation: Simulation<LabScene>,
  t: number,
  session: SessionId | null,
  resumed: boolean,
  blobs: Blobs,
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const free = session === null || (await env.locks.take(session));
  const kept = session === null || free ? session : `${session}~${env.freshName()}`;
  if (kept !== null && !free) await env.locks.take(kept);
  const { spec } = simulation;
  const saver = kept === null ? null : new SessionSaver(env.store, kept, spec.name, blobs, env.wallClock);
  const lab = new Lab(simulation, saver, t, env.steadyClock);
  const nodes = [...simulation.world.nodes.values()].map(({ id, machine, config }) => ({ id, machine, config }));
  return { lab, opened: { name: spec.name, session: kept, resumed, forkedFrom: free ? null : session, nodes } };
}
