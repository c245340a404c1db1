import type { BrokerOut, BrokerState } from './state.ts';

/* What a line at the broker's own prompt comes to. */

export interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

export type Command = (b: BrokerState, args: readonly string[], vhost: string, out: BrokerOut) => Answer;

export const done = (text: string): Answer => ({ ok: true, text });
export const refused = (text: string): Answer => ({ ok: false, text });

/** Rows as rabbitmqctl prints them: a head and tab-separated columns. */
export function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | boolean)[])[],
): Answer {
  return done([title, columns.join('\t'), ...rows.map((row) => row.join('\t'))].join('\n'));
}
