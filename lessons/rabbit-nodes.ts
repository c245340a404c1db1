import type { NodeSpec } from '../engine/sim/spec.ts';

/* The nodes that worlds around one RabbitMQ broker are made of. */

type Settings = Readonly<Record<string, unknown>>;

/** As far as from one region to the next: long enough that a message can be seen on its way. */
export const FAR = { latency: 30_000 } as const;

export const RABBIT: NodeSpec = { id: 'rabbit', machine: 'broker' };

/** A program that publishes numbered messages, persistent ones unless it says otherwise. */
export const publisher = (id: string, config: Settings): NodeSpec => ({
  id,
  machine: 'publisher',
  config: { server: 'rabbit', name: id, persistent: true, ...config },
});

/** A worker. Each message takes it 200 ms unless it says otherwise. */
export const worker = (id: string, queue: string, config: Settings = {}): NodeSpec => ({
  id,
  machine: 'consumer',
  config: { server: 'rabbit', queues: [queue], takes: 200_000, reconnectAfter: 100_000, ...config },
});

/** Somebody at a prompt, with the queues that are to be listed. */
export const admin = (...queues: readonly string[]): NodeSpec => ({
  id: 'admin',
  machine: 'broker-prompt',
  config: { server: 'rabbit', queues },
});

/** A node that is there and was never started. */
export const off = (node: NodeSpec): NodeSpec => ({ ...node, startsAt: null });

/** So many instants, ten milliseconds apart, from the second tenth of a second on. */
export const times = (count: number, from = 200_000): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i * 10_000);

/** A durable queue, as a line. */
export const queue = (name: string, args?: Settings): string =>
  `declare queue name=${name} durable=true${args === undefined ? '' : ` arguments=${JSON.stringify(args)}`}`;

export const exchange = (name: string, type: string, args?: Settings): string =>
  `declare exchange name=${name} type=${type}${args === undefined ? '' : ` arguments=${JSON.stringify(args)}`}`;

export const binding = (source: string, destination: string, key: string, args?: Settings): string =>
  `declare binding source=${source} destination=${destination} routing_key=${key}${
    args === undefined ? '' : ` arguments=${JSON.stringify(args)}`
  }`;
