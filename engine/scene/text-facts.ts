import { fieldOf, methodOf } from './frames.ts';
import type { AnyFact, Fact, FactOf } from './scene.ts';
import { STOP_DID, text } from './text.ts';
import { commandLine, cut, lasting, shown, tableText } from './text-values.ts';

/* One plain sentence for every kind of fact. English. */

/** What a sentence needs beyond the fact: the name of a message, and who is at the other end of a connection. */
export interface Names {
  message(broker: string, number: number): string;
  peer(node: string, conn: number): string;
  kvClient(server: string, client: number): string;
  /** Whether what a node sends are answers: RESP requests and replies look alike. */
  answers(node: string): boolean;
}

type Say<K extends AnyFact['kind']> = (fact: FactOf<K>, names: Names) => string;

const exchangeName = (name: string): string => (name === '' ? 'the default exchange' : shown(name));
/** Which time it was, from the second on. */
const times = (n: number): string => (n === 1 ? '' : `, time ${n}`);
const keyName = (key: string): string => (key === '' ? 'an empty key' : shown(key));

const stop: Say<'node.stopped'> = (f) => `${f.node} ${STOP_DID[f.body.how]}`;

const requeueWhy = {
  nack: 'by nack',
  reject: 'by reject',
  recover: 'by recover',
  'channel closed': 'because its channel closed',
  'connection closed': 'because its connection closed',
  'consumer timeout': 'because its consumer took too long',
} as const;

