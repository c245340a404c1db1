import { parseStep } from '../script/parse.ts';
import { readWorldSpec } from '../script/read-world.ts';
import { Runner } from '../script/run.ts';
import { worldNamed } from '../script/worlds.ts';
import { SpecError } from '../sim/machine.ts';
import { Simulation } from '../sim/simulation.ts';
import type { Blobs, WorldSpec } from '../sim/spec.ts';
import { dumpWorld } from './dump-world.ts';
import { type LabEnvironment, OpenError } from './environment.ts';
import { greet } from './greeting.ts';
import { Lab } from './lab.ts';
import { LAB_SCENE, type LabScene } from './lab-scene.ts';
import { labWitness } from './lab-witness.ts';
import type { KeptAs, Opened, OpenSource } from './protocol.ts';
import { readAheadOf } from './read-ahead.ts';
import {
  decodeSession,
  hashesOf,
  replaySession,
  type SavedSession,
  SavedSessionError,
} from './session/saved-session.ts';
import { SessionSaver } from './session/saver.ts';
import { decodeLink } from './session/session-file.ts';
import { currentOf, type SessionHead, type SessionId, type SessionStore } from './session/store.ts';

export { type LabEnvironment, OpenError } from './environment.ts';

/** Steps that the lines of a world may take in all. */
const LINES_STEPS_MAX = 1_000_000;

/** Begins or resumes a world. Rejects with SavedSessionError when what is saved cannot be read, else with OpenError. */
export async function openLab(source: OpenSource, env: LabEnvironment): Promise<{ lab: Lab; opened: Opened }> {
  try {
    return await open(source, env);
  } catch (error) {
    if (error instanceof SpecError) throw new OpenError(error.message);
    throw error;
  }
}

async function open(source: OpenSource, env: LabEnvironment): Promise<{ lab: Lab; opened: Opened }> {
  env.locks.release();
  if (source.kind === 'disks') return openDisks(source.of, source.session, env);
  if (source.kind === 'saved') return openSaved(source, env);
  if (source.kind === 'link') return openLink(source, env);
  if (source.kind === 'dump') return openDump(source, env);
  const kept = source.session === null ? null : await keptAs(source.session, source, env);
  if (kept !== null && source.anew !== true && source.beside !== true) {
    const resumed = await resume(kept, env);
    if (resumed !== null) return resumed;
  }
  const spec = source.kind === 'world' ? namedWorld(source.name) : readWorldSpec(source.spec);
  return begin(spec, new Map(), kept, source.kind === 'spec' ? (source.lines ?? []) : [], env);
}

/** A session of the library. */
async function openSaved(
  { session, anew }: Extract<OpenSource, { kind: 'saved' }>,
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const kept = await keptAs(session, { exact: true }, env);
  const resumed = anew === true ? await restart(kept, env) : await resume(kept, env);
  if (resumed === null) throw new OpenError('this browser no longer holds that world');
  return resumed;
}

/** The world of a session from its beginning. */
async function restart(kept: Kept, env: LabEnvironment): Promise<{ lab: Lab; opened: Opened } | null> {
  const saved = await readSaved(kept.id, env.store);
  if (saved === null) return null;
  const blobs = await blobsOf(saved, env.store);
  await readAheadOf(saved.spec, blobs, env);
  return begin(saved.spec, blobs, kept, [], env);
}

/** A server that has just started from files of another. Refuses in Redis's words, with the file and the place in it. */
async function openDump(
  source: Extract<OpenSource, { kind: 'dump' }>,
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const { spec, blobs, title } = await dumpWorld(source.files, env);
  const broken = await readAheadOf(spec, blobs, env, -1);
  if (broken !== null) throw new OpenError(broken);
  const kept = source.session === null ? null : { ...(await keptAs(source.session, source, env)), title };
  return begin(spec, blobs, kept, [], env);
}

/** What somebody sent: as it stood for them, or as this visitor left it. */
async function openLink(
  { text, session, anew }: Extract<OpenSource, { kind: 'link' }>,
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const kept = await keptAs(session, { exact: true }, env);
  if (anew !== true) {
    const resumed = await resume(kept, env);
    if (resumed !== null) return resumed;
  }
  const { log, format } = await decodeLink(text);
  const sent = decodeSession([log], format);
  if (hashesOf(sent.spec).length > 0) throw new SavedSessionError('a large file that belongs to it is missing');
  return finish(replayed(sent, new Map(), env), sent.position.t, kept, true, new Map(), env);
}

