import { splitArguments } from '../../wire/resp-inline.ts';
import type { CommandSpec } from '../command.ts';
import type { CommandTable } from '../commands/table.ts';
import { changeCategory, changePermission, isCategory } from './permissions.ts';
import type { KeyPattern, Selector, User } from './state.ts';
import { READ, WRITE } from './state.ts';
import { emptySelector, hashedPassword, rootOf } from './users.ts';

/*
 * The language of rules: `on`, `>secret`, `~keys:*`, `+@read`, `-config|set`, `(%R~a +get)` ... Each changes a draft of
 * a user. REDIS: acl.c ACLSetUser, ACLSetSelector
 */

/** Why a rule is refused, in Redis's words. REDIS: acl.c ACLSetUserStringError */
export const RULE_ERRORS = Object.freeze({
  unknown: 'Unknown command or category name in ACL',
  syntax: 'Syntax error',
  allKeys:
    "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns",
  allChannels:
    "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have any effect. Try 'resetchannels' to start with an empty list of channels",
  noPassword: 'The password you are trying to remove from the user does not exist',
  badHash: 'The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters',
  duplicate: 'Duplicate user found. A user can only be defined once in config files',
  firstArg: 'Allowing first-arg of a subcommand is not supported',
});

export type RuleError = keyof typeof RULE_ERRORS;

/** What rules are read with. */
export interface RuleContext {
  readonly table: CommandTable;
  /** `acl-pubsub-default allchannels` */
  readonly allChannels: boolean;
}

/** True for what a name or a pattern must not hold. REDIS: acl.c ACLStringHasSpaces */
export function hasSpaces(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || code === 0 || (code >= 9 && code <= 13)) return true;
  }
  return false;
}

/** The command of that full name, `config|get`; null for none. REDIS: server.c lookupCommandBySdsLogic */
function namedCommand(table: CommandTable, name: string): CommandSpec | null {
  const words = name.toLowerCase().split('|');
  const spec = table.commands.get(words[0] ?? '');
  if (spec === undefined || words.length > 2) return null;
  return words.length === 1 ? spec : (spec.subcommands?.get(words[1] ?? '') ?? null);
}

/** Applies one rule to a draft. Returns why not, or null. */
export function applyRule(user: User, rule: string, context: RuleContext): RuleError | null {
  if (rule === '') return null;
  const flag = applyFlag(user, rule.toLowerCase(), context);
  if (flag) return null;
  const given = rule.slice(1);
  switch (rule[0]) {
    case '>':
      return addPassword(user, hashedPassword(given));
    case '#':
      return isHash(given) ? addPassword(user, given) : 'badHash';
    case '<':
      return removePassword(user, hashedPassword(given));
    case '!':
      return isHash(given) ? removePassword(user, given) : 'badHash';
    case '(':
      return rule.endsWith(')') ? addSelector(user, rule, context) : 'syntax';
    default:
      return applySelectorRule(rootOf(user), rule, context);
  }
}

