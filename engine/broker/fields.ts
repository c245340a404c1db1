import type { Field, FieldTable, FieldValue } from '../wire/amqp-methods.ts';

/* Field tables: looking things up, comparing, and the text RabbitMQ gives them in its errors. */

/** The first value under `key`. */
export function fieldOf(table: FieldTable, key: string): FieldValue | undefined {
  for (const field of table) if (field.key === key) return field;
  return undefined;
}

/** The string under `key`, where it is one. */
export function stringField(table: FieldTable, key: string): string | undefined {
  const field = fieldOf(table, key);
  return field?.type === 'longstr' ? field.value : undefined;
}

const INTEGERS: ReadonlySet<string> = new Set([
  'byte',
  'short',
  'signedint',
  'long',
  'unsignedbyte',
  'unsignedshort',
  'unsignedint',
]);

/** The integer of a field of any integer type, undefined for others. */
export function integerOf(field: FieldValue | undefined): number | undefined {
  return field !== undefined && INTEGERS.has(field.type) ? Number(field.value) : undefined;
}

/** The table with `field` in the place of the one of its key, or first. RABBITMQ: rabbit_misc set_table_value */
export function withField(table: FieldTable, field: Field): FieldTable {
  return [...table.filter((other) => other.key !== field.key), field];
}

function sorted(table: FieldTable): Field[] {
  return [...table].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** A text that is equal exactly for equal tables: what tells two bindings of one pair and key apart. */
export function tableKey(table: FieldTable): string {
  return table.length === 0
    ? ''
    : JSON.stringify(sorted(table), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** Some Erlang term of it, as `~p` prints it in error texts. */
export function erlangOf(field: FieldValue): string {
  if (field.type === 'longstr' || field.type === 'binary') return `<<${JSON.stringify(field.value)}>>`;
  if (field.type === 'table')
    return `[${field.value.map((f) => `{<<${JSON.stringify(f.key)}>>,${f.type},${erlangOf(f)}}`).join(',')}]`;
  if (field.type === 'array') return `[${field.value.map((v) => `{${v.type},${erlangOf(v)}}`).join(',')}]`;
  if (field.type === 'void') return 'undefined';
  if (field.type === 'decimal') return `{${field.value.scale},${field.value.unscaled}}`;
  if ((field.type === 'double' || field.type === 'float') && Number.isInteger(field.value)) return `${field.value}.0`;
  return String(field.value);
}
