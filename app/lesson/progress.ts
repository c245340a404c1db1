import { create } from 'zustand';
import type { Part } from './view.ts';
import { PARTS } from './view.ts';

/** How far one has come in a lesson. */
export interface LessonProgress {
  /** The step under way, from 0; the challenge is the one after the last. */
  readonly step: number;
  /** The part under way, by step. */
  readonly parts: Readonly<Record<string, Part>>;
  /** What was predicted, by step; what was picked, by choice of the challenge. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Which lessons were finished and where the others stand: kept in this browser and nowhere else. */
export interface ProgressFile {
  readonly version: 1;
  readonly done: readonly string[];
  readonly lessons: Readonly<Record<string, LessonProgress>>;
}

interface Progress extends ProgressFile {
  finish(lesson: string): void;
  update(lesson: string, change: (before: LessonProgress) => LessonProgress): void;
  /** Takes the place of everything, as when a file is imported; null begins anew. */
  replace(file: ProgressFile | null): void;
}

const STORED = 'inflight.progress';
const NOTHING: ProgressFile = { version: 1, done: [], lessons: {} };
export const BEGINNING: LessonProgress = { step: 0, parts: {}, answers: {} };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function texts<Text extends string>(raw: unknown, of: (text: string) => text is Text): Record<string, Text> {
  if (!isRecord(raw)) return {};
  return Object.fromEntries(
    Object.entries(raw).filter((entry): entry is [string, Text] => typeof entry[1] === 'string' && of(entry[1])),
  );
}

function readLesson(raw: unknown): LessonProgress {
  if (!isRecord(raw)) return BEGINNING;
  const step = raw['step'];
  return {
    step: typeof step === 'number' && Number.isSafeInteger(step) && step >= 0 ? step : 0,
    parts: texts(raw['parts'], (text): text is Part => (PARTS as readonly string[]).includes(text)),
    answers: texts(raw['answers'], (text): text is string => text !== ''),
  };
}

/** Reads progress from outside; null when it is no such file. What it does not know in there is left out. */
export function readProgress(raw: unknown): ProgressFile | null {
  if (!isRecord(raw) || raw['version'] !== 1 || !Array.isArray(raw['done'])) return null;
  const lessons = isRecord(raw['lessons']) ? raw['lessons'] : {};
  return {
    version: 1,
    done: raw['done'].filter((name) => typeof name === 'string'),
    lessons: Object.fromEntries(Object.entries(lessons).map(([id, one]) => [id, readLesson(one)])),
  };
}

function stored(): ProgressFile {
  try {
    return readProgress(JSON.parse(localStorage.getItem(STORED) ?? 'null')) ?? NOTHING;
  } catch {
    return NOTHING; // Refused or damaged storage: the course starts at its beginning.
  }
}

function store({ version, done, lessons }: ProgressFile): void {
  try {
    localStorage.setItem(STORED, JSON.stringify({ version, done, lessons }));
  } catch {
    // It then lasts as long as the page.
  }
}

export const useProgress = create<Progress>()((set, get) => {
  const change = (next: Partial<ProgressFile>): void => {
    set(next);
    store(get());
  };
  return {
    ...stored(),
    finish: (lesson) => change({ done: [...new Set([...get().done, lesson])] }),
    update: (lesson, how) => {
      const { lessons } = get();
      change({ lessons: { ...lessons, [lesson]: how(lessons[lesson] ?? BEGINNING) } });
    },
    replace: (file) => change(file ?? NOTHING),
  };
});
