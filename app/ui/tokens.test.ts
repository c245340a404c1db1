import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

/** The custom properties of all blocks whose selector ends so. */
function block(selector: string): Record<string, string> {
  const escaped = selector.replace(/[[\]():"]/g, '\\$&');
  const found: Record<string, string> = {};
  for (const [, body = ''] of css.matchAll(new RegExp(`${escaped}\\s*\\{([^}]*)\\}`, 'g'))) {
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) found[name] = value.trim();
  }
  return found;
}

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return channel(1) * 0.2126 + channel(3) * 0.7152 + channel(5) * 0.0722;
}

function ratio(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const surfaces = ['page', 'panel', 'stage', 'sunken', 'hover', 'selected', 'raised'].map((name) => `surface-${name}`);
const drawn = surfaces.slice(0, 4);
const states = [
  'ready',
  'flight',
  'unacked',
  'acked',
  'confirmed',
  'redelivered',
  'dead',
  'expired',
  'returned',
  'dropped',
  'lost',
];
const groups = [1, 2, 3, 4, 5, 6].map((n) => `id-${n}`);

describe.each([
  ['light', 4.5],
  ['dark', 4.5],
  ['projector', 7],
] as const)('the %s theme', (name, textMin) => {
  const theme = block(`[data-theme="${name}"]`);
  const pairs: (readonly [fore: string, back: string, least: number])[] = [
    ...surfaces.flatMap((back) => ['ink', 'ink-2', 'ink-3', 'accent'].map((fore) => [fore, back, textMin] as const)),
    ...drawn.flatMap((back) => [
      ['line-control', back, 3] as const,
      ['focus', back, 3] as const,
      ...states.map((state) => [`state-${state}`, back, textMin] as const),
      ...groups.flatMap((group) => [[`${group}-edge`, back, 3] as const, [`${group}-text`, back, textMin] as const]),
    ]),
    ...states.flatMap((state) => [
      ['on-state', `state-${state}`, textMin] as const,
      [`state-${state}`, `state-${state}-tint`, 4.5] as const,
      ['ink-2', `state-${state}-tint`, textMin] as const,
    ]),
    ['on-accent', 'accent', textMin],
    ['on-accent', 'accent-hover', textMin],
    ...groups.map((group) => ['on-id', group, 4.5] as const),
  ];

  it('has contrast in every pair that may stand together', () => {
    const failing = pairs
      .map(([fore, back, least]) => ({
        pair: `${fore} on ${back}`,
        least,
        is: ratio(theme[fore] ?? '#000000', theme[back] ?? '#000000'),
      }))
      .filter(({ is, least }) => is < least);
    expect(failing).toEqual([]);
    expect(pairs.length).toBeGreaterThan(150);
  });
});

it('the system preference shows the same dark as the chosen one', () => {
  const chosen = block('[data-theme="dark"]');
  expect(Object.keys(chosen).length).toBeGreaterThan(50);
  expect(block(':root:not([data-theme])')).toEqual(chosen);
});
