import type { CommandSpec, KeySpec } from './command.ts';
import { keyPositions } from './lookup.ts';
import { parseInteger } from './numbers.ts';

/** Where a key stands in argv and what the command does with it. */
export interface KeyPlace {
  readonly at: number;
  readonly flags: readonly string[];
}

/**
 * The places of all keys of a command; null where its arguments make no sense. Where the metadata cannot say it, the
 * command's own rule does. REDIS: db.c getKeysFromCommandWithSpecs
 */
export function movableKeys(spec: CommandSpec, argv: readonly string[]): readonly KeyPlace[] | null {
  const own = OWN_RULES[spec.name];
  if (own !== undefined) return own(spec, argv);
  const places: KeyPlace[] = [];
  for (const keySpec of spec.keySpecs) {
    const found = placesBy(spec, keySpec, argv);
    if (found === null) return null;
    places.push(...found);
  }
  return places;
}

function placesBy(spec: CommandSpec, keySpec: KeySpec, argv: readonly string[]): readonly KeyPlace[] | null {
  const positions = keyPositions({ ...spec, keySpecs: [keySpec] }, argv);
  if (positions === null) return null;
  const flags = keySpec.flags.filter((flag) => flag !== 'variable_flags' && flag !== 'incomplete');
  return positions.map((at) => ({ at, flags }));
}

type Rule = (spec: CommandSpec, argv: readonly string[]) => readonly KeyPlace[] | null;

/** SET reads the old value only with GET. REDIS: db.c setGetKeys */
const setRule: Rule = (_spec, argv) => {
  const reads = argv.slice(3).some((word) => word.toLowerCase() === 'get');
  return [{ at: 1, flags: reads ? ['RW', 'access', 'update'] : ['OW', 'update'] }];
};

/** The last STORE counts. REDIS: db.c sortGetKeys */
const sortRule: Rule = (_spec, argv) => {
  const skip: Readonly<Record<string, number>> = { limit: 2, get: 1, by: 1 };
  let store = 0;
  for (let i = 2; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    if (word === 'store' && i + 1 < argv.length) store = ++i;
    else i += skip[word] ?? 0;
  }
  const source = { at: 1, flags: ['RO', 'access'] };
  return store === 0 ? [source] : [source, { at: store, flags: ['OW', 'update'] }];
};

/** BITFIELD only reads when all its operations are GET. REDIS: db.c bitfieldGetKeys */
const bitfieldRule: Rule = (_spec, argv) => {
  let readonly = true;
  for (let i = 2; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    if (word === 'get' && argv.length - i - 1 >= 2) i += 2;
    else if ((word === 'set' || word === 'incrby') && argv.length - i - 1 >= 3) {
      readonly = false;
      break;
    } else if (word === 'overflow' && argv.length - i - 1 >= 1) i += 1;
    else {
      readonly = false;
      break;
    }
  }
  return [{ at: 1, flags: readonly ? ['RO', 'access'] : ['RW', 'access', 'update'] }];
};

/** Keys after a count, as EVAL has them. */
const countedRule: Rule = (_spec, argv) => {
  const count = parseInteger(argv[2] ?? '');
  if (typeof count !== 'number' || count < 0 || count > argv.length - 3) return null;
  return Array.from({ length: count }, (_, i) => ({ at: 3 + i, flags: ['RW', 'access', 'update'] }));
};

/** REDIS: db.c migrateGetKeys */
const migrateRule: Rule = (_spec, argv) => {
  const skip: Readonly<Record<string, number>> = { auth: 1, auth2: 2 };
  let [first, count] = [3, 1];
  for (let i = 6; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    if (word === 'keys') {
      // With a key as well it makes no sense: MIGRATE itself says so.
      [first, count] = [i + 1, argv[3] === '' ? argv.length - i - 1 : 0];
      break;
    }
    i += skip[word] ?? 0;
  }
  return Array.from({ length: count }, (_, i) => ({ at: first + i, flags: ['RW', 'access', 'delete'] }));
};

const OWN_RULES: Readonly<Record<string, Rule>> = {
  set: setRule,
  sort: sortRule,
  bitfield: bitfieldRule,
  eval: countedRule,
  evalsha: countedRule,
  fcall: countedRule,
  migrate: migrateRule,
};