/** The rules that are words. False for what is none. */
function applyFlag(user: User, word: string, context: RuleContext): boolean {
  switch (word) {
    case 'on':
      user.enabled = true;
      return true;
    case 'off':
      user.enabled = false;
      return true;
    case 'skip-sanitize-payload':
      user.sanitize = 'skip';
      return true;
    case 'sanitize-payload':
      user.sanitize = 'always';
      return true;
    case 'nopass':
      user.nopass = true;
      user.passwords = [];
      return true;
    case 'resetpass':
      user.nopass = false;
      user.passwords = [];
      return true;
    case 'clearselectors':
      user.selectors = [rootOf(user)];
      return true;
    case 'reset':
      user.nopass = false;
      user.passwords = [];
      user.enabled = false;
      user.sanitize = 'always';
      user.selectors = [emptySelector(true, context.allChannels)];
      return true;
    default:
      return false;
  }
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function addPassword(user: User, hash: string): null {
  if (!user.passwords.includes(hash)) user.passwords = [...user.passwords, hash];
  user.nopass = false;
  return null;
}

function removePassword(user: User, hash: string): RuleError | null {
  if (!user.passwords.includes(hash)) return 'noPassword';
  user.passwords = user.passwords.filter((known) => known !== hash);
  return null;
}

/** REDIS: acl.c aclCreateSelectorFromOpSet */
function addSelector(user: User, rule: string, context: RuleContext): RuleError | null {
  const selector = emptySelector(false, context.allChannels);
  for (const word of splitArguments(rule.slice(1, -1)) ?? []) {
    const refused = applySelectorRule(selector, word, context);
    if (refused !== null) return refused;
  }
  user.selectors = [...user.selectors, selector];
  return null;
}

/** REDIS: acl.c ACLSetSelector */
function applySelectorRule(selector: Selector, rule: string, { table }: RuleContext): RuleError | null {
  if (applySelectorFlag(selector, rule.toLowerCase())) return null;
  switch (rule[0]) {
    case '~':
    case '%':
      return addKeyPattern(selector, rule);
    case '&':
      return addChannel(selector, rule.slice(1));
    case '+':
    case '-': {
      const allow = rule[0] === '+';
      if (rule[1] === '@') {
        if (!isCategory(rule.slice(2))) return 'unknown';
        changeCategory(table, selector, rule.slice(2).toLowerCase(), allow);
        return null;
      }
      return allow ? allowCommand(selector, rule.slice(1), table) : denyCommand(selector, rule.slice(1), table);
    }
    default:
      return 'syntax';
  }
}

function applySelectorFlag(selector: Selector, word: string): boolean {
  switch (word) {
    case 'allkeys':
    case '~*':
      selector.allKeys = true;
      selector.patterns = [];
      return true;
    case 'resetkeys':
      selector.allKeys = false;
      selector.patterns = [];
      return true;
    case 'allchannels':
    case '&*':
      selector.allChannels = true;
      selector.channels = [];
      return true;
    case 'resetchannels':
      selector.allChannels = false;
      selector.channels = [];
      return true;
    case 'allcommands':
    case '+@all':
    case 'nocommands':
    case '-@all':
      selector.allCommands = word === 'allcommands' || word === '+@all';
      selector.future = selector.allCommands;
      selector.allowed = new Uint8Array(selector.allowed.length).fill(Number(selector.allCommands));
      selector.firstArgs = new Map();
      return true;
    default:
      return false;
  }
}

/** `~pattern`, or `%` with R and W before it. */
function addKeyPattern(selector: Selector, rule: string): RuleError | null {
  if (selector.allKeys) return 'allKeys';
  let access = 0;
  let at = 1;
  if (rule[0] === '~') access = READ | WRITE;
  else {
    for (; at < rule.length && rule[at] !== '~'; at++) {
      const bit = { R: READ, W: WRITE }[(rule[at] ?? '').toUpperCase()] ?? 0;
      if (bit === 0 || (access & bit) !== 0) return 'syntax';
      access |= bit;
    }
    at++;
  }
  const pattern = rule.slice(at);
  if (hasSpaces(pattern)) return 'syntax';
  const known = selector.patterns.findIndex((one) => one.pattern === pattern);
  const merged: KeyPattern = { pattern, access: access | (selector.patterns[known]?.access ?? 0) };
  selector.patterns = known < 0 ? [...selector.patterns, merged] : selector.patterns.with(known, merged);
  return null;
}

function addChannel(selector: Selector, pattern: string): RuleError | null {
  if (selector.allChannels) return 'allChannels';
  if (hasSpaces(pattern)) return 'syntax';
  if (!selector.channels.includes(pattern)) selector.channels = [...selector.channels, pattern];
  return null;
}

function denyCommand(selector: Selector, name: string, table: CommandTable): RuleError | null {
  const spec = namedCommand(table, name);
  if (spec === null) return 'unknown';
  changePermission(selector, spec, false);
  return null;
}

/** `+command`, `+command|subcommand`, or `+command|first-argument` where the command has no subcommands. */
function allowCommand(selector: Selector, name: string, table: CommandTable): RuleError | null {
  const bar = name.lastIndexOf('|');
  const spec = namedCommand(table, bar < 0 ? name : name.slice(0, bar));
  if (spec === null) return 'unknown';
  if (bar < 0) {
    changePermission(selector, spec, true);
    return null;
  }
  if (spec.name.includes('|')) return 'firstArg';
  const word = name.slice(bar + 1);
  if (word === '') return 'syntax';
  if (spec.subcommands === null) {
    const known = selector.firstArgs.get(spec.index) ?? [];
    const isKnown = known.some((one) => one.toLowerCase() === word.toLowerCase());
    if (!isKnown) selector.firstArgs.set(spec.index, [...known, word]);
    return null;
  }
  const sub = namedCommand(table, name);
  if (sub === null) return 'unknown';
  changePermission(selector, sub, true);
  return null;
}

/**
 * Rules with the words of a selector in parentheses put together again; where one is not closed, the word that opens
 * it. REDIS: acl.c ACLMergeSelectorArguments
 */
export function mergeSelectors(words: readonly string[]): { readonly rules: string[] } | { readonly open: string } {
  const rules: string[] = [];
  let opened: string | null = null;
  let open = '';
  for (const word of words) {
    if (word.startsWith('(') && !word.endsWith(')')) {
      opened = word;
      open = word;
    } else if (opened !== null) {
      opened += ` ${word}`;
      if (word.endsWith(')')) {
        rules.push(opened);
        opened = null;
      }
    } else rules.push(word);
  }
  return opened === null ? { rules } : { open };
}
