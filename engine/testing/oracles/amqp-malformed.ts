import { bytesOf, concatBytes } from '../../base/bytes.ts';

/*
 * What a client can say that is not AMQP 0-9-1, or not now: named pieces of bytes, each sent on a connection of its own
 * that got as far as `stage`. What the real server answers is recorded beside it in recorded/amqp-malformed.json.
 */

export interface Malformed {
  readonly name: string;
  /** How far the connection is: nothing said, connection.start read, or channel 1 open. */
  readonly stage: 'header' | 'starting' | 'open';
  readonly bytes: Uint8Array;
}

const [METHOD, HEADER, BODY, HEARTBEAT] = [1, 2, 3, 8] as const;
const END = '\xce';

const u16 = (value: number): string => String.fromCharCode(value >>> 8, value & 255);
const u32 = (value: number): string => u16(value >>> 16) + u16(value & 0xffff);
const short = (text: string): string => String.fromCharCode(text.length) + text;
const long = (text: string): string => u32(text.length) + text;

function frame(type: number, channel: number, payload: string, end = END): string {
  return String.fromCharCode(type) + u16(channel) + u32(payload.length) + payload + end;
}

const method = (channel: number, classId: number, methodId: number, fields: string): string =>
  frame(METHOD, channel, u16(classId) + u16(methodId) + fields);
const header = (classId: number, size: number, rest: string, weight = 0): string =>
  frame(HEADER, 1, u16(classId) + u16(weight) + u32(0) + u32(size) + rest);

const PUBLISH = method(1, 60, 40, u16(0) + short('') + short('nowhere') + '\0');
const DECLARE = (args: string): string => method(1, 50, 10, u16(0) + short('m') + '\x08' + args);
const FLOW = method(1, 20, 20, '\x01');

const HEADERS: Readonly<Record<string, string>> = {
  'a request of another protocol': 'GET / HTTP/1.1\r\n\r\n',
  'AMQP 1.0': 'AMQP\0\x01\0\0',
  'AMQP 1.0 behind SASL': 'AMQP\x03\x01\0\0',
  'AMQP 0-10': 'AMQP\x01\x01\0\x0a',
  'AMQP 0-8': 'AMQP\x01\x01\x08\0',
  'AMQP 0-9': 'AMQP\x01\x01\0\x09',
  'AMQP 0-9 spelled otherwise': 'AMQP\x01\x01\x09\x01',
  'AMQP 0-9-2': 'AMQP\0\0\x09\x02',
};

const STARTING: Readonly<Record<string, string>> = {
  'a frame of no known type instead of start-ok': frame(4, 0, ''),
  'open instead of start-ok': method(0, 10, 40, short('/') + short('') + '\0'),
  'a heartbeat and an unknown mechanism':
    frame(HEARTBEAT, 0, '') + method(0, 10, 11, long('') + short('X') + long('') + short('en_US')),
  'a frame above 4096 bytes before tuning': frame(METHOD, 0, 'x'.repeat(5000)),
  'a method on channel 1 before opening': FLOW,
  'PLAIN without its two zeros': method(0, 10, 11, long('') + short('PLAIN') + long('guest') + short('en_US')),
  'a bad end before tuning': frame(METHOD, 0, 'abcd', 'x'),
};

