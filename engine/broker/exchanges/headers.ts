import { equal } from '../../base/equal.ts';
import type { FieldTable, FieldValue } from '../../wire/amqp-methods.ts';
import { erlangOf, fieldOf } from '../fields.ts';
import { type Binding, type ExchangeKind, removeFrom } from './kind.ts';

/*
 * Matches a message's headers with the binding's arguments; the key plays no part. A void argument asks for presence
 * alone; otherwise the values must agree, of whatever type they are: a byte 1 and an int 1 do. Arguments that begin with `x-` count only for the -with-x modes.
 * RABBITMQ: rabbit_exchange_type_headers headers_match
 */

type MatchMode = 'all' | 'any' | 'all-with-x' | 'any-with-x';

function modeOf(args: FieldTable): MatchMode {
  const field = fieldOf(args, 'x-match');
  const value = field?.type === 'longstr' ? field.value : 'all';
  return value === 'any' || value === 'all-with-x' || value === 'any-with-x' ? value : 'all';
}

/** Numbers by their size, as Erlang's == does; texts by their bytes. */
function sameValue(a: FieldValue, z: FieldValue): boolean {
  if (isNumber(a.value) && isNumber(z.value)) return Number(a.value) === Number(z.value);
  return equal(a.value, z.value);
}

function isNumber(value: FieldValue['value']): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function agrees(binding: Binding, headers: FieldTable): boolean {
  const mode = modeOf(binding.arguments);
  const withX = mode === 'all-with-x' || mode === 'any-with-x';
  const any = mode === 'any' || mode === 'any-with-x';
  for (const wanted of binding.arguments) {
    if (wanted.key === 'x-match' || (!withX && wanted.key.startsWith('x-'))) continue;
    const given = fieldOf(headers, wanted.key);
    const met = given !== undefined && (wanted.type === 'void' || sameValue(wanted, given));
    if (met === any) return any;
  }
  return !any;
}

export const headers: ExchangeKind<Binding[]> = {
  type: 'headers',
  checkArguments: () => null,
  checkBinding(_, args) {
    const field = fieldOf(args, 'x-match');
    if (field === undefined) return null;
    if (field.type !== 'longstr')
      return `Invalid x-match field type ${field.type} (value ${erlangOf(field)}); expected longstr`;
    if (['all', 'any', 'all-with-x', 'any-with-x'].includes(field.value)) return null;
    return `Invalid x-match field value ${erlangOf(field)}; expected all, any, all-with-x, or any-with-x`;
  },
  routes: () => [],
  add(routes, binding) {
    routes.push(binding);
  },
  remove(routes, binding) {
    removeFrom(routes, binding);
  },
  match(routes, message, found) {
    for (const binding of routes) if (agrees(binding, message.headers)) found.push(binding);
  },
  why(_, binding, message) {
    if (agrees(binding, message.headers)) return null;
    const any = modeOf(binding.arguments).startsWith('any');
    return any ? 'no header has the value asked for' : 'a header is missing or has another value';
  },
};
