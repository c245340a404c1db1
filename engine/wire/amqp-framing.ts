/* What every AMQP frame has on the wire: a type, a channel, a length, the payload, one octet at the end. */

export const METHOD_FRAME = 1;
export const HEADER_FRAME = 2;
export const BODY_FRAME = 3;
export const HEARTBEAT_FRAME = 8;

export const FRAME_END = 0xce;
/** Type, channel, length. */
export const FRAME_HEAD = 7;
/** What a frame without a payload takes. */
export const FRAME_EMPTY = FRAME_HEAD + 1;

/** The largest frame before the two sides have agreed on another limit. RABBITMQ: FRAME_MIN_SIZE */
export const FRAME_MIN = 4096;

export const ZERO_BYTES = new Uint8Array(0);
