import type { ConnId, Micros, NodeId } from './machine.ts';

/*
 * What someone outside did. Imperative, plain data, journaled; an input is a step of its own. Everything else that
 * happens in a world follows from its spec, its seed and these.
 */

export type Input =
  /** One line in the language of that node, typed at its prompt. */
  | { readonly kind: 'command'; readonly node: NodeId; readonly line: string }
  /** Boots a stopped node from its disk. */
  | { readonly kind: 'start'; readonly node: NodeId }
  /** SIGKILL: memory lost, page cache kept, peers get a reset. */
  | { readonly kind: 'kill'; readonly node: NodeId }
  /** The plug: memory and page cache lost, peers hear nothing. */
  | { readonly kind: 'powerCut'; readonly node: NodeId }
  /** Holds every frame between the two until `heal`. */
  | { readonly kind: 'partition'; readonly between: readonly [NodeId, NodeId] }
  | { readonly kind: 'heal'; readonly between: readonly [NodeId, NodeId] }
  /** Breaks the connection under a frame in flight: the frame is gone, both ends get a reset. */
  | { readonly kind: 'dropFrame'; readonly conn: ConnId; readonly sent: number }
  /** Delays a frame in flight and, as TCP keeps order, all behind it. */
  | {
      readonly kind: 'delayFrame';
      readonly conn: ConnId;
      readonly sent: number;
      readonly by: Micros;
    }
  /** Loses the packet under a frame in flight: TCP sends it again when its timer is up, and all behind it waits. */
  | { readonly kind: 'loseFrame'; readonly conn: ConnId; readonly sent: number }
  /** Holds a frame in flight, and so all behind it, until `releaseFrame`. */
  | { readonly kind: 'holdFrame'; readonly conn: ConnId; readonly sent: number }
  | { readonly kind: 'releaseFrame'; readonly conn: ConnId; readonly sent: number }
  /** Changes these settings of a node, from its next step on; those that are not named stay as they are. */
  | {
      readonly kind: 'configure';
      readonly node: NodeId;
      readonly config: unknown;
    };

/** An input at its place: it was dispatched when `step` steps had been executed, at virtual time `at`. */
export interface JournalEntry {
  readonly step: number;
  readonly at: Micros;
  readonly input: Input;
}
