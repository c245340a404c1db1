import { fieldOf, methodOf } from './frames.ts';
import { type BrokerScene, factAs, type Scene } from './scene.ts';

/* What the latest step lit on the broker stage, read from its facts, and the ids of what can be lit. */

export const exchangeId = (vhost: string, name: string): string => `x:${vhost}/${name}`;
export const queueId = (vhost: string, name: string): string => `q:${vhost}/${name}`;

export interface Lights {
  readonly lit: ReadonlySet<string>;
  readonly tried: ReadonlyMap<string, string>;
  /** Publisher and exchange id. */
  readonly publishes: ReadonlySet<string>;
  readonly consumers: ReadonlySet<string>;
}

export function bindingId(vhost: string, exchange: string, to: string, destination: string, key: string): string {
  return `b:${vhost}/${exchange}>${to}:${destination}#${key}`;
}

export function lightsOf(scene: Scene, broker: BrokerScene): Lights {
  const lit = new Set<string>();
  const tried = new Map<string, string>();
  const publishes = new Set<string>();
  const consumers = new Set<string>();
  for (const fact of scene.stepFacts) {
    const sent = factAs(fact, 'net.sent');
    if (sent !== null && sent.body.to === broker.node && methodOf(sent.body.frame) === 'basic.publish') {
      const vhost = broker.sessions.get(sent.body.conn)?.vhost ?? '/';
      publishes.add(`${fact.node} ${exchangeId(vhost, String(fieldOf(sent.body.frame, 'exchange')))}`);
    }
    if (fact.node !== broker.node) continue;
    const published = factAs(fact, 'broker.published')?.body;
    if (published !== undefined) {
      const peer = broker.sessions.get(published.conn)?.peer ?? '';
      publishes.add(`${peer} ${exchangeId(published.vhost, published.exchange)}`);
    }
    const routed = factAs(fact, 'broker.routed')?.body;
    if (routed !== undefined) {
      const { vhost, exchange } = routed;
      for (const b of routed.matched) lit.add(bindingId(vhost, exchange, b.to, b.destination, b.key));
      for (const b of routed.missed) tried.set(bindingId(vhost, exchange, b.to, b.destination, b.key), b.why);
      if (exchange === '')
        for (const queue of routed.queues) lit.add(bindingId(vhost, exchange, 'queue', queue, queue));
    }
    const delivered = factAs(fact, 'broker.delivered')?.body ?? factAs(fact, 'broker.read')?.body;
    if (delivered !== undefined) consumers.add(`${delivered.conn}/${delivered.channel}/${delivered.consumer ?? ''}`);
  }
  return { lit, tried, publishes, consumers };
}
