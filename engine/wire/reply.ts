/*
 * What a Redis server answers, as plain data: the reply type that the engine returns, the RESP codec writes and every
 * client reads. The frequent ones cost nothing: a JS string is a bulk string, a number or bigint an integer, null the
 * null bulk string, an array an array; what is left is a small object told apart by `kind`, and those that say the
 * same thing every time are shared constants. A reply is never written after it was returned.
 *
 * Commands answer in the richer protocol (RESP3); `toResp2` brings a reply down for a client that speaks RESP2, the
 * way addReplyMapLen, addReplyDouble and their like do in networking.c. Where Redis itself answers with a different
 * *shape* under RESP3 (pairs of ZRANGE WITHSCORES, say) the command looks at `ctx.resp`.
 */

export type Reply = string | number | bigint | null | readonly Reply[] | RichReply;

export type RichReply =
  | SimpleReply
  | ErrorReply
  /** `*-1` in RESP2, `_` in RESP3: the absent array (EXEC aborted by WATCH, BLPOP timed out). */
  | { readonly kind: 'nilArray' }
  /** Keys and values in turn. RESP2: a flat array. */
  | { readonly kind: 'map'; readonly flat: readonly Reply[] }
  /** RESP2: an array. */
  | { readonly kind: 'set'; readonly items: readonly Reply[] }
  /** RESP2: a bulk string of the `%.17g` text, or of `text` where a command spells it otherwise. */
  | { readonly kind: 'double'; readonly value: number; readonly text?: string }
  /** RESP2: a bulk string. `digits` as they go over the wire. */
  | { readonly kind: 'bigNumber'; readonly digits: string }
  /** RESP2: 1 or 0. */
  | { readonly kind: 'bool'; readonly value: boolean }
  /** `format` is three letters, `txt` or `mkd`. RESP2: a bulk string. */
  | {
      readonly kind: 'verbatim';
      readonly format: string;
      readonly text: string;
    }
  /** Out of band: pub/sub messages, invalidations, MONITOR lines. RESP2: an array. */
  | { readonly kind: 'push'; readonly items: readonly Reply[] }
  /** Attributes before the reply they belong to. RESP2: the bare reply. */
  | {
      readonly kind: 'attribute';
      readonly flat: readonly Reply[];
      readonly of: Reply;
    };

/** `+OK`: one line without CR or LF. */
export interface SimpleReply {
  readonly kind: 'simple';
  readonly text: string;
}

/** `-ERR ...`: the code word and the sentence, without CR or LF. */
export interface ErrorReply {
  readonly kind: 'error';
  readonly text: string;
}

/**
 * Not a reply: tells the codec of a connection which protocol follows, sent before the reply of the HELLO (or RESET)
 * that changed it. No bytes on the wire.
 */
export interface ProtocolSwitch {
  readonly kind: 'protocol';
  readonly resp: 2 | 3;
}

/** What travels from server to client. From client to server: `readonly string[]`, the argv as byte strings. */
export type ServerFrame = Reply | ProtocolSwitch;

/** The same, where the other end may be a replica. */
export type PrimaryFrame = ServerFrame | ReplicaFrame;

/** What only a replica is sent, between the replies of its handshake and the commands of the stream. */
export type ReplicaFrame =
  /** An RDB file: `$<length>` in front of it, or a mark of 40 characters before and behind it. */
  | { readonly kind: 'snapshot'; readonly bytes: Uint8Array; readonly mark: string | null }
  /** The primary is there; there is nothing yet. */
  | { readonly kind: 'newline' }
  /** The bytes of a command from the byte `from` on, for one who goes on in its middle. */
  | { readonly kind: 'tail'; readonly argv: readonly string[]; readonly from: number };

export function isForReplica(frame: PrimaryFrame): frame is ReplicaFrame {
  if (typeof frame !== 'object' || frame === null || !('kind' in frame)) return false;
  return frame.kind === 'snapshot' || frame.kind === 'newline' || frame.kind === 'tail';
}