const SENTENCES: { readonly [K in AnyFact['kind']]?: Say<K> } = {
  'input.given': (f) => `You: ${text.input(f.body.input, f.at).replace(/^your /, '')}`,
  'input.refused': (f) => `Refused: ${f.body.why}`,
  'node.started': (f) => (f.body.incarnation === 1 ? `${f.node} started` : `${f.node} started again`),
  'node.stopped': stop,
  'node.configured': (f) => `${f.node} was configured anew`,
  'node.commanded': (f) => `${f.node} was told: ${cut(f.body.line)}`,
  'link.parted': (f) => `${f.body.between.join(' and ')} were parted`,
  'link.healed': (f) => `${f.body.between.join(' and ')} can talk again`,
  'net.connecting': (f) => `${f.node} is connecting to ${f.body.to}`,
  'net.opened': (f) => `${f.node} is connected to ${f.body.peer}`,
  'net.sent': (f, n) => `${f.node} sent ${frameLabel(f.body.frame, n.answers(f.node))} to ${f.body.to}`,
  'net.rescheduled': (f) =>
    f.body.arrivesAt === null ? `A frame of ${f.node} is held on its way` : `A frame of ${f.node} goes on`,
  'net.arrived': (f, n) => `${frameLabel(f.body.frame, n.answers(f.body.from))} of ${f.body.from} reached ${f.node}`,
  'net.dropped': (f, n) =>
    `${frameLabel(f.body.frame, n.answers(f.node))} of ${f.node} never reached ${f.body.to}: ${f.body.why}`,
  'net.closed': (f) =>
    f.body.reason === 'fin'
      ? `${f.node} closed its connection with ${f.body.peer}`
      : `${f.node} lost its connection with ${f.body.peer}: ${f.body.reason}`,
  'timer.fired': (f) => `A timer of ${f.node} fired: ${f.body.name}`,
  'disk.appended': (f) => `${f.node} wrote bytes ${f.body.from} to ${f.body.to} of ${f.body.file} to the page cache`,
  'disk.syncing': (f) => `${f.node} asked for ${f.body.file} to be synced`,
  'disk.synced': (f) => `${f.body.file} of ${f.node} is on the disk up to byte ${f.body.upTo}`,
  'disk.replacing': (f) => `${f.node} is writing ${f.body.file} anew`,
  'disk.replaced': (f) => `${f.body.file} of ${f.node} was replaced`,
  'disk.truncated': (f) => `${f.node} cut ${f.body.file} to ${f.body.length} bytes`,
  'disk.removed': (f) => `${f.node} removed ${f.body.file}`,
  'disk.erased': (f) => `The power cut erased bytes ${f.body.from} to ${f.body.to} of ${f.body.file}`,

  'kv.started': (f) => `${f.node} is up`,
  'kv.loaded': (f) =>
    `${f.node} loaded ${text.many(f.body.keys, 'key', 'keys')} from ${f.body.from === 'nothing' ? 'nothing' : `the ${f.body.from.toUpperCase()}`}`,
  'kv.loadFailed': (f) => `${f.node} refused ${f.body.file}: ${f.body.why}`,
  'kv.connected': (f, n) => `${n.kvClient(f.node, f.body.client)} is a client of ${f.node}`,
  'kv.disconnected': (f) => `A client of ${f.node} is gone: ${f.body.why}`,
  'kv.executed': (f) => `${f.node} ran ${commandLine(f.body.argv, f.body.argc)}: ${cut(f.body.reply, 40)}`,
  'kv.keyChanged': (f) => `${shown(f.body.key)} changed: ${f.body.event}`,
  'kv.keyRemoved': (f) => `${shown(f.body.key)} is gone: ${f.body.event}`,
  'kv.flushed': (f) => `${f.node} dropped ${text.many(f.body.keys, 'key', 'keys')}`,
  'kv.expired': (f) =>
    `${shown(f.body.key)} expired, found ${f.body.how === 'lazy' ? 'when it was asked for' : 'by the active cycle'}`,
  'kv.evicted': (f) => `${f.node} evicted ${shown(f.body.key)} under ${f.body.policy}`,
  'kv.expireCycled': (f) => `${f.node} sampled ${f.body.sampled} keys and removed ${f.body.expired}`,
  'kv.replicaOf': (f) =>
    f.body.primary === null
      ? `${f.node} is a primary: it writes a history of its own`
      : `${f.node} is a replica of ${f.body.primary}`,
  'kv.linkUp': (f) =>
    f.body.how === 'full'
      ? `${f.node} follows ${f.body.primary}, with a copy of all it has`
      : `${f.node} follows ${f.body.primary} again, from offset ${f.body.offset} on`,
  'kv.linkDown': (f) => `${f.node} has lost ${f.body.primary}: ${f.body.why}`,
  'kv.resynced': (f) =>
    `${f.node} threw away ${text.many(f.body.keysBefore, 'key', 'keys')} for the ${f.body.keys} of ${f.body.primary}`,
  'kv.resyncStarted': (f) =>
    f.body.how === 'full'
      ? `${f.node} gives ${f.body.replica} everything: ${f.body.why}`
      : `${f.node} gives ${f.body.replica} what it missed: ${text.many(f.body.bytes, 'byte', 'bytes')}`,
  'kv.resyncEnded': (f) => `${f.node} sent ${f.body.replica} a snapshot of ${text.many(f.body.bytes, 'byte', 'bytes')}`,
  'kv.replicaGone': (f) => `${f.node} has lost its replica ${f.body.replica}: ${f.body.why}`,
  'kv.streamed': (f) => `${f.node} put it into its stream to replicas, bytes ${f.body.from} to ${f.body.to}`,
  'kv.applied': (f) => `${f.node} has its primary's history up to offset ${f.body.to}`,
  'kv.replicaAcked': (f) => `${f.body.replica} has told ${f.node} that it has everything up to offset ${f.body.offset}`,
  'kv.failover': (f) => `Failover of ${f.node}: ${f.body.text}`,
  'kv.propagated': (f) => `${f.node} put it into ${f.body.file}, bytes ${f.body.from} to ${f.body.to}`,
  'kv.replied': (f, n) => `${f.node} answered ${cut(f.body.reply, 40)} to ${n.kvClient(f.node, f.body.client)}`,
  'kv.replyHeld': (f) => `${f.node} keeps the answer back until it is synced`,
  'kv.fsyncAsked': (f) => `${f.node} asked for a sync of ${f.body.file}: ${f.body.why}`,
  'kv.fsyncDone': (f) => `${f.body.file} is synced up to byte ${f.body.upTo}`,
  'kv.fsyncDelayed': (f) => `${f.node} wrote although a sync was under way`,
  'kv.blocked': (f, n) => `${n.kvClient(f.node, f.body.client)} waits for ${text.joined(f.body.keys.map(shown))}`,
  'kv.unblocked': (f, n) => `${n.kvClient(f.node, f.body.client)} waits no more: ${f.body.why}`,
  'kv.queued': (f) => `${f.node} queued ${f.body.command.toUpperCase()} for EXEC`,
  'kv.watched': (f, n) => `${n.kvClient(f.node, f.body.client)} watches ${text.joined(f.body.keys.map(shown))}`,
  'kv.execStarted': (f) => `${f.node} runs a transaction of ${text.many(f.body.commands, 'command', 'commands')}`,
  'kv.scriptStarted': (f) => `${f.node} runs the ${f.body.isFunction ? 'function' : 'script'} ${shown(f.body.script)}`,
  'kv.execAborted': (f) =>
    `${f.node} refused a transaction: ${f.body.why === 'cas' ? 'a watched key had changed' : 'a command in it was wrong'}`,
  'kv.saveStarted': (f) =>
    `${f.node} began ${f.body.what === 'rdb' ? 'a snapshot' : 'to rewrite its AOF'} of ${text.many(f.body.keys, 'key', 'keys')}: ${f.body.why}`,
  'kv.saveFinished': (f) => `${f.body.file} of ${f.node} is complete and on the disk`,
  'kv.saveFailed': (f) => `${f.node} could not save: ${f.body.why}`,
  'kv.aofOpened': (f) => `${f.node} goes on in ${f.body.file}`,
  'kv.configured': (f) => `${f.node}: ${f.body.name} is now ${f.body.value === '' ? '""' : f.body.value}`,
  'kv.published': (f) =>
    `${f.node} passed a message on ${shown(f.body.channel)} to ${text.many(f.body.receivers, 'subscriber', 'subscribers')}`,
  'kv.logged': (f) => `${f.node}: ${f.body.text}`,
  'kv.stopped': (f) => `${f.node} ended: ${f.body.why}`,

  'broker.started': (f) =>
    `${f.node} is up with ${text.many(f.body.queues, 'queue', 'queues')} and ${text.many(f.body.copies, 'message', 'messages')}`,
  'broker.recovered': (f) => `${f.node} found messages of ${shown(f.body.queue)} on its disk`,
  'broker.connectionOpened': (f) => `${f.body.peer} opened a connection to ${f.node}`,
  'broker.connectionClosed': (f, n) =>
    `The connection of ${n.peer(f.node, f.body.conn)} to ${f.node} closed${f.body.text === '' ? '' : `: ${f.body.text}`}`,
  'broker.connectionBlocked': (f, n) => `${f.node} blocks ${n.peer(f.node, f.body.conn)}: ${f.body.reason}`,
  'broker.queueSlow': (f, n) =>
    `${f.body.queue} is behind with what ${n.peer(f.node, f.body.conn)} publishes: no more credit for now`,
  'broker.flowBegan': (f, n) => `${f.node} does not read ${n.peer(f.node, f.body.conn)}: its credit is spent`,
  'broker.flowEnded': (f, n) => `${f.node} reads ${n.peer(f.node, f.body.conn)} again`,
  'broker.connectionUnblocked': (f, n) => `${f.node} lets ${n.peer(f.node, f.body.conn)} publish again`,
  'broker.channelOpened': (f, n) => `${n.peer(f.node, f.body.conn)} opened channel ${f.body.channel}`,
  'broker.channelClosed': (f, n) =>
    `Channel ${f.body.channel} of ${n.peer(f.node, f.body.conn)} closed${f.body.text === '' ? '' : `: ${f.body.text}`}`,
  'broker.qosSet': (f, n) => `${n.peer(f.node, f.body.conn)} set prefetch ${f.body.prefetch}`,
  'broker.confirmSelected': (f, n) => `${n.peer(f.node, f.body.conn)} wants confirms`,
  'broker.txSelected': (f, n) => `${n.peer(f.node, f.body.conn)} began to use transactions`,
  'broker.txCommitted': (f, n) =>
    `${n.peer(f.node, f.body.conn)} committed ${text.many(f.body.publishes, 'message', 'messages')}`,
  'broker.txRolledBack': (f, n) =>
    `${n.peer(f.node, f.body.conn)} rolled back ${text.many(f.body.publishes, 'message', 'messages')}`,
  'broker.exchangeDeclared': (f) => `${exchangeName(f.body.exchange)} is a ${f.body.type} exchange of ${f.node}`,
  'broker.exchangeDeleted': (f) => `${exchangeName(f.body.exchange)} was deleted`,
  'broker.queueDeclared': (f) =>
    `${shown(f.body.queue)} is a ${f.body.durable ? 'durable' : 'transient'} queue of ${f.node}`,
  'broker.queueDeleted': (f) =>
    `${shown(f.body.queue)} was deleted with ${text.many(f.body.messages, 'message', 'messages')}: ${f.body.why}`,
  'broker.queuePurged': (f) =>
    `${shown(f.body.queue)} was purged of ${text.many(f.body.messages, 'message', 'messages')}`,
  'broker.bound': (f) =>
    `${shown(f.body.destination)} is bound to ${exchangeName(f.body.exchange)} by ${bindingSays(f.body.key, f.body.arguments)}`,
  'broker.unbound': (f) => `${shown(f.body.destination)} is no longer bound to ${exchangeName(f.body.exchange)}`,
  'broker.policyChanged': (f) => `Policy ${shown(f.body.policy)} was ${f.body.set ? 'set' : 'cleared'}`,
  'broker.policyApplied': (f) =>
    `${shown(f.body.queue)} follows policy ${f.body.policy === null ? 'none' : shown(f.body.policy)}`,
  'broker.consumerAdded': (f, n) =>
    `${n.peer(f.node, f.body.conn)} consumes from ${shown(f.body.queue)}${f.body.noAck ? ' with automatic acknowledgement' : ''}`,
  'broker.consumerActivated': (f, n) =>
    `${n.peer(f.node, f.body.conn)} is now the active consumer of ${shown(f.body.queue)}`,
  'broker.consumerCancelled': (f, n) => `${n.peer(f.node, f.body.conn)} consumes no more from ${shown(f.body.queue)}`,
  'broker.published': (f, n) =>
    `${f.node} took message ${n.message(f.node, f.body.message)} for ${exchangeName(f.body.exchange)} with ${keyName(f.body.key)}`,
  'broker.routed': (f, n) =>
    `${exchangeName(f.body.exchange)} matched ${text.many(f.body.matched.length, 'binding', 'bindings')} for message ${n.message(f.node, f.body.message)}`,
  'broker.unroutable': (f, n) => `Message ${n.message(f.node, f.body.message)} reached no queue`,
  'broker.returned': (f, n) => `Message ${n.message(f.node, f.body.message)} was returned: ${f.body.text}`,
  'broker.enqueued': (f, n) => `Message ${n.message(f.node, f.body.message)} is in ${shown(f.body.queue)}`,
  'broker.delivered': (f, n) =>
    `Message ${n.message(f.node, f.body.message)} went to ${n.peer(f.node, f.body.conn)}${f.body.redelivered ? ', redelivered=true' : ''}`,
  'broker.read': (f, n) =>
    `${n.peer(f.node, f.body.conn)} read message ${n.message(f.node, f.body.message)} at offset ${f.body.offset} of ${shown(f.body.queue)}`,
  'broker.credited': (f, n) =>
    `${n.peer(f.node, f.body.conn)} may read ${text.many(f.body.count, 'message', 'messages')} more of ${shown(f.body.queue)}`,
  'broker.replied': (f, n) =>
    `Reply ${n.message(f.node, f.body.message)} went straight to ${n.peer(f.node, f.body.conn)}`,
  'broker.autoAcked': (f, n) => `${f.node} forgot message ${n.message(f.node, f.body.message)} as it sent it`,
  'broker.acked': (f, n) => `${n.peer(f.node, f.body.conn)} acknowledged message ${n.message(f.node, f.body.message)}`,
  'broker.rejected': (f, n) => `${n.peer(f.node, f.body.conn)} rejected message ${n.message(f.node, f.body.message)}`,
  'broker.requeued': (f, n) =>
    `Message ${n.message(f.node, f.body.message)} went back to ${shown(f.body.queue)} ${requeueWhy[f.body.why]}`,
  'broker.deadLettered': (f, n) =>
    `Message ${n.message(f.node, f.body.message)} was dead-lettered to ${exchangeName(f.body.to)}: ${f.body.reason}`,
  'broker.expired': (f, n) =>
    `Message ${n.message(f.node, f.body.message)} expired in ${shown(f.body.queue)} after ${lasting(f.body.after)}`,
  'broker.dropped': (f, n) =>
    `Message ${n.message(f.node, f.body.message)} was dropped from ${shown(f.body.queue)}: ${f.body.why}`,
  'broker.lost': (f, n) => `Message ${n.message(f.node, f.body.message)} is lost: ${f.body.why}`,
  'broker.confirmed': (f, n) => `${f.node} confirmed ${namesOfRuns(f, n)}`,
  'broker.nacked': (f, n) => `${f.node} refused ${namesOfRuns(f, n)}: ${f.body.why}`,
  'broker.stored': (f, n) => `${f.node} wrote ${namesOfRuns(f, n)} to its store`,
  'broker.synced': (f, n) => `${namesOfRuns(f, n)} of ${f.node} is on the disk`,
  'broker.compacted': (f) => `${f.node} compacted ${f.body.file}`,
  'broker.truncated': (f) => `${f.node} could not read ${f.body.file} from byte ${f.body.at} on`,
  'broker.alarmRaised': (f) => `${f.node} raised its ${f.body.alarm} alarm`,
  'broker.alarmCleared': (f) => `${f.node} cleared its ${f.body.alarm} alarm`,
  'broker.commandAnswered': (f) => `${f.node} answered: ${cut(f.body.text)}`,

  'client.connected': (f) => `${f.node} is ready to work with ${f.body.server}`,
  'client.disconnected': (f) => `${f.node} lost ${f.body.server}: ${f.body.text}`,
  'client.retrying': (f) => `${f.node} tries again in ${lasting(f.body.after)}`,
  'client.typed': (f) => `${f.node}: ${cut(f.body.line)}`,
  'client.replied': (f) => `${f.node} got ${cut(f.body.text.replaceAll('\n', ' '), 60)}`,
  'client.printed': (f) => `${f.node} shows ${cut(f.body.text.replaceAll('\n', ' '), 60)}`,
  'client.published': (f) =>
    `${f.node} published ${f.body.id} to ${exchangeName(f.body.exchange)}${f.body.attempt > 1 ? ` again, attempt ${f.body.attempt}` : ''}`,
  'client.confirmed': (f) => `${f.node} knows that ${f.body.id} is safe`,
  'client.nacked': (f) => `${f.node} knows that ${f.body.id} was refused`,
  'client.returned': (f) => `${f.body.id} came back to ${f.node}: ${f.body.text}`,
  'client.unconfirmed': (f) => `${f.node} will never know about ${f.body.id}: ${f.body.why}`,
  'client.blocked': (f) => `${f.node} stopped publishing: ${f.body.reason}`,
  'client.unblocked': (f) => `${f.node} publishes again`,
  'client.finished': (f) => `${f.node} has published all ${f.body.count}`,
  'client.received': (f) => `${f.node} received ${f.body.id}${f.body.redelivered ? ', redelivered' : ''}`,
  'client.processing': (f) => `${f.node} works on ${f.body.id} for ${lasting(f.body.takes)}`,
  'client.processed': (f) => `${f.node} has processed ${f.body.id}${f.body.duplicate ? ' a second time' : ''}`,
  'client.skipped': (f) => `${f.node} had done ${f.body.id} before and only acknowledges it`,
  'client.acked': (f) => `${f.node} acknowledges ${f.body.count === 1 ? 'it' : `${f.body.count} at once`}`,
  'client.rejected': (f) => `${f.node} rejects ${f.body.id}${f.body.requeue ? ' and wants it requeued' : ''}`,
  'client.abandoned': (f) => `${f.node} put ${f.body.id} away unprocessed: ${f.body.why}`,
  'client.cancelled': (f) => `${f.node} no longer gets anything from ${shown(f.body.queue)}`,
  'client.requested': (f) => `${f.node} asks ${commandLine(f.body.argv)}`,
  'client.answered': (f) => `${f.node} got ${cut(f.body.text, 60)}`,
  'client.failed': (f) => `${f.node} failed: ${cut(f.body.text, 60)}`,

  'program.line': (f) => `${f.node} reached line ${f.body.line}${times(f.body.n)}`,
  'program.awaiting': (f) => `${f.node} waits at line ${f.body.line} for ${f.body.text}`,
  'program.printed': (f) => `${f.node} printed ${cut(f.body.text.replaceAll('\n', ' '), 60)}`,
  'program.paused': (f) => `${f.node} stands still before line ${f.body.line}`,
  'program.continued': (f) => `${f.node} goes on from line ${f.body.line}`,
  'program.crashed': (f) =>
    `${f.node} died ${f.body.waiting ? 'waiting at' : 'before'} line ${f.body.line}${times(f.body.n)}: its crash cursor was there`,
  'program.ended': (f) =>
    f.body.error === null
      ? `${f.node} came to its end`
      : `${f.node} ended with ${cut(f.body.error.split('\n', 1)[0] ?? '', 80)}`,
};

