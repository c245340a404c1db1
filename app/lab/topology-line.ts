/*
 * What is changed about a topology by hand, as the line of the broker's prompt that does it. The line is what is
 * given, so that whoever clicks learns what to type.
 */

export type EditedPart = 'queue' | 'exchange' | 'binding';
export type EditAct = 'declare' | 'delete' | 'purge';

export interface TopologyEdit {
  readonly act: EditAct;
  readonly part: EditedPart;
  readonly name: string;
  /** Of an exchange. */
  readonly type: string;
  readonly durable: boolean;
  readonly source: string;
  readonly destination: string;
  readonly to: 'queue' | 'exchange';
  readonly key: string;
  /** By name, as they were written; '' for not given. */
  readonly args: Readonly<Record<string, string>>;
}

export const NO_EDIT: TopologyEdit = {
  act: 'declare',
  part: 'queue',
  name: '',
  type: 'direct',
  durable: true,
  source: '',
  destination: '',
  to: 'queue',
  key: '',
  args: {},
};

export const EXCHANGE_TYPES = ['direct', 'fanout', 'topic', 'headers', 'x-consistent-hash'] as const;

export interface PartArgument {
  readonly name: string;
  readonly type: 'whole' | 'text' | 'flag';
  readonly oneOf?: readonly string[];
}

/** The arguments that RabbitMQ knows of each part, in the order in which they are most often needed. */
export const PART_ARGUMENTS: Readonly<Record<EditedPart, readonly PartArgument[]>> = {
  queue: [
    { name: 'x-queue-type', type: 'text', oneOf: ['classic', 'quorum', 'stream'] },
    { name: 'x-message-ttl', type: 'whole' },
    { name: 'x-dead-letter-exchange', type: 'text' },
    { name: 'x-dead-letter-routing-key', type: 'text' },
    { name: 'x-max-length', type: 'whole' },
    { name: 'x-overflow', type: 'text', oneOf: ['drop-head', 'reject-publish', 'reject-publish-dlx'] },
    { name: 'x-max-priority', type: 'whole' },
    { name: 'x-single-active-consumer', type: 'flag' },
    { name: 'x-expires', type: 'whole' },
  ],
  exchange: [{ name: 'alternate-exchange', type: 'text' }],
  binding: [{ name: 'x-match', type: 'text', oneOf: ['all', 'any', 'all-with-x', 'any-with-x'] }],
};

/** The line, or '' while something that it needs is missing. */
export function topologyLine(edit: TopologyEdit): string {
  const { act, part } = edit;
  const words = part === 'binding' ? bindingWords(edit) : namedWords(edit);
  return words === null ? '' : [act, part, ...words].join(' ');
}

function namedWords(edit: TopologyEdit): string[] | null {
  if (edit.name === '') return null;
  const words = [`name=${word(edit.name)}`];
  if (edit.act !== 'declare') return words;
  if (edit.part === 'exchange') words.push(`type=${edit.type}`);
  return [...words, `durable=${edit.durable}`, ...argumentWords(edit)];
}

function bindingWords(edit: TopologyEdit): string[] | null {
  if (edit.source === '' || edit.destination === '') return null;
  return [
    `source=${word(edit.source)}`,
    `destination=${word(edit.destination)}`,
    ...(edit.to === 'exchange' ? ['destination_type=exchange'] : []),
    ...(edit.key === '' ? [] : [`routing_key=${word(edit.key)}`]),
    ...argumentWords(edit),
  ];
}

function argumentWords({ part, args }: TopologyEdit): string[] {
  const given = PART_ARGUMENTS[part].flatMap(({ name, type }): [string, unknown][] => {
    const value = args[name] ?? '';
    if (value === '') return [];
    return [[name, type === 'whole' ? Number(value) : type === 'flag' ? value === 'true' : value]];
  });
  return given.length === 0 ? [] : [`arguments=${JSON.stringify(Object.fromEntries(given))}`];
}

/** A value as the prompt reads it: in quotes where it would end early. */
function word(value: string): string {
  return /^[^\s"'\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
