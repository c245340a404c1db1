import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Received } from './kv-conversation.ts';
import { talkToEngine } from './kv-conversation.ts';
import { CONVERSATIONS } from './kv-conversations.ts';

interface Recorded {
  readonly conversations: Readonly<Record<string, readonly Received[]>>;
}

const path = new URL('recorded/kv-conversations.json', import.meta.url);
// Written by record-kv-core.ts.
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded;

describe('each client hears what redis-server told it', () => {
  for (const [name, lines] of Object.entries(CONVERSATIONS)) {
    test(name, () => {
      const heard = talkToEngine(lines);
      const expected = recorded.conversations[name] ?? [];
      for (const [i, line] of lines.entries()) expect([line, heard[i]]).toEqual([line, expected[i]]);
    });
  }
});
