import type { Seq } from '../sim/machine.ts';
import type { BasicProperties, Field, FieldTable, FieldValue } from '../wire/amqp-methods.ts';
import type { DeathReason } from './facts.ts';
import { fieldOf, withField } from './fields.ts';
import { named } from './refusal.ts';
import { carbonKeysOf } from './route.ts';
import type { BrokerOut, BrokerState, Message, Queue, Vhost } from './state.ts';

/*
 * A message that is rejected, expired or pushed out goes to the queue's dead-letter exchange as a new message, with its
 * history in the x-death header. It is posted here and delivered when the step ends. RABBITMQ: rabbit_dead_letter
 */

export function deadLetter(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  message: Message,
  reason: DeathReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  const to = queue.rules.deadLetterExchange ?? '';
  const place = { message: message.id, vhost: vhost.name, queue: queue.name };
  if (!vhost.exchanges.has(to)) {
    // RABBITMQ: rabbit_amqqueue_process with_dlx, which drops it without a word
    if (out.observed)
      out.note(
        { kind: 'broker.lost', ...place, why: `dead-lettered to no ${named('exchange', to, vhost.name)}` },
        cause,
      );
    return;
  }
  const dead = deadMessage(b, queue, message, reason, to, out.now);
  let published: Seq = cause ?? 0;
  if (out.observed) {
    const letter = out.note({ kind: 'broker.deadLettered', ...place, reason, to, key: dead.key }, cause);
    published = notePublished(vhost, dead, message.id, out, letter);
  }
  b.due.letters.push({ vhost: vhost.name, message: dead, reason, cause: published, kept: null });
}

/** The broker itself publishes a dead letter. */
export function notePublished(vhost: Vhost, dead: Message, parent: number, out: BrokerOut, cause?: Seq): Seq {
  const { id, exchange, key, persistent } = dead;
  const place = { conn: 0, channel: 0, message: id, vhost: vhost.name, exchange, key };
  const size = dead.body.length;
  return out.note(
    { kind: 'broker.published', ...place, persistent, size, mandatory: false, confirmTag: null, parent },
    cause,
  );
}

/** RABBITMQ: rabbit_dead_letter make_msg */
export function deadMessage(
  b: BrokerState,
  queue: Queue,
  message: Message,
  reason: DeathReason,
  to: string,
  now: number,
): Message {
  const { deadLetterRoutingKey } = queue.rules;
  const { expiration, ...kept } = message.properties;
  let headers = deathHeaders(queue.name, message, reason, now, expiration);
  if (deadLetterRoutingKey !== null) headers = headers.filter((field) => field.key !== 'CC');
  const properties: BasicProperties = { ...kept, headers };
  return {
    id: ++b.lastMessage,
    exchange: to,
    key: deadLetterRoutingKey ?? message.key,
    carbonKeys: deadLetterRoutingKey === null ? message.carbonKeys : [],
    properties,
    body: message.body,
    persistent: message.persistent,
  };
}

function deathHeaders(
  queue: string,
  message: Message,
  reason: DeathReason,
  now: number,
  expiration: string | undefined,
): FieldTable {
  const headers = message.properties.headers ?? [];
  const keys = [message.key, ...(carbonKeysOf(headers, 'CC') ?? [])];
  const info: Field[] = [
    { key: 'reason', type: 'longstr', value: reason },
    { key: 'queue', type: 'longstr', value: queue },
    { key: 'time', type: 'timestamp', value: Math.floor(now / 1_000_000) },
    { key: 'exchange', type: 'longstr', value: message.exchange },
    { key: 'routing-keys', type: 'array', value: keys.map((key): FieldValue => ({ type: 'longstr', value: key })) },
  ];
  if (expiration !== undefined) info.push({ key: 'original-expiration', type: 'longstr', value: expiration });
  const history = fieldOf(headers, 'x-death');
  if (history?.type !== 'array') return firstDeath(headers, queue, message.exchange, reason, info);
  const same = history.value.find((death) => isDeathOf(death, queue, reason));
  const others = history.value.filter((death) => death !== same);
  const newest: FieldTable =
    same?.type === 'table' ? countUp(same.value) : [{ key: 'count', type: 'long', value: 1 }, ...info];
  return withField(headers, { key: 'x-death', type: 'array', value: [{ type: 'table', value: newest }, ...others] });
}

/** The first death also writes its own three headers. */
function firstDeath(
  headers: FieldTable,
  queue: string,
  exchange: string,
  reason: DeathReason,
  info: readonly Field[],
): FieldTable {
  const death: FieldTable = [{ key: 'count', type: 'long', value: 1 }, ...info];
  const first: Field[] = [
    { key: 'x-first-death-exchange', type: 'longstr', value: exchange },
    { key: 'x-first-death-queue', type: 'longstr', value: queue },
    { key: 'x-first-death-reason', type: 'longstr', value: reason },
  ];
  const known = new Set(headers.map((field) => field.key));
  const rest = headers.filter((field) => field.key !== 'x-death');
  return [
    { key: 'x-death', type: 'array', value: [{ type: 'table', value: death }] },
    ...first.filter((field) => !known.has(field.key)),
    ...rest,
  ];
}

function isDeathOf(death: FieldValue, queue: string, reason: string): boolean {
  if (death.type !== 'table') return false;
  return fieldOf(death.value, 'queue')?.value === queue && fieldOf(death.value, 'reason')?.value === reason;
}

function countUp(death: FieldTable): FieldTable {
  return death.map((field) =>
    field.key === 'count' ? { key: 'count', type: 'long', value: Number(field.value) + 1 } : field,
  );
}
