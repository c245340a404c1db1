import { expect, test } from 'vitest';
import { AMQP_COMMANDS } from './amqp-commands.ts';
import { amqpCompletions } from './amqp-completions.ts';
import { readAmqpLine } from './amqp-line.ts';

const linesFor = (text: string): string[] => amqpCompletions(text, ['orders', 'mail']).map((one) => one.line);

test('commands go on from what was typed', () => {
  expect(linesFor('dec')).toEqual(['declare queue ', 'declare exchange ', 'declare binding ']);
  expect(linesFor('pub')).toEqual(['publish ']);
});

test('arguments that are not given yet are offered, and say whether they must be', () => {
  expect(linesFor('publish routing_key=orders p')).toEqual([
    'publish routing_key=orders payload=',
    'publish routing_key=orders persistent=',
    'publish routing_key=orders properties=',
  ]);
  expect(amqpCompletions('publish r', [])).toEqual([
    { line: 'publish routing_key=', label: 'routing_key=', help: 'required' },
  ]);
});

test('values are those an argument can have, and queues those the prompt knows', () => {
  expect(linesFor('declare exchange type=t')).toEqual(['declare exchange type=topic ']);
  expect(linesFor('get queue=')).toEqual(['get queue=orders ', 'get queue=mail ']);
  expect(linesFor('publish persistent=')).toEqual(['publish persistent=true ', 'publish persistent=false ']);
});

test('nothing is offered for what no command takes', () => {
  expect(linesFor('frobnicate x')).toEqual([]);
  expect(linesFor('get colour=')).toEqual([]);
});

test.each(AMQP_COMMANDS.map((spec) => [spec.example]))('the example "%s" is a line the parser takes', (example) => {
  expect(readAmqpLine(example).kind).not.toBe('wrong');
});
