import { describe, expect, test } from 'vitest';
import type { Reply } from '../wire/reply.ts';
import { AMQP_COMMANDS } from './amqp-commands.ts';
import { readAmqpLine } from './amqp-line.ts';
import { isPage, quote, replyText } from './reply-text.ts';

describe('a reply on the terminal', () => {
  // Recorded from redis-cli 7.0.15 against redis-server 7.0.15 on a terminal.
  test.each<[string, Reply, string]>([
    ['a status', { kind: 'simple', text: 'OK' }, 'OK'],
    ['an error', { kind: 'error', text: 'ERR no' }, '(error) ERR no'],
    ['a text', 'a\x01\nb"\\ \xc3\xa9', '"a\\x01\\nb\\"\\\\ \\xc3\\xa9"'],
    ['nothing', null, '(nil)'],
    ['no array', { kind: 'nilArray' }, '(nil)'],
    ['an integer', 2, '(integer) 2'],
    ['an empty array', [], '(empty array)'],
    ['an array', ['y', 'x'], '1) "y"\n2) "x"'],
    ['arrays in arrays', [['1-1', ['a', 'b']]], '1) 1) "1-1"\n   2) 1) "a"\n      2) "b"'],
    [
      'a nest',
      [1, [2, [3, 4], 5], 'x'],
      '1) (integer) 1\n2) 1) (integer) 2\n   2) 1) (integer) 3\n      2) (integer) 4\n   3) (integer) 5\n3) "x"',
    ],
    ['a map', { kind: 'map', flat: ['f', 'v', 'modules', []] }, '1# "f" => "v"\n2# "modules" => (empty array)'],
    ['a set', { kind: 'set', items: ['b', 'a'] }, '1~ "b"\n2~ "a"'],
    ['an empty set', { kind: 'set', items: [] }, '(empty set)'],
    ['doubles in pairs', [['a', { kind: 'double', value: 1.5 }]], '1) 1) "a"\n   2) (double) 1.5'],
    [
      'truth',
      [
        { kind: 'bool', value: true },
        { kind: 'bool', value: false },
      ],
      '1) (true)\n2) (false)',
    ],
  ])('%s', (_name, reply, shown) => {
    expect(replyText(reply, false)).toBe(shown);
  });

  test('of ten and more entries has its numbers set right', () => {
    const lines = replyText(
      Array.from({ length: 10 }, (_, i) => i),
      false,
    ).split('\n');
    expect(lines[0]).toBe(' 1) (integer) 0');
    expect(lines[9]).toBe('10) (integer) 9');
  });

  test('that is a page of text stands as it is', () => {
    expect(replyText('# Server\r\nredis_version:7.0.15\r\n', true)).toBe('# Server\r\nredis_version:7.0.15\r\n');
    expect(isPage(['INFO', 'server'])).toBe(true);
    expect(isPage(['client', 'LIST'])).toBe(true);
    expect(isPage(['client', 'getname'])).toBe(false);
  });

  test('quotes what cannot be printed', () => {
    expect(quote('\x07\b\t\r\x00\x7f')).toBe('"\\a\\b\\t\\r\\x00\\x7f"');
  });
});

describe('a line of the broker prompt', () => {
  test.each(AMQP_COMMANDS.map((spec) => [spec.example]))('of the help is understood: %s', (line) => {
    expect(readAmqpLine(line).kind).not.toBe('wrong');
  });

  test.each([
    ['declare', "Don't know how to declare that: queue, exchange, binding"],
    ['declare table name=x', "Don't know how to declare table: queue, exchange, binding"],
    ['dance', 'Action dance not understood (help shows the commands)'],
    ['declare queue', 'mandatory argument "name" required'],
    ['declare queue x', 'Argument "x" not in the name=value format.'],
    ['declare queue name=x colour=red', 'Argument "colour" not recognised'],
    ['declare queue name=x durable=yes', 'Argument "durable" must be true or false'],
    ['declare queue name=x arguments=[1]', 'Argument "arguments" must be a JSON object'],
    ['declare queue name="x', 'Invalid argument(s): a quote is not closed'],
    ['declare queue name=x arguments={"a":1', 'Invalid argument(s): a bracket is not closed'],
    [
      'get queue=x ackmode=maybe',
      'Argument "ackmode" must be one of ack_requeue_true, reject_requeue_true, ack_requeue_false, reject_requeue_false, manual',
    ],
    ['ack', 'mandatory argument "tag" required'],
    ['ack -1', 'Argument "tag" must be a whole number'],
    ['qos prefetch=70000', 'Argument "prefetch" must be at most 65535'],
    ['publish routing_key=x properties={"colour":"red"}', 'Unknown property "colour"'],
    ['publish routing_key=x properties={"priority":"high"}', 'Property "priority" must be a number'],
    ['', ''],
  ])('that is wrong is refused in words: %j', (line, text) => {
    expect(readAmqpLine(line)).toEqual({ kind: 'wrong', text });
  });

  test('keeps blanks and quotes within quotes', () => {
    const action = readAmqpLine(
      'publish routing_key=x payload="two \\"words\\"" properties={"headers": {"n": 1, "s": "a b"}}',
    );
    if (action.kind !== 'publish') throw new Error(action.kind);
    expect(String.fromCharCode(...action.frame.body)).toBe('two "words"');
    expect(action.frame.properties.headers).toEqual([
      { key: 'n', type: 'long', value: 1 },
      { key: 's', type: 'longstr', value: 'a b' },
    ]);
  });

  test('knows the exchange without a name as amq.default', () => {
    const action = readAmqpLine('publish routing_key=x');
    expect(action.kind === 'publish' && action.frame.exchange).toBe('');
  });
});
