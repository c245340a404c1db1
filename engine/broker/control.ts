import { touchQueue } from './access.ts';
import { consumerCount } from './consumers.ts';
import { ACCESS_COMMANDS } from './control-access.ts';
import { type Answer, type Command, done, refused, table } from './control-answer.ts';
import { NODE_COMMANDS } from './control-node.ts';
import { conditionOf } from './credit-flow.ts';
import { exportDefinitions, importDefinitions } from './definitions.ts';
import { EXPORT_FORMATS, isExportFormat } from './export/formats.ts';
import { allQueues } from './inspect.ts';
import { changePolicy, policyFault } from './policy.ts';
import { deleteQueue, enforceRules, purgeQueue } from './queue-life.ts';
import { queueKind } from './queues/registry.ts';
import { named } from './refusal.ts';
import type { BrokerOut, BrokerState, Policy, Vhost } from './state.ts';

/* What an operator types at the broker's own prompt: rabbitmqctl. The answer is a fact. */

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
  ...ACCESS_COMMANDS,
  ...NODE_COMMANDS,
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
  list_connections(b, _args, _vhost, out) {
    const rows = [...b.connections.values()].map((c) => [
      c.user,
      c.peer,
      c.stage === 'open' ? conditionOf(b, c, out.now) : c.stage,
    ]);
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
  list_policies(b, _, vhost) {
    const policies = [...(b.vhosts.get(vhost)?.policies.values() ?? [])];
    const rows = policies.map((p) => [vhost, p.name, p.pattern, p.applyTo, JSON.stringify(p.definition), p.priority]);
    return table(
      `Listing policies for vhost "${vhost}" ...`,
      ['vhost', 'name', 'pattern', 'apply-to', 'definition', 'priority'],
      rows,
    );
  },
  set_policy: (b, args, vhost, out) => setPolicy(b, args, b.vhosts.get(vhost) as Vhost, false, out),
  set_operator_policy: (b, args, vhost, out) => setPolicy(b, args, b.vhosts.get(vhost) as Vhost, true, out),
  clear_policy: (b, [name = ''], vhost, out) => clearPolicy(b, name, b.vhosts.get(vhost) as Vhost, false, out),
  clear_operator_policy: (b, [name = ''], vhost, out) => clearPolicy(b, name, b.vhosts.get(vhost) as Vhost, true, out),
  /** The file itself in the place of its name: the lab has no other files than the broker's own. */
  import_definitions(b, args, _, out) {
    const fault = importDefinitions(b, args.join(' '), out);
    if (fault !== null) return refused(`Error:\n${fault}`);
    for (const place of b.vhosts.values()) enforceRules(b, place, out);
    return done('Importing definitions in JSON ...');
  },
  /** `export_definitions` as rabbitmqctl does, and `export_definitions rabbitmqadmin | terraform | amqplib` as other texts. */
  export_definitions(b, [format = '']) {
    const json = JSON.stringify(exportDefinitions(b));
    if (format === '' || format === '-') return done(json);
    return isExportFormat(format) ? done(EXPORT_FORMATS[format](json)) : refused(`Error:\nunknown format '${format}'`);
  },
  purge_queue(b, [name = ''], vhost, out) {
    const place = b.vhosts.get(vhost);
    const queue = place === undefined ? undefined : touchQueue(place, name);
    if (place === undefined || queue === undefined) return refused('Error:\nnot_found');
    const fault = queueKind(queue).purgeFault(named('queue', name, vhost));
    if (fault !== null) return refused(`Error:\nnot_supported`);
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

/** RABBITMQ: `set_policy [--priority n] [--apply-to what] name pattern definition`, the definition being JSON. */
function setPolicy(b: BrokerState, args: readonly string[], vhost: Vhost, operator: boolean, out: BrokerOut): Answer {
  const options = new Map<string, string>();
  const words = [...args];
  while (words[0]?.startsWith('--') === true) options.set(words.shift() ?? '', words.shift() ?? '');
  const [name, pattern, ...rest] = words;
  const applyTo = options.get('--apply-to') ?? 'all';
  const priority = Number(options.get('--priority') ?? 0);
  if (name === undefined || pattern === undefined || rest.length === 0) return refused('Error:\nnot enough arguments');
  if (applyTo !== 'all' && applyTo !== 'queues' && applyTo !== 'exchanges')
    return refused(`Error:\nvalidation failed: ${applyTo}`);
  if (!Number.isSafeInteger(priority)) return refused('Error:\npriority should be a number');
  const definition = definitionOf(rest.join(' '));
  if (definition === null) return refused('Error:\nJSON decoding error');
  const fault = policyFault(pattern, definition);
  if (fault !== null) return refused(`Error:\n${fault}`);
  changePolicy(b, vhost, name, { name, pattern, applyTo, priority, definition }, operator, out);
  enforceRules(b, vhost, out);
  const what = operator ? 'operator policy override' : 'policy';
  return done(
    `Setting ${what} "${name}" for pattern "${pattern}" to "${rest.join(' ')}" with priority "${priority}" for vhost "${vhost.name}" ...`,
  );
}

function definitionOf(text: string): Policy['definition'] | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^'(.*)'$/, '$1'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Policy['definition'])
      : null;
  } catch {
    return null;
  }
}

function clearPolicy(b: BrokerState, name: string, vhost: Vhost, operator: boolean, out: BrokerOut): Answer {
  const policies = operator ? vhost.operatorPolicies : vhost.policies;
  if (!policies.has(name)) return refused('Error:\nParameter does not exist');
  changePolicy(b, vhost, name, null, operator, out);
  enforceRules(b, vhost, out);
  return done(`Clearing ${operator ? 'operator ' : ''}policy "${name}" on vhost "${vhost.name}" ...`);
}

/** What a node answers whose application is stopped. */
const AWAKE: ReadonlySet<string> = new Set(['start_app', 'stop_app', 'stop', 'status']);

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
        ? b.stopped && !AWAKE.has(name)
          ? refused(
              `Error:\nthis command requires the 'rabbit' app to be running on the target node. Start it with 'rabbitmqctl start_app'.`,
            )
          : command(b, args, vhost, out)
        : refused(`Error:\nVirtual host '${vhost}' does not exist`);
  // Somebody has asked and reads this, even where nobody watches.
  out.note({ kind: 'broker.commandAnswered', line, ...answer });
}
