import { byteStringOf } from '../../base/bytes.ts';
import { plainText } from '../../wire/byte-text.ts';
import { decodeManifest } from '../aof/manifest.ts';
import { RdbCursor } from '../rdb/cursor.ts';
import { CorruptRdb, ShortRead } from '../rdb/failure.ts';
import { OPCODE } from '../rdb/opcodes.ts';

/*
 * Files that somebody brings from a server of theirs: what they are, and how a server of ours has to be set up and
 * where they have to lie on its disk, so that it starts from them as theirs would.
 */

/** A file and how it begins; a manifest is short enough to be all there. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
  readonly head: Uint8Array;
}

/** Bytes of a head that are of use. */
export const HEAD_MAX = 65_536;

export interface DiskLayout {
  readonly format: 'rdb' | 'aof';
  /** redis.conf of the server that starts from them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Name on the disk, and which of the files it is. */
  readonly files: readonly { readonly name: string; readonly from: number }[];
  /** When the file says that it was written, in Unix milliseconds. */
  readonly writtenAt: number | null;
  /** The version of Redis that wrote it, where it says so. */
  readonly writtenBy: string | null;
}

/** Why nothing can be started from these files. Redis's own words where it has any. */
export interface DropRefusal {
  readonly file: string;
  readonly why: string;
}

const FOLDER = 'appendonlydir';
const RDB_FILE = 'dump.rdb';
const AOF_FILE = 'appendonly.aof';

/** Saves nothing by itself: the data is somebody's, to be looked at. */
const AT_REST = { save: '', 'auto-aof-rewrite-percentage': '0' };

/** Sorts out what was dropped. */
export function layOut(files: readonly DroppedFile[]): DiskLayout | DropRefusal {
  const [only] = files;
  if (only === undefined) return { file: '', why: 'there is no file' };
  const manifest = files.findIndex(({ name }) => name.endsWith('.manifest'));
  if (manifest >= 0) return layOutParts(files, manifest);
  if (files.length > 1) {
    return {
      file: files.map(({ name }) => name).join(', '),
      why: 'files of a multi-part append-only file need their manifest: drop all of appendonlydir together',
    };
  }
  const foreign = foreignFormat(only.head);
  if (foreign !== null) return { file: only.name, why: foreign };
  return layOutOne(only);
}

function layOutOne({ name, head }: DroppedFile): DiskLayout | DropRefusal {
  const isRdb = byteStringOf(head.subarray(0, 5)) === 'REDIS';
  const about = isRdb ? rdbHead(head) : null;
  const commands = head[0] === 42 || head[0] === 35; // * and #
  const isAof = about?.preamble === true ? !name.endsWith('.rdb') : !isRdb && (commands || name.endsWith('.aof'));
  if (isAof) {
    return {
      format: 'aof',
      parameters: { ...AT_REST, appendonly: 'yes', ...about?.policy },
      files: [{ name: AOF_FILE, from: 0 }],
      writtenAt: about?.writtenAt ?? null,
      writtenBy: about?.writtenBy ?? null,
    };
  }
  return {
    format: 'rdb',
    parameters: { ...AT_REST, appendonly: 'no', ...about?.policy },
    files: [{ name: RDB_FILE, from: 0 }],
    writtenAt: about?.writtenAt ?? null,
    writtenBy: about?.writtenBy ?? null,
  };
}

/** The files of a folder `appendonlydir`: those that the manifest names; what else lies there is left out. */
function layOutParts(files: readonly DroppedFile[], at: number): DiskLayout | DropRefusal {
  const manifest = files[at] as DroppedFile; // it was found there
  const parts = decodeManifest(byteStringOf(manifest.head));
  if ('why' in parts) return { file: manifest.name, why: parts.why };
  const named = [...(parts.base === null ? [] : [parts.base]), ...parts.incr];
  const missing = named.find((part) => !files.some(({ name }) => name === part.name));
  if (missing !== undefined) {
    const why = `Unable to obtain the AOF file ${missing.name} length. stat: No such file or directory`;
    return { file: manifest.name, why };
  }
  const indexes = named.map((part) => files.findIndex(({ name }) => name === part.name));
  const base = files[indexes[0] ?? -1];
  const about = base === undefined ? null : rdbHead(base.head);
  return {
    format: 'aof',
    parameters: {
      ...AT_REST,
      appendonly: 'yes',
      appendfilename: manifest.name.slice(0, -'.manifest'.length),
      ...about?.policy,
    },
    files: [at, ...indexes].map((from) => ({ name: `${FOLDER}/${files[from]?.name ?? ''}`, from })),
    writtenAt: about?.writtenAt ?? null,
    writtenBy: about?.writtenBy ?? null,
  };
}

const FOREIGN: readonly (readonly [beginning: string, what: string])[] = [
  ['PK\x03\x04', 'it is a zip archive: unpack it, and drop the files that are in it'],
  ['\x1f\x8b', 'it is compressed with gzip: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'it is compressed with zstd: unpack it first'],
  ['BZh', 'it is compressed with bzip2: unpack it first'],
  ['{"inflight"', 'it is a world of Inflight: open it under Your worlds'],
];

function foreignFormat(head: Uint8Array): string | null {
  const beginning = byteStringOf(head.subarray(0, 16));
  return FOREIGN.find(([bytes]) => beginning.startsWith(bytes))?.[1] ?? null;
}

interface RdbHead {
  readonly writtenAt: number | null;
  readonly writtenBy: string | null;
  /** Commands follow it: it is the beginning of an append-only file. */
  readonly preamble: boolean;
  /** The policy under which keys carry the access times that the file holds. */
  readonly policy: Readonly<Record<string, string>>;
}

/** What an RDB file says of itself up to its first key. */
function rdbHead(head: Uint8Array): RdbHead {
  const said = new Map<string, string>();
  let policy = {};
  const cursor = new RdbCursor(head, plainText, 9);
  try {
    for (let type = cursor.u8(); ; type = cursor.u8()) {
      if (type === OPCODE.aux) {
        const name = cursor.string();
        said.set(name, cursor.string());
      } else if (type === OPCODE.function2) cursor.string();
      else if (type === OPCODE.selectDb) cursor.length();
      else if (type === OPCODE.resizeDb) {
        cursor.length();
        cursor.length();
      } else if (type === OPCODE.expireTimeMs) cursor.milliseconds();
      else if (type === OPCODE.expireTime) cursor.u32();
      else {
        if (type === OPCODE.freq) policy = { 'maxmemory-policy': 'allkeys-lfu' };
        if (type === OPCODE.idle) policy = { 'maxmemory-policy': 'allkeys-lru' };
        break;
      }
    }
  } catch (thrown) {
    // Reading it will say what is wrong with it.
    if (!(thrown instanceof ShortRead || thrown instanceof CorruptRdb)) throw thrown;
  }
  const seconds = Number(said.get('ctime') ?? Number.NaN);
  return {
    writtenAt: Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1000 : null,
    writtenBy: said.get('redis-ver') ?? null,
    preamble: said.get('aof-preamble') === '1' || said.get('aof-base') === '1',
    policy,
  };
}
