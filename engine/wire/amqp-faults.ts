import { REPLY, type ReplyName } from './amqp-methods.ts';
import { erlangPrinted, erlangWritten } from './erlang-text.ts';

/*
 * What RabbitMQ closes a connection with when it cannot read what it is told, in its words.
 * RABBITMQ: rabbit_reader frame_error and unexpected_frame, rabbit_command_assembler unexpected_frame,
 * rabbit_misc frame_error, rabbit_binary_generator amqp_exception_explanation
 */

export interface Fault {
  readonly replyCode: number;
  readonly replyText: string;
  /** Of the method it is about, or 0. */
  readonly classId: number;
  readonly methodId: number;
}

/** The reply text is a short string; RabbitMQ cuts it and shows that it did. */
const TEXT_MAX = 255;
const CUT = '...';
/** So much of a payload is shown. */
const SNIPPET = 16;

export const NOT_A_METHOD = 'expected method frame, got non method frame instead';
export const RUNNING = 'unexpected method in connection state running';

export function fault(reply: ReplyName, explanation: string, classId = 0, methodId = 0): Fault {
  const text = `${reply} - ${explanation}`;
  const replyText = text.length > TEXT_MAX ? text.slice(0, TEXT_MAX - CUT.length) + CUT : text;
  return { replyCode: REPLY[reply].code, replyText, classId, methodId };
}

export const NOT_UTF8 = fault('FRAME_ERROR', 'Malformed UTF-8 in shortstr');
export const INTERNAL: Fault = {
  replyCode: REPLY.INTERNAL_ERROR.code,
  replyText: 'INTERNAL_ERROR',
  classId: 0,
  methodId: 0,
};

export function unexpected(explanation: string, classId = 0, methodId = 0): Fault {
  return fault('UNEXPECTED_FRAME', explanation, classId, methodId);
}

function snippet(type: number, payload: Uint8Array): string {
  const [how, shown] = payload.length <= SNIPPET ? ['all', payload] : ['first 16', payload.subarray(0, SNIPPET)];
  return `type ${type}, ${how} octets = ${erlangPrinted(shown)}`;
}

/** A frame that is none. */
export function frameFault(type: number, payload: Uint8Array, why: string): Fault {
  return fault('FRAME_ERROR', `${snippet(type, payload)}: ${why}`);
}

/** A frame of a type that has no business where it came. */
export function typeFault(type: number, payload: Uint8Array): Fault {
  return unexpected(snippet(type, payload));
}

/** The arguments of a method, or what was taken for them. */
export function cannotDecode(fields: Uint8Array, classId: number, methodId: number): Fault {
  // What is cut off again need not be written first.
  return fault('FRAME_ERROR', `cannot decode ${erlangWritten(fields.subarray(0, TEXT_MAX))}`, classId, methodId);
}

/** Something else came where the rest of a content was due; `left` is -1 while its header is. */
export function interrupted(content: {
  readonly left: number;
  readonly classId: number;
  readonly methodId: number;
}): Fault {
  const { left, classId, methodId } = content;
  const text =
    left >= 0
      ? 'expected content body, got non content body frame instead'
      : `expected content header for class ${classId}, got non content header frame instead`;
  return unexpected(text, classId, methodId);
}
