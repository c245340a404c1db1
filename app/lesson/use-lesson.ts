import { useEffect, useState } from 'react';
import { lessonNamed } from '../../lessons/catalog.ts';
import type { Lesson } from '../../lessons/format.ts';

export type Loading =
  | { readonly kind: 'loading' }
  | { readonly kind: 'none' }
  | { readonly kind: 'here'; readonly lesson: Lesson };

/** The lesson of that id, loaded when it is asked for. */
export function useLesson(id: string): Loading {
  const [loaded, setLoaded] = useState<{ readonly id: string; readonly lesson: Lesson } | null>(null);
  const entry = lessonNamed(id);
  useEffect(() => {
    let wanted = true;
    void entry?.load().then((lesson) => wanted && setLoaded({ id, lesson }));
    return () => {
      wanted = false;
    };
  }, [id, entry]);
  if (entry === null) return { kind: 'none' };
  return loaded?.id === id ? { kind: 'here', lesson: loaded.lesson } : { kind: 'loading' };
}