/** What of a session's head does not change while it runs. */
type Kept = Omit<SessionHead, 'name' | 'format' | 'savedAt'>;

/** The session that is to be opened or begun under a name. */
async function keptAs(name: SessionId, { beside, exact }: Partial<KeptAs>, env: LabEnvironment): Promise<Kept> {
  const heads = await env.store.list();
  if (beside === true) return { id: `${name}~${env.freshName()}`, beside: name };
  const head = exact === true ? heads.find(({ id }) => id === name) : currentOf(heads, name);
  return head ? keptOf(head) : { id: name };
}

const keptOf = ({ id, beside, copyOf, title }: SessionHead): Kept => ({
  id,
  ...(title !== undefined && { title }),
  ...(beside !== undefined && { beside }),
  ...(copyOf !== undefined && { copyOf }),
});

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
  kept: Kept | null,
  lines: readonly string[],
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const simulation = simulate(spec, blobs, env);
  const t = lines.length === 0 ? greet(simulation) : perform(lines, simulation);
  return finish(simulation, t, kept, false, blobs, env);
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

/** The session where it was left, or null when there is none. */
async function resume(kept: Kept, env: LabEnvironment): Promise<{ lab: Lab; opened: Opened } | null> {
  const saved = await readSaved(kept.id, env.store);
  if (saved === null) return null;
  const blobs = await blobsOf(saved, env.store);
  await readAheadOf(saved.spec, blobs, env);
  return finish(replayed(saved, blobs, env), saved.position.t, kept, true, blobs, env);
}

async function readSaved(session: SessionId, store: SessionStore): Promise<SavedSession | null> {
  const head = (await store.list()).find(({ id }) => id === session);
  const log = head === undefined ? null : await store.readLog(session);
  return head === undefined || log === null ? null : decodeSession(log, head.format);
}

/** A session can be well formed and still ask of an engine what it never did: whatever comes of it is said. */
function replayed(saved: SavedSession, blobs: Blobs, env: LabEnvironment): Simulation<LabScene> {
  try {
    const simulation = simulate(saved.spec, blobs, env);
    replaySession(saved, simulation);
    return simulation;
  } catch (error) {
    if (error instanceof SavedSessionError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SavedSessionError(`it cannot be replayed: ${why}`, { cause: error });
  }
}

async function blobsOf(saved: SavedSession, store: SessionStore): Promise<Blobs> {
  const blobs = new Map<string, Uint8Array>();
  for (const hash of hashesOf(saved.spec)) {
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
  const saved = await readSaved(of, env.store);
  if (saved === null) throw new OpenError('there is nothing stored of that session');
  const { spec } = saved;
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
  return begin(booted, blobs, await keptAs(session, { beside: true }, env), [], env);
}

/** A second tab does not write over the first: it goes on with a copy. */
async function finish(
  simulation: Simulation<LabScene>,
  t: number,
  wanted: Kept | null,
  resumed: boolean,
  blobs: Blobs,
  env: LabEnvironment,
): Promise<{ lab: Lab; opened: Opened }> {
  const free = wanted === null || (await env.locks.take(wanted.id));
  const kept = free ? wanted : copyOf(wanted, env.freshName());
  if (kept !== null && !free) await env.locks.take(kept.id);
  const { spec } = simulation;
  const saver = kept === null ? null : new SessionSaver(env.store, { ...kept, name: spec.name }, blobs, env.wallClock);
  const lab = new Lab(simulation, saver, t, env.steadyClock);
  const nodes = [...simulation.world.nodes.values()].map(({ id, machine, config }) => ({ id, machine, config }));
  const forkedFrom = free ? null : wanted.id;
  return {
    lab,
    opened: {
      name: spec.name,
      session: kept?.id ?? null,
      resumed,
      forkedFrom,
      copyOf: kept?.copyOf ?? null,
      title: kept?.title ?? null,
      t: lab.t,
      nodes,
    },
  };
}

const copyOf = (kept: Kept, name: string): Kept => ({
  id: `${kept.id}~${name}`,
  ...(kept.title !== undefined && { title: kept.title }),
  copyOf: kept.copyOf ?? kept.beside ?? kept.id,
});
