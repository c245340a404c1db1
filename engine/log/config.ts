import { type Micros, SpecError } from '../sim/machine.ts';
import { BROKER_SETTINGS, settingProblem } from './settings.ts';

/* What a broker is started with: who it is, who the others are, and its server.properties. */

/** One broker of the cluster, as others reach it. In a world `host` is the node's name. */
export interface BrokerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface LogConfig {
  /** `node.id`. */
  readonly nodeId: number;
  /** All brokers, this one among them. Each is a voter of the controller quorum as well (`process.roles=broker,controller`). */
  readonly brokers: readonly BrokerAddress[];
  /** As `kafka-storage random-uuid` gives it. */
  readonly clusterId: string;
  /** What server.properties says, by Kafka's names. */
  readonly properties: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 when the world begins. */
  readonly epochMs: number;
  /** The time one request takes the broker. */
  readonly requestFor: Micros;
}

/** 2026-01-01, as the other engines begin. */
const EPOCH_MS = 1_767_225_600_000;

export const CONFIG_DEFAULT: LogConfig = {
  nodeId: 1,
  brokers: [{ id: 1, host: 'kafka', port: 9092 }],
  clusterId: 'MkU3OEVBNTcwNTJENDM2Qk',
  properties: {},
  epochMs: EPOCH_MS,
  requestFor: 20,
};

/** Checks a configuration from outside. Throws SpecError that names the field. */
export function readLogConfig(raw: unknown): LogConfig {
  if (raw === undefined || raw === null) return CONFIG_DEFAULT;
  if (typeof raw !== 'object' || Array.isArray(raw)) throw new SpecError('log: the configuration must be an object');
  const config: Record<string, unknown> = { ...CONFIG_DEFAULT };
  for (const [name, value] of Object.entries(raw)) {
    if (!Object.hasOwn(CONFIG_DEFAULT, name)) throw new SpecError(`log: unknown setting '${name}'`);
    if (value !== undefined) config[name] = read(name as keyof LogConfig, value);
  }
  // Every field was checked by name above.
  const made = config as unknown as LogConfig;
  if (!made.brokers.some(({ id }) => id === made.nodeId)) {
    throw new SpecError(`log: 'brokers' does not name the node itself, ${made.nodeId}`);
  }
  return made;
}

function read(name: keyof LogConfig, value: unknown): unknown {
  switch (name) {
    case 'nodeId':
    case 'epochMs':
    case 'requestFor':
      return natural(name, value);
    case 'clusterId':
      if (typeof value !== 'string' || value === '') throw new SpecError(`log: '${name}' must be a text`);
      return value;
    case 'brokers':
      return readBrokers(value);
    case 'properties':
      return readProperties(value);
  }
}

function natural(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new SpecError(`log: '${name}' must be a whole number from 0`);
}

/** Names alone, from id 1 on, or addresses. */
function readBrokers(value: unknown): BrokerAddress[] {
  if (!Array.isArray(value) || value.length === 0) throw new SpecError("log: 'brokers' must be a list");
  return value.map((one: unknown, index) => {
    if (typeof one === 'string') return { id: index + 1, host: one, port: 9092 };
    if (typeof one !== 'object' || one === null) throw new SpecError("log: 'brokers' must name nodes");
    const { id, host, port } = one as Partial<Record<string, unknown>>;
    if (typeof host !== 'string' || host === '') throw new SpecError("log: a broker's 'host' must be a text");
    return { id: natural('brokers.id', id), host, port: natural('brokers.port', port ?? 9092) };
  });
}

function readProperties(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SpecError("log: 'properties' must be an object");
  }
  const properties: Record<string, string> = {};
  for (const [name, given] of Object.entries(value)) {
    const setting = BROKER_SETTINGS.get(name);
    if (setting === undefined) throw new SpecError(`log: unknown property '${name}'`);
    const text = String(given);
    const problem = settingProblem(setting, text);
    if (problem !== null) throw new SpecError(`log: ${problem}`);
    properties[name] = text;
  }
  return properties;
}
