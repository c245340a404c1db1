import type { BrokerView, OverviewView } from '../broker/views.ts';
import type { Ask } from './amqp-admin-paths.ts';

/*
 * Paths about what operators set: users and their rights, policies, limits; and about the one node. All but the node
 * stands in the definitions. RABBITMQ: rabbit_mgmt_wm_users, _permissions, _policies, _parameters, _limits, _nodes
 */

type Row = Readonly<Record<string, unknown>>;

function definitionsOf(view: BrokerView): Row {
  return view.kind === 'definitions' ? (JSON.parse(view.json) as Row) : {};
}

/** Rows of a section, where `names` are given those of them, in the order of `keys`. */
function section(ask: Ask, name: string, keys: readonly string[], names: readonly string[]): Row[] {
  const rows = (definitionsOf(ask({ kind: 'definitions' }))[name] ?? []) as readonly Row[];
  return rows.filter((row) => names.every((wanted, i) => row[keys[i] ?? ''] === wanted));
}

/** All of them, or with every key named the one. Undefined where there is none of that name. */
function listed(ask: Ask, name: string, keys: readonly string[], names: readonly string[]): unknown {
  if (names.length > keys.length) return undefined;
  const rows = section(ask, name, keys, names);
  return names.length === keys.length ? rows[0] : rows;
}

/** Operator policies are parameters there, and look like policies here. */
function operatorPolicies(ask: Ask, names: readonly string[]): unknown {
  const rows = section(ask, 'parameters', ['component'], ['operator_policy'])
    .map(({ vhost, name, value }): Row => ({ vhost, name, ...(value as Row) }))
    .filter((row) => names.every((wanted, i) => row[i === 0 ? 'vhost' : 'name'] === wanted));
  return names.length === 2 ? rows[0] : rows;
}

const parameters = (ask: Ask, names: readonly string[]): unknown => {
  const keys = ['component', 'vhost', 'name'];
  return names.length > 3 ? undefined : listed(ask, 'parameters', keys, names);
};

function node({ node: name, memoryUsed, alarms, startedAt }: OverviewView): Row {
  return {
    name,
    type: 'disc',
    running: true,
    partitions: [],
    os_pid: '1',
    mem_used: memoryUsed,
    mem_alarm: alarms.memory,
    disk_free_alarm: alarms.disk,
    being_drained: false,
    processors: 1,
    run_queue: 0,
    started: startedAt,
    applications: [],
    enabled_plugins: ['rabbitmq_consistent_hash_exchange', 'rabbitmq_management'],
  };
}

function health(ask: Ask): unknown {
  const view = ask({ kind: 'overview' });
  const alarmed = view.kind === 'overview' && (view.alarms.memory || view.alarms.disk);
  return alarmed ? { status: 'failed', reason: 'resource alarm(s) in effect' } : { status: 'ok' };
}

/** What is to be said to a path about settings or the node; undefined where it is none of those, or nothing is there. */
export function settingsOf([what = '', ...rest]: readonly string[], ask: Ask): unknown {
  switch (what) {
    case 'users':
      if (rest.length === 2 && rest[1] === 'permissions')
        return section(ask, 'permissions', ['user'], rest.slice(0, 1));
      return listed(ask, 'users', ['name'], rest);
    case 'permissions':
      return listed(ask, 'permissions', ['vhost', 'user'], rest);
    case 'topic-permissions':
      return listed(ask, 'topic_permissions', ['vhost', 'user'], rest);
    case 'policies':
      return listed(ask, 'policies', ['vhost', 'name'], rest);
    case 'operator-policies':
      return operatorPolicies(ask, rest);
    case 'parameters':
      return parameters(ask, rest);
    case 'global-parameters':
      return listed(ask, 'global_parameters', ['name'], rest);
    case 'user-limits':
      return rest.length > 1 ? undefined : userLimits(ask, rest);
    default:
      return nodeOf([what, ...rest], ask);
  }
}

/** Those that have limits. RABBITMQ: rabbit_mgmt_wm_user_limits */
function userLimits(ask: Ask, names: readonly string[]): Row[] {
  return section(ask, 'users', ['name'], names)
    .filter((row) => Object.keys(row['limits'] ?? {}).length > 0)
    .map((row) => ({ user: row['name'], value: row['limits'] }));
}

function nodeOf([what, name, ...rest]: readonly string[], ask: Ask): unknown {
  const view = ask({ kind: 'overview' });
  if (view.kind !== 'overview') return undefined;
  switch (what) {
    case 'nodes':
      if (name === undefined) return [node(view)];
      return name === view.node && rest.length === 0 ? node(view) : undefined;
    case 'cluster-name':
      return name === undefined ? { name: view.node } : undefined;
    case 'health':
      return name === 'checks' && rest.length === 1 ? health(ask) : undefined;
    case 'aliveness-test':
    case 'healthchecks':
      return health(ask);
    default:
      return undefined;
  }
}
