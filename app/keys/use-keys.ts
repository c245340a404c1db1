import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import type { Action, Place } from './key-map.ts';
import { actionOf } from './key-map.ts';

export type Answers = Partial<Readonly<Record<Action, () => void>>>;

const STORED = 'inflight.single-keys';

interface KeySettings {
  /** Whether single characters act. Off for people whose screen reader needs them. */
  readonly singles: boolean;
  setSingles(on: boolean): void;
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true; // Refused storage: the default.
  }
}

export const useKeySettings = create<KeySettings>()((set) => ({
  singles: stored(),
  setSingles: (singles) => {
    try {
      localStorage.setItem(STORED, singles ? 'on' : 'off');
    } catch {
      // The setting then lasts as long as the page.
    }
    set({ singles });
  },
}));

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return 'text';
  if (target instanceof HTMLInputElement) {
    if (target.type === 'range' || target.type === 'radio') return 'range';
    return target.type === 'checkbox' ? 'button' : 'text';
  }
  if (target.closest('[role="tree"], [role="listbox"], [role="grid"], [role="tablist"]')) return 'tree';
  return target.closest('button, a[href], summary') ? 'button' : 'page';
}

/** Answers keys while the calling component is on the page. Of two that answer the same action, the later mounted wins. */
export function useKeys(answers: Answers): void {
  const latest = useRef(answers);
  useEffect(() => {
    latest.current = answers;
  });
  useEffect(() => {
    const answer: Answering = () => latest.current;
    answering.push(answer);
    return () => {
      answering.splice(answering.indexOf(answer), 1);
    };
  }, []);
}

type Answering = () => Answers;
const answering: Answering[] = [];

/** Starts listening for the whole page. Called once. */
export function listenForKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const action = actionOf(event, placeOf(event.target), useKeySettings.getState().singles);
    if (!action) return;
    for (let i = answering.length - 1; i >= 0; i--) {
      const run = answering[i]?.()[action];
      if (!run) continue;
      event.preventDefault();
      run();
      return;
    }
  });
}
