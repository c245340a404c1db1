import type { LogOut } from './state.ts';

/** A random UUID as Java prints it, for the ids of members. */
export function uuidHex(out: LogOut): string {
  const hex = (count: number): string => Array.from({ length: count }, () => out.random(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[out.random(4)]}${hex(3)}-${hex(12)}`;
}
