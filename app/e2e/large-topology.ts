import type { Page } from '@playwright/test';

export const QUEUES = 5000;
export const TENANTS = 20;

/** A broker to which the definitions of 5,000 queues and 20,000 bindings are given. */
function largeTopology(): { readonly spec: unknown; readonly line: string } {
  const name = (i: number): string => `tenant-${i % TENANTS}.orders.${i}`;
  const queues = Array.from({ length: QUEUES }, (_, i) => ({
    name: name(i),
    vhost: '/',
    durable: true,
    auto_delete: false,
    arguments: {},
  }));
  const exchanges = Array.from({ length: TENANTS }, (_, i) => ({
    name: `tenant-${i}`,
    vhost: '/',
    type: 'topic',
    durable: true,
    auto_delete: false,
    internal: false,
    arguments: {},
  }));
  const bindings = queues.flatMap((queue, i) =>
    ['paid', 'sent', 'back', 'gone'].map((key) => ({
      source: `tenant-${i % TENANTS}`,
      vhost: '/',
      destination: queue.name,
      destination_type: 'queue',
      routing_key: `${key}.${i}`,
      arguments: {},
    })),
  );
  const definitions = JSON.stringify({ vhosts: [{ name: '/' }], exchanges, queues, bindings });
  return {
    spec: {
      name: 'large',
      seed: 1,
      nodes: [
        { id: 'rabbit', machine: 'broker' },
        { id: 'admin', machine: 'broker-prompt', config: { server: 'rabbit' } },
      ],
    },
    line: `rabbit> import_definitions ${definitions}`,
  };
}

/** Opens it instead of the world that the page names: what it sends to its worker is given it. */
export async function withLargeTopology(page: Page): Promise<void> {
  const { spec, line } = largeTopology();
  await page.addInitScript(
    ([world, first]) => {
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function send(this: Worker, message: unknown): void {
        const call = message as { call?: string };
        const argument = { kind: 'spec', spec: world, lines: ['wait 1s', first, 'wait 1s'], session: null };
        post.call(this, call.call === 'open' ? { ...call, argument } : message);
      } as typeof post;
    },
    [spec, line] as const,
  );
}
