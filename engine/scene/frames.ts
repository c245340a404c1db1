import type { Frame } from '../sim/machine.ts';

/*
 * What can be said of a decoded frame without its codec: an AMQP method is an object with `method`, a RESP request an
 * array of byte strings, a RESP reply whatever a reply can be (see wire/reply.ts).
 */

/** The AMQP method of a frame; '' for frames of another protocol. */
export function methodOf(frame: Frame): string {
  if (typeof frame !== 'object' || frame === null) return '';
  const { method } = frame as { readonly method?: unknown };
  return typeof method === 'string' ? method : '';
}

/** A field of an AMQP frame; undefined when it has none of that name. */
export function fieldOf(frame: Frame, name: string): unknown {
  return typeof frame === 'object' && frame !== null ? (frame as Readonly<Record<string, unknown>>)[name] : undefined;
}
