import type { BrokerState, Policy, Vhost } from './state.ts';
import type { MetadataRecord } from './storage/metadata.ts';

/** All that is durable besides messages, as the shortest log that leads to it. */
export function everything(b: BrokerState): MetadataRecord[] {
  const records: MetadataRecord[] = [];
  for (const { name, passwordHash, tags } of b.users.values()) records.push({ op: 'user', name, passwordHash, tags });
  for (const vhost of b.vhosts.values()) vhostRecords(vhost, records);
  for (const user of b.users.values()) {
    for (const [vhost, permission] of user.permissions)
      records.push({ op: 'permission', user: user.name, vhost, ...permission });
    for (const topic of user.topics) records.push({ op: 'topic', user: user.name, ...topic });
    if (Object.keys(user.limits).length > 0) records.push({ op: 'user.limits', name: user.name, limits: user.limits });
  }
  return records;
}

function vhostRecords(vhost: Vhost, records: MetadataRecord[]): void {
  const place = vhost.name;
  records.push({ op: 'vhost', name: place });
  if (Object.keys(vhost.limits).length > 0) records.push({ op: 'vhost.limits', name: place, limits: vhost.limits });
  const policies = (from: ReadonlyMap<string, Policy>, operator: boolean): void => {
    for (const policy of from.values()) records.push({ op: 'policy', vhost: place, operator, ...policy });
  };
  policies(vhost.policies, false);
  policies(vhost.operatorPolicies, true);
  for (const { name, type, durable, autoDelete, internal, arguments: args } of vhost.exchanges.values()) {
    if (durable && name !== '' && !name.startsWith('amq.')) {
      records.push({ op: 'exchange', vhost: place, name, type, autoDelete, internal, arguments: args });
    }
  }
  for (const { name, durable, id, autoDelete, owner, arguments: args } of vhost.queues.values()) {
    if (durable)
      records.push({ op: 'queue', vhost: place, name, id, autoDelete, exclusive: owner !== null, arguments: args });
  }
  for (const exchange of vhost.exchanges.values()) {
    if (!exchange.durable) continue;
    for (const binding of exchange.bindings.values()) {
      const end =
        binding.to === 'queue' ? vhost.queues.get(binding.destination) : vhost.exchanges.get(binding.destination);
      if (end?.durable === true) records.push({ op: 'bind', vhost: place, ...binding });
    }
  }
}
