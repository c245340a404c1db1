import type { FieldTable } from '../wire/amqp-methods.ts';
import { touchQueue } from './access.ts';
import { fieldOf } from './fields.ts';
import { arrive } from './queue-process.ts';
import { route } from './route.ts';
import type { BrokerOut, BrokerState, Letter, Vhost } from './state.ts';

/* Dead letters on their way to the queues behind their exchange. RABBITMQ: rabbit_dead_letter publish */

export function deliverLetters(b: BrokerState, out: BrokerOut): void {
  for (const letter of b.due.letters.splice(0)) {
    const vhost = b.vhosts.get(letter.vhost);
    if (vhost !== undefined) deliverLetter(b, vhost, letter, out);
  }
}

function deliverLetter(b: BrokerState, vhost: Vhost, letter: Letter, out: BrokerOut): void {
  const { message, reason, cause } = letter;
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
    if (queue !== undefined) arrive(b, vhost, queue, message, null, out, cause);
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
