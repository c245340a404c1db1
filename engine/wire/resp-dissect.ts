import { readText } from './byte-text.ts';
import { ByteWriter } from './byte-writer.ts';
import { isForReplica, type PrimaryFrame, type ReplicaFrame } from './reply.ts';
import { ReplyEncoder } from './resp-encode.ts';
import { writeCommand } from './resp-request.ts';
import { type Dissection, type FieldSpan, group, leaf, readable } from './span.ts';

/* RESP 2 and 3, byte by byte. REDIS: the protocol's specification, types by their first byte */

/** A command: an array of bulk strings. */
export function dissectRequest(argv: readonly string[]): Dissection {
  const writer = new ByteWriter(256);
  writeCommand(writer, argv);
  return take(writer.bytes.slice(0, writer.at), ['command', 'argument']);
}

/** An answer in the protocol that its connection speaks. The switch of the protocol itself has no bytes. */
export function dissectReply(reply: PrimaryFrame, resp: 2 | 3): Dissection {
  const encoder = new ReplyEncoder();
  encoder.resp = resp;
  encoder.frame(reply);
  const bytes = encoder.writer.bytes.slice(0, encoder.writer.at);
  return isForReplica(reply)
    ? { bytes, fields: replicaFields(reply, bytes.length) }
    : take(bytes, ['answer', 'element']);
}

/** What only a replica is sent is no RESP. REDIS: replication.c sendBulkToSlave, rdb.c rdbSaveToSlavesSockets */
function replicaFields(frame: ReplicaFrame, size: number): FieldSpan[] {
  if (frame.kind === 'newline') return [leaf('newline', 'the primary is there', 0, size)];
  if (frame.kind === 'tail') return [leaf('command', 'the rest of one', 0, size)];
  const behind = frame.mark?.length ?? 0;
  const from = size - behind - frame.bytes.length;
  const fields = [
    leaf('length', frame.mark === null ? `${frame.bytes.length} bytes` : `up to the mark ${frame.mark}`, 0, from),
    leaf('snapshot', 'an RDB file', from, size - behind),
  ];
  return frame.mark === null ? fields : [...fields, leaf('mark', frame.mark, size - behind, size)];
}

const CR = 13;

type Naming = readonly [whole: string, part: string];

function take(bytes: Uint8Array, [whole, part]: Naming): Dissection {
  const walk = new Walk(bytes, part);
  const fields: FieldSpan[] = [];
  // Attributes precede the answer that they belong to.
  while (walk.at < bytes.length) fields.push(walk.value(whole));
  return { bytes, fields };
}

const KINDS: Readonly<Record<string, string>> = {
  '*': 'array',
  $: 'bulk string',
  '+': 'simple string',
  '-': 'error',
  ':': 'integer',
  _: 'null',
  '#': 'boolean',
  ',': 'double',
  '(': 'big number',
  '=': 'verbatim string',
  '!': 'bulk error',
  '%': 'map',
  '~': 'set',
  '>': 'push',
  '|': 'attribute',
};
const AGGREGATES = '*%~>|';
const PAIRED = '%|';
const WITH_LENGTH = '$=!';

/** Values told apart; the bytes of those that follow are one field, as nobody reads a million lines. */
const VALUES_MAX = 2000;

class Walk {
  at = 0;
  #values = 0;
  readonly #bytes: Uint8Array;
  readonly #part: string;

  constructor(bytes: Uint8Array, part: string) {
    this.#bytes = bytes;
    this.#part = part;
  }

  /** The value that begins here, under a name. */
  value(name: string): FieldSpan {
    const from = this.at;
    const lead = String.fromCharCode(this.#bytes[from] ?? 0);
    const line = this.#line();
    const kind = KINDS[lead] ?? 'unknown';
    if (AGGREGATES.includes(lead) && line !== '-1') return this.#aggregate(name, kind, lead, Number(line), from);
    if (WITH_LENGTH.includes(lead) && line !== '-1') return this.#bulk(name, kind, Number(line), from);
    const says = line === '-1' || lead === '_' ? 'nil' : readable(line);
    return leaf(name, `${says} (${kind})`, from, this.at);
  }

  #aggregate(name: string, kind: string, lead: string, count: number, from: number): FieldSpan {
    const parts: FieldSpan[] = [leaf('count', `${kind} of ${count}`, from, this.at)];
    for (let i = 0; i < count; i++) {
      if (++this.#values > VALUES_MAX) {
        parts.push(this.#rest(count - i));
        break;
      }
      if (!PAIRED.includes(lead)) parts.push(this.value(`${this.#part} ${i + 1}`));
      else parts.push(this.value(`key ${i + 1}`), this.value(`value ${i + 1}`));
    }
    return group(name, `${kind} of ${count}`, parts);
  }

  /** All that is left, untold. */
  #rest(count: number): FieldSpan {
    const from = this.at;
    this.at = this.#bytes.length;
    return leaf('and more', `${count} of them`, from, this.at);
  }

  #bulk(name: string, kind: string, length: number, from: number): FieldSpan {
    const begins = this.at;
    const text = readable(readText(this.#bytes, begins, begins + length));
    this.at = begins + length + 2;
    return group(name, text === '' ? `"" (${kind})` : text, [
      leaf('length', `${kind} of ${length} bytes`, from, begins),
      leaf('bytes', text === '' ? 'CR LF' : `${text}, CR LF`, begins, this.at),
    ]);
  }

  /** The text of a line behind its first byte; goes to what follows it. */
  #line(): string {
    const from = this.at + 1;
    let to = from;
    while (to < this.#bytes.length && this.#bytes[to] !== CR) to++;
    this.at = Math.min(this.#bytes.length, to + 2);
    return readText(this.#bytes, from, to);
  }
}
