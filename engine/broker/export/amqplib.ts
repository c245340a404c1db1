import { hasAny, type JsonObject, type Topology, topologyOf } from './topology.ts';

/*
 * A topology as a program for Node with the package amqplib. It declares what AMQP can declare; users, permissions and
 * policies are the operator's, and the program says which are left out.
 */

const literal = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

function call(method: string, ...words: readonly string[]): string {
  return `await channel.${method}(${words.join(', ')});`;
}

const options = (fields: Readonly<Record<string, unknown>>, args: JsonObject): string =>
  literal({ ...fields, ...(hasAny(args) ? { arguments: args } : {}) });

/** The declarations in one vhost, in the order in which they can be made. */
function declarations(all: Topology, place: string): string[] {
  const lines: string[] = [];
  for (const { vhost, name, type, durable, auto_delete: autoDelete, internal, arguments: args } of all.exchanges)
    if (vhost === place)
      lines.push(
        call('assertExchange', literal(name), literal(type), options({ durable, autoDelete, internal }, args)),
      );
  for (const { vhost, name, durable, auto_delete: autoDelete, arguments: args } of all.queues)
    if (vhost === place) lines.push(call('assertQueue', literal(name), options({ durable, autoDelete }, args)));
  for (const {
    vhost,
    source,
    destination,
    destination_type: type,
    routing_key: key,
    arguments: args,
  } of all.bindings) {
    if (vhost !== place) continue;
    const words = [literal(destination), literal(source), literal(key), ...(hasAny(args) ? [literal(args)] : [])];
    lines.push(call(type === 'queue' ? 'bindQueue' : 'bindExchange', ...words));
  }
  return lines;
}

/** What the program cannot do, for its reader. */
function leftOut(all: Topology): string {
  const parts = [
    [all.users.length, 'users'],
    [all.permissions.length + all.topic_permissions.length, 'permissions'],
    [all.policies.length, 'policies'],
    [all.parameters.length, 'parameters'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length === 0 ? '' : `// Not in here, as AMQP has no words for them: ${said.join(', ')}.\n`;
}

/** `definitions` as the broker exports them. The program reads the broker's address from AMQP_URL, without a vhost. */
export function amqplibOf(definitions: string): string {
  const all = topologyOf(definitions);
  const used = all.vhosts.filter(({ name }) => declarations(all, name).length > 0);
  const blocks = used.map(({ name }) =>
    [
      `await inVhost(${literal(name)}, async (channel) => {`,
      ...declarations(all, name).map((text) => `  ${text}`),
      '});',
    ].join('\n'),
  );
  return `import { connect } from 'amqplib';

${leftOut(all)}const broker = process.env.AMQP_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

async function inVhost(vhost, declare) {
  const connection = await connect(\`\${broker}/\${encodeURIComponent(vhost)}\`);
  const channel = await connection.createChannel();
  await declare(channel);
  await connection.close();
}

${blocks.join('\n\n')}
`;
}
