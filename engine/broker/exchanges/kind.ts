import type { BasicProperties, FieldTable } from '../../wire/amqp-methods.ts';

/** One binding, frozen: shared by the exchange, its routes, the destination's list and the copies of all of them. */
export interface Binding {
  readonly source: string;
  readonly to: 'queue' | 'exchange';
  readonly destination: string;
  readonly key: string;
  readonly arguments: FieldTable;
}

/** What an exchange may look at. */
export interface Routable {
  readonly key: string;
  readonly headers: FieldTable;
  readonly properties: BasicProperties;
}

/**
 * A kind of exchange: how it finds the bindings that a message matches. `Routes` is its own plain data, built from
 * the bindings one by one and copied by base/clone.ts.
 */
export interface ExchangeKind<Routes = unknown> {
  readonly type: string;
  /** Looks at the routing key alone, not at those of the headers CC and BCC. */
  readonly firstKeyOnly?: true;
  /** Why an exchange cannot have these arguments: the text after PRECONDITION_FAILED. Null when it can. */
  checkArguments(args: FieldTable): string | null;
  /** Why there can be no such binding: the text after PRECONDITION_FAILED. Null when there can. */
  checkBinding(key: string, args: FieldTable): string | null;
  routes(args: FieldTable): Routes;
  add(routes: Routes, binding: Binding): void;
  remove(routes: Routes, binding: Binding): void;
  /** Appends the bindings that match to `found`; one may come twice. */
  match(routes: Routes, message: Routable, found: Binding[]): void;
  /** Why this binding does not match, for people; null where it does. Agrees with `match`. */
  why(routes: Routes, binding: Binding, message: Routable): string | null;
}

/** Removes one item from a list. True when it was there. */
export function removeFrom<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
