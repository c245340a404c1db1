import type { CommandSpec } from '../command.ts';
import type { CommandTable } from '../commands/table.ts';
import type { Selector } from './state.ts';

/*
 * Which commands a selector allows, one by one and by category. REDIS: acl.c ACLChangeSelectorPerm
 */

/** In the order of ACL CAT. */
export const CATEGORIES: readonly string[] = [
  'keyspace',
  'read',
  'write',
  'set',
  'sortedset',
  'list',
  'hash',
  'string',
  'bitmap',
  'hyperloglog',
  'geo',
  'stream',
  'pubsub',
  'admin',
  'fast',
  'slow',
  'blocking',
  'dangerous',
  'connection',
  'transaction',
  'scripting',
];

export function isCategory(name: string): boolean {
  return CATEGORIES.includes(name.toLowerCase());
}

/** Every command, each before its subcommands. */
export function everyCommand(table: CommandTable): CommandSpec[] {
  return [...table.commands.values()].flatMap((spec) => [spec, ...(spec.subcommands?.values() ?? [])]);
}

function setBit(selector: Selector, spec: CommandSpec, allow: boolean): void {
  selector.allowed[spec.index] = Number(allow);
  if (!allow) selector.allCommands = false;
}

/** A command with all its subcommands. */
export function changePermission(selector: Selector, spec: CommandSpec, allow: boolean): void {
  setBit(selector, spec, allow);
  selector.firstArgs.delete(spec.index);
  for (const sub of spec.subcommands?.values() ?? []) setBit(selector, sub, allow);
}

/** All commands of a category, which must be one. */
export function changeCategory(table: CommandTable, selector: Selector, category: string, allow: boolean): void {
  for (const spec of everyCommand(table)) if (spec.acl.includes(category)) changePermission(selector, spec, allow);
}

/** How many commands of a category are allowed and not. */
export function countCategory(
  table: CommandTable,
  selector: Selector,
  category: string,
): { readonly on: number; readonly off: number } {
  let on = 0;
  let off = 0;
  for (const spec of everyCommand(table)) {
    if (!spec.acl.includes(category)) continue;
    if (selector.allowed[spec.index] === 1) on++;
    else off++;
  }
  return { on, off };
}
