/*
 * The bytes that say what follows in an RDB file. REDIS: rdb.h
 */

export const RDB_VERSION = 10;

/** Two upper bits of a length's first byte: 00, 01, 10 are lengths of 6, 14 and 32 or 64 bits, 11 a special encoding. */
export const LENGTH_14 = 0x40;
export const LENGTH_32 = 0x80;
export const LENGTH_64 = 0x81;
export const SPECIAL = 0xc0;

/** Special encodings of a string. */
export const ENC_INT8 = 0;
export const ENC_INT16 = 1;
export const ENC_INT32 = 2;
export const ENC_LZF = 3;

/** Types of values. */
export const TYPE = Object.freeze({
  string: 0,
  list: 1,
  set: 2,
  zset: 3,
  hash: 4,
  zset2: 5,
  module: 6,
  module2: 7,
  hashZipmap: 9,
  listZiplist: 10,
  setIntset: 11,
  zsetZiplist: 12,
  hashZiplist: 13,
  listQuicklist: 14,
  streamListpacks: 15,
  hashListpack: 16,
  zsetListpack: 17,
  listQuicklist2: 18,
  streamListpacks2: 19,
});

export const OPCODE = Object.freeze({
  function2: 245,
  functionPreGa: 246,
  moduleAux: 247,
  idle: 248,
  freq: 249,
  aux: 250,
  resizeDb: 251,
  expireTimeMs: 252,
  expireTime: 253,
  selectDb: 254,
  eof: 255,
});

/** Containers of a quicklist node. REDIS: quicklist.h */
export const NODE_PLAIN = 1;
export const NODE_PACKED = 2;

export const MODULE_OPCODE_UINT = 2;

/** LRU clocks count seconds modulo 2^24. REDIS: server.h LRU_CLOCK_MAX */
export const LRU_CLOCK_MAX = (1 << 24) - 1;
