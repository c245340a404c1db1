import { create } from 'zustand';

/** Which lessons were finished, kept in this browser and nowhere else. */
interface Progress {
  readonly done: readonly string[];
  finish(lesson: string): void;
}

const STORED = 'inflight.progress';

/** What an earlier visit left; anything that is not a list of names counts as nothing. */
function stored(): readonly string[] {
  try {
    const raw: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(raw) ? raw.filter((name) => typeof name === 'string') : [];
  } catch {
    return []; // Refused or damaged storage: the course starts at its beginning.
  }
}

export const useProgress = create<Progress>()((set, get) => ({
  done: stored(),
  finish: (lesson) => {
    if (get().done.includes(lesson)) return;
    const done = [...get().done, lesson];
    try {
      localStorage.setItem(STORED, JSON.stringify(done));
    } catch {
      // It then lasts as long as the page.
    }
    set({ done });
  },
}));
