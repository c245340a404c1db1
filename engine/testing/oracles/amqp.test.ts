import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONVERSATIONS } from './amqp-conversations.ts';
import { EngineTalk } from './amqp-engine.ts';
import { KINDS_CONVERSATIONS } from './amqp-kinds-conversations.ts';
import { byPlace } from './amqp-talk.ts';
import { readTranscript } from './amqp-transcript.ts';

/* The engine in the same conversations as the real server was recorded in. */

type Heard = readonly (readonly string[])[];

function recorded<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`recorded/${file}`, import.meta.url), 'utf8')) as T;
}

function compare(says: readonly string[], expected: Heard): void {
  const talk = new EngineTalk();
  // Beside each line said, so that a difference can be read.
  const beside = (lists: Heard): object[] => says.map((line, i) => ({ line, heard: byPlace(lists[i] ?? []) }));
  expect(beside(says.map((line) => talk.hear(line)))).toEqual(beside(expected));
}

describe('RabbitMQ 3.10.8 and the engine say the same', () => {
  const heard = recorded<Readonly<Record<string, Heard>>>('amqp.json');
  test.each(CONVERSATIONS)('$name', ({ name, says }) => compare(says, heard[name] ?? []));

  const kinds = recorded<Readonly<Record<string, Heard>>>('amqp-kinds.json');
  test.each(KINDS_CONVERSATIONS)('$name', ({ name, says }) => compare(says, kinds[name] ?? []));

  const transcripts = ['amqp-random.txt', 'amqp-found.txt'].map((file) =>
    readTranscript(readFileSync(new URL(`recorded/${file}`, import.meta.url), 'utf8')),
  );
  test.each(transcripts.flat())('$name', ({ says, heard: expected }) => compare(says, expected));
});
