import { createContext, use } from 'react';

/** What stands before the names of regions, where the same parts are on the screen twice: "Here", "There". */
export const RegionContext = createContext('');

/** The name of a region where it stands. */
export function useRegionName(name: string): string {
  const where = use(RegionContext);
  return where === '' ? name : `${where}: ${name}`;
}
