import type { CommandTable } from '../commands/table.ts';
import { CATEGORIES, changeCategory, changePermission, countCategory } from './permissions.ts';
import type { KeyPattern, Selector, User } from './state.ts';
import { READ, WRITE } from './state.ts';
import { emptySelector } from './users.ts';

/*
 * Users as the rules that would make them: ACL LIST, ACL GETUSER, the ACL file.
 */

/** REDIS: acl.c ACLDescribeUser */
export function describeUser(table: CommandTable, user: User): string {
  const words: string[] = [...flagsOf(user), ...user.passwords.map((hash) => `#${hash}`)];
  for (const selector of user.selectors) {
    const rules = describeSelector(table, selector);
    words.push(selector.root ? rules : `(${rules})`);
  }
  return words.join(' ');
}

/** REDIS: acl.c ACLUserFlags */
export function flagsOf(user: User): string[] {
  const flags = [user.enabled ? 'on' : 'off'];
  if (user.nopass) flags.push('nopass');
  if (user.sanitize === 'skip') flags.push('skip-sanitize-payload');
  if (user.sanitize === 'always') flags.push('sanitize-payload');
  return flags;
}

function describeSelector(table: CommandTable, selector: Selector): string {
  const words: string[] = [];
  if (selector.allKeys) words.push('~*');
  else words.push(...selector.patterns.map(patternText));
  if (selector.allChannels) words.push('&*');
  else words.push('resetchannels', ...selector.channels.map((channel) => `&${channel}`));
  words.push(describeCommands(table, selector));
  return words.join(' ');
}

/** REDIS: acl.c sdsCatPatternString */
function patternText({ pattern, access }: KeyPattern): string {
  if (access === (READ | WRITE)) return `~${pattern}`;
  return `${access === READ ? '%R~' : '%W~'}${pattern}`;
}

export function describeKeys(selector: Selector): string {
  return selector.allKeys ? '~*' : selector.patterns.map(patternText).join(' ');
}

export function describeChannels(selector: Selector): string {
  return selector.allChannels ? '&*' : selector.channels.map((channel) => `&${channel}`).join(' ');
}

/**
 * From +@all or -@all first the categories that fit best, then what is left one by one.
 * REDIS: acl.c ACLDescribeSelectorCommandRules
 */
export function describeCommands(table: CommandTable, selector: Selector): string {
  const additive = !selector.future;
  const sign = additive ? '+' : '-';
  const rules = [additive ? '-@all' : '+@all'];
  // What the rules so far make, and what they have not yet made.
  const made = emptySelector(false, false);
  if (!additive) made.allowed.fill(1);
  const left: Selector = { ...selector, allowed: selector.allowed.slice(), firstArgs: new Map() };
  const applied = new Set<string>();
  for (;;) {
    const category = bestCategory(table, left, additive, applied);
    if (category === null) break;
    changeCategory(table, made, category, additive);
    changeCategory(table, left, category, !additive);
    rules.push(`${sign}@${category}`);
    applied.add(category);
  }
  return [...rules, ...singleCommands(table, selector, made)].join(' ');
}

function bestCategory(
  table: CommandTable,
  left: Selector,
  additive: boolean,
  applied: ReadonlySet<string>,
): string | null {
  let best: string | null = null;
  let fewest = Infinity;
  let most = 0;
  for (const category of CATEGORIES) {
    if (applied.has(category)) continue;
    const { on, off } = countCategory(table, left, category);
    const [same, different] = additive ? [on, off] : [off, on];
    if (same > different && (different < fewest || (different === fewest && same > most))) {
      best = category;
      fewest = different;
      most = same;
    }
  }
  return best;
}

/** REDIS: acl.c ACLDescribeSelectorCommandRulesSingleCommands */
function singleCommands(table: CommandTable, selector: Selector, made: Selector): string[] {
  const rules: string[] = [];
  for (const spec of table.commands.values()) {
    for (const one of [spec, ...(spec.subcommands?.values() ?? [])]) {
      const allowed = selector.allowed[one.index] === 1;
      if (allowed !== (made.allowed[one.index] === 1)) {
        rules.push(`${allowed ? '+' : '-'}${one.name}`);
        changePermission(made, one, allowed);
      }
      if (allowed) continue;
      for (const word of selector.firstArgs.get(one.index) ?? []) rules.push(`+${one.name}|${word}`);
    }
  }
  return rules;
}
