import { describe, expect, it } from 'vitest';
import { parseStep } from '../../engine/script/parse.ts';
import { CHAOS_DEFAULT, chaosLine, chaosSettings } from './chaos-line.ts';

describe('the line of a chaos panel', () => {
  it('is one of the script language, and reads back as the panel that wrote it', () => {
    const settings = { ...CHAOS_DEFAULT, seed: 42, rates: { ...CHAOS_DEFAULT.rates, drop: 3 }, down: 1500, late: 20 };
    const line = chaosLine(settings);
    expect(line).toBe('chaos seed=42 kill=6 partition=6 delay=60 lose=30 drop=3 down=1500ms late=20ms');
    expect(parseStep(line)).toMatchObject({
      ok: true,
      step: { kind: 'chaos', plan: { seed: 42, downFor: 1_500_000 } },
    });
    expect(chaosSettings(line)).toEqual(settings);
    // As the worker writes it back.
    expect(chaosSettings('chaos seed=42 kill=6 partition=6 delay=60 lose=30 drop=3 down=1.5s late=20ms')).toEqual(
      settings,
    );
    expect(chaosSettings('')).toEqual(CHAOS_DEFAULT);
  });
});
