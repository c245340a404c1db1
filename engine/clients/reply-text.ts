import { utf8Decode } from '../base/bytes.ts';
import { formatDouble, type Reply } from '../wire/reply.ts';

/*
 * A reply as redis-cli shows it on a terminal. REDIS: redis-cli.c cliFormatReplyTTY, cliFormatReplyRaw
 */

/** What the terminal shows, without the last newline. `raw` is for the commands whose answer is a page of text. */
export function replyText(reply: Reply, raw: boolean): string {
  return raw ? rawText(reply) : ttyText(reply, '');
}

/** Text that the server wrote for people: shown as UTF-8 where it is. */
function shown(text: string): string {
  return utf8Decode(text) ?? text;
}

function ttyText(reply: Reply, prefix: string): string {
  if (reply === null) return '(nil)';
  if (typeof reply === 'string') return quote(reply);
  if (typeof reply === 'number' || typeof reply === 'bigint') return `(integer) ${reply}`;
  if (isList(reply)) return listText(reply, 'array', prefix);
  switch (reply.kind) {
    case 'simple':
      return shown(reply.text);
    case 'error':
      return `(error) ${shown(reply.text)}`;
    case 'nilArray':
      return '(nil)';
    case 'map':
      return mapText(reply.flat, prefix);
    case 'set':
      return listText(reply.items, 'set', prefix);
    case 'push':
      return listText(reply.items, 'push', prefix);
    case 'double':
      return `(double) ${formatDouble(reply.value)}`;
    case 'bigNumber':
      return reply.digits;
    case 'bool':
      return reply.value ? '(true)' : '(false)';
    case 'verbatim':
      return shown(reply.text);
    case 'attribute':
      return ttyText(reply.of, prefix);
  }
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}

function listText(items: readonly Reply[], type: 'array' | 'set' | 'push', prefix: string): string {
  if (items.length === 0) return `(empty ${type})`;
  const width = String(items.length).length;
  const inner = prefix + ' '.repeat(width + 2);
  const mark = type === 'set' ? '~' : ')';
  return items
    .map((item, i) => `${i === 0 ? '' : prefix}${String(i + 1).padStart(width)}${mark} ${ttyText(item, inner)}`)
    .join('\n');
}

function mapText(flat: readonly Reply[], prefix: string): string {
  if (flat.length === 0) return '(empty hash)';
  const count = flat.length / 2;
  const width = String(count).length;
  const inner = prefix + ' '.repeat(width + 2);
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const key = ttyText(flat[2 * i] as Reply, inner);
    const value = ttyText(flat[2 * i + 1] as Reply, inner);
    lines.push(`${i === 0 ? '' : prefix}${String(i + 1).padStart(width)}# ${key} => ${value}`);
  }
  return lines.join('\n');
}

const NAMED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x07': '\\a',
  '\b': '\\b',
};

/** A byte string in double quotes, what cannot be printed escaped. REDIS: sds.c sdscatrepr */
export function quote(text: string): string {
  let quoted = '"';
  for (const char of text) {
    const named = NAMED[char];
    const code = char.charCodeAt(0);
    if (named !== undefined) quoted += named;
    else if (code >= 32 && code < 127) quoted += char;
    else quoted += `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return `${quoted}"`;
}

function rawText(reply: Reply): string {
  if (reply === null) return '';
  if (typeof reply === 'string') return shown(reply);
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply);
  if (isList(reply)) return reply.map(rawText).join('\n');
  switch (reply.kind) {
    case 'error':
      return shown(reply.text);
    case 'verbatim':
    case 'simple':
      return shown(reply.text);
    default:
      return ttyText(reply, '');
  }
}

const RAW: readonly (readonly string[])[] = [
  ['info'],
  ['lolwut'],
  ['debug', 'htstats'],
  ['debug', 'htstats-key'],
  ['debug', 'client-eviction'],
  ['memory', 'malloc-stats'],
  ['memory', 'doctor'],
  ['cluster', 'nodes'],
  ['cluster', 'info'],
  ['client', 'list'],
  ['client', 'info'],
  ['latency', 'graph'],
  ['latency', 'doctor'],
];

/** Whether a command's answer is a page of text. REDIS: redis-cli.c cliSendCommand, output_raw */
export function isPage(argv: readonly string[]): boolean {
  return RAW.some((words) => words.every((word, i) => argv[i]?.toLowerCase() === word));
}
