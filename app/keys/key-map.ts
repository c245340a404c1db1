/*
 * Every key of the product, in one place. A binding says what it means, not what happens: screens answer actions, and
 * an action nobody answers on this screen does nothing.
 */

export type Action =
  | 'playPause'
  | 'stepBack'
  | 'stepForward'
  | 'factBack'
  | 'factForward'
  | 'milestoneBack'
  | 'milestoneForward'
  | 'slower'
  | 'faster'
  | 'prompt'
  | 'kill'
  | 'powerCut'
  | 'start'
  | 'fork'
  | 'nextTimer'
  | 'lanes'
  | 'lineForward'
  | 'lineBack'
  | 'lineInto'
  | 'lineOut'
  | 'help';

export interface Binding {
  readonly action: Action;
  /** `KeyboardEvent.key`, lower case. */
  readonly key: string;
  readonly shift?: boolean;
  readonly alt?: boolean;
  /** How it is written for a reader. */
  readonly shown: readonly string[];
  /** A single character without a modifier: can be turned off, as it may be a command of a screen reader. */
  readonly single?: boolean;
}

export const KEY_MAP: readonly Binding[] = [
  { action: 'playPause', key: ' ', shown: ['Space'] },
  { action: 'stepBack', key: 'arrowleft', shown: ['←'] },
  { action: 'stepForward', key: 'arrowright', shown: ['→'] },
  { action: 'factBack', key: 'arrowleft', alt: true, shown: ['Alt', '←'] },
  { action: 'factForward', key: 'arrowright', alt: true, shown: ['Alt', '→'] },
  { action: 'milestoneBack', key: 'arrowleft', shift: true, shown: ['Shift', '←'] },
  { action: 'milestoneForward', key: 'arrowright', shift: true, shown: ['Shift', '→'] },
  { action: 'milestoneBack', key: 'pageup', shown: ['PageUp'] },
  { action: 'milestoneForward', key: 'pagedown', shown: ['PageDown'] },
  { action: 'slower', key: '[', shown: ['['], single: true },
  { action: 'faster', key: ']', shown: [']'], single: true },
  { action: 'prompt', key: '/', shown: ['/'], single: true },
  { action: 'kill', key: 'k', shown: ['K'], single: true },
  { action: 'powerCut', key: 'p', shown: ['P'], single: true },
  { action: 'start', key: 's', shown: ['S'], single: true },
  { action: 'fork', key: 'f', shown: ['F'], single: true },
  { action: 'nextTimer', key: 't', shown: ['T'], single: true },
  { action: 'lanes', key: 'l', shown: ['L'], single: true },
  { action: 'lineForward', key: 'n', shown: ['N'], single: true },
  { action: 'lineBack', key: 'b', shown: ['B'], single: true },
  { action: 'lineInto', key: 'i', shown: ['I'], single: true },
  { action: 'lineOut', key: 'o', shown: ['O'], single: true },
  { action: 'help', key: '?', shown: ['?'], single: true },
];

/** What of a keyboard event decides. */
export interface Stroke {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Where the stroke landed: a place where people type, a control with its own use of the key, or the page. */
export type Place = 'text' | 'range' | 'button' | 'tree' | 'page';

/** Keys that a focused control needs for itself. */
const TAKEN: Readonly<Record<Exclude<Place, 'text' | 'page'>, readonly string[]>> = {
  range: ['arrowleft', 'arrowright', 'pageup', 'pagedown'],
  button: [' '],
  tree: ['arrowleft', 'arrowright', ' ', 'pageup', 'pagedown'],
};

/** The action of a stroke, or null. In a place for text no stroke is a command. */
export function actionOf(stroke: Stroke, place: Place, singles: boolean): Action | null {
  if (stroke.ctrlKey || stroke.metaKey || place === 'text') return null;
  const key = stroke.key.toLowerCase();
  if (place !== 'page' && TAKEN[place].includes(key)) return null;
  for (const binding of KEY_MAP) {
    if (binding.key !== key) continue;
    // A character such as `?` may need Shift or AltGr on some keyboards: only named keys look at the modifiers.
    if (!binding.single && ((binding.shift ?? false) !== stroke.shiftKey || (binding.alt ?? false) !== stroke.altKey))
      continue;
    if (binding.single && (!singles || stroke.altKey)) continue;
    return binding.action;
  }
  return null;
}

/** What to write beside a control that does the same. */
export function shownKey(action: Action): string {
  return KEY_MAP.find((binding) => binding.action === action)?.shown.join('+') ?? '';
}
