import { peerOf } from './fold-channels.ts';
import { messageRow } from './ledger.ts';
import { cell } from './pages.ts';
import { type BrokerScene, COPY, type Scene } from './scene.ts';
import { text } from './text.ts';
import type { Names } from './text-facts.ts';

/* What things are called on the stage, and the ids by which views and questions name them. */

/** The names that sentences use, read from a scene. */
export function namesOf(scene: Scene): Names {
  return {
    message(node, number) {
      const broker = scene.brokers.get(node);
      const row = broker === undefined ? -1 : messageRow(broker, number);
      return row < 0 ? String(number) : String(row + 1);
    },
    peer(node, conn) {
      const peer = scene.brokers.get(node)?.sessions.get(conn)?.peer ?? peerOf(scene, node, conn);
      return peer === '' ? text.broker.someone : peer;
    },
    kvClient(server, client) {
      const node = scene.servers.get(server)?.clients.get(client)?.node ?? '';
      return node === '' ? text.broker.someone : node;
    },
    answers: (node) => scene.servers.has(node),
  };
}

/** What an id points at. */
export type Subject =
  | { readonly kind: 'message'; readonly node: string; readonly row: number }
  | { readonly kind: 'copy'; readonly node: string; readonly row: number }
  | { readonly kind: 'write'; readonly node: string; readonly row: number }
  | { readonly kind: 'key'; readonly node: string; readonly db: number; readonly key: string }
  | { readonly kind: 'fact'; readonly seq: number };

export const messageId = (node: string, row: number): string => `m:${row}:${node}`;
export const copyId = (node: string, row: number): string => `c:${row}:${node}`;
export const writeId = (node: string, row: number): string => `w:${row}:${node}`;
export const factId = (seq: number): string => `f:${seq}:`;
/** Nodes have no line break in their names; keys may have anything. */
export const keyId = (node: string, db: number, key: string): string => `k:${db}:${node}\n${key}`;

/** Reads an id back; null for what is none, or points at nothing in this scene. */
export function subjectOf(scene: Scene, id: string): Subject | null {
  const [kind, number, ...rest] = id.split(':');
  const of = rest.join(':');
  const row = Number(number);
  if (!Number.isSafeInteger(row) || row < 0) return null;
  switch (kind) {
    case 'm':
      return row < (scene.brokers.get(of)?.messages.rows ?? 0) ? { kind: 'message', node: of, row } : null;
    case 'c':
      return row < (scene.brokers.get(of)?.copies.rows ?? 0) ? { kind: 'copy', node: of, row } : null;
    case 'w':
      return row < (scene.servers.get(of)?.writes.rows ?? 0) ? { kind: 'write', node: of, row } : null;
    case 'f':
      return row > 0 ? { kind: 'fact', seq: row } : null;
    case 'k': {
      const end = of.indexOf('\n');
      const node = of.slice(0, end);
      return end > 0 && scene.servers.has(node) ? { kind: 'key', node, db: row, key: of.slice(end + 1) } : null;
    }
    default:
      return null;
  }
}

/** The number of the message that a copy is of. */
export function copyName(broker: BrokerScene, row: number): string {
  return String(cell(broker.copies, row, COPY.message) + 1);
}
