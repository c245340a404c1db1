/* What both sides of a conversation need: the order in which it is written down, and what is known beforehand. */

/** Somebody with few rights, known to both brokers; the password is the name. */
export const LIMITED = {
  user: 'limited',
  permission: { configure: '^(q|x|amq\\.gen.*)$', write: '^(q|x|amq\\.default)$', read: '^(q|x|s)$' },
};

/** What tells a publisher how its messages fared; a commit is answered when all of its are safe. */
const CONFIRM = /^\w+ (basic\.n?ack |tx\.commit-ok)/;

/**
 * By connection and channel, each in its own order: between channels RabbitMQ promises none. Nor does it between the
 * confirms of a channel and the deliveries to it, which come from different processes: confirms are written down last.
 */
export function byPlace(lines: readonly string[]): string[] {
  const place = (line: string): string => {
    const [, conn = '', channel = '99999'] = /^(\w)(\d*)/.exec(line) ?? [];
    return `${conn}${channel.padStart(5, channel === '' ? '9' : '0')}${CONFIRM.test(line) ? 1 : 0}`;
  };
  return lines
    .map((line) => ({ line, at: place(line) }))
    .sort((a, z) => (a.at < z.at ? -1 : a.at > z.at ? 1 : 0))
    .map(({ line }) => line);
}

const SECTIONS = ['exchanges', 'queues', 'bindings', 'policies', 'parameters'];

/** Exchanges, queues, bindings and policies of a definitions file, one a line, in an order of their own. */
export function topologyLines(definitions: Readonly<Record<string, unknown>>): string[] {
  return SECTIONS.flatMap((section) => {
    const rows = (definitions[section] ?? []) as readonly Readonly<Record<string, unknown>>[];
    return rows.map((row) => `${section} ${ordered({ ...row, vhost: undefined })}`).sort();
  });
}

function ordered(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [z]) => (a < z ? -1 : 1)))
      : item,
  ).replaceAll(/amq\.gen-[\w-]{22}/g, 'amq.gen-*');
}
