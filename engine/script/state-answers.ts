import type { NodeId } from '../sim/machine.ts';
import { fieldAt } from './facts.ts';
import type { Witness } from './witness.ts';

/*
 * Two questions that many scenarios ask, put to whichever node answers them. Undefined: there is no such server, or it
 * is not up. Null: there is no such thing.
 */

/** The node that is meant: the one named, or the first of that kind of machine. */
function nodeOf(witness: Witness, machine: string, at: NodeId | null): NodeId | undefined {
  return at ?? witness.nodes.find((node) => node.machine === machine)?.id;
}

/** A key's value in database 0 as text, for strings; for other types the name of the type. */
export function keyText(witness: Witness, key: string, at: NodeId | null): string | null | undefined {
  const node = nodeOf(witness, 'kv', at);
  if (node === undefined || witness.status(node) !== 'up') return undefined;
  const answer = witness.inspect(node, { kind: 'key', db: 0, key, from: 0, searched: null });
  if (fieldAt(answer, 'kind') !== 'key') return undefined;
  if (fieldAt(answer, 'row.type') === undefined) return null;
  return String(fieldAt(answer, 'structure.text') ?? fieldAt(answer, 'row.type'));
}

/** What a queue holds. */
export function queueCounts(
  witness: Witness,
  queue: string,
  at: NodeId | null,
): Readonly<Record<string, number>> | null | undefined {
  const node = nodeOf(witness, 'broker', at);
  if (node === undefined || witness.status(node) !== 'up') return undefined;
  const answer = witness.inspect(node, { kind: 'queue', queue });
  if (fieldAt(answer, 'kind') !== 'queue') return null;
  const count = (name: string): number => Number(fieldAt(answer, `queue.${name}`));
  return { ready: count('ready'), unacked: count('unacked'), consumers: count('consumers') };
}
