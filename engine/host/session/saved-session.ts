import * as v from 'valibot';
import { byteStringOf, utf8Bytes, utf8Decode } from '../../base/bytes.ts';
import { readWorldSpec } from '../../script/read-world.ts';
import type { BranchView } from '../../sim/branch.ts';
import { SpecError } from '../../sim/machine.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { WorldSpec } from '../../sim/spec.ts';
import { migrate } from './migrations.ts';
import { issueText, type Position, RECORD, type SessionRecord } from './records.ts';

/*
 * What a saved session says: one JSON record a line. The log of a session is the world it began with, its branches and
 * inputs in the order they came, and positions; the last position counts.
 */

/** The version written. Older ones are migrated, newer ones are left alone. */
export const FORMAT = 1;

/** A session as it was saved, parsed and checked against itself. */
export interface SavedSession {
  readonly spec: WorldSpec;
  readonly branches: readonly SavedBranch[];
  readonly position: Position;
}

export interface SavedBranch {
  readonly parent: number | null;
  readonly forkedAt: number;
  /** Its own inputs only. */
  readonly inputs: readonly Extract<SessionRecord, { record: 'input' }>[];
  readonly head: number;
  readonly name: string;
  readonly removed: boolean;
}

/** A session that cannot be read. `message` says why in words for the visitor; the bytes are left as they are. */
export class SavedSessionError extends Error {
  override readonly name = 'SavedSessionError';
}

/** The large inputs that belong to a world, by their hashes. */
export const hashesOf = ({ nodes }: WorldSpec): readonly string[] =>
  nodes.flatMap(({ files }) => Object.values(files ?? {}));

/** Records as bytes, one line each. */
export function encodeRecords(records: readonly SessionRecord[]): Uint8Array {
  return utf8Bytes(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/**
 * Reads the log of a session. Throws SavedSessionError for anything that is not one.
 * @param format the version its head names.
 */
export function decodeSession(chunks: readonly Uint8Array[], format: number): SavedSession {
  if (!Number.isInteger(format) || format < 1)
    throw new SavedSessionError('it does not say which version of Inflight saved it');
  if (format > FORMAT)
    throw new SavedSessionError('a newer version of Inflight saved it; reload the page to get that version');
  const lines = chunks.flatMap((chunk) => linesOf(chunk));
  return assemble(migrate(lines, format).map(readRecord));
}

function linesOf(chunk: Uint8Array): unknown[] {
  const text = utf8Decode(byteStringOf(chunk));
  if (text === null) throw new SavedSessionError('it is damaged: not text');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new SavedSessionError(`it is damaged: line ${i + 1} of a chunk is not JSON`);
      }
    });
}

function readRecord(raw: unknown, i: number): SessionRecord {
  const parsed = v.safeParse(RECORD, raw);
  if (!parsed.success) throw new SavedSessionError(`record ${i + 1} is damaged: ${issueText(parsed.issues)}`);
  // The schema's optional fields are "absent or undefined", and JSON knows no undefined: the types agree on all that can come.
  return parsed.output as SessionRecord;
}

function readSpec(raw: unknown): WorldSpec {
  try {
    return readWorldSpec(raw);
  } catch (error) {
    if (error instanceof SpecError) throw new SavedSessionError(`its world is damaged: ${error.message}`);
    throw error;
  }
}

interface BranchSoFar {
  readonly parent: number | null;
  readonly forkedAt: number;
  readonly inputs: Extract<SessionRecord, { record: 'input' }>[];
  name: string;
  removed: boolean;
}

const newBranch = (parent: number | null, forkedAt: number): BranchSoFar => ({
  parent,
  forkedAt,
  inputs: [],
  name: '',
  removed: false,
});

