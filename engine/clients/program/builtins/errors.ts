import { get, protoFor } from '../interpreter/calls.ts';
import { toText } from '../interpreter/convert.ts';
import { constructor, define, GLOBALS, getter, method, prototypeOf } from '../interpreter/intrinsics.ts';
import { type ErrorName, emptyError } from '../interpreter/make.ts';
import { defineOwn, findSlot, propsOf } from '../interpreter/properties.ts';
import { HIDDEN, isObj, type Slot } from '../interpreter/values.ts';
import { stackOf } from './inspect.ts';

/* Errors. The stack is what V8 would write, with the program's own lines. */

const NAMES: readonly ErrorName[] = [
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'EvalError',
  'URIError',
  'AggregateError',
];

const base = prototypeOf('Error');
for (const name of NAMES) {
  const proto = name === 'Error' ? base : prototypeOf(name, 'Error');
  const isAggregate = name === 'AggregateError';
  const fn = constructor(name, proto, isAggregate ? 2 : 1, (vm, _self, args, target) => {
    const error = emptyError(vm, protoFor(vm, target, proto));
    const [message, options] = isAggregate ? args.slice(1) : args;
    if (message !== undefined)
      propsOf(error).set('message', { kind: 'slot', value: toText(vm, message), flags: HIDDEN });
    if (isObj(options) && findSlot(vm, options, 'cause') !== undefined)
      defineOwn(vm, error, 'cause', get(vm, options, 'cause'), HIDDEN);
    if (isAggregate) defineOwn(vm, error, 'errors', args[0], HIDDEN);
    return error;
  });
  define(proto, 'name', name);
  define(proto, 'message', '');
  GLOBALS.set(name, fn);
  if (name === 'Error') method(fn, 'Error', 'captureStackTrace', 1, () => undefined);
}

method(base, 'Error.prototype', 'toString', 0, (vm, self) => {
  const [name, message] = [get(vm, self, 'name'), get(vm, self, 'message')];
  const shown = name === undefined ? 'Error' : toText(vm, name);
  const text = message === undefined ? '' : toText(vm, message);
  if (shown === '') return text;
  return text === '' ? shown : `${shown}: ${text}`;
});
getter(base, 'Error.prototype', 'stack', (vm, self) =>
  isObj(self) && self.kind === 'error' ? stackOf(vm, self) : undefined,
);
// A program may put another text there.
(base.props as Map<string, Slot>).set('stack', {
  ...(base.props?.get('stack') as Extract<Slot, { kind: 'accessor' }>),
  set: method(base, 'set Error.prototype', 'stack=', 1, (vm, self, [value]) => {
    if (isObj(self)) defineOwn(vm, self, 'stack', value, HIDDEN);
    return undefined;
  }),
});