/** How a fact reads in the life of the message it is about. Kinds that are not here say nothing new there. */
const LIVES: { readonly [K in AnyFact['kind']]?: Say<K> } = {
  'net.sent': (f) => `published by ${f.node}`,
  'net.dropped': (f) => `lost on the way to ${f.body.to}: ${f.body.why}`,
  'node.stopped': (f) => `lost: ${stop(f, NO_NAMES)}`,
  'disk.erased': () => 'lost: erased by the power cut',
  'broker.enqueued': (f) => `into ${shown(f.body.queue)}`,
  'broker.delivered': (f, n) =>
    `to ${n.peer(f.node, f.body.conn)}, ${f.body.redelivered ? 'redelivered=true' : `tag ${f.body.tag}`}`,
  'broker.read': (f, n) => `read by ${n.peer(f.node, f.body.conn)} at offset ${f.body.offset}`,
  'broker.replied': (f, n) => `straight to ${n.peer(f.node, f.body.conn)}`,
  'broker.acked': (f, n) => `acknowledged by ${n.peer(f.node, f.body.conn)}`,
  'broker.rejected': (f, n) => `rejected by ${n.peer(f.node, f.body.conn)}`,
  'broker.requeued': (f) => `requeued${f.body.position === 0 ? ' at the head' : ''} ${requeueWhy[f.body.why]}`,
  'broker.recovered': (f) => `found on the disk of ${f.node}`,
  'broker.started': (f) => `lost: ${f.node} did not find it on its disk`,
  'broker.stored': () => 'written to the store',
  'broker.synced': () => 'on the disk',
  'broker.confirmed': () => 'confirmed to its publisher',
  'broker.nacked': (f) => `refused: ${f.body.why}`,
  'broker.returned': (f) => `returned: ${f.body.text}`,
  'broker.unroutable': () => 'no queue wanted it',
  'broker.deadLettered': (f) => `dead-lettered to ${exchangeName(f.body.to)}: ${f.body.reason}`,
  'broker.expired': (f) => `expired after ${lasting(f.body.after)}`,
  'broker.dropped': (f) => `dropped: ${f.body.why}`,
  'broker.lost': (f) => `lost: ${f.body.why}`,
  'broker.channelClosed': (f) => `refused: ${f.body.text}`,
  'broker.connectionClosed': (f) => `refused: ${f.body.text}`,
  'client.processed': (f) => `processed by ${f.node}`,
  'client.skipped': (f) => `known to ${f.node} and skipped`,
  'client.abandoned': (f) => `put away by ${f.node}: ${f.body.why}`,
};

