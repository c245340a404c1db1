import { type Binding, type ExchangeKind, removeFrom } from './kind.ts';

/** Bindings by their key. RABBITMQ: rabbit_exchange_type_direct */
export const direct: ExchangeKind<Map<string, Binding[]>> = {
  type: 'direct',
  checkArguments: () => null,
  checkBinding: () => null,
  routes: () => new Map(),
  add(routes, binding) {
    const list = routes.get(binding.key);
    if (list === undefined) routes.set(binding.key, [binding]);
    else list.push(binding);
  },
  remove(routes, binding) {
    const list = routes.get(binding.key);
    if (list === undefined) return;
    removeFrom(list, binding);
    if (list.length === 0) routes.delete(binding.key);
  },
  match(routes, message, found) {
    const list = routes.get(message.key);
    if (list !== undefined) for (const binding of list) found.push(binding);
  },
  why: (_, binding, message) => (binding.key === message.key ? null : `'${message.key}' is not '${binding.key}'`),
};
