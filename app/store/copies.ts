/*
 * A second tab goes on with a copy of a session, and goes on with that same copy when it is reloaded. Which one that is
 * belongs to the tab, so it is kept where the browser keeps what belongs to a tab.
 */

const key = (name: string): string => `inflight.copy ${name}`;
/** For a browser that refuses it: as long as the page lives. */
const copies = new Map<string, string>();

/** The copy that this tab has of the session of that name; null when it has none. */
export function copyHere(name: string): string | null {
  try {
    return sessionStorage.getItem(key(name));
  } catch {
    return copies.get(name) ?? null;
  }
}

export function rememberCopy(name: string, id: string | null): void {
  if (id === null) copies.delete(name);
  else copies.set(name, id);
  try {
    if (id === null) sessionStorage.removeItem(key(name));
    else sessionStorage.setItem(key(name), id);
  } catch {
    // The map has it.
  }
}
