import { REPLY, type ReplyName } from '../wire/amqp-methods.ts';

/*
 * What a client did wrong, in RabbitMQ's words. A soft error closes the channel, a hard one the connection.
 * RABBITMQ: rabbit_misc protocol_error; the text is the code's name, " - " and the explanation.
 */

export interface Refusal {
  readonly reply: ReplyName;
  readonly text: string;
  /** A soft code sent at the level of the connection, or the other way round. */
  readonly hard: boolean;
}

export function refuse(reply: ReplyName, explanation: string): Refusal {
  return { reply, text: `${reply} - ${explanation}`, hard: REPLY[reply].hard };
}

/** What a client hears when its channel's process has died over what it said. RABBITMQ: rabbit_reader handle_exception */
export const CRASHED: Refusal = { reply: 'INTERNAL_ERROR', text: 'INTERNAL_ERROR', hard: true };

/** RABBITMQ: rabbit_misc rs */
export function named(kind: 'queue' | 'exchange', name: string, vhost: string): string {
  return `${kind} '${name}' in vhost '${vhost}'`;
}

export function notFound(kind: 'queue' | 'exchange', name: string, vhost: string): Refusal {
  return refuse('NOT_FOUND', `no ${named(kind, name, vhost)}`);
}
