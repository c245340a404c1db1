import { Rig } from '../../broker/rig.ts';

/* A topology with something of everything that an export has to write, and names that try its quotes. */

const QUEUES = [
  {
    name: 'paid',
    durable: true,
    auto_delete: false,
    arguments: { 'x-max-length': 70_000, 'x-overflow': 'reject-publish' },
  },
  {
    name: 'it\'s "odd" ${here}',
    durable: true,
    auto_delete: false,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 3 },
  },
  { name: 'log', durable: true, auto_delete: false, arguments: { 'x-queue-type': 'stream', 'x-max-age': '7D' } },
  { name: 'brief', durable: false, auto_delete: true, arguments: {} },
];

const SHOP = {
  vhosts: [{ name: '/' }, { name: 'b/c' }],
  users: [{ name: 'ann', password_hash: 'AAAAAAAA', tags: ['monitoring'], limits: {} }],
  permissions: [{ user: 'ann', vhost: '/', configure: '', write: '.*', read: '.*' }],
  topic_permissions: [{ user: 'ann', vhost: '/', exchange: 'orders', write: '^a', read: '^b' }],
  parameters: [{ component: 'vhost-limits', name: 'limits', vhost: '/', value: { 'max-queues': 50 } }],
  policies: [
    { vhost: '/', name: 'p', pattern: '^paid$', 'apply-to': 'queues', priority: 1, definition: { 'max-length': 5 } },
  ],
  exchanges: [
    { name: 'orders', type: 'topic', durable: true, auto_delete: false, internal: false, arguments: {} },
    {
      name: 'inside',
      type: 'headers',
      durable: true,
      auto_delete: false,
      internal: true,
      arguments: { 'alternate-exchange': 'orders' },
    },
  ].map((row) => ({ vhost: '/', ...row })),
  queues: [
    ...QUEUES.map((row) => ({ vhost: '/', ...row })),
    { vhost: 'b/c', name: 'far', durable: true, auto_delete: false, arguments: {} },
  ],
  bindings: [
    { source: 'orders', destination: 'paid', destination_type: 'queue', routing_key: '*.paid', arguments: {} },
    { source: 'orders', destination: 'inside', destination_type: 'exchange', routing_key: '#', arguments: {} },
    {
      source: 'inside',
      destination: 'log',
      destination_type: 'queue',
      routing_key: '',
      arguments: { 'x-match': 'any', size: 3, ok: true },
    },
  ].map((row) => ({ vhost: '/', ...row })),
};

/** As the engine exports it, having imported it. */
export function exportedShop(): string {
  const rig = new Rig();
  rig.on({ kind: 'command', line: `import_definitions ${JSON.stringify(SHOP)}` });
  rig.on({ kind: 'command', line: 'export_definitions' });
  return rig.factsOf('broker.commandAnswered').at(-1)?.text ?? '';
}
