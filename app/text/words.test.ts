import { describe, expect, it } from 'vitest';
import { bytes, count, duration, exactSeconds, joined, seconds, speedWord } from './words.ts';

describe('numbers in words', () => {
  it('writes instants in seconds, to the millisecond or the microsecond', () => {
    expect(seconds(2_404_000)).toBe('2.404');
    expect(exactSeconds(14_200_007)).toBe('14.200 007');
  });
  it('gives every length of time its unit', () => {
    expect([900, 140_000, 3_000_000, 660_000_000, 9 * 3_600_000_000].map(duration)).toEqual([
      '900 µs',
      '140 ms',
      '3 s',
      '11 min',
      '9 h',
    ]);
  });
  it('gives every size its unit', () => {
    expect([84, 3100, 8_000_000].map(bytes)).toEqual(['84 B', '3.1 kB', '8 MB']);
  });
  it('separates thousands', () => {
    expect(count(1_482_000)).toBe('1,482,000');
  });
  it('says slow speeds as fractions', () => {
    expect([0.001, 0.01, 0.5, 1, 20].map(speedWord)).toEqual(['1/1000 x', '1/100 x', '1/2 x', '1 x', '20 x']);
  });
  it('joins as people speak', () => {
    expect(joined(['3', '6', '8'])).toBe('3, 6 and 8');
    expect(joined(['3'])).toBe('3');
  });
});
