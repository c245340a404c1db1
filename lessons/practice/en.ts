import type { KindId, KindProse, Said } from './format.ts';

/** The words of practice. `{name}` is filled in by the question. */
export const practice: Readonly<Record<KindId, KindProse>> = {
  turns: {
    title: 'Who gets it?',
    says: 'Which worker does which message.',
    levels: { 1: 'Turns alone', 2: 'With a prefetch', 3: 'Somebody comes or goes' },
    texts: {
      workers:
        '{count} workers subscribe to one queue, in the order of their numbers. {messages} messages come, ten milliseconds apart.',
      unbounded: 'There is no prefetch.',
      bounded: 'Each has a prefetch of {prefetch}.',
      speeds: 'A message takes them: {speeds}.',
      late: '`{last}` is started only when all messages are there.',
      gone: '`worker-1` is killed at 0.49 s and stays away.',
      asks: 'Which worker does message {nth}?',
      worker: '`{worker}`',
    },
  },
  bindings: {
    title: 'Which bindings match?',
    says: 'Which queues get a message with this key.',
    levels: { 1: 'Direct', 2: 'Topic, with stars', 3: 'Topic, with hashes' },
    texts: {
      exchange: 'Four queues are bound to the {type} exchange `media`.',
      asks: 'A message is published with the key `{key}`. Which queues get it?',
      item: '`{queue}`, bound with `{pattern}`',
    },
  },
  headers: {
    title: 'Which headers match?',
    says: 'Which queues get a message with these headers.',
    levels: { 1: 'All', 2: 'All and any', 3: 'With x-' },
    texts: {
      exchange: 'Three queues are bound to the headers exchange `reports`.',
      asks: 'A message is published with the headers `{headers}`. Which queues get it?',
      item: '`{queue}`: `{mode}` of `{headers}`',
    },
  },
  restart: {
    title: 'Which messages survive?',
    says: 'What is in the queues after the broker was stopped and started.',
    levels: { 1: 'Queue and message', 2: 'Kill or power cut', 3: 'Just in time' },
    texts: {
      queues:
        'The queue `orders` is durable, `scratch` is not. Four messages are published, each confirmed before the next.',
      consumed: '{name} is then consumed and acknowledged.',
      kill: 'A second later the broker is killed and started again.',
      powerCut: 'A second later the broker loses its power and is started again.',
      allPersistent: 'A shop publishes four persistent messages into a durable queue.',
      allTransient: 'A shop publishes four transient messages into a durable queue.',
      confirms: 'It uses publisher confirms. A sync of the disk takes 2 ms.',
      silent: 'It does not use publisher confirms.',
      killAt: 'At {at} s the broker is killed, and started at once.',
      powerCutAt: 'At {at} s the broker loses its power, and is started at once.',
      asks: 'Which messages are there then?',
      persistent: '{name}, persistent, to `{queue}`',
      transient: '{name}, transient, to `{queue}`',
      timed: '{name}, published at {at} s',
    },
  },
  length: {
    title: 'Which messages fit?',
    says: 'What is ready in a queue that has a bound.',
    levels: { 1: 'Drop the oldest', 2: 'Or refuse', 3: 'While some are held' },
    texts: {
      bound: 'The queue `box` holds at most {most} messages.',
      head: 'What happens at the bound is the default.',
      refuse: 'At the bound: `reject-publish`.',
      held: 'Taken by a client that does not acknowledge, before the others come: {held}.',
      publishes: 'Published in this order: {names}.',
      asks: 'Which messages are ready in the queue in the end?',
      item: '{name}',
    },
  },
  keys: {
    title: 'Which keys survive?',
    says: 'What Redis still knows after it was stopped and started.',
    levels: { 1: 'Snapshot', 2: 'Append-only file', 3: 'Any policy' },
    texts: {
      snapshot: 'Redis has no append-only file and no save points.',
      append: 'Redis has an append-only file, with `appendfsync {policy}`.',
      types: 'You type, after a quiet second: `{lines}`',
      deleted: 'Then you delete `{name}`.',
      kill: 'A tenth of a second later the server is killed and started again.',
      powerCut: 'A tenth of a second later its power is cut, and it is started again.',
      asks: 'Which keys are there?',
      item: '`{name}`',
    },
  },
  expiry: {
    title: 'Which keys are still there?',
    says: 'What sets a time to live, and what takes it away.',
    levels: { 1: 'Setting it', 2: 'Writing over it', 3: 'At the edges' },
    texts: {
      types: 'These commands are typed, a hundredth of a second apart. Then two seconds pass.',
      asks: 'Which keys are still there?',
      item: '`{name}`: `{commands}`',
    },
  },
};

/** A text with what is filled in. */
export function wordsOf(kind: KindId, { text, with: values }: Said): string {
  return (practice[kind].texts[text] ?? '').replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}
