import * as v from 'valibot';
import type { Input } from '../../sim/input.ts';
import type { WorldSpec } from '../../sim/spec.ts';

/*
 * The schemas of everything that comes back from outside: saved sessions, links and files. Hostile until parsed.
 * The shapes are those of engine/sim; the sizes are bounds that no honest file reaches.
 */

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const micros = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const count = micros;
const line = v.pipe(v.string(), v.maxLength(1_000_000));

/** JSON and nothing else: no prototypes to inherit from, no depth to drown in. */
const json: v.GenericSchema<unknown> = v.pipe(
  v.unknown(),
  v.check((value) => depthOf(value, 0) <= DEPTH_MAX, 'nested too deeply'),
);
const DEPTH_MAX = 32;

function depthOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return depth;
  return Object.values(value).reduce((most: number, part: unknown) => Math.max(most, depthOf(part, depth + 1)), depth);
}

const between = v.tuple([name, name]);

export const INPUT = v.variant('kind', [
  v.object({ kind: v.literal('command'), node: name, line }),
  v.object({ kind: v.literal('start'), node: name }),
  v.object({ kind: v.literal('kill'), node: name }),
  v.object({ kind: v.literal('powerCut'), node: name }),
  v.object({ kind: v.literal('partition'), between }),
  v.object({ kind: v.literal('heal'), between }),
  v.object({ kind: v.literal('dropFrame'), conn: count, sent: count }),
  v.object({ kind: v.literal('delayFrame'), conn: count, sent: count, by: micros }),
  v.object({ kind: v.picklist(['loseFrame', 'holdFrame', 'releaseFrame']), conn: count, sent: count }),
  v.object({ kind: v.literal('configure'), node: name, config: json }),
]);

/** The lines of a saved session's log. */
export const RECORD = v.variant('record', [
  /** The spec is checked by script/read-world.ts. */
  v.object({ record: v.literal('world'), spec: json }),
  /** Branch `id` leaves `parent` after `at` steps. */
  v.object({ record: v.literal('branch'), id: count, parent: count, at: count }),
  v.object({ record: v.literal('input'), branch: count, step: count, at: micros, input: INPUT }),
  /** What a branch is called from then on, and that nobody wants it any more. */
  v.object({ record: v.literal('named'), branch: count, name: v.pipe(v.string(), v.maxLength(200)) }),
  v.object({ record: v.literal('removed'), branch: count }),
  /** Where the visitor was, and how far each branch has been run. */
  v.object({ record: v.literal('position'), branch: count, step: count, t: micros, heads: v.array(count) }),
]);

export type SessionRecord =
  | { readonly record: 'world'; readonly spec: WorldSpec }
  | { readonly record: 'branch'; readonly id: number; readonly parent: number; readonly at: number }
  | {
      readonly record: 'input';
      readonly branch: number;
      readonly step: number;
      readonly at: number;
      readonly input: Input;
    }
  | { readonly record: 'named'; readonly branch: number; readonly name: string }
  | { readonly record: 'removed'; readonly branch: number }
  | Position;

export interface Position {
  readonly record: 'position';
  readonly branch: number;
  readonly step: number;
  readonly t: number;
  readonly heads: readonly number[];
}

/** The first thing wrong, in words: where and what. */
export function issueText(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  if (issue === undefined) return 'it cannot be read';
  const where = v.getDotPath(issue);
  return where === null ? issue.message : `${where}: ${issue.message}`;
}