const NO_NAMES: Names = { message: String, peer: () => '', kvClient: () => '', answers: () => false };

/** The sentence of a fact in the life of its message; null where the life is better told without it. */
export function lifeSentence(fact: Fact, names: Names): string | null {
  const say = (LIVES as Readonly<Record<string, ((fact: Fact, names: Names) => string) | undefined>>)[fact.body.kind];
  return say === undefined ? null : say(fact, names);
}

/** How a message that the broker published itself begins. */
export function bornSentence(fact: FactOf<'broker.published'>, names: Names): string {
  const { parent } = fact.body;
  return parent === null ? `published at ${fact.node}` : `dead letter of message ${names.message(fact.node, parent)}`;
}

function bindingSays(key: string, args: Parameters<typeof tableText>[0]): string {
  return args.length === 0 ? keyName(key) : tableText(args);
}

function namesOfRuns(
  fact: FactOf<'broker.confirmed' | 'broker.nacked' | 'broker.stored' | 'broker.synced'>,
  names: Names,
): string {
  const list: string[] = [];
  for (const [first, last] of fact.body.messages) {
    if (list.length >= 4) break;
    const from = names.message(fact.node, first);
    list.push(first === last ? from : `${from} to ${names.message(fact.node, last)}`);
  }
  return `message${fact.body.messages.length === 1 && list[0] !== undefined && !list[0].includes(' to ') ? '' : 's'} ${text.joined(list)}`;
}

