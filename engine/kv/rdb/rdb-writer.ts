import { ByteWriter } from '../../wire/byte-writer.ts';
import { lzfCompress } from './lzf.ts';
import { ENC_INT8, ENC_INT16, ENC_INT32, ENC_LZF, LENGTH_14, LENGTH_32, LENGTH_64, SPECIAL } from './opcodes.ts';

/*
 * Writes the elements an RDB file is made of: lengths, strings, numbers. REDIS: rdb.c rdbSaveLen, rdbSaveRawString
 */

/** Shorter strings cannot get smaller. REDIS: rdbSaveRawString */
const COMPRESSED_MIN = 20;
const LONGEST_INT32 = 11;

const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);

/** Scratch memory, grown to the largest string compressed. */
let plain = new Uint8Array(4096);
let packed = new Uint8Array(4096);

function scratch(length: number): void {
  if (plain.length >= length) return;
  plain = new Uint8Array(length * 2);
  packed = new Uint8Array(length * 2);
}

/** Memory for one huge string is not kept for ever. */
const SCRATCH_KEPT_MAX = 1 << 22;

export class RdbWriter {
  readonly out: ByteWriter;
  readonly compression: boolean;

  constructor(compression: boolean, out = new ByteWriter(65536)) {
    this.compression = compression;
    this.out = out;
  }

  /** A length or count, up to 64 bits without sign. A negative one is its two's complement, as in C. */
  length(length: number | bigint): void {
    const { out } = this;
    if (length >= 0 && length < 64) out.u8(Number(length));
    else if (length >= 0 && length < 16384) {
      out.u8(LENGTH_14 | (Number(length) >> 8));
      out.u8(Number(length));
    } else if (length >= 0 && length <= 0xffffffff) {
      out.u8(LENGTH_32);
      this.u32BigEndian(Number(length));
    } else {
      const bits = BigInt.asUintN(64, BigInt(length));
      out.u8(LENGTH_64);
      this.u32BigEndian(Number(bits >> 32n));
      this.u32BigEndian(Number(bits & 0xffffffffn));
    }
  }

  private u32BigEndian(value: number): void {
    const { out } = this;
    out.u8(value >>> 24);
    out.u8(value >>> 16);
    out.u8(value >>> 8);
    out.u8(value);
  }

  /** A string: as an integer where it spells a small one, compressed where that saves something. */
  string(text: string): void {
    const { length } = text;
    if (length <= LONGEST_INT32 && this.numeral(text, length)) return;
    if (this.compression && length > COMPRESSED_MIN) {
      scratch(length);
      this.out.text.write(text, plain, 0);
      if (this.compressed(plain, length)) return;
    }
    this.length(length);
    this.out.latin1(text);
  }

  private numeral(text: string, length: number): boolean {
    const negative = text.charCodeAt(0) === 45;
    const from = negative ? 1 : 0;
    if (length === from) return false;
    if (text.charCodeAt(from) === 48 && length > 1) return false;
    let value = 0;
    for (let i = from; i < length; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (!(digit >= 0 && digit <= 9)) return false;
      value = value * 10 + digit;
    }
    return this.smallInteger(negative ? -value : value);
  }

  /** REDIS: rdbEncodeInteger */
  private smallInteger(value: number): boolean {
    if (value < -2147483648 || value > 2147483647) return false;
    const { out } = this;
    if (value >= -128 && value <= 127) {
      out.u8(SPECIAL | ENC_INT8);
      out.u8(value);
    } else if (value >= -32768 && value <= 32767) {
      out.u8(SPECIAL | ENC_INT16);
      out.u16(value);
    } else {
      out.u8(SPECIAL | ENC_INT32);
      out.u32(value);
    }
    return true;
  }

  /** An integer value. REDIS: rdbSaveLongLongAsStringObject */
  integer(value: number | bigint): void {
    if (typeof value === 'number' && this.smallInteger(value)) return;
    const digits = String(value);
    this.length(digits.length);
    this.out.latin1(digits);
  }

  /** Bytes as a string; they belong to the caller again afterwards. */
  blob(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length <= LONGEST_INT32 && this.numeral(String.fromCharCode(...bytes), length)) return;
    if (this.compression && length > COMPRESSED_MIN) {
      scratch(length);
      if (this.compressed(bytes, length)) return;
    }
    this.length(length);
    this.out.raw(bytes);
  }

  /** True when `bytes[0, length)` got smaller by four and was written. REDIS: rdbSaveLzfStringObject */
  private compressed(bytes: Uint8Array, length: number): boolean {
    const size = lzfCompress(bytes, length, packed, length - 4);
    if (size > 0) {
      this.out.u8(SPECIAL | ENC_LZF);
      this.length(size);
      this.length(length);
      this.out.raw(packed.subarray(0, size));
    }
    if (packed.length > SCRATCH_KEPT_MAX) {
      plain = new Uint8Array(4096);
      packed = new Uint8Array(4096);
    }
    return size > 0;
  }

  double(value: number): void {
    float[0] = value;
    this.out.raw(floatBytes);
  }
}
