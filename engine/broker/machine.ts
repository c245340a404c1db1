import type { ConnId, Machine, Stimulus } from '../sim/machine.ts';
import type { AmqpFrame } from '../wire/amqp-methods.ts';
import { channelAt, forkBroker, touchConnection } from './access.ts';
import { tendAlarms } from './alarms.ts';
import { unpark } from './channel.ts';
import { type BrokerConfig, readBrokerConfig } from './config.ts';
import { sendConfirms, settleConfirm } from './confirm.ts';
import { acceptConnection, connectionFrame, frameOnChannel, handshakeFired } from './connection.ts';
import { answerCommand } from './control.ts';
import type { BrokerFact } from './facts.ts';
import { dropConnection } from './farewell.ts';
import { heartbeatFired } from './handshake.ts';
import { inspectBroker } from './inspect.ts';
import { deliverLetters, settleLetters } from './letters.ts';
import { actOnLanded, endUnused, expiryTimerFired, sendCancels } from './queue-life.ts';
import { queueOfTimer } from './queue-process.ts';
import { retryLetters } from './queues/quorum-letters.ts';
import { queueKind } from './queues/registry.ts';
import { STREAM_FOLDER, streamSynced, writeChunks } from './queues/stream-log.ts';
import { bootBroker } from './recover.ts';
import { everything } from './snapshot.ts';
import type { BrokerOut, BrokerState, Due } from './state.ts';
import { fileReplaced, fileSynced, syncTimerFired, tendIndexes } from './storage/flush.ts';
import { compactMetadata, METADATA_FILE } from './storage/metadata.ts';
import { recordsReplaced, recordsSynced } from './storage/record-file.ts';
import { tendTimeouts, timeoutFired } from './timeouts.ts';
import { commitAnswer } from './tx.ts';
import type { BrokerQuery, BrokerView } from './views.ts';

/*
 * RabbitMQ 3.10 as a machine of the kernel.
 * SIMPLIFIED: one thread, one frame after the other, where RabbitMQ has a process for each connection, channel and queue.
 */

export const broker: Machine<BrokerState, BrokerConfig, BrokerFact, BrokerQuery, BrokerView> = {
  listens: 'amqp',
  readConfig: readBrokerConfig,
  boot(config, disk, out) {
    const b = bootBroker(config, disk, out);
    finishStep(b, out);
    return b;
  },
  on(b, stimulus, out) {
    react(b, stimulus, out);
    finishStep(b, out);
  },
  inspect: inspectBroker,
  fork: forkBroker,
};

function react(b: BrokerState, stimulus: Stimulus, out: BrokerOut): void {
  switch (stimulus.kind) {
    case 'frame':
      out.busy(b.config.frameFor);
      // Only ends that speak AMQP can connect.
      connectionFrame(b, stimulus.conn, stimulus.frame as AmqpFrame, out);
      return;
    case 'opened':
      acceptConnection(b, stimulus.conn, stimulus.peer, out);
      return;
    case 'closed':
      dropConnection(b, stimulus.conn, null, closeText(stimulus.reason), false, out);
      return;
    case 'timer':
      onTimer(b, stimulus.name, out);
      return;
    case 'synced':
      if (stimulus.file === METADATA_FILE) {
        recordsSynced(b.metadata, stimulus.upTo, out);
        release(b, out);
      } else if (stimulus.file.startsWith(STREAM_FOLDER)) streamSynced(b, stimulus.file, stimulus.upTo, out);
      else fileSynced(b, stimulus.file, stimulus.upTo, out);
      return;
    case 'replaced':
      if (stimulus.file === METADATA_FILE) {
        recordsReplaced(b.metadata, out);
        release(b, out);
      } else fileReplaced(b, stimulus.file, out);
      return;
    case 'command':
      answerCommand(b, stimulus.line, out);
      return;
    case 'configure':
      b.config = stimulus.config as BrokerConfig;
  }
}

/** RABBITMQ: rabbit_reader logs it as an unexpected end of the connection */
function closeText(reason: string): string {
  return reason === 'fin' ? 'client unexpectedly closed TCP connection' : `connection ${reason}`;
}

/** Lets the channels go on whose declarations are on the disk. */
function release(b: BrokerState, out: BrokerOut): void {
  unpark(b, out, (connection, channel, frame) => frameOnChannel(b, connection, channel, frame, out));
}

function onTimer(b: BrokerState, name: string, out: BrokerOut): void {
  const [what, id] = name.split(' ', 2);
  if (what === 'heartbeat') heartbeatFired(b, Number(id), out);
  else if (what === 'handshake') handshakeFired(b, Number(id), out);
  else if (what === 'closing') giveUp(b, Number(id), out);
  else if (what === 'timeout') timeoutFired(b, out);
  else {
    const found = queueOfTimer(b, name);
    if (found === null) return;
    if (what === 'ttl') queueKind(found.queue).expire(b, found.vhost, found.queue, out);
    else if (what === 'letters') retryLetters(b, found.vhost, found.queue, out);
    else if (what === 'sync') syncTimerFired(b, found.queue, out);
    else if (what === 'expires') expiryTimerFired(b, found.vhost, found.queue, out);
  }
}

/** A peer that does not answer the broker's close. */
function giveUp(b: BrokerState, conn: ConnId, out: BrokerOut): void {
  if (!b.connections.delete(conn)) return;
  out.close(conn);
}

function isBusy(due: Due): boolean {
  return (
    due.confirms.length + due.syncs.length + due.unused.length + due.letters.length > 0 ||
    due.settled.length + due.cancels.length + due.landed.length + due.answers.length + due.chunks.length > 0 ||
    due.resumed.length > 0
  );
}

/** What a step has set going: one can lead to another, so until nothing is left. */
function finishStep(b: BrokerState, out: BrokerOut): void {
  const { due } = b;
  while (isBusy(due)) {
    if (due.letters.length > 0) deliverLetters(b, out);
    if (due.unused.length > 0) endUnused(b, out);
    if (due.cancels.length > 0) sendCancels(b, out);
    for (const ref of due.settled.splice(0)) settleConfirm(b, ref, true);
    if (due.chunks.length > 0) writeChunks(b, out);
    if (due.syncs.length > 0) tendIndexes(b, out);
    if (due.landed.length > 0) actOnLanded(b, out);
    if (due.answers.length > 0) settleLetters(b, out);
    if (due.confirms.length > 0) answerPublishers(b, out);
    for (const conn of due.resumed.splice(0)) readHeld(b, conn, out);
  }
  // A connection that is read again can raise the alarm again: then it keeps the rest.
  const released = tendAlarms(b, out);
  if (released.length > 0) {
    for (const connection of released) readHeld(b, connection.id, out);
    finishStep(b, out);
    return;
  }
  tendTimeouts(b, out);
  compactMetadata(b, everything, out);
}

function readHeld(b: BrokerState, conn: ConnId, out: BrokerOut): void {
  const connection = touchConnection(b, conn);
  if (connection === undefined) return;
  const held = connection.held;
  connection.held = [];
  for (const frame of held) connectionFrame(b, conn, frame, out);
}

function answerPublishers(b: BrokerState, out: BrokerOut): void {
  for (const place of b.due.confirms.splice(0)) {
    const channel = channelAt(b, place.conn, place.channel);
    if (channel === undefined) continue;
    sendConfirms(channel, out);
    const committed = commitAnswer(channel);
    if (committed !== null) out.send(channel.conn, committed);
  }
}
