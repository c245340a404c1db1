import type { Input } from './input.ts';
import type { CloseReason, ConnId, FactBody, Frame, Micros, NodeId, Seq } from './machine.ts';

/** What happened, at its place in the trace and with the fact that caused it (null only for inputs and the birth of the world). */
export interface Fact<F extends FactBody = FactBody> {
  readonly seq: Seq;
  readonly step: number;
  readonly at: Micros;
  /** The node it happened at. For facts about a frame on its way, the sender; for facts about the world, ''. */
  readonly node: NodeId;
  readonly cause: Seq | null;
  readonly body: F;
}

/** How a node stopped; `exit` is by itself. */
export type StopKind = 'kill' | 'powerCut' | 'exit';

/** What the kernel itself notes. `sent` in a fact about a frame is the seq of its `net.sent`. */
export type KernelFact =
  /** Someone outside did this. Every input has one, the root of all that it caused. */
  | { readonly kind: 'input.given'; readonly input: Input }
  /** An input that could not be: starting what runs, killing what is stopped, a frame that is no longer in flight. */
  | {
      readonly kind: 'input.refused';
      readonly input: Input;
      readonly why: string;
    }
  | {
      readonly kind: 'node.started';
      readonly incarnation: number;
      readonly afterStop: StopKind | null;
    }
  | {
      readonly kind: 'node.stopped';
      readonly how: StopKind;
      readonly incarnation: number;
    }
  | { readonly kind: 'node.configured'; readonly config: unknown }
  | { readonly kind: 'node.commanded'; readonly line: string }
  | {
      readonly kind: 'link.parted';
      readonly between: readonly [NodeId, NodeId];
    }
  | {
      readonly kind: 'link.healed';
      readonly between: readonly [NodeId, NodeId];
    }
  | {
      readonly kind: 'net.connecting';
      readonly conn: ConnId;
      readonly to: NodeId;
    }
  /** Noted once by each end as it learns of it. */
  | {
      readonly kind: 'net.opened';
      readonly conn: ConnId;
      readonly peer: NodeId;
      readonly accepted: boolean;
    }
  /** On its way. `arrivesAt` is null while a partition, or a peer without power, holds it. It leaves at `leavesAt`. */
  | {
      readonly kind: 'net.sent';
      readonly conn: ConnId;
      readonly to: NodeId;
      readonly frame: Frame;
      readonly leavesAt: Micros;
      readonly arrivesAt: Micros | null;
    }
  /** A new arrival time for a frame on its way: delayed, held (null) or let go. */
  | {
      readonly kind: 'net.rescheduled';
      readonly conn: ConnId;
      readonly sent: Seq;
      readonly arrivesAt: Micros | null;
    }
  | {
      readonly kind: 'net.arrived';
      readonly conn: ConnId;
      readonly from: NodeId;
      readonly sent: Seq;
      readonly frame: Frame;
    }
  /** A frame that will never be read: its receiver is gone or its connection broke. */
  | {
      readonly kind: 'net.dropped';
      readonly conn: ConnId;
      readonly to: NodeId;
      readonly sent: Seq;
      readonly frame: Frame;
      readonly why: string;
    }
  | {
      readonly kind: 'net.closed';
      readonly conn: ConnId;
      readonly peer: NodeId;
      readonly reason: CloseReason;
    }
  | { readonly kind: 'timer.fired'; readonly name: string }
  /** In the page cache: bytes [from, to) of the file. */
  | {
      readonly kind: 'disk.appended';
      readonly file: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'disk.syncing';
      readonly file: string;
      readonly upTo: number;
      readonly doneAt: Micros;
    }
  /** On the disk: bytes [from, upTo) are new there, all below too. */
  | {
      readonly kind: 'disk.synced';
      readonly file: string;
      readonly from: number;
      readonly upTo: number;
    }
  | {
      readonly kind: 'disk.replacing';
      readonly file: string;
      readonly size: number;
      readonly doneAt: Micros;
    }
  | {
      readonly kind: 'disk.replaced';
      readonly file: string;
      readonly size: number;
    }
  | {
      readonly kind: 'disk.truncated';
      readonly file: string;
      readonly length: number;
    }
  | { readonly kind: 'disk.removed'; readonly file: string }
  /** A power cut erased bytes [from, to): they were written and not synced. */
  | {
      readonly kind: 'disk.erased';
      readonly file: string;
      readonly from: number;
      readonly to: number;
    };
