import { type Binding, type ExchangeKind, removeFrom } from './kind.ts';

/** Everything to everyone. RABBITMQ: rabbit_exchange_type_fanout */
export const fanout: ExchangeKind<Binding[]> = {
  type: 'fanout',
  checkArguments: () => null,
  checkBinding: () => null,
  routes: () => [],
  add(routes, binding) {
    routes.push(binding);
  },
  remove(routes, binding) {
    removeFrom(routes, binding);
  },
  match(routes, _, found) {
    for (const binding of routes) found.push(binding);
  },
  why: () => null,
};
