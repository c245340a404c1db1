import type { FieldTable } from '../wire/amqp-methods.ts';
import { touchQueue } from './access.ts';
import { notePublished } from './dead-letter.ts';
import { fieldOf } from './fields.ts';
import { letterAnswered, letterPosted } from './queues/quorum-letters.ts';
import { queueKind } from './queues/registry.ts';
import { destinations, route } from './route.ts';
import type { BrokerOut, BrokerState, Kept, Letter, Vhost } from './state.ts';
import { indexFile } from './storage/queue-index.ts';

/* Dead letters on their way to the queues behind their exchange. RABBITMQ: rabbit_dead_letter publish */

export function deliverLetters(b: BrokerState, out: BrokerOut): void {
  for (const letter of b.due.letters.splice(0)) {
    const vhost = b.vhosts.get(letter.vhost);
    if (vhost !== undefined) deliverLetter(b, vhost, letter, out);
  }
}

function deliverLetter(b: BrokerState, vhost: Vhost, letter: Letter, out: BrokerOut): void {
  const { message, reason, cause, kept } = letter;
  if (kept !== null) {
    deliverKept(b, vhost, letter, kept, out);
    return;
  }
  const queues = route(vhost, message.exchange, message, 'dead letter', out, cause);
  if (queues.length === 0 && out.observed) {
    const { id, exchange, key } = message;
    out.note({ kind: 'broker.unroutable', message: id, vhost: vhost.name, exchange, key }, cause);
  }
  for (const name of queues) {
    if (reason !== 'rejected' && isCycle(name, message.properties.headers ?? [])) {
      // RABBITMQ: rabbit_dead_letter detect_cycles, which logs it once
      if (out.observed) {
        out.note({ kind: 'broker.dropped', message: message.id, vhost: vhost.name, queue: name, why: 'cycle' }, cause);
      }
      continue;
    }
    const queue = touchQueue(vhost, name);
    if (queue !== undefined) queueKind(queue).arrive(b, vhost, queue, message, null, out, cause);
  }
}

/** One that its queue keeps until all others have it: without a route nothing is sent. */
function deliverKept(b: BrokerState, vhost: Vhost, letter: Letter, kept: Kept, out: BrokerOut): void {
  const from = touchQueue(vhost, kept.queue);
  if (from === undefined || from.id !== kept.queueId) return;
  const { message, reason } = letter;
  const open = (name: string): boolean => reason === 'rejected' || !isCycle(name, message.properties.headers ?? []);
  if (!destinations(vhost, message.exchange, message).some(open)) {
    letterPosted(b, from, kept.letter, 0, true, out);
    return;
  }
  const cause = out.observed ? notePublished(vhost, message, kept.parent, out, letter.cause) : letter.cause;
  let waiting = 0;
  let refused = false;
  for (const name of route(vhost, message.exchange, message, 'dead letter', out, cause)) {
    const queue = open(name) ? touchQueue(vhost, name) : undefined;
    if (queue === undefined) continue;
    const ref = { conn: 0, channel: kept.queueId, tag: kept.letter };
    const accepted = queueKind(queue).arrive(b, vhost, queue, message, ref, out, cause);
    if (accepted === 'later') waiting++;
    else if (accepted === 'refused') refused = true;
  }
  const still = touchQueue(vhost, kept.queue);
  if (still !== undefined) letterPosted(b, still, kept.letter, waiting, refused, out);
}

/** What queues have said to letters that are kept. */
export function settleLetters(b: BrokerState, out: BrokerOut): void {
  for (const { ref, accepted } of b.due.answers.splice(0)) {
    const place = b.indexes.get(indexFile(ref.channel));
    const vhost = place === undefined ? undefined : b.vhosts.get(place.vhost);
    const queue = vhost === undefined || place === undefined ? undefined : touchQueue(vhost, place.queue);
    if (queue?.quorum != null) letterAnswered(b, queue, ref.tag, accepted, out);
  }
}

/** Has it been in this queue before, without a reject by anyone since? RABBITMQ: rabbit_dead_letter is_cycle */
function isCycle(queue: string, headers: FieldTable): boolean {
  const history = fieldOf(headers, 'x-death');
  if (history?.type !== 'array') return false;
  const deaths = history.value;
  const at = deaths.findIndex((death) => death.type === 'table' && fieldOf(death.value, 'queue')?.value === queue);
  if (at < 0) return false;
  return deaths
    .slice(0, at + 1)
    .every((death) => death.type !== 'table' || fieldOf(death.value, 'reason')?.value !== 'rejected');
}
