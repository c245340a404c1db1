import type { CommandSpec } from '../command.ts';
import { globMatch } from '../glob.ts';
import type { KeyPlace } from '../key-places.ts';
import { movableKeys } from '../key-places.ts';
import type { Selector, User } from './state.ts';
import { READ, WRITE } from './state.ts';

/*
 * May this user run this command with these keys and channels? REDIS: acl.c ACLCheckAllUserCommandPerm
 */

/** What is not allowed, and where in argv it stands. */
export interface Denial {
  readonly reason: 'command' | 'key' | 'channel';
  readonly at: number;
}

/** Which words are channels. REDIS: db.c commands_with_channels */
const CHANNELS: Readonly<Record<string, { readonly only: boolean; readonly isPattern: boolean }>> = {
  subscribe: { only: false, isPattern: false },
  ssubscribe: { only: false, isPattern: false },
  psubscribe: { only: false, isPattern: true },
  publish: { only: true, isPattern: false },
  spublish: { only: true, isPattern: false },
};

const RANK: Readonly<Record<Denial['reason'], number>> = { command: 1, key: 2, channel: 3 };

/** null where it may run. Of several selectors' denials, the one that came furthest. */
export function denialOf(user: User, spec: CommandSpec, argv: readonly string[]): Denial | null {
  let worst: Denial = { reason: 'command', at: 0 };
  const places = new Places(spec, argv);
  for (const selector of user.selectors) {
    const denial = selectorDenial(selector, spec, argv, places);
    if (denial === null) return null;
    const further = RANK[denial.reason] - RANK[worst.reason];
    if (further > 0 || (further === 0 && denial.at > worst.at)) worst = denial;
  }
  return worst;
}

/** The keys of a command, looked for once for all selectors. */
class Places {
  private found: readonly KeyPlace[] | null = null;
  private readonly spec: CommandSpec;
  private readonly argv: readonly string[];

  constructor(spec: CommandSpec, argv: readonly string[]) {
    this.spec = spec;
    this.argv = argv;
  }

  get all(): readonly KeyPlace[] {
    this.found ??= (movableKeys(this.spec, this.argv) ?? []).filter(({ flags }) => !flags.includes('not_key'));
    return this.found;
  }
}

function selectorDenial(selector: Selector, spec: CommandSpec, argv: readonly string[], places: Places): Denial | null {
  if (!mayRun(selector, spec, argv)) return { reason: 'command', at: 0 };
  if (!selector.allKeys) {
    for (const { at, flags } of places.all) {
      if (!mayTouch(selector, argv[at] ?? '', accessOf(flags))) return { reason: 'key', at };
    }
  }
  return selector.allChannels ? null : channelDenial(selector, spec, argv);
}

function mayRun(selector: Selector, spec: CommandSpec, argv: readonly string[]): boolean {
  if (selector.allCommands || selector.allowed[spec.index] === 1 || spec.flags.includes('no_auth')) return true;
  const given = argv[spec.name.includes('|') ? 2 : 1];
  if (given === undefined) return false;
  return (selector.firstArgs.get(spec.index) ?? []).some((word) => word.toLowerCase() === given.toLowerCase());
}

/** READ and WRITE that the flags of a key spec stand for. */
function accessOf(flags: readonly string[]): number {
  let access = 0;
  for (const flag of flags) {
    if (flag === 'access') access |= READ;
    else if (flag === 'insert' || flag === 'delete' || flag === 'update') access |= WRITE;
  }
  return access;
}

function mayTouch(selector: Selector, key: string, access: number): boolean {
  return selector.patterns.some((one) => (one.access & access) === access && globMatch(one.pattern, key));
}

function channelDenial(selector: Selector, spec: CommandSpec, argv: readonly string[]): Denial | null {
  const rule = Object.hasOwn(CHANNELS, spec.name) ? CHANNELS[spec.name] : undefined;
  if (rule === undefined) return null;
  const end = rule.only ? 2 : argv.length;
  for (let at = 1; at < end; at++) {
    if (!channelFits(selector.channels, argv[at] ?? '', rule.isPattern)) return { reason: 'channel', at };
  }
  return null;
}

/** A pattern to subscribe to must be among the allowed ones as it stands. REDIS: acl.c ACLCheckChannelAgainstList */
export function channelFits(allowed: readonly string[], channel: string, isPattern: boolean): boolean {
  return allowed.some((pattern) => (isPattern ? pattern === channel : globMatch(pattern, channel)));
}

/**
 * True when the command may run and may, beside its own keys, read every key there is: what SORT needs for BY and GET.
 * REDIS: acl.c ACLUserCheckCmdWithUnrestrictedKeyAccess
 */
export function mayReadEverything(user: User, spec: CommandSpec, argv: readonly string[]): boolean {
  const places = new Places(spec, argv);
  return user.selectors.some((selector) => {
    if (selectorDenial(selector, spec, argv, places) !== null) return false;
    const readsAll = ({ pattern, access }: Selector['patterns'][number]): boolean =>
      pattern === '*' && (access & READ) !== 0;
    return selector.allKeys || selector.patterns.some(readsAll);
  });
}
