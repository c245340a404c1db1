import { touchQueue } from './access.ts';
import { consumerCount } from './consumers.ts';
import { allQueues } from './inspect.ts';
import { deleteQueue, purgeQueue } from './queue-life.ts';
import type { BrokerOut, BrokerState } from './state.ts';

/* What an operator types at the broker's own prompt: rabbitmqctl. The answer is a fact. */

type Answer = { readonly ok: boolean; readonly text: string };
type Command = (b: BrokerState, args: readonly string[], vhost: string, out: BrokerOut) => Answer;

const done = (text: string): Answer => ({ ok: true, text });
const refused = (text: string): Answer => ({ ok: false, text });

/** Rows as rabbitmqctl prints them: a head and tab-separated columns. */
function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | boolean)[])[],
): Answer {
  return done([title, columns.join('\t'), ...rows.map((row) => row.join('\t'))].join('\n'));
}

const QUEUE_COLUMNS: Readonly<
  Record<string, (queue: ReturnType<typeof allQueues>[number]) => string | number | boolean>
> = {
  name: (queue) => queue.name,
  durable: (queue) => queue.durable,
  auto_delete: (queue) => queue.autoDelete,
  exclusive: (queue) => queue.owner !== null,
  messages: (queue) => queue.readyCount + queue.unackedCount,
  messages_ready: (queue) => queue.readyCount,
  messages_unacknowledged: (queue) => queue.unackedCount,
  message_bytes: (queue) => queue.readyBytes + queue.unackedBytes,
  consumers: (queue) => consumerCount(queue),
  policy: (queue) => queue.policy ?? '',
  type: (queue) => queue.type,
};

const COMMANDS: Readonly<Record<string, Command>> = {
  list_queues(b, args, vhost) {
    const columns = args.length === 0 ? ['name', 'messages'] : args;
    const unknown = columns.find((column) => !Object.hasOwn(QUEUE_COLUMNS, column));
    if (unknown !== undefined) return refused(`Error:\nInfo key \`${unknown}\` is not supported`);
    const rows = allQueues(b, vhost).map((queue) => columns.map((column) => QUEUE_COLUMNS[column]?.(queue) ?? ''));
    return table(`Listing queues for vhost ${vhost} ...`, columns, rows);
  },
  list_exchanges(b, _, vhost) {
    const rows = [...(b.vhosts.get(vhost)?.exchanges.values() ?? [])].map((x) => [x.name, x.type]);
    return table(`Listing exchanges for vhost ${vhost} ...`, ['name', 'type'], rows);
  },
  list_bindings(b, _, vhost) {
    const place = b.vhosts.get(vhost);
    const own = [...(place?.queues.keys() ?? [])].map((name) => ['', 'exchange', name, 'queue', name]);
    const rows = [...(place?.exchanges.values() ?? [])].flatMap((x) =>
      [...x.bindings.values()].map((binding) => [
        binding.source,
        'exchange',
        binding.destination,
        binding.to,
        binding.key,
      ]),
    );
    const columns = ['source_name', 'source_kind', 'destination_name', 'destination_kind', 'routing_key'];
    return table(`Listing bindings for vhost ${vhost}...`, columns, [...own, ...rows]);
  },
  list_connections(b) {
    const rows = [...b.connections.values()].map((c) => [c.user, c.peer, c.stage === 'open' ? 'running' : c.stage]);
    return table('Listing connections ...', ['user', 'peer_host', 'state'], rows);
  },
  list_consumers(b, _, vhost) {
    const rows = allQueues(b, vhost).flatMap((queue) =>
      [...queue.active, ...queue.blocked].map((c) => [queue.name, c.channel, c.tag, !c.noAck, c.prefetch]),
    );
    return table(
      `Listing consumers in vhost ${vhost} ...`,
      ['queue_name', 'channel', 'consumer_tag', 'ack_required', 'prefetch_count'],
      rows,
    );
  },
  purge_queue(b, [name = ''], vhost, out) {
    const place = b.vhosts.get(vhost);
    const queue = place === undefined ? undefined : touchQueue(place, name);
    if (place === undefined || queue === undefined) return refused('Error:\nnot_found');
    purgeQueue(b, place, queue, out);
    return done(`Purging queue '${name}' in vhost '${vhost}' ...`);
  },
  delete_queue(b, [name = ''], vhost, out) {
    const place = b.vhosts.get(vhost);
    const queue = place === undefined ? undefined : touchQueue(place, name);
    if (place === undefined || queue === undefined) return refused('Error:\nQueue not found');
    const messages = deleteQueue(b, place, queue, 'an operator deleted it', out);
    return done(
      `Deleting queue '${name}' on vhost '${vhost}' ...\nQueue was successfully deleted with ${messages} ready messages`,
    );
  },
};

/** Runs one line of rabbitmqctl; `-p vhost` or `--vhost vhost` names the vhost. Answers with a fact. */
export function answerCommand(b: BrokerState, line: string, out: BrokerOut): void {
  const words = line
    .trim()
    .split(/\s+/)
    .filter((word) => word !== 'rabbitmqctl');
  let vhost = b.config.defaultVhost;
  const at = words.findIndex((word) => word === '-p' || word === '--vhost');
  if (at >= 0) [, vhost = vhost] = words.splice(at, 2);
  const [name = '', ...args] = words;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const answer =
    command === undefined
      ? refused(`Command '${name}' not found.`)
      : b.vhosts.has(vhost)
        ? command(b, args, vhost, out)
        : refused(`Error:\nVirtual host '${vhost}' does not exist`);
  if (out.observed) out.note({ kind: 'broker.commandAnswered', line, ...answer });
}
