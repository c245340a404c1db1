import { type Micros, SpecError } from '../sim/machine.ts';

/*
 * Reading a client's configuration: a table of fields, each with a default and a check. What comes out is complete and
 * can be read again; an error names the machine and the field.
 */

/** A field: what it is when it is not given, and how a given value is checked. `read` throws SpecError. */
export interface Field<T> {
  readonly default: T;
  read(value: unknown, name: string): T;
}

export type ConfigOf<S extends Readonly<Record<string, Field<unknown>>>> = {
  readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never;
};

/** Checks `raw` against a table. Throws SpecError that names the field. */
export function readFields<S extends Readonly<Record<string, Field<unknown>>>>(
  machine: string,
  fields: S,
  raw: unknown,
): ConfigOf<S> {
  if (raw !== undefined && raw !== null && (typeof raw !== 'object' || Array.isArray(raw)))
    throw new SpecError(`${machine}: the configuration must be an object`);
  const given = Object.entries(raw ?? {}) as [string, unknown][];
  const config: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) config[name] = field.default;
  for (const [name, value] of given) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw new SpecError(`${machine}: unknown setting '${name}'`);
    if (value !== undefined) config[name] = field.read(value, `${machine}: '${name}'`);
  }
  // Each field of the table was read by its own check.
  return config as ConfigOf<S>;
}

export function text(initial: string): Field<string> {
  return {
    default: initial,
    read(value, name) {
      if (typeof value !== 'string') throw new SpecError(`${name} must be a text`);
      return value;
    },
  };
}

export function flag(initial: boolean): Field<boolean> {
  return {
    default: initial,
    read(value, name) {
      if (typeof value !== 'boolean') throw new SpecError(`${name} must be true or false`);
      return value;
    },
  };
}

export function number(initial: number, min: number, max: number): Field<number> {
  return {
    default: initial,
    read(value, name) {
      if (typeof value !== 'number' || !(value >= min && value <= max))
        throw new SpecError(`${name} must be a number from ${min} to ${max}`);
      return value;
    },
  };
}

export function whole(initial: number, min: number, max = Number.MAX_SAFE_INTEGER): Field<number> {
  return {
    default: initial,
    read(value, name) {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max)
        throw new SpecError(`${name} must be a whole number from ${min} to ${max}`);
      return value;
    },
  };
}

/** A duration in microseconds. */
export function micros(initial: Micros, min = 0): Field<Micros> {
  return whole(initial, min, 1e15);
}

export function oneOf<T extends string>(initial: T, ...others: readonly T[]): Field<T> {
  const known = [initial, ...others];
  return {
    default: initial,
    read(value, name) {
      const found = known.find((item) => item === value);
      if (found === undefined) throw new SpecError(`${name} must be one of ${known.join(', ')}`);
      return found;
    },
  };
}

/** The field, or null for none. */
export function orNull<T>(field: Field<T>, initial: T | null = null): Field<T | null> {
  return {
    default: initial,
    read: (value, name) => (value === null ? null : field.read(value, name)),
  };
}

export function list<T>(item: Field<T>, initial: readonly T[], max = 10_000): Field<readonly T[]> {
  return {
    default: initial,
    read(value, name) {
      if (!Array.isArray(value) || value.length > max) throw new SpecError(`${name} must be a list of at most ${max}`);
      return value.map((one, i) => item.read(one, `${name}[${i}]`));
    },
  };
}

/** An object of like values under free names. */
export function table<T>(item: Field<T>, initial: Readonly<Record<string, T>>): Field<Readonly<Record<string, T>>> {
  return {
    default: initial,
    read(value, name) {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new SpecError(`${name} must be an object`);
      const entries = Object.entries(value).map(([key, one]) => [key, item.read(one, `${name}.${key}`)] as const);
      return Object.fromEntries(entries);
    },
  };
}
