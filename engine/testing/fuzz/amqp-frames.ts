import fc from 'fast-check';
import { byteStringOf } from '../../base/bytes.ts';
import { AmqpDecoder } from '../../wire/amqp-decode.ts';
import { AmqpEncoder } from '../../wire/amqp-encode.ts';
import type { AmqpFrame, BasicProperties, Domain, Field, FieldTable, FieldValue } from '../../wire/amqp-methods.ts';
import { BASIC_PROPERTIES, METHODS, type MethodName, type MethodSpec } from '../../wire/amqp-methods.ts';

/* Any AMQP frame there can be, and the ways its bytes can reach a decoder. */

const bytes = (maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength }).map((array) => byteStringOf(array));
/** Short strings of methods must be UTF-8: mostly ASCII, sometimes more. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.constantFrom('', 'gr\xc3\xbcn', '\xe2\x82\xac'),
);
const u64 = fc.oneof(
  fc.nat(),
  fc.bigInt(0n, 2n ** 64n - 1n).map((n) => (n <= Number.MAX_SAFE_INTEGER ? Number(n) : n)),
);
const i64 = fc.oneof(
  fc.integer(),
  fc
    .bigInt(-(2n ** 63n), 2n ** 63n - 1n)
    .map((n) => (n <= Number.MAX_SAFE_INTEGER && n >= Number.MIN_SAFE_INTEGER ? Number(n) : n)),
);
const unsigned = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 });
const signed = (bits: number): fc.Arbitrary<number> =>
  fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });

const of = <T extends FieldValue['type']>(
  type: T,
  value: fc.Arbitrary<Extract<FieldValue, { type: T }>['value']>,
): fc.Arbitrary<FieldValue> =>
  // Each type with the values of its own.
  value.map((v) => ({ type, value: v }) as unknown as FieldValue);

const { table } = fc.letrec<{ value: FieldValue; table: FieldTable }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    of('longstr', bytes(30)),
    of('signedint', signed(32)),
    of('unsignedint', unsigned(32)),
    of('decimal', fc.record({ scale: unsigned(8), unscaled: unsigned(32) })),
    of('timestamp', u64),
    of('byte', signed(8)),
    of('unsignedbyte', unsigned(8)),
    of('short', signed(16)),
    of('unsignedshort', unsigned(16)),
    of('long', i64),
    of('double', fc.double({ noNaN: true, noDefaultInfinity: true })),
    of('float', fc.float({ noNaN: true, noDefaultInfinity: true })),
    of('bool', fc.boolean()),
    of('binary', bytes(30)),
    of('void', fc.constant(null)),
    of('array', fc.array(tie('value'), { maxLength: 4 })),
    of('table', tie('table')),
  ),
  table: fc.array(
    fc.tuple(bytes(10), tie('value')).map(([key, value]): Field => ({ key, ...value })),
    { maxLength: 4 },
  ),
}));

export const fieldTables = table;

const DOMAINS: Readonly<Record<Domain, fc.Arbitrary<unknown>>> = {
  bit: fc.boolean(),
  octet: unsigned(8),
  short: unsigned(16),
  long: unsigned(32),
  longlong: u64,
  shortstr: words,
  longstr: bytes(60),
  table,
};

const properties: fc.Arbitrary<BasicProperties> = fc.record(
  Object.fromEntries(
    BASIC_PROPERTIES.map(([name, domain]) => [name, domain === 'shortstr' ? bytes(40) : DOMAINS[domain]]),
  ),
  { requiredKeys: [] },
);

function methodFrames(method: MethodName): fc.Arbitrary<AmqpFrame> {
  const spec: MethodSpec = METHODS[method];
  const fields = Object.fromEntries(Object.entries(spec.fields).map(([name, domain]) => [name, DOMAINS[domain]]));
  const content = spec.content === true ? { properties, body: fc.uint8Array({ maxLength: 300 }) } : {};
  return fc
    .record({
      channel: spec.content === true ? fc.integer({ min: 1, max: 65_535 }) : unsigned(16),
      method: fc.constant(method),
      ...fields,
      ...content,
    })
    .map((frame) => frame as unknown as AmqpFrame); // by the table its type is derived from
}

const NAMES = Object.keys(METHODS) as MethodName[]; // the keys of a constant

/** Every method is as likely as any other; heartbeats too. */
export const frames: fc.Arbitrary<AmqpFrame> = fc.oneof(
  ...NAMES.map(methodFrames),
  fc.constant<AmqpFrame>({ channel: 0, method: 'heartbeat' }),
);

export function encoded(all: readonly AmqpFrame[], frameMax = 0): Uint8Array {
  const encoder = new AmqpEncoder();
  encoder.frameMax = frameMax;
  for (const frame of all) encoder.frame(frame);
  return encoder.writer.take();
}

/** What a decoder makes of bytes that come in pieces that end at `cuts`, the memory of each used again for the next. */
export function decoded(bytesIn: Uint8Array, cuts: readonly number[], frameMax = 0): AmqpFrame[] {
  const decoder = new AmqpDecoder({ from: 'server' });
  decoder.frameMax = frameMax;
  const out: AmqpFrame[] = [];
  const ends = [...new Set([...cuts.map((cut) => cut % (bytesIn.length + 1)), bytesIn.length])].sort((a, b) => a - b);
  let at = 0;
  for (const end of ends) {
    const chunk = bytesIn.slice(at, end);
    at = end;
    decoder.feed(chunk);
    for (let frame = decoder.next(); frame !== null; frame = decoder.next()) out.push(frame);
    chunk.fill(0xaa);
  }
  return out;
}

/** Bytes that were frames before something happened to them. */
export const broken: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.array(frames, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(4000), unsigned(8), fc.constantFrom('set', 'insert', 'delete', 'cut')), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([all, wounds]) => {
    let out = [...encoded(all)];
    for (const [place, byte, how] of wounds) {
      const at = place % Math.max(1, out.length);
      if (how === 'set') out[at] = byte;
      else if (how === 'insert') out.splice(at, 0, byte);
      else if (how === 'delete') out.splice(at, 1);
      else out = out.slice(0, at);
    }
    return Uint8Array.from(out);
  });

/** Neither throws nor reads on after an error, and gives errors that can be said to the peer. Throws what is wrong. */
export function survives(bytesIn: Uint8Array, cuts: readonly number[]): void {
  const out = decoded(bytesIn, cuts, 4096);
  const faults = out.filter((frame) => frame.method === 'malformed');
  if (faults.length > 1 || (faults.length === 1 && out.at(-1)?.method !== 'malformed'))
    throw new Error('something was read behind an error');
  for (const fault of faults)
    if (
      fault.method === 'malformed' &&
      (fault.replyText.length > 255 || fault.replyCode < 501 || fault.replyCode > 541)
    )
      throw new Error(`no answer: ${fault.replyCode} ${fault.replyText}`);
  // What was read can be written, and reads the same.
  const read = out.filter((frame) => frame.method !== 'malformed' && frame.method !== 'protocol.header');
  const again = decoded(encoded(read), []);
  if (again.length !== read.length) throw new Error('what was read does not read the same');
}