/** A frame in a few words: `SET a 1`, `OK`, `basic.publish image.png`. */
export function frameLabel(frame: unknown, isAnswer: boolean): string {
  const method = methodOf(frame);
  if (method !== '') {
    const key = fieldOf(frame, 'routingKey');
    return typeof key === 'string' && key !== '' ? `${method} ${cut(shown(key), 30)}` : method;
  }
  if (!isAnswer && Array.isArray(frame) && frame.length > 0 && frame.every((part) => typeof part === 'string')) {
    return cut(commandLine(frame), 40);
  }
  return cut(replyLabel(frame), 40);
}

function replyLabel(frame: unknown): string {
  if (frame === null) return '(nil)';
  if (typeof frame === 'string') return JSON.stringify(shown(frame));
  if (typeof frame === 'number' || typeof frame === 'bigint') return `(integer) ${frame}`;
  if (Array.isArray(frame))
    return frame.length === 0 ? '(empty array)' : text.many(frame.length, 'element', 'elements');
  const kind = fieldOf(frame, 'kind');
  const said = fieldOf(frame, 'text');
  if (typeof said === 'string') return kind === 'error' ? `(error) ${said}` : said;
  return typeof kind === 'string' ? kind : 'frame';
}

/** The sentence of a fact. */
export function sentence(fact: Fact, names: Names): string {
  // Looked up by the kind of the very fact that is passed, which is what the table's type says of each entry.
  const say = (SENTENCES as Readonly<Record<string, ((fact: Fact, names: Names) => string) | undefined>>)[
    fact.body.kind
  ];
  return say === undefined ? fact.body.kind : say(fact, names);
}
