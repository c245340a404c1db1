import { create } from 'zustand';

/*
 * Light, dark or projector. Until someone chooses, the system decides (a media query in tokens.css, so that the first
 * paint is right without an inline script); a choice is kept in this browser.
 */

export type Theme = 'light' | 'dark' | 'projector';
export const THEMES: readonly Theme[] = ['light', 'dark', 'projector'];

const STORED = 'inflight.theme';

function stored(): Theme | null {
  try {
    const name = localStorage.getItem(STORED);
    return THEMES.find((theme) => theme === name) ?? null;
  } catch {
    return null; // Storage can be refused altogether; the choice then lasts as long as the page.
  }
}

function show(theme: Theme | null): void {
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
}

interface ThemeStore {
  /** What was chosen; null while the system decides. */
  readonly chosen: Theme | null;
  choose(theme: Theme | null): void;
}

export const useTheme = create<ThemeStore>()((set) => ({
  chosen: stored(),
  choose: (chosen) => {
    show(chosen);
    try {
      if (chosen) localStorage.setItem(STORED, chosen);
      else localStorage.removeItem(STORED);
    } catch {
      // See `stored`.
    }
    set({ chosen });
  },
}));

show(useTheme.getState().chosen);
