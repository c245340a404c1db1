import '../../bridge/lua-source.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Received } from './kv-conversation.ts';
import { comparable, talkToEngine } from './kv-conversation.ts';
import { SERVER_CONVERSATIONS } from './kv-server-conversations.ts';

const path = new URL('recorded/kv-server-conversations.json', import.meta.url);
// Written by record-kv-server.ts.
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, readonly Received[]>>;

describe('each client hears what redis-server told it', () => {
  for (const [name, lines] of Object.entries(SERVER_CONVERSATIONS)) {
    test(name, () => {
      const heard = talkToEngine(lines);
      const expected = recorded[name] ?? [];
      for (const [i, line] of lines.entries()) {
        expect([line, comparable(line, heard[i])]).toEqual([line, comparable(line, expected[i])]);
      }
    });
  }
});
