import type { Frame } from '../sim/machine.ts';
import type { PrimaryFrame, Reply } from '../wire/reply.ts';
import { formatDouble } from '../wire/reply.ts';

/** Bytes of a frame in RESP, for links with a bandwidth: requests are arrays of bulk strings, and so are replies mostly. */
export function frameBytes(frame: Frame): number {
  return replyBytes(frame as PrimaryFrame); // argv is an array of strings: a reply too
}

/** `$5\r\nhello\r\n`, `*2\r\n`: the digits of a length and the signs around them. */
function bulkBytes(length: number): number {
  return digits(length) + 3 + length + 2;
}

function digits(value: number): number {
  return String(value).length;
}

function itemsBytes(items: readonly Reply[], count = items.length): number {
  let size = digits(count) + 3;
  for (const item of items) size += replyBytes(item);
  return size;
}

function replyBytes(reply: PrimaryFrame): number {
  if (typeof reply === 'string') return bulkBytes(reply.length);
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply).length + 3;
  if (reply === null) return 5;
  if (!('kind' in reply)) return itemsBytes(reply);
  switch (reply.kind) {
    case 'simple':
    case 'error':
      return reply.text.length + 3;
    case 'nilArray':
      return 5;
    case 'map':
      return itemsBytes(reply.flat, reply.flat.length / 2);
    case 'set':
    case 'push':
      return itemsBytes(reply.items);
    case 'double':
      return formatDouble(reply.value).length + 3;
    case 'bigNumber':
      return reply.digits.length + 3;
    case 'bool':
      return 4;
    case 'verbatim':
      return bulkBytes(reply.text.length + 4);
    case 'attribute':
      return itemsBytes(reply.flat, reply.flat.length / 2) + replyBytes(reply.of);
    case 'protocol':
      return 0;
    case 'newline':
      return 1;
    case 'tail':
      return itemsBytes(reply.argv) - reply.from;
    case 'snapshot':
      return reply.bytes.length + (reply.mark === null ? digits(reply.bytes.length) + 3 : 87);
  }
}
