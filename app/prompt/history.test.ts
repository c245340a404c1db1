import { describe, expect, it } from 'vitest';
import { entered, found, moved, noHistory, typed } from './history.ts';

const lines = ['SET a 1', 'GET a', 'SET b 2', 'DEL a'].reduce(entered, noHistory);

describe('history', () => {
  it('goes up through what was entered and back down to the line under way', () => {
    const up = moved(lines, '', -1);
    expect(up?.line).toBe('DEL a');
    const upper = up && moved(up.history, up.line, -1);
    expect(upper?.line).toBe('SET b 2');
    const down = upper && moved(upper.history, upper.line, 1);
    expect(down?.line).toBe('DEL a');
    expect(down && moved(down.history, down.line, 1)?.line).toBe('');
  });

  it('visits only lines that begin with what was typed', () => {
    const up = moved(lines, 'SET', -1);
    expect(up?.line).toBe('SET b 2');
    expect(up && moved(up.history, up.line, -1)?.line).toBe('SET a 1');
    const first = up && moved(up.history, up.line, -1);
    expect(first && moved(first.history, first.line, -1)).toBeNull();
  });

  it('starts again at the end after a change by hand', () => {
    const up = moved(lines, '', -1);
    expect(up && typed(up.history).at).toBe(lines.lines.length);
  });

  it('keeps no repeats in a row and no empty lines', () => {
    expect(entered(entered(lines, 'DEL a'), '').lines).toHaveLength(4);
  });

  it('searches backwards for text anywhere in a line', () => {
    const first = found(lines, 'a');
    expect(first?.line).toBe('DEL a');
    expect(first && found(lines, 'a', first.at)?.line).toBe('GET a');
    expect(found(lines, 'zzz')).toBeNull();
  });
});
