import { dissectAmqp } from './amqp-dissect.ts';
import type { AmqpFrame } from './amqp-methods.ts';
import type { PrimaryFrame, ServerFrame } from './reply.ts';
import { dissectReply, dissectRequest } from './resp-dissect.ts';
import type { Dissection } from './span.ts';

/*
 * A frame as the bytes that travel and, over them, the fields that they are: what a frame inspector shows. The bytes
 * come from the very codec that the bridge speaks with; the fields are then read off these bytes, not off the frame,
 * so that what is said of a byte is said by whoever would have to read it.
 */

/** How the frames of one protocol are taken apart. */
export interface Dissector {
  /** True for a frame that decides how later ones of its connection are written. */
  decides(frame: unknown): boolean;
  /** @param decided the latest frame before this one that decides, or null. */
  dissect(frame: unknown, from: 'client' | 'server', decided: unknown): Dissection;
}

/** By the name that a machine says it listens to: its connections carry frames of these types and no others. */
export const DISSECTORS: Readonly<Record<string, Dissector>> = {
  resp: {
    decides: (frame) => protocolOf(frame) !== null,
    dissect: (frame, from, decided) =>
      from === 'client'
        ? dissectRequest(frame as readonly string[])
        : dissectReply(frame as PrimaryFrame, protocolOf(decided) ?? 2),
  },
  amqp: {
    decides: (frame) => (frame as AmqpFrame).method === 'connection.tune-ok',
    dissect: (frame, _, decided) => dissectAmqp(frame as AmqpFrame, frameMaxOf(decided as AmqpFrame | null)),
  },
};

/** What precedes the answer to HELLO: the protocol that it and all later ones are written in. */
function protocolOf(frame: unknown): 2 | 3 | null {
  if (typeof frame !== 'object' || frame === null || !('kind' in frame) || frame.kind !== 'protocol') return null;
  return (frame as Extract<ServerFrame, { readonly kind: 'protocol' }>).resp;
}

/** Until the two have agreed there is no content to be split. */
function frameMaxOf(decided: AmqpFrame | null): number {
  return decided?.method === 'connection.tune-ok' ? decided.frameMax : 0;
}