export const OK: SimpleReply = Object.freeze({ kind: 'simple', text: 'OK' });
export const PONG: SimpleReply = Object.freeze({
  kind: 'simple',
  text: 'PONG',
});
export const QUEUED: SimpleReply = Object.freeze({
  kind: 'simple',
  text: 'QUEUED',
});
export const NIL_ARRAY: Reply = Object.freeze({ kind: 'nilArray' });
export const EMPTY_ARRAY: readonly Reply[] = Object.freeze([]);

/** A status line. */
export function simple(text: string): SimpleReply {
  return { kind: 'simple', text };
}

/** An error with its code word, as in `WRONGTYPE Operation ...`. */
export function error(text: string): ErrorReply {
  return { kind: 'error', text };
}

export function map(flat: readonly Reply[]): Reply {
  return { kind: 'map', flat };
}

export function set(items: readonly Reply[]): Reply {
  return { kind: 'set', items };
}

export function double(value: number): Reply {
  return { kind: 'double', value };
}

export function bool(value: boolean): Reply {
  return { kind: 'bool', value };
}

export function verbatim(text: string, format = 'txt'): Reply {
  return { kind: 'verbatim', format, text };
}

export function push(items: readonly Reply[]): Reply {
  return { kind: 'push', items };
}

/** True for an error, also in an array's place; nothing else has this kind. */
export function isError(reply: Reply | undefined): reply is ErrorReply {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'error';
}

function isArray(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}

/** The same answer for a client that speaks RESP2. Returns its argument where nothing differs. */
export function toResp2(reply: Reply): Reply {
  if (typeof reply !== 'object' || reply === null) return reply;
  if (isArray(reply)) return itemsToResp2(reply);
  switch (reply.kind) {
    case 'map':
      return itemsToResp2(reply.flat);
    case 'set':
    case 'push':
      return itemsToResp2(reply.items);
    case 'double':
      return reply.text ?? formatDouble(reply.value);
    case 'bigNumber':
      return reply.digits;
    case 'bool':
      return reply.value ? 1 : 0;
    case 'verbatim':
      return reply.text;
    case 'attribute':
      return toResp2(reply.of);
    default:
      return reply;
  }
}

function itemsToResp2(items: readonly Reply[]): readonly Reply[] {
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Reply;
    if (typeof item === 'object' && item !== null && toResp2(item) !== item) return items.map(toResp2);
  }
  return items;
}

/**
 * C's `%.17g`, with `inf` and `-inf`: how addReplyDouble spells a number.
 * REDIS: networking.c addReplyDouble
 */
export function formatDouble(value: number): string {
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  if (Number.isNaN(value)) return 'nan';
  // Small integers are what scores mostly are; the long way gives the same text.
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return Object.is(value, -0) ? '-0' : String(value);
  const scientific = seventeenDigits(value);
  const at = scientific.indexOf('e');
  const exponent = Number(scientific.slice(at + 1));
  if (exponent < -4 || exponent >= 17) {
    const digits = trimZeros(scientific.slice(0, at));
    const size = Math.abs(exponent);
    return `${digits}e${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
  }
  return trimZeros(fixedFromScientific(scientific.slice(0, at), exponent));
}

/** 17 significant digits, a tie to the even one as C does; toExponential takes the larger. */
function seventeenDigits(value: number): string {
  const rounded = value.toExponential(16);
  const at = rounded.indexOf('e');
  if ((rounded.charCodeAt(at - 1) & 1) === 0) return rounded;
  // oxlint-disable-next-line oxc/number-arg-out-of-range -- the language takes up to 100
  const exact = value.toExponential(100);
  const cut = exact.startsWith('-') ? 19 : 18; // sign, digit, point, 16 digits
  if (!/^50*e/.test(exact.slice(cut))) return rounded;
  return exact.slice(0, cut) + exact.slice(exact.indexOf('e'));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0*$/, '') : text;
}

/** Moves the point of 17 significant digits; toFixed would round a second time. */
function fixedFromScientific(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
