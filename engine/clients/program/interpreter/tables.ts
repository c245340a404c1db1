import { isSym, type TableObj, type Value } from './values.ts';
import { allocate, type Vm } from './vm.ts';

/* Map and Set: an index for finding, and entries in order for walking. */

/** What stands for a key in the index: symbols by their name, -0 as 0. */
function indexKey(key: Value): unknown {
  if (isSym(key)) return key.key;
  return key === 0 ? 0 : key;
}

export function tableGet(table: TableObj, key: Value): Value {
  return table.index.get(indexKey(key))?.value;
}

export function tableHas(table: TableObj, key: Value): boolean {
  return table.index.has(indexKey(key));
}

export function tableSet(vm: Vm, table: TableObj, key: Value, value: Value): void {
  const at = indexKey(key);
  const known = table.index.get(at);
  if (known !== undefined) {
    known.value = value;
    return;
  }
  allocate(vm, 96);
  const entry = { n: table.next++, key: key === 0 ? 0 : key, value, gone: false };
  table.index.set(at, entry);
  table.entries.push(entry);
}

export function tableDelete(table: TableObj, key: Value): boolean {
  const at = indexKey(key);
  const entry = table.index.get(at);
  if (entry === undefined) return false;
  entry.gone = true;
  table.index.delete(at);
  // Numbers are kept, so iterators find their place again.
  if (table.entries.length > 32 && table.entries.length > table.index.size * 2)
    table.entries = table.entries.filter((one) => !one.gone);
  return true;
}

export function tableClear(table: TableObj): void {
  for (const entry of table.entries) entry.gone = true;
  table.entries = [];
  table.index.clear();
}
