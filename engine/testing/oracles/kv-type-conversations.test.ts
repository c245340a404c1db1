import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Received } from './kv-conversation.ts';
import { talkToEngine } from './kv-conversation.ts';
import { TYPE_CONVERSATIONS } from './kv-type-conversations.ts';

// Written by record-kv.ts.
const path = new URL('recorded/kv-type-conversations.json', import.meta.url);
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, readonly Received[]>>;

describe('each client hears what redis-server told it about the data types', () => {
  for (const [name, lines] of Object.entries(TYPE_CONVERSATIONS)) {
    test(name, () => {
      const heard = talkToEngine(lines);
      const expected = recorded[name] ?? [];
      for (const [i, line] of lines.entries()) expect([line, heard[i]]).toEqual([line, expected[i]]);
    });
  }
});
