import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import { LoadedData } from '../../testing/oracles/rdb-files.ts';
import type { AofSink } from '../codec.ts';
import type { AofManifest } from '../state.ts';
import { AofReader, decodeAof } from './decode.ts';
import { encodeCommand, encodeTimestamp } from './entry.ts';
import { decodeManifest, encodeManifest } from './manifest.ts';

class Commands extends LoadedData implements AofSink {
  readonly seen: string[][] = [];
  readonly ranges: [number, number][] = [];
  unknown: string | null = null;

  command(argv: readonly string[], from: number, to: number): string | null {
    if (this.unknown !== null && argv[0] === this.unknown)
      return `Unknown command '${this.unknown}' reading the append only file`;
    this.seen.push([...argv]);
    this.ranges.push([from, to]);
    return null;
  }
}

function read(text: string, unknown: string | null = null) {
  const sink = new Commands();
  sink.unknown = unknown;
  const result = decodeAof(bytesOf(text), sink, { file: 'f.aof' });
  return { ...result, commands: sink.seen, ranges: sink.ranges };
}

const argv = fc.array(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => byteStringOf(bytes)),
  { minLength: 1, maxLength: 4 },
);
const SET = encodeCommand(['SET', 'k', 'v']);

describe('an append-only file', () => {
  test('gives back its commands with their places, at once or in pieces', () => {
    fc.assert(
      fc.property(fc.array(argv, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (commands, step) => {
        const plain = commands.filter(([name]) => name?.toLowerCase() !== 'multi');
        const text = plain.map((words) => `${encodeTimestamp(1)}${encodeCommand(words)}`).join('');
        const whole = read(text);
        expect(whole).toMatchObject({ upTo: text.length, failure: null, commands: plain });
        whole.ranges.forEach(([from, to], i) => expect(text.slice(from, to)).toBe(encodeCommand(plain[i]!)));
        const sink = new Commands();
        const reader = new AofReader(sink);
        for (let at = 0; at < text.length; at += step) reader.feed(bytesOf(text.slice(at, at + step)));
        expect(reader.end()).toEqual({ upTo: text.length, failure: null });
        expect(sink.seen).toEqual(plain);
      }),
    );
  });

  test('cut anywhere ends too early, good up to its last whole command', () => {
    const text = SET + SET;
    for (let length = 1; length < text.length; length++) {
      const { upTo, failure, commands } = read(text.slice(0, length));
      expect(commands).toHaveLength(length < SET.length ? 0 : 1);
      expect(upTo).toBe(length < SET.length ? 0 : SET.length);
      expect(failure?.kind ?? 'whole').toBe(length === SET.length ? 'whole' : 'truncated');
    }
    expect(read(SET.slice(0, -1)).failure?.text).toBe(
      'Unexpected end of file reading the append only file f.aof. You can: 1) Make a backup of your AOF file, then use ' +
        "./redis-check-aof --fix <filename.manifest>. 2) Alternatively you can set the 'aof-load-truncated' configuration " +
        'option to yes and restart the server.',
    );
  });

  test('half a transaction at the end is cut off before its MULTI', () => {
    const open = encodeCommand(['MULTI']) + SET;
    for (const tail of ['', SET.slice(0, 5)]) {
      expect(read(SET + open + tail)).toMatchObject({ upTo: SET.length, failure: { kind: 'truncated' } });
    }
    const whole = SET + open + encodeCommand(['EXEC']);
    expect(read(whole)).toMatchObject({ upTo: whole.length, failure: null });
  });

  test.each(['SET k v\r\n', '*0\r\n', '*-1\r\n', '*1\r\n:3\r\nabc\r\n', '*1\r\n$-5\r\nabc\r\n'])(
    '%j is no such file, in the words of Redis',
    (text) => {
      expect(read(SET + text)).toMatchObject({
        upTo: SET.length,
        failure: {
          kind: 'corrupt',
          text:
            'Bad file format reading the append only file f.aof: make a backup of your AOF file, then use ' +
            './redis-check-aof --fix <filename.manifest>',
        },
      });
    },
  );

  test('a remark longer than a line may be is no remark', () => {
    expect(read(`#${'x'.repeat(1000)}\r\n`).failure).toBeNull();
    expect(read(`#${'x'.repeat(2000)}\r\n`).failure?.kind).toBe('corrupt');
  });

  test('an unknown command stops the load', () => {
    expect(read(SET + encodeCommand(['NOPE', 'x']) + SET, 'NOPE')).toMatchObject({
      upTo: SET.length,
      failure: { kind: 'refused', text: "Unknown command 'NOPE' reading the append only file f.aof" },
    });
  });

  test('an announced length beyond the end takes no memory', () => {
    expect(read('*1\r\n$400000000\r\nabc')).toMatchObject({ upTo: 0, failure: { kind: 'truncated' } });
  });

  test('hostile bytes end in a result', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((bytes) => byteStringOf(bytes)),
      fc.constantFrom(SET, '*2\r\n', '$3\r\n', 'abc\r\n', '#TS:1\r\n', 'REDIS0010', '\xff'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join('');
        expect(read(text).upTo).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a manifest', () => {
  test('comes back as it went in, in the order of Redis', () => {
    const manifest: AofManifest = {
      base: { name: 'a b.2.base.rdb', seq: 2, kind: 'base' },
      history: [{ name: 'x.1.incr.aof', seq: 1, kind: 'history' }],
      incr: [
        { name: 'x.2.incr.aof', seq: 2, kind: 'incr' },
        { name: 'x.3.incr.aof', seq: 3, kind: 'incr' },
      ],
      baseSeq: 2,
      incrSeq: 3,
    };
    const text = encodeManifest(manifest);
    expect(text).toBe(
      'file "a b.2.base.rdb" seq 2 type b\nfile x.1.incr.aof seq 1 type h\n' +
        'file x.2.incr.aof seq 2 type i\nfile x.3.incr.aof seq 3 type i\n',
    );
    expect(decodeManifest(text)).toEqual(manifest);
  });

  test.each([
    ['', 'Found an empty AOF manifest', null],
    ['\n', 'Invalid AOF manifest file format', 1],
    ['file a seq 1\n', 'Invalid AOF manifest file format', 1],
    ['# remark\nfile a seq 0 type b\n', 'Invalid AOF manifest file format', 2],
    ['file ../a seq 1 type b\n', "File can't be a path, just a filename", 1],
    ['file a seq 1 type b\nfile b seq 2 type b\n', 'Found duplicate base file information', 2],
    ['file a seq 2 type i\nfile b seq 2 type i\n', 'Found a non-monotonic sequence number', 2],
    ['file a seq 1 type x\n', 'Unknown AOF file type', 1],
    ['file a seq 1 type b', 'The AOF manifest file contains too long line', null],
    [`file ${'a'.repeat(1030)} seq 1 type b\n`, 'The AOF manifest file contains too long line', null],
  ])('%j is refused: %s', (text, why, line) => {
    expect(decodeManifest(text)).toEqual({ why, line });
  });

  test('further words and other cases are understood', () => {
    expect(decodeManifest('FILE a Seq 1 TYPE b future words\n')).toMatchObject({ base: { name: 'a', seq: 1 } });
  });
});
