import type { Seq } from '../../sim/machine.ts';
import { deadMessage } from '../dead-letter.ts';
import { DEATHS, type DeathReason } from '../facts.ts';
import { queueTimer } from '../queue-process.ts';
import type { BrokerOut, BrokerState, KeptLetter, LoggedEntry, Queue, QuorumPart, Vhost } from '../state.ts';
import { indexMark } from '../storage/queue-index.ts';
import { tapeItems, tapePush, tapeRemove } from '../tape.ts';
import { finishEntry, wakeIndex } from './classic.ts';

/*
 * Dead letters at least once: a copy stays in its queue's log until every queue behind the dead-letter exchange has
 * taken charge of it. RABBITMQ: rabbit_fifo_dlx, rabbit_fifo_dlx_worker
 */

/** A letter without a route, or refused, is tried again after so long. RABBITMQ: dead_letter_worker_publisher_confirm_timeout */
const RETRY_AFTER = 180_000_000;

function partOf(queue: Queue): QuorumPart {
  return queue.quorum as QuorumPart;
}

/** A copy dies and is kept; what is sent on its way is the broker's own publish. */
export function keepLetter(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entry: LoggedEntry,
  reason: DeathReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  const letter: KeptLetter = { ...entry, order: queue.nextOrder++, reason };
  tapePush(partOf(queue).letters, letter);
  if (queue.index !== null)
    indexMark(queue.index, { what: 'dead', order: entry.logged, other: DEATHS.indexOf(reason) });
  wakeIndex(b, queue);
  let died = cause;
  if (out.observed) {
    const { deadLetterExchange, deadLetterRoutingKey } = queue.rules;
    const [to, key] = [deadLetterExchange ?? '', deadLetterRoutingKey ?? entry.message.key];
    const place = { message: entry.message.id, vhost: vhost.name, queue: queue.name };
    died = out.note({ kind: 'broker.deadLettered', ...place, reason, to, key }, cause);
  }
  post(b, vhost, queue, letter, out, died);
}

/** Puts a letter among those to be delivered, unless it is under way. */
function post(b: BrokerState, vhost: Vhost, queue: Queue, letter: KeptLetter, out: BrokerOut, cause?: Seq): void {
  const { awaited } = partOf(queue);
  if (awaited.has(letter.order)) return;
  awaited.set(letter.order, 0);
  const { reason } = letter;
  const message = deadMessage(b, queue, letter.message, reason, queue.rules.deadLetterExchange ?? '', out.now);
  const kept = { queue: queue.name, queueId: queue.id, letter: letter.order, parent: letter.message.id };
  b.due.letters.push({ vhost: vhost.name, message, reason, cause: cause ?? 0, kept });
}

/** So many queues were given the letter and have not answered; `refused` when one would not have it. */
export function letterPosted(
  b: BrokerState,
  queue: Queue,
  letter: number,
  waiting: number,
  refused: boolean,
  out: BrokerOut,
): void {
  if (refused) giveUpFor(queue, letter, out);
  else if (waiting === 0) letterSafe(b, queue, letter);
  else partOf(queue).awaited.set(letter, waiting);
}

/** One queue has answered. */
export function letterAnswered(b: BrokerState, queue: Queue, letter: number, accepted: boolean, out: BrokerOut): void {
  const { awaited } = partOf(queue);
  const waiting = awaited.get(letter);
  if (waiting === undefined) return;
  if (!accepted) giveUpFor(queue, letter, out);
  else if (waiting <= 1) letterSafe(b, queue, letter);
  else awaited.set(letter, waiting - 1);
}

function letterSafe(b: BrokerState, queue: Queue, letter: number): void {
  const { awaited, letters } = partOf(queue);
  awaited.delete(letter);
  const entry = tapeRemove(letters, letter);
  if (entry !== undefined) finishEntry(b, queue, entry);
}

function giveUpFor(queue: Queue, letter: number, out: BrokerOut): void {
  const quorum = partOf(queue);
  quorum.awaited.delete(letter);
  if (quorum.retrying) return;
  quorum.retrying = true;
  out.setTimer(queueTimer('letters', queue), RETRY_AFTER);
}

/** Every letter that is not under way gets another try. */
export function retryLetters(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void {
  if (queue.quorum === null) return;
  queue.quorum.retrying = false;
  for (const letter of tapeItems(queue.quorum.letters)) post(b, vhost, queue, letter, out);
}
