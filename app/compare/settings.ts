import type { CompareRequest, Opened } from '../../engine/host/protocol.ts';

/** The settings of a node as a form shows them: by name, with what they are, written out. */
export interface NodeSettings {
  readonly id: string;
  /** Of a Redis server they stand in a group of their own, by the names of redis.conf. */
  readonly group: 'parameters' | null;
  readonly values: Readonly<Record<string, string>>;
}

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What can be changed at a node of the open world. */
export function settingsOf({ id, config }: Opened['nodes'][number]): NodeSettings {
  const all = isTable(config) ? config : {};
  const { parameters } = all;
  const group = isTable(parameters) ? 'parameters' : null;
  const entries = Object.entries(isTable(parameters) ? parameters : all);
  return { id, group, values: Object.fromEntries(entries.map(([name, value]) => [name, written(value)])) };
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The request that a filled-in form stands for. What is no JSON is a text; settings of redis.conf are always texts. */
export function requestOf({ id, group }: NodeSettings, name: string, value: string): CompareRequest {
  const settings = group === null ? { [name]: read(value) } : { [group]: { [name]: value } };
  return { with: 'setting', node: id, settings };
}

function read(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
