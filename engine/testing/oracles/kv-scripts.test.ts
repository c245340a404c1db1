import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { byteStringOf } from '../../base/bytes.ts';
import '../../bridge/lua-source.ts';
import { Rig } from '../../kv/rig.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { ReplyEncoder } from '../../wire/resp-encode.ts';
import type { Exchange } from './kv-scripts.ts';
import { SCRIPTS } from './kv-scripts.ts';

// Written by record-kv-scripts.ts.
const path = new URL('recorded/kv-scripts.json', import.meta.url);
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, readonly string[]>>;

function answers(commands: readonly Exchange[]): string[] {
  const rig = new Rig();
  rig.open(); // whoever started the server is a client of it
  const conn = rig.open();
  const encoder = new ReplyEncoder(new ByteWriter(256));
  return commands.map((argv) => {
    for (const frame of rig.exchange(conn, argv)) encoder.frame(frame);
    return byteStringOf(encoder.writer.take());
  });
}

describe('scripts answer what redis-server answered', () => {
  test.each(Object.entries(SCRIPTS))('%s', (name, commands) => {
    const heard = answers(commands);
    const expected = recorded[name] ?? [];
    expect(commands.map((argv, i) => [argv, heard[i]])).toEqual(commands.map((argv, i) => [argv, expected[i]]));
  });
});
