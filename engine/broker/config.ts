import { type Micros, SpecError } from '../sim/machine.ts';

/* What an administrator writes into rabbitmq.conf, as far as the lab knows it, with RabbitMQ 3.10's defaults. */

export interface BrokerConfig {
  readonly nodeName: string;
  readonly defaultVhost: string;
  readonly defaultUser: string;
  readonly defaultPass: string;
  /** Seconds the broker proposes; 0 for none. */
  readonly heartbeat: number;
  /** Channels on a connection; 0 is unlimited. */
  readonly channelMax: number;
  /** Bytes in a frame; 0 is unlimited. */
  readonly frameMax: number;
  /** Bytes in a message body. */
  readonly maxMessageSize: number;
  /** A delivery unacked for longer closes its channel; null never. */
  readonly consumerTimeout: Micros | null;
  /** How often a channel looks for such deliveries. */
  readonly channelTick: Micros;
  /** Bytes of message bodies and their overhead in memory that raise the memory alarm; null for no alarm. */
  readonly memoryHighWatermark: number | null;
  /** Bytes on the simulated disk that raise the disk alarm; null for no alarm. */
  readonly diskMax: number | null;
  /** The time one frame takes the broker. */
  readonly frameFor: Micros;
}

export const CONFIG_DEFAULT: BrokerConfig = {
  nodeName: 'rabbit@localhost',
  defaultVhost: '/',
  defaultUser: 'guest',
  defaultPass: 'guest',
  heartbeat: 60,
  channelMax: 2047,
  frameMax: 131_072,
  maxMessageSize: 134_217_728,
  consumerTimeout: 1_800_000_000,
  channelTick: 60_000_000,
  memoryHighWatermark: null,
  diskMax: null,
  frameFor: 10,
};

/** Checks a configuration from outside. Throws SpecError that names the field. */
export function readBrokerConfig(raw: unknown): BrokerConfig {
  if (raw === undefined || raw === null) return CONFIG_DEFAULT;
  if (typeof raw !== 'object' || Array.isArray(raw)) throw new SpecError('broker: the configuration must be an object');
  const config: Record<string, unknown> = { ...CONFIG_DEFAULT };
  for (const [name, value] of Object.entries(raw)) {
    if (!Object.hasOwn(CONFIG_DEFAULT, name)) throw new SpecError(`broker: unknown setting '${name}'`);
    if (value === undefined) continue;
    checkSetting(name as keyof BrokerConfig, value);
    config[name] = value;
  }
  // Every field was checked by name above.
  return config as unknown as BrokerConfig;
}

const NULLABLE: ReadonlySet<keyof BrokerConfig> = new Set(['consumerTimeout', 'memoryHighWatermark', 'diskMax']);
const SHORTS: ReadonlySet<keyof BrokerConfig> = new Set(['heartbeat', 'channelMax']);

function checkSetting(name: keyof BrokerConfig, value: unknown): void {
  if (typeof CONFIG_DEFAULT[name] === 'string') {
    if (typeof value !== 'string' || value === '') throw new SpecError(`broker: '${name}' must be a text`);
    return;
  }
  if (value === null && NULLABLE.has(name)) return;
  const most = SHORTS.has(name) ? 65_535 : Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > most) {
    throw new SpecError(`broker: '${name}' must be a whole number from 0 to ${most}`);
  }
  if (name === 'channelTick' && value === 0) throw new SpecError(`broker: '${name}' must be at least 1`);
}
