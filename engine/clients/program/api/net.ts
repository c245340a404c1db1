import { byteStringOf, hexOf, utf8Bytes, utf8Decode, utf8Encode } from '../../../base/bytes.ts';
import { sha1 } from '../../../base/sha1.ts';
import { isError, type Reply, toResp2 } from '../../../wire/reply.ts';
import { decodeUtf8 } from '../builtins/bytes.ts';
import { toText } from '../interpreter/convert.ts';
import { LIBRARY, nativeFunction, prototypeOf } from '../interpreter/intrinsics.ts';
import { makeArray, makeBytes, makeError } from '../interpreter/make.ts';
import { propsOf } from '../interpreter/properties.ts';
import { HIDDEN, isObj, type Value } from '../interpreter/values.ts';
import { doorOf, type Vm } from '../interpreter/vm.ts';

/*
 * What packages do on the network, as natives of the library: connections by number, and frames. Who is told of what
 * comes is an object of the library with `opened`, `frame` and `closed`, kept beside the number.
 */

function library(name: string, arity: number, native: Parameters<typeof nativeFunction>[3]): void {
  LIBRARY.set(name, nativeFunction(name, '', arity, native));
}

/** Asks for a connection. The number of the connection; 0 where no host has that name. */
library('$connect', 3, (vm, _self, [host, port, listener]) => {
  const conn = doorOf(vm).host('connect', [toText(vm, host), Number(port)]) as number;
  if (conn > 0) vm.sockets.set(conn, { listener, isOpen: false, outbox: [] });
  return conn;
});
/** The node that a host and a port stand for. */
library(
  '$serverOf',
  2,
  (vm, _self, [host, port]) => doorOf(vm).host('server', [toText(vm, host), Number(port)]) as string,
);
/** Gives what was written to the system. */
library('$flush', 1, (vm, _self, [conn]) => {
  const socket = vm.sockets.get(conn as number);
  if (socket === undefined) return undefined;
  for (const { frame, cause } of socket.outbox) doorOf(vm).host('send', [conn, frame, cause]);
  socket.outbox = [];
  return undefined;
});
library('$close', 1, (vm, _self, [conn]) => {
  vm.sockets.delete(conn as number);
  doorOf(vm).host('close', [conn]);
  return undefined;
});

// --- RESP -------------------------------------------------------------------------------------------------------

/** The bytes of an argument, as a byte string. */
function argumentOf(vm: Vm, value: Value): string {
  if (isObj(value) && value.kind === 'bytes') return byteStringOf(value.bytes);
  return utf8Encode(toText(vm, value));
}

library('$sendCommand', 3, (vm, _self, [conn, name, args]) => {
  const words = isObj(args) && args.kind === 'array' ? args.items.map((item) => argumentOf(vm, item as Value)) : [];
  doorOf(vm).host('send', [conn, Object.freeze([toText(vm, name), ...words])]);
  return undefined;
});

const REPLY_ERROR = prototypeOf('ReplyError', 'Error');

/** A reply with its strings as buffers, the way redis-parser gives them; an error is an Error and not thrown. */
export function replyValue(vm: Vm, reply: Reply): Value {
  const plain = toResp2(reply);
  if (typeof plain === 'string') return bufferOf(vm, plain);
  if (typeof plain === 'number') return plain;
  if (typeof plain === 'bigint') return Number(plain);
  if (plain === null) return null;
  if (Array.isArray(plain))
    return makeArray(
      vm,
      (plain as readonly Reply[]).map((item) => replyValue(vm, item)),
    );
  if (isError(plain)) {
    const error = makeError(vm, 'Error', utf8Decode(plain.text) ?? plain.text);
    error.proto = REPLY_ERROR;
    return error;
  }
  return 'kind' in plain && plain.kind === 'simple' ? bufferOf(vm, plain.text) : null;
}

function bufferOf(vm: Vm, text: string): Value {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return makeBytes(vm, bytes, true);
}

/** Buffers, also within arrays, as texts. */
library('$texts', 1, (vm, _self, [value]) => textsOf(vm, value));

function textsOf(vm: Vm, value: Value): Value {
  if (!isObj(value)) return value;
  if (value.kind === 'bytes' && value.bytes.every((byte) => byte < 0x80)) return byteStringOf(value.bytes);
  if (value.kind === 'bytes') return utf8Decode(byteStringOf(value.bytes)) ?? decodeUtf8(value.bytes);
  if (value.kind !== 'array') return value;
  return makeArray(
    vm,
    value.items.map((item) => textsOf(vm, item as Value)),
  );
}

/** Fields of an INFO reply: it has hundreds of lines of which a client wants two. */
library('$infoFields', 2, (vm, _self, [value, names]) => {
  const text = toText(vm, value);
  const wanted = isObj(names) && names.kind === 'array' ? names.items : [];
  return makeArray(
    vm,
    wanted.map((item) => {
      const name = toText(vm, item as Value);
      const start = text.indexOf(`\r\n${name}:`);
      if (start < 0) return undefined;
      const from = text.indexOf(':', start) + 1;
      return text.slice(from, text.indexOf('\r\n', from));
    }),
  );
});

library('$sha1', 1, (vm, _self, [text]) => hexOf(sha1(utf8Bytes(toText(vm, text)))));
/** Makes an error of a class that is not the program's: `ReplyError`, say. */
library('$errorNamed', 2, (vm, _self, [name, message]) => {
  const error = makeError(vm, 'Error', toText(vm, message));
  error.proto = prototypeOf(toText(vm, name), 'Error');
  return error;
});
for (const name of ['ReplyError', 'AbortError', 'MaxRetriesPerRequestError', 'IllegalOperationError'])
  propsOf(prototypeOf(name, 'Error')).set('name', { kind: 'slot', value: name, flags: HIDDEN });

/** Says what happened, in the words of clients/facts.ts. */
library('$note', 2, (vm, _self, [kind, fields]) => {
  const body: Record<string, unknown> = { kind: toText(vm, kind) };
  if (isObj(fields)) for (const [key, value] of fields.props ?? []) body[key] = value;
  doorOf(vm).host('note', [body]);
  return undefined;
});