/** Puts records together; the checks make what replay relies on true. */
function assemble(records: readonly SessionRecord[]): SavedSession {
  const [first, ...rest] = records;
  if (first?.record !== 'world') throw new SavedSessionError('it is damaged: it does not begin with a world');
  const spec = readSpec(first.spec);
  const branches = [newBranch(null, 0)];
  let position: Position = { record: 'position', branch: 0, step: 0, t: 0, heads: [0] };
  for (const record of rest) {
    if (record.record === 'world') throw new SavedSessionError('it is damaged: it has two beginnings');
    if (record.record === 'position') position = record;
    else if (record.record === 'branch') {
      if (record.id !== branches.length || record.parent >= branches.length)
        throw new SavedSessionError(`it is damaged: branch ${record.id} has no place in the tree`);
      branches.push(newBranch(record.parent, record.at));
    } else if (record.record === 'named' || record.record === 'removed') {
      const branch = branches[record.branch];
      if (branch === undefined) throw new SavedSessionError(`it is damaged: there is no branch ${record.branch}`);
      if (record.record === 'named') branch.name = record.name;
      else branch.removed = true;
    } else {
      const branch = branches[record.branch];
      const last = branch?.inputs.at(-1);
      if (branch === undefined)
        throw new SavedSessionError(`it is damaged: an input on branch ${record.branch}, which does not exist`);
      if (record.step < branch.forkedAt || (last !== undefined && record.step <= last.step))
        throw new SavedSessionError('it is damaged: inputs are out of order');
      branch.inputs.push(record);
    }
  }
  if (position.heads.length !== branches.length || position.branch >= branches.length)
    throw new SavedSessionError('it is damaged: its position is on no branch');
  if (branches[position.branch]?.removed === true)
    throw new SavedSessionError('it is damaged: its position is on a branch that was removed');
  return {
    spec,
    branches: branches.map((branch, i) => ({ ...branch, head: position.heads[i] ?? 0 })),
    position,
  };
}

/** Steps a saved session may ask to replay before it counts as hostile. */
const REPLAY_STEPS_MAX = 50_000_000;

/**
 * Replays a saved session into a fresh simulation of its spec. Throws SavedSessionError when the world does not do what
 * the session says it did: it was saved by engines that behaved otherwise.
 * @param breathe called between stretches with the steps done so far; may throw to cancel.
 */
export function replaySession(
  saved: SavedSession,
  simulation: Simulation<unknown>,
  breathe: (steps: number) => void = () => undefined,
): void {
  if (saved.branches.some((branch) => branch.head > REPLAY_STEPS_MAX))
    throw new SavedSessionError('it is damaged: it claims more steps than anybody ever ran');
  for (const [id, branch] of saved.branches.entries()) {
    if (branch.parent !== null) {
      simulation.select(branch.parent);
      if (branch.forkedAt > simulation.branch.head)
        throw new SavedSessionError(`branch ${id} leaves its parent after its end`);
      simulation.fork(branch.forkedAt);
    }
    for (const { step, at, input } of branch.inputs) {
      runTo(simulation, step, breathe);
      simulation.dispatch(input, at);
      if (simulation.branch.journal.at(-1)?.step !== step)
        throw new SavedSessionError('its inputs no longer fit: it was saved by another version of the engines');
    }
    runTo(simulation, branch.head, breathe);
  }
  const { branch, step } = saved.position;
  if (step > (simulation.branches[branch] as BranchView).head)
    throw new SavedSessionError('it is damaged: its position lies after its end');
  simulation.select(branch, step);
  for (const [id, { name, removed }] of saved.branches.entries()) {
    if (name !== '') simulation.rename(id, name);
    if (removed) simulation.remove(id);
  }
}

function runTo(simulation: Simulation<unknown>, step: number, breathe: (steps: number) => void): void {
  while (simulation.step < step) {
    if (simulation.advance({ step, stepsMax: 5000 }) === 0)
      throw new SavedSessionError('it no longer replays: it was saved by another version of the engines');
    breathe(simulation.step);
  }
}
