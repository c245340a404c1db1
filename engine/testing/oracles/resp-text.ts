/*
 * RESP as text of one char a byte, for tests: where a reply ends, and what two replies have in common when the order of
 * their elements is nobody's promise.
 */

/** A command as it goes over the wire. */
export function encodeRequest(argv: readonly string[]): string {
  return `*${argv.length}\r\n${argv.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** Where the reply that begins at `at` ends, or -1 while it is not complete. */
export function replyEnd(text: string, at: number): number {
  const line = text.indexOf('\r\n', at);
  if (line < 0) return -1;
  const lead = text[at] as string;
  const count = Number(text.slice(at + 1, line));
  if (lead === '$' || lead === '=' || lead === '!') {
    const end = count < 0 ? line + 2 : line + 2 + count + 2;
    return end <= text.length ? end : -1;
  }
  if (!'*~%>|'.includes(lead)) return line + 2;
  let items = count < 0 ? 0 : lead === '%' ? 2 * count : lead === '|' ? 2 * count + 1 : count;
  let end = line + 2;
  for (; items > 0 && end >= 0; items--) end = replyEnd(text, end);
  return end;
}

/** The head line and the items of an aggregate, or null for any other reply. */
function itemsOf(reply: string): { head: string; items: string[] } | null {
  if (!'*~%>'.includes(reply[0] as string)) return null;
  const items: string[] = [];
  let at = reply.indexOf('\r\n') + 2;
  const head = reply.slice(0, at);
  while (at < reply.length) {
    const end = replyEnd(reply, at);
    items.push(reply.slice(at, end));
    at = end;
  }
  return { head, items };
}

/**
 * How a reply is compared. `exact`: byte for byte. `unordered`: its elements in any order, `pairs` two by two.
 * `scan`: [cursor, elements in any order]. `size`: only as many of a kind. `any`: only that both are errors or neither.
 */
export type Comparison = 'exact' | 'unordered' | 'pairs' | 'scan' | 'scanPairs' | 'size' | 'any';

/** A text that is equal for replies that count as equal. */
export function canonical(reply: string, comparison: Comparison): string {
  if (comparison === 'exact' || reply.startsWith('-')) return reply;
  if (comparison === 'any') return 'answered';
  const parts = itemsOf(reply);
  if (parts === null) return comparison === 'size' ? (reply[0] as string) : reply;
  const { head, items } = parts;
  if (comparison === 'size') return head;
  if (comparison === 'scan' || comparison === 'scanPairs') {
    return head + items[0] + canonical(items[1] as string, comparison === 'scan' ? 'unordered' : 'pairs');
  }
  if (comparison === 'unordered') return head + items.sort().join('');
  const pairs: string[] = [];
  for (let i = 0; i < items.length; i += 2) pairs.push(`${items[i]}${items[i + 1] ?? ''}`);
  return head + pairs.sort().join('');
}
