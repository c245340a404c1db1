import { touchConnection, touchQueue } from './access.ts';
import { type Answer, type Command, done, refused } from './control-answer.ts';
import { closeFor } from './farewell.ts';
import { deleteQueue } from './queue-life.ts';
import { finishEntry } from './queues/classic.ts';
import type { BrokerOut, BrokerState, Entry, Queue } from './state.ts';
import { flushAll } from './storage/flush.ts';
import { writeMetadata } from './storage/metadata.ts';
import { indexMark } from './storage/queue-index.ts';
import { emptyTape, tapeItems, tapePush } from './tape.ts';

/* rabbitmqctl about the node itself: its limits, which raise alarms, and its end. */

/** What fractions of memory are of, and what is free of an empty disk. SIMPLIFIED: the machine the lab pretends to be. */
const MEMORY_TOTAL = 1_073_741_824;
const DISK_TOTAL = 53_687_091_200;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: 1_048_576,
  mb: 1_000_000,
  mib: 1_048_576,
  g: 1_073_741_824,
  gb: 1_000_000_000,
  gib: 1_073_741_824,
};

/** RABBITMQ: rabbit_resource_monitor_misc parse_information_unit */
function bytesOf(text: string): number | null {
  const [, count, unit = ''] = /^(\d+)([kmg]i?b?)?$/i.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (UNITS[unit.toLowerCase()] ?? 1);
}

function setMemory(b: BrokerState, words: readonly string[]): Answer {
  const absolute = words[0] === 'absolute';
  const [text = ''] = absolute ? words.slice(1) : words;
  const bytes = absolute ? bytesOf(text) : /^\d*\.?\d+$/.test(text) ? Math.floor(Number(text) * MEMORY_TOTAL) : null;
  if (bytes === null || (!absolute && Number(text) > 1)) return refused(`Error:\n${text} is not a valid watermark`);
  b.config = { ...b.config, memoryHighWatermark: bytes };
  return done(`Setting memory threshold on ${b.config.nodeName} to ${text}${absolute ? ' bytes' : ''} ...`);
}

function setDisk(b: BrokerState, [text = '']: readonly string[]): Answer {
  const bytes = bytesOf(text);
  if (bytes === null) return refused(`Error:\n${text} is not a valid limit`);
  b.config = { ...b.config, diskMax: Math.max(0, DISK_TOTAL - bytes) };
  return done(`Setting disk free limit on ${b.config.nodeName} to ${text} bytes ...`);
}

/** Everybody hears why, what is durable is on its way to the disk, the rest is gone. RABBITMQ: rabbit stop */
function stopApp(b: BrokerState, out: BrokerOut): void {
  for (const id of [...b.connections.keys()]) {
    const connection = touchConnection(b, id);
    if (connection === undefined) continue;
    const replyText = "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'";
    if (connection.stage === 'open')
      closeFor(b, connection, { replyCode: 320, replyText, classId: 0, methodId: 0 }, out);
    b.connections.delete(id);
    out.clearTimer(`closing ${id}`);
    out.clearTimer(`handshake ${id}`);
    out.close(id);
  }
  for (const vhost of b.vhosts.values()) {
    for (const name of [...vhost.queues.keys()]) {
      const queue = touchQueue(vhost, name);
      if (queue === undefined) continue;
      if (!queue.durable) deleteQueue(b, vhost, queue, 'the broker stopped', out);
      else if (queue.type === 'classic') forgetTransient(b, queue, out);
    }
  }
  flushAll(b, out);
  writeMetadata(b, { op: 'stopped' }, out);
  b.stopped = true;
}

function forgetTransient(b: BrokerState, queue: Queue, out: BrokerOut): void {
  queue.ready = queue.ready.map((tape) => {
    const kept = emptyTape<Entry>();
    for (const entry of tapeItems(tape)) {
      if (!entry.stored) forgetEntry(b, queue, entry, out);
      else tapePush(kept, entry);
      // Stopped in order, it remembers what had been delivered.
      if (entry.stored && entry.redelivered && queue.index !== null)
        indexMark(queue.index, { what: 'delivered', order: entry.order, other: 0 });
    }
    return kept;
  });
}

function forgetEntry(b: BrokerState, queue: Queue, entry: Entry, out: BrokerOut): void {
  queue.readyCount--;
  queue.readyBytes -= entry.message.body.length;
  finishEntry(b, queue, entry);
  const place = { message: entry.message.id, vhost: queue.vhost, queue: queue.name };
  if (out.observed) out.note({ kind: 'broker.lost', ...place, why: 'transient, and the broker stopped' });
}

export const NODE_COMMANDS: Readonly<Record<string, Command>> = {
  set_vm_memory_high_watermark: (b, words) => setMemory(b, words),
  set_disk_free_limit: (b, words) => setDisk(b, words),
  stop_app(b, _, _vhost, out) {
    if (!b.stopped) stopApp(b, out);
    return done(`Stopping rabbit application on node ${b.config.nodeName} ...`);
  },
  start_app(b, _, _vhost, out) {
    if (b.stopped) writeMetadata(b, { op: 'started' }, out);
    b.stopped = false;
    return done(`Starting node ${b.config.nodeName} ...`);
  },
  stop(b, _, _vhost, out) {
    if (!b.stopped) stopApp(b, out);
    out.exit();
    return done(`Stopping and halting node ${b.config.nodeName} ...`);
  },
  status(b) {
    const alarms = [b.alarms.memory ? 'memory' : '', b.alarms.disk ? 'disk' : ''].filter((name) => name !== '');
    const lines = [
      `Status of node ${b.config.nodeName} ...`,
      'Runtime',
      'RabbitMQ version: 3.10.8',
      `Is under maintenance?: false`,
      'Alarms',
      alarms.length === 0
        ? '(none)'
        : alarms.map((name) => `${name} resource limit alarm on node ${b.config.nodeName}`).join('\n'),
      `Connection count: ${b.connections.size}`,
    ];
    return done(lines.join('\n'));
  },
};
