/* The line of the script language that a chaos panel stands for, and back. */

export const CHAOS_KINDS = ['kill', 'power-cut', 'partition', 'delay', 'lose', 'drop'] as const;
export type ChaosKind = (typeof CHAOS_KINDS)[number];

export interface ChaosSettings {
  readonly seed: number;
  /** How many a minute. */
  readonly rates: Readonly<Record<ChaosKind, number>>;
  /** Milliseconds. */
  readonly down: number;
  readonly late: number;
}

export const CHAOS_DEFAULT: ChaosSettings = {
  seed: 1,
  rates: { kill: 6, 'power-cut': 0, partition: 6, delay: 60, lose: 30, drop: 0 },
  down: 500,
  late: 200,
};

export function chaosLine({ seed, rates, down, late }: ChaosSettings): string {
  const set = CHAOS_KINDS.filter((kind) => rates[kind] > 0).map((kind) => `${kind}=${rates[kind]}`);
  return ['chaos', `seed=${seed}`, ...set, `down=${down}ms`, `late=${late}ms`].join(' ');
}

/** What the line says that is in force; the default for no line. */
export function chaosSettings(line: string): ChaosSettings {
  if (line === '') return CHAOS_DEFAULT;
  const words = new Map(line.split(' ').map((word) => word.split('=') as [string, string]));
  const whole = (name: string): number => Number(words.get(name) ?? 0);
  const millis = (name: string): number => {
    const [, amount = '0', unit = 'ms'] = /^([\d.]+)(us|ms|s)$/.exec(words.get(name) ?? '') ?? [];
    return Number(amount) * (unit === 's' ? 1000 : unit === 'us' ? 0.001 : 1);
  };
  return {
    seed: whole('seed'),
    rates: {
      kill: whole('kill'),
      'power-cut': whole('power-cut'),
      partition: whole('partition'),
      delay: whole('delay'),
      lose: whole('lose'),
      drop: whole('drop'),
    },
    down: millis('down'),
    late: millis('late'),
  };
}
