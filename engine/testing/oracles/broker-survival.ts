import { Rig, type RigClient } from '../../broker/rig.ts';
import type { Field } from '../../wire/amqp-methods.ts';

/* What survives what, found out by trying: every kind of queue, message and wait before every kind of stop. */

type Stop = 'stop' | 'kill' | 'powerCut';

interface Row {
  readonly queue: string;
  readonly declare: Parameters<RigClient['ask']>[1];
  readonly persistent: boolean;
}

const kind = (value: string): readonly Field[] => [{ key: 'x-queue-type', type: 'longstr', value }];

const ROWS: readonly Row[] = [true, false].flatMap((persistent) => [
  { queue: 'classic, durable', declare: { durable: true }, persistent },
  { queue: 'classic, transient', declare: {}, persistent },
  { queue: 'classic, exclusive', declare: { durable: true, exclusive: true }, persistent },
  { queue: 'quorum', declare: { durable: true, arguments: kind('quorum') }, persistent },
  { queue: 'stream', declare: { durable: true, arguments: kind('stream') }, persistent },
]);

/** How long the publisher knew of it: until its confirm, for an idle moment, or not at all before the disk answered. */
const WAITS = ['confirm', '300 ms', 'nothing'] as const;
const STOPS: readonly Stop[] = ['stop', 'kill', 'powerCut'];

function end(rig: Rig, how: Stop): void {
  if (how === 'stop') {
    rig.on({ kind: 'command', line: 'stop' });
    rig.diskAnswers = true;
    rig.settleDisk();
  }
  rig.diskAnswers = true;
  rig.restart(how === 'powerCut' ? 'powerCut' : 'kill');
}

/** What became of one message. */
function fateOf({ declare, persistent }: Row, wait: (typeof WAITS)[number], how: Stop): string {
  const rig = new Rig();
  const client = rig.client();
  client.ask('queue.declare', { queue: 'q', ...declare });
  if (wait === 'confirm') client.ask('confirm.select');
  if (wait === 'nothing') rig.diskAnswers = false;
  client.publish('', 'q', 'one', { properties: { deliveryMode: persistent ? 2 : 1 } });
  if (wait === '300 ms') rig.pass(300_000);
  end(rig, how);
  const later = rig.client();
  const [answer] = later.ask('queue.declare', { queue: 'q', passive: true });
  if (answer?.method !== 'queue.declare-ok') return 'lost with its queue';
  const [recovered] = rig.factsOf('broker.recovered');
  if (recovered === undefined) return 'lost';
  return recovered.redelivered ? 'kept, redelivered' : 'kept';
}

/** The table of FIDELITY.md. Rows that say the same for every wait are one. */
export function survivalTable(): string {
  const lines = ['| queue | message | waited for | stop | kill | power cut |', '|---|---|---|---|---|---|'];
  for (const row of ROWS) {
    const fates = WAITS.map((wait) => STOPS.map((how) => fateOf(row, wait, how)).join(' | '));
    const message = row.persistent ? 'persistent' : 'transient';
    const same = new Set(fates).size === 1;
    for (const [i, fate] of (same ? fates.slice(0, 1) : fates).entries())
      lines.push(`| ${row.queue} | ${message} | ${same ? 'anything' : WAITS[i]} | ${fate} |`);
  }
  return lines.join('\n');
}

const [BEGIN, END] = ['<!-- what survives: tried, not written -->', '<!-- end of what survives -->'];

/** The page with the table as it is now. */
export function withSurvival(page: string): string {
  const [before = '', rest = ''] = page.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  return `${before}${BEGIN}\n\n${survivalTable()}\n\n${END}${after}`;
}
