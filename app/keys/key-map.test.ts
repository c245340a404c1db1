import { describe, expect, it } from 'vitest';
import type { Stroke } from './key-map.ts';
import { actionOf, KEY_MAP, shownKey } from './key-map.ts';

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
  key,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

describe('the key map', () => {
  it('reaches every action by its first key', () => {
    for (const binding of KEY_MAP) {
      const pressed = stroke(binding.key, { shiftKey: binding.shift ?? false, altKey: binding.alt ?? false });
      expect(actionOf(pressed, 'page', true)).toBe(binding.action);
    }
  });

  it('never acts where people type', () => {
    for (const binding of KEY_MAP) expect(actionOf(stroke(binding.key), 'text', true)).toBeNull();
  });

  it('leaves a browser its own shortcuts', () => {
    expect(actionOf(stroke('k', { ctrlKey: true }), 'page', true)).toBeNull();
    expect(actionOf(stroke('ArrowLeft', { metaKey: true }), 'page', true)).toBeNull();
  });

  it('silences exactly the single characters when they are turned off', () => {
    for (const binding of KEY_MAP) {
      const pressed = stroke(binding.key, { shiftKey: binding.shift ?? false, altKey: binding.alt ?? false });
      expect(actionOf(pressed, 'page', false)).toBe(binding.single ? null : binding.action);
    }
  });

  it('takes ? however the keyboard makes it, and capital letters as their small ones', () => {
    expect(actionOf(stroke('?', { shiftKey: true }), 'page', true)).toBe('help');
    expect(actionOf(stroke('K', { shiftKey: true }), 'page', true)).toBe('kill');
  });

  it('gives a focused control the keys it needs: Space presses a button, arrows move a slider', () => {
    expect(actionOf(stroke(' '), 'button', true)).toBeNull();
    expect(actionOf(stroke('ArrowRight'), 'button', true)).toBe('stepForward');
    expect(actionOf(stroke('ArrowRight'), 'range', true)).toBeNull();
    expect(actionOf(stroke(' '), 'range', true)).toBe('playPause');
  });

  it('writes a modifier before its key', () => {
    expect(shownKey('milestoneBack')).toBe('Shift+←');
  });
});
