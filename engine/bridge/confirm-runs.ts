import type { MethodFrame } from '../wire/amqp-methods.ts';

/*
 * Confirms of one turn in one frame: where a channel's publishes were confirmed in their order, "all up to this one"
 * says the same as each by itself, and a publisher reads one frame in the place of hundreds.
 * RABBITMQ: rabbit_channel send_confirms_and_nacks, coalesce_and_send
 */

type Ack = MethodFrame<'basic.ack'>;

interface Run {
  /** The lowest tag that was neither confirmed nor refused. */
  next: number;
  /** Tags above it that were. */
  readonly early: Set<number>;
  /** Confirmed and not said yet; null where there is nothing to say. */
  unsaid: Ack | null;
}

export class ConfirmRuns {
  private readonly runs = new Map<number, Run>();
  private readonly say: (ack: Ack) => void;
  private waiting: Run[] = [];

  constructor(say: (ack: Ack) => void) {
    this.say = say;
  }

  private runOf(channel: number): Run {
    const known = this.runs.get(channel);
    if (known !== undefined) return known;
    const run: Run = { next: 1, early: new Set(), unsaid: null };
    this.runs.set(channel, run);
    return run;
  }

  /** Takes a confirm: it is said later if it may be, at once if not. */
  ack(ack: Ack): void {
    const run = this.runOf(ack.channel);
    const tag = Number(ack.deliveryTag);
    if (!ack.multiple && tag !== run.next) {
      run.early.add(tag);
      this.say(ack);
      return;
    }
    settle(run, tag);
    if (run.unsaid === null) this.waiting.push(run);
    run.unsaid = run.unsaid === null ? ack : { ...ack, multiple: true };
  }

  /** A refusal goes its own way, but its tag is done with. */
  nack({ channel, deliveryTag, multiple }: MethodFrame<'basic.nack'>): void {
    const run = this.runOf(channel);
    const tag = Number(deliveryTag);
    if (multiple || tag === run.next) settle(run, tag);
    else run.early.add(tag);
  }

  /** Says what is unsaid. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const { waiting } = this;
    this.waiting = [];
    for (const run of waiting) {
      const ack = run.unsaid;
      run.unsaid = null;
      if (ack !== null) this.say(ack);
    }
  }

  /** The channel begins anew. */
  forget(channel: number): void {
    this.runs.delete(channel);
  }
}

/** All up to `tag` is done with. */
function settle(run: Run, tag: number): void {
  run.next = Math.max(run.next, tag + 1);
  if (run.early.size === 0) return;
  for (const early of run.early) if (early <= tag) run.early.delete(early);
  while (run.early.delete(run.next)) run.next++;
}
