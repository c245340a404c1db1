import { readFileSync } from 'node:fs';
import { decodeAof } from '../../kv/aof/decode.ts';
import type { AofSink } from '../../kv/codec.ts';
import { dictEach } from '../../kv/dict.ts';
import { Crc64 } from '../../kv/rdb/crc64.ts';
import { decodeRdb, RdbReader, restoreDump } from '../../kv/rdb/decode.ts';
import { encodeDump, encodeRdb } from '../../kv/rdb/encode.ts';
import { ReplyDecoder } from '../../wire/resp-decode.ts';
import { RequestParser } from '../../wire/resp-request.ts';
import { pcg } from '../oracles/pseudo-random.ts';
import { LoadedData } from '../oracles/rdb-files.ts';

/*
 * Files and streams as an enemy or a dying disk would write them: good ones, cut, flipped, stretched and glued. What
 * reads them must come to an end with a result, in bounded time and memory. Each case is its seed.
 */

class Sink extends LoadedData implements AofSink {
  command(): null {
    return null;
  }
}

const recorded = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../oracles/recorded/${name}`, import.meta.url)));

/** DUMP payloads of every type and encoding, without the largest. */
const payloads: readonly Uint8Array[] = (() => {
  const data = new LoadedData();
  decodeRdb(recorded('dataset.rdb'), data);
  const found: Uint8Array[] = [];
  for (const { keys } of data.dbs) {
    dictEach(keys, (_key, value) => {
      for (const compression of [true, false]) {
        const payload = encodeDump(value, compression);
        if (payload.length < 3000) found.push(payload);
      }
    });
  }
  return found;
})();

const smallRdb = encodeRdb(new LoadedData().source({ functions: ['#!lua name=x\n'], aux: [['redis-ver', '7.0.15']] }));
const aof = recorded('commands.aof');

type Draw = (bound: number) => number;
const INTERESTING = [0, 1, 0x3f, 0x40, 0x7f, 0x80, 0x81, 0xbf, 0xc0, 0xc3, 0xf0, 0xf4, 0xfe, 0xff];

/** `bytes` with some of them changed, left out, repeated or added. */
function mutate(bytes: Uint8Array, draw: Draw): Uint8Array {
  let made = Array.from(bytes);
  for (let times = 1 + draw(4); times > 0; times--) {
    const at = draw(made.length + 1);
    const byte = draw(2) === 0 ? draw(256) : (INTERESTING[draw(INTERESTING.length)] ?? 0);
    switch (draw(5)) {
      case 0:
        made = made.slice(0, at);
        break;
      case 1:
        made.splice(at, draw(4));
        break;
      case 2:
        made.splice(at, 0, byte);
        break;
      case 3:
        made.splice(at, 0, ...made.slice(at, at + draw(40)));
        break;
      default:
        if (at < made.length) made[at] = byte;
    }
  }
  return Uint8Array.from(made);
}

/** Gives a payload the footer that makes it a payload again, so that its value is looked at. */
function signed(body: Uint8Array): Uint8Array {
  const payload = new Uint8Array(body.length + 10);
  payload.set(body);
  payload[body.length] = 10;
  const crc = new Crc64().update(payload, 0, body.length + 2);
  new DataView(payload.buffer).setUint32(body.length + 2, crc.low, true);
  new DataView(payload.buffer).setUint32(body.length + 6, crc.high, true);
  return payload;
}

/** A mutated payload of DUMP under a good checksum. Returns what RESTORE says. */
export function hostileDump(seed: number): 'taken' | 'refused' {
  const draw = pcg(seed);
  const good = payloads[draw(payloads.length)]!; // there are some
  const restored = restoreDump(signed(mutate(good.subarray(0, good.length - 10), draw)), new LoadedData());
  if (typeof restored === 'string') return 'refused';
  // What was taken can be written again.
  encodeDump(restored);
  return 'taken';
}

/** A mutated RDB file, its values made of mutated payloads, read at once or in pieces. */
export function hostileRdb(seed: number): 'taken' | 'refused' {
  const draw = pcg(seed);
  const parts: number[] = [...smallRdb.subarray(0, smallRdb.length - 9)];
  for (let keys = draw(4); keys > 0; keys--) {
    const payload = payloads[draw(payloads.length)]!; // there are some
    parts.push(payload[0]!, 1, 97 + keys, ...payload.subarray(1, payload.length - 10)); // a type at least
  }
  parts.push(255, 0, 0, 0, 0, 0, 0, 0, 0);
  const bytes = mutate(Uint8Array.from(parts), draw);
  const reader = new RdbReader(new Sink());
  const step = draw(3) === 0 ? 1 + draw(50) : bytes.length + 1;
  for (let at = 0; at < bytes.length; at += step) reader.feed(bytes.slice(at, at + step));
  return reader.end().failure === null ? 'taken' : 'refused';
}

/** A mutated append-only file, with or without an RDB file before it. */
export function hostileAof(seed: number): 'taken' | 'refused' {
  const draw = pcg(seed);
  const base = draw(3) === 0 ? mutate(smallRdb, draw) : new Uint8Array(0);
  const bytes = Uint8Array.from([...base, ...mutate(aof, draw)]);
  const { upTo, failure } = decodeAof(bytes, new Sink());
  if (upTo > bytes.length) throw new RangeError('more was read than there is');
  return failure === null ? 'taken' : 'refused';
}

const REQUESTS = Array.from('*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\nSET "a b" c\r\n*0\r\n', (char) =>
  char.charCodeAt(0),
);
const REPLIES = Array.from(
  '*2\r\n$1\r\na\r\n:1\r\n%1\r\n+k\r\n_\r\n,1.5\r\n#t\r\n=6\r\ntxt:hi\r\n|1\r\n+a\r\n+b\r\n~0\r\n',
  (char) => char.charCodeAt(0),
);

/** Mutated requests and replies in pieces. */
export function hostileResp(seed: number): 'taken' | 'refused' {
  const draw = pcg(seed);
  const parser = new RequestParser();
  parser.unauthenticated = draw(2) === 0;
  const decoder = new ReplyDecoder();
  for (let pieces = 1 + draw(6); pieces > 0; pieces--) {
    parser.feed(mutate(Uint8Array.from(REQUESTS), draw));
    while (parser.next() !== null);
    decoder.feed(mutate(Uint8Array.from(REPLIES), draw));
    while (decoder.next() !== undefined);
  }
  return parser.error === null && decoder.error === null ? 'taken' : 'refused';
}
