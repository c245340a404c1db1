import { protoFor } from '../interpreter/calls.ts';
import { define, getter, LIBRARY, method, nativeFunction, PROTO } from '../interpreter/intrinsics.ts';
import { makeIterator } from '../interpreter/iterators.ts';
import { makeTable, throwType } from '../interpreter/make.ts';
import { tableClear, tableDelete, tableGet, tableHas, tableSet } from '../interpreter/tables.ts';
import { ITERATOR, isObj, plainText, type TableObj, TO_STRING_TAG, type Value } from '../interpreter/values.ts';
import type { Vm } from '../interpreter/vm.ts';

/* Map, Set and their weak kin. What takes an iterable or calls a function is in prelude/collections.js. */

function tableOf(vm: Vm, value: Value, kind: TableObj['kind'], name: string): TableObj {
  if (isObj(value) && value.kind === kind) return value;
  const owner = NAMES[kind];
  return throwType(
    vm,
    `Method ${owner}.prototype.${name} called on incompatible receiver ${isObj(value) ? '#<Object>' : plainText(value)}`,
  );
}

const NAMES = { map: 'Map', set: 'Set', weakmap: 'WeakMap', weakset: 'WeakSet' } as const;

for (const kind of ['map', 'set', 'weakmap', 'weakset'] as const) {
  const proto = PROTO[kind];
  const name = NAMES[kind];
  const isMap = kind === 'map' || kind === 'weakmap';
  const on = (key: string, arity: number, work: (table: TableObj, args: readonly Value[], vm: Vm) => Value): void => {
    method(proto, `${name}.prototype`, key, arity, (vm, self, args) => work(tableOf(vm, self, kind, key), args, vm));
  };
  define(proto, TO_STRING_TAG, name);
  const weak = kind === 'weakmap' || kind === 'weakset';
  const check = (vm: Vm, key: Value): void => {
    if (weak && !isObj(key)) throwType(vm, `Invalid value used ${isMap ? 'as weak map key' : 'in weak set'}`);
  };
  on('has', 1, (table, [key]) => tableHas(table, key));
  on('delete', 1, (table, [key]) => tableDelete(table, key));
  if (isMap) {
    on('get', 1, (table, [key]) => tableGet(table, key));
    on('set', 2, (table, [key, value], vm) => {
      check(vm, key);
      tableSet(vm, table, key, value);
      return table;
    });
  } else
    on('add', 1, (table, [key], vm) => {
      check(vm, key);
      tableSet(vm, table, key, undefined);
      return table;
    });
  LIBRARY.set(
    `$make${name}`,
    nativeFunction(`$make${name}`, '', 1, (vm, _self, [target]) => {
      const table = makeTable(vm, kind);
      table.proto = protoFor(vm, isObj(target) ? target : undefined, proto);
      return table;
    }),
  );
  if (weak) continue;
  on('clear', 0, (table) => {
    tableClear(table);
    return undefined;
  });
  getter(proto, `${name}.prototype`, 'size', (vm, self) => tableOf(vm, self, kind, 'size').index.size);
  for (const of of ['keys', 'values', 'entries'] as const) {
    if (kind === 'set' && of === 'keys') continue;
    const fn = method(proto, `${name}.prototype`, of, 0, (vm, self) =>
      makeIterator(vm, of, tableOf(vm, self, kind, of)),
    );
    if (of === (kind === 'map' ? 'entries' : 'values')) define(proto, ITERATOR, fn);
    if (kind === 'set' && of === 'values') define(proto, 'keys', fn);
  }
}
