import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStringOf, bytesOf } from '../base/bytes.ts';
import { ByteWriter } from './byte-writer.ts';
import { splitArguments } from './resp-inline.ts';
import { RequestParser, writeCommand } from './resp-request.ts';

const byteString = (max = 40) => fc.uint8Array({ maxLength: max }).map((bytes) => byteStringOf(bytes));
const command = fc.array(byteString(), { minLength: 1, maxLength: 6 });

function parse(pieces: readonly Uint8Array[], prepare?: (parser: RequestParser) => void) {
  const parser = new RequestParser();
  prepare?.(parser);
  const commands: string[][] = [];
  for (const piece of pieces) {
    parser.feed(piece);
    for (let argv = parser.next(); argv !== null; argv = parser.next()) commands.push(argv);
    piece.fill(0xee); // the host reads the next piece into the same memory
  }
  return { commands, error: parser.error, parser };
}

const parseText = (text: string, prepare?: (parser: RequestParser) => void) => parse([bytesOf(text)], prepare);

describe('requests', () => {
  test('any commands in pieces cut anywhere come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 12 }), (commands, cuts) => {
        const writer = new ByteWriter(8);
        for (const argv of commands) writeCommand(writer, argv);
        const bytes = writer.take();
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((to, i) => bytes.slice(places[i], to));
        const { commands: read, error, parser } = parse(pieces);
        expect(error).toBeNull();
        expect(read).toEqual(commands);
        expect(parser.midway).toBe(false);
      }),
    );
  });

  test('byte by byte is the same as at once', () => {
    const text =
      '*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING\r\n\r\nset "a b" \'c\'\n*0\r\n*-1\r\n*1\r\n$100\r\n' +
      'x'.repeat(100) +
      '\r\n';
    const bytewise = parse(Array.from(bytesOf(text), (byte) => Uint8Array.of(byte)));
    expect(bytewise.commands).toEqual([['GET', 'k'], ['PING'], ['set', 'a b', 'c'], ['x'.repeat(100)]]);
    expect(parseText(text).commands).toEqual(bytewise.commands);
  });

  test.each([
    ['*3000000000\r\n', 'invalid multibulk length'],
    ['*x\r\n', 'invalid multibulk length'],
    ['*01\r\n', 'invalid multibulk length'],
    ['*1\r\n:1\r\n', "expected '$', got ':'"],
    ['*1\r\n$-1\r\n', 'invalid bulk length'],
    ['*1\r\n$536870913\r\n', 'invalid bulk length'],
    ['*1\r\n$9223372036854775808\r\n', 'invalid bulk length'],
    ['*1\r\n$a\r\n', 'invalid bulk length'],
    ['GET "k\r\n', 'unbalanced quotes in request'],
    ['GET "k"x\r\n', 'unbalanced quotes in request'],
    ['a'.repeat(65537), 'too big inline request'],
    ['*' + '1'.repeat(65537), 'too big mbulk count string'],
    ['*1\r\n$' + '1'.repeat(65537), 'too big bulk count string'],
  ])('%j is refused in the words of Redis', (text, why) => {
    expect(parseText(text).error).toBe(`Protocol error: ${why}`);
  });

  test('commands before a violation are still answered, and none after it', () => {
    const { commands, error } = parseText('PING\r\n*1\r\n!\r\nPING\r\n');
    expect(commands).toEqual([['PING']]);
    expect(error).toBe("Protocol error: expected '$', got '!'");
  });

  test('before authentication a request is held to ten arguments of 16 kB', () => {
    const strict = (parser: RequestParser): void => {
      parser.unauthenticated = true;
    };
    expect(parseText('*10\r\n', strict).error).toBeNull();
    expect(parseText('*11\r\n', strict).error).toBe('Protocol error: unauthenticated multibulk length');
    expect(parseText('*1\r\n$16384\r\n', strict).error).toBeNull();
    expect(parseText('*1\r\n$16385\r\n', strict).error).toBe('Protocol error: unauthenticated bulk length');
  });

  test('an announced length takes no memory before its bytes come', () => {
    const { parser } = parseText('*1000000\r\n$500000000\r\nabc');
    expect(parser.pending).toBe(3);
    expect(parser.error).toBeNull();
  });

  test('a NUL hides the end of the line behind it, as in a C string', () => {
    expect(parseText('a\0b\r\nPING\r\n')).toMatchObject({ commands: [], error: null });
  });

  test('hostile bytes never throw, and a parser in error stays so', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom('*1\r\n', '$3\r\n', 'abc\r\n', '*', '$', '\r\n', '"', '-1', '\0').map(bytesOf),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { parser, error } = parse(pieces);
        parser.feed(bytesOf('PING\r\n'));
        if (error !== null) expect(parser.next()).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe('words of a line', () => {
  test.each([
    ['  a   b\t c ', ['a', 'b', 'c']],
    ['"a\\x41\\n\\"\\q" x', ['aA\n"q', 'x']],
    ["'a\\'b\\n'", ["a'b\\n"]],
    ['ab"cd" e', ['abcd', 'e']],
    ['""', ['']],
    ['', []],
    ['a\vb', ['a\vb']],
  ])('%j', (line, words) => {
    expect(splitArguments(line)).toEqual(words);
  });

  test.each(['"', "'", '"a\\"', '"a"b', "'a'b"])('%j is unbalanced', (line) => {
    expect(splitArguments(line)).toBeNull();
  });
});
