import type { Micros, NodeId } from '../sim/machine.ts';

export type { ProgramFact } from './program/facts.ts';

/*
 * What happens in the client programs, in words that a picture and a ledger can be folded from.
 *
 * Following a message. `client.published` causes the `net.sent` of its basic.publish, that the `net.arrived`, and that
 * the broker's `broker.published`. On the way out the `net.arrived` of a basic.deliver causes `client.received`, that
 * `client.processing`, that `client.processed`, and that `client.acked` or `client.rejected`, which causes the
 * `net.sent` of the answer. A message that was received and neither processed nor abandoned when its node stops is
 * gone with the process; whether that loses it is the broker's to say (automatic ack) or to mend (redelivery).
 *
 * Following a command: `node.commanded` (or a timer) causes `client.typed`, that the `net.sent` of the request; the
 * `net.arrived` of the answer causes `client.replied`.
 *
 * `id` is what a message carries as its message-id: `<name>-<n>`, the same for a duplicate that a retry made. A client
 * that was started again is a new run and numbers from 1 under another name: `<name>.<when it booted>-<n>`.
 */

export type ClientFact =
  /* Connections. */
  /** Ready to work: the handshake is done and what the client needs is declared. */
  | { readonly kind: 'client.connected'; readonly server: NodeId }
  /** `text` in the words of the product or of its system: `Connection refused`, `CONNECTION_FORCED - ...`. */
  | { readonly kind: 'client.disconnected'; readonly server: NodeId; readonly text: string }
  /** It will try again. */
  | { readonly kind: 'client.retrying'; readonly after: Micros; readonly attempt: number }

  /* Prompts. */
  /** A line was entered; `n` counts them. The answer carries the same number. */
  | { readonly kind: 'client.typed'; readonly n: number; readonly line: string }
  /** What the terminal shows for it, without the last newline; several lines where the product prints several. */
  | {
      readonly kind: 'client.replied';
      readonly n: number;
      readonly line: string;
      readonly text: string;
      readonly failed: boolean;
      readonly took: Micros;
    }
  /** Shown without having been asked for: a pub/sub message, a MONITOR line, a delivery. */
  | { readonly kind: 'client.printed'; readonly text: string }

  /* Publishing. */
  /** `attempt` is 1, or more for a retry: then the broker may have the message already. `tag` is 0 without confirms. */
  | {
      readonly kind: 'client.published';
      readonly n: number;
      readonly id: string;
      readonly exchange: string;
      readonly key: string;
      readonly persistent: boolean;
      readonly mandatory: boolean;
      readonly attempt: number;
      readonly tag: number;
    }
  | { readonly kind: 'client.confirmed'; readonly n: number; readonly id: string; readonly attempt: number }
  | { readonly kind: 'client.nacked'; readonly n: number; readonly id: string; readonly attempt: number }
  | {
      readonly kind: 'client.returned';
      readonly id: string;
      readonly code: number;
      readonly text: string;
    }
  /** It will never know: the connection went, or the time to wait for a confirm was over, and it does not retry. */
  | { readonly kind: 'client.unconfirmed'; readonly n: number; readonly id: string; readonly why: string }
  /** The broker asked it to stop publishing (an alarm), or to go on. */
  | { readonly kind: 'client.blocked'; readonly reason: string }
  | { readonly kind: 'client.unblocked' }
  /** All that it had to publish is published (and confirmed, with confirms). */
  | { readonly kind: 'client.finished'; readonly count: number }

  /* Consuming. */
  | {
      readonly kind: 'client.received';
      readonly id: string;
      readonly queue: string;
      readonly key: string;
      readonly tag: number;
      readonly redelivered: boolean;
    }
  | { readonly kind: 'client.processing'; readonly id: string; readonly takes: Micros }
  /** `duplicate`: this process had processed it before. */
  | {
      readonly kind: 'client.processed';
      readonly id: string;
      readonly key: string;
      readonly redelivered: boolean;
      readonly duplicate: boolean;
    }
  /** An idempotent consumer has met it again, and does nothing but acknowledge. */
  | { readonly kind: 'client.skipped'; readonly id: string }
  /** `count` deliveries by this one ack. */
  | { readonly kind: 'client.acked'; readonly tag: number; readonly multiple: boolean; readonly count: number }
  | { readonly kind: 'client.rejected'; readonly id: string; readonly tag: number; readonly requeue: boolean }
  /** Received and put away unprocessed: the connection it would be acknowledged on is gone. */
  | { readonly kind: 'client.abandoned'; readonly id: string; readonly why: string }
  /** The broker has ended the subscription: its queue was deleted, say. */
  | { readonly kind: 'client.cancelled'; readonly queue: string }

  /* KV load. */
  | {
      readonly kind: 'client.requested';
      readonly n: number;
      readonly command: string;
      readonly argv: readonly string[];
    }
  /** Answered without an error: for a write, acknowledged. */
  | { readonly kind: 'client.answered'; readonly n: number; readonly text: string; readonly took: Micros }
  | { readonly kind: 'client.failed'; readonly n: number; readonly text: string };