const OPEN: Readonly<Record<string, string>> = {
  'a frame of type 4 on channel 1': frame(4, 1, 'abc'),
  'a frame of type 0 on channel 0': frame(0, 0, ''),
  'a frame of type 255 on channel 1': frame(255, 1, 'x'.repeat(40)),
  'a heartbeat on channel 1': frame(HEARTBEAT, 1, ''),
  'a heartbeat on a channel that is not open': frame(HEARTBEAT, 7, ''),
  'a heartbeat with a payload': frame(HEARTBEAT, 0, 'ab'),
  'a frame that does not end in 206': frame(METHOD, 1, u16(20) + u16(20) + '\x01', 'x'),
  'a long frame that does not end in 206': frame(BODY, 1, 'y'.repeat(100), '\0'),
  'a frame one byte too large': `\x03${u16(1)}${u32(131_073)}`,
  'a frame of 4 GB': `\x03${u16(1)}${u32(0xffffffff)}`,
  'a content header out of nowhere': header(60, 0, u16(0)),
  'a body out of nowhere': frame(BODY, 1, 'abc'),
  'a content header on channel 0': frame(HEADER, 0, u16(60) + u16(0) + u32(0) + u32(0) + u16(0)),
  'a body on channel 0': frame(BODY, 0, 'abc'),
  'a method where a content header is due': PUBLISH + FLOW,
  'a body where a content header is due': PUBLISH + frame(BODY, 1, 'abc'),
  'a content header of another class': PUBLISH + header(50, 0, u16(0)),
  'a content header with a weight': PUBLISH + header(60, 0, u16(0), 1),
  'a method where a body is due': PUBLISH + header(60, 3, u16(0)) + FLOW,
  'a content header where a body is due': PUBLISH + header(60, 3, u16(0)) + header(60, 3, u16(0)),
  'more body than announced': PUBLISH + header(60, 3, u16(0)) + frame(BODY, 1, 'abcd') + FLOW,
  'a body in pieces, one of them empty':
    PUBLISH + header(60, 3, u16(0)) + frame(BODY, 1, 'ab') + frame(BODY, 1, '') + frame(BODY, 1, 'c') + FLOW,
  'a heartbeat within a content': PUBLISH + frame(HEARTBEAT, 0, '') + header(60, 0, u16(0)) + FLOW,
  'a content header that is too short': PUBLISH + frame(HEADER, 1, u16(60) + u16(0)),
  'a method frame that is too short': frame(METHOD, 1, 'ab'),
  'a method frame that is empty': frame(METHOD, 0, ''),
  'an unknown class': method(1, 99, 1, ''),
  'an unknown method': method(1, 60, 99, ''),
  'an unknown method on channel 0': method(0, 10, 99, ''),
  'an ack that is too short': method(1, 60, 80, 'abc'),
  'an ack that is too long': method(1, 60, 80, `${u32(0)}${u32(1)}\0rest`),
  'a short string that is cut off': method(1, 50, 10, `${u16(0)}\x40ab`),
  'a queue name that is no UTF-8': method(1, 50, 10, `${u16(0)}${short('\xff\xfe')}\x08${u32(0)}`) + FLOW,
  'a table that is longer than its frame': DECLARE(`${u32(100)}abc`),
  'a table with a field of no known type': DECLARE(long(`${short('k')}Z1234`)),
  'a table with a field that is cut off': DECLARE(long(`${short('k')}I12`)),
  'a table with a key that is cut off': DECLARE(long('\x30ab')),
  'a table within a table that is cut off': DECLARE(long(`${short('k')}F${u32(50)}abc`)),
  'an array that is cut off': DECLARE(long(`${short('k')}A${u32(3)}I12`)),
  'a key without a value': DECLARE(long(short('k'))),
  'a boolean of 2': DECLARE(long(`${short('x')}t\x02`)) + FLOW,
  'properties that are cut off': PUBLISH + header(60, 0, `${u16(0x8000)}\x20text`) + FLOW,
  'properties with flags and nothing more': PUBLISH + header(60, 0, u16(0x1000)) + FLOW,
  'properties without flags': PUBLISH + header(60, 0, '') + FLOW,
  'properties with too much behind them': PUBLISH + header(60, 0, `${u16(0)}more`) + FLOW,
  'properties with flags that continue': PUBLISH + header(60, 0, u16(1) + u16(0)) + FLOW,
  'properties with a reserved flag': PUBLISH + header(60, 0, u16(2)) + FLOW,
  'headers with a field of no known type': PUBLISH + header(60, 0, u16(0x2000) + long(`${short('k')}Z1234`)) + FLOW,
  'connection.open on channel 1': method(1, 10, 40, `${short('/')}${short('')}\0`),
  'connection.open on channel 0, again': method(0, 10, 40, `${short('/')}${short('')}\0`),
  'channel.open on channel 0': method(0, 20, 10, short('')),
  'a publish on channel 0': method(0, 60, 40, u16(0) + short('') + short('q') + '\0'),
  'channel.open on a channel that is open': method(1, 20, 10, short('')),
  'channel.open above the limit': method(3000, 20, 10, short('')),
  'a method on a channel that is not open': method(5, 50, 10, `${u16(0)}${short('q')}\0${u32(0)}`),
  'a body on a channel that is not open': frame(BODY, 5, 'abc'),
  'a publish on a channel that is not open': method(5, 60, 40, u16(0) + short('') + short('q') + '\0'),
  'channel.close on a channel that is not open': method(5, 20, 40, `${u16(200)}${short('')}${u32(0)}`),
  'channel.close-ok on a channel that is not open': method(5, 20, 41, ''),
  'a method of the server': method(1, 50, 11, short('q') + u32(0) + u32(0)),
  'a delivery from the client':
    method(1, 60, 60, `${short('c')}${u32(0)}${u32(1)}\0${short('')}${short('')}`) + header(60, 0, u16(0)),
  'connection.start from the client': method(0, 10, 10, `\0\x09${long('')}${long('PLAIN')}${long('en_US')}`),
  'connection.blocked from the client': method(0, 10, 60, short('why')),
  'connection.secure-ok from the client': method(0, 10, 21, long('')),
};

const listed = (stage: Malformed['stage'], texts: Readonly<Record<string, string>>): Malformed[] =>
  Object.entries(texts).map(([name, text]) => ({ name, stage, bytes: bytesOf(text) }));

export const MALFORMED: readonly Malformed[] = [
  ...listed('header', HEADERS),
  ...listed('starting', STARTING),
  ...listed('open', OPEN),
];

/** What gets a connection to each stage, step by step: the next goes when the last was answered. */
export const STEPS: Readonly<Record<Malformed['stage'], readonly Uint8Array[]>> = {
  header: [],
  starting: [bytesOf('AMQP\0\0\x09\x01')],
  open: [
    bytesOf('AMQP\0\0\x09\x01'),
    bytesOf(
      method(
        0,
        10,
        11,
        long(`${short('capabilities')}F${long(`${short('authentication_failure_close')}t\x01`)}`) +
          short('PLAIN') +
          long('\0guest\0guest') +
          short('en_US'),
      ),
    ),
    concatBytes([
      bytesOf(method(0, 10, 31, u16(2047) + u32(131_072) + u16(0))),
      bytesOf(method(0, 10, 40, `${short('/')}${short('')}\0`)),
    ]),
    bytesOf(method(1, 20, 10, short(''))),
  ],
};
