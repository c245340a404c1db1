import { splitArguments } from '../../wire/resp-inline.ts';
import { quoted } from '../quote.ts';
import type { AofFile, AofManifest } from '../state.ts';

/*
 * The file that names the others: one line each, the base first, then history, then the incremental files in order.
 *
 *   file appendonly.aof.2.base.rdb seq 2 type b
 *   file appendonly.aof.4.incr.aof seq 4 type i
 *
 * REDIS: aof.c getAofManifestAsString, aofLoadManifestFromFile
 */

/** Characters of a line, with its newline. REDIS: MANIFEST_MAX_LINE */
const LINE_MAX = 1024;
const LETTERS = { base: 'b', history: 'h', incr: 'i' } as const;

/** Why a manifest is refused, with the line it is about where there is one. */
export interface ManifestError {
  readonly why: string;
  readonly line: number | null;
}

/** The text of the manifest file. */
export function encodeManifest({ base, history, incr }: AofManifest): string {
  const files = base === null ? [...history, ...incr] : [base, ...history, ...incr];
  return files.map(({ name, seq, kind }) => `file ${spelt(name)} seq ${seq} type ${LETTERS[kind]}\n`).join('');
}

/** REDIS: sds.c sdsneedsrepr */
function spelt(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code <= 32 || code >= 127 || code === 34 || code === 92) return quoted(name);
  }
  return name;
}

/** The files a manifest names. */
export function decodeManifest(text: string): AofManifest | ManifestError {
  if (text.length === 0) return { why: 'Found an empty AOF manifest', line: null };
  const manifest: AofManifest = { base: null, incr: [], history: [], baseSeq: 0, incrSeq: 0 };
  let number = 0;
  for (let at = 0; at < text.length; ) {
    const read = text.slice(at, at + LINE_MAX);
    const newline = read.indexOf('\n');
    number++;
    at += newline < 0 ? read.length : newline + 1;
    if (read.startsWith('#')) continue;
    const nul = read.indexOf('\0');
    if (newline < 0 || (nul >= 0 && nul < newline)) {
      return { why: 'The AOF manifest file contains too long line', line: null };
    }
    const why = readLine(read.slice(0, newline), manifest);
    if (why !== null) return { why, line: number };
  }
  return manifest;
}

const INVALID = 'Invalid AOF manifest file format';

/** Adds what one line says, or returns what is wrong with it. */
function readLine(line: string, manifest: AofManifest): string | null {
  const words = splitArguments(line.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
  if (words === null || words.length < 6 || words.length % 2 !== 0) return INVALID;
  let name = '';
  let seq = 0;
  let letter = '';
  for (let i = 0; i < words.length; i += 2) {
    const value = words[i + 1]!; // pairs
    const word = words[i]!.toLowerCase(); // i is inside
    if (word === 'file') {
      name = value;
      if (/[/\\]/.test(name)) return "File can't be a path, just a filename";
    } else if (word === 'seq') seq = Number(/^\s*[+-]?\d+/.exec(value)?.[0] ?? 0);
    else if (word === 'type') letter = value.slice(0, 1);
  }
  // A file without a name is no file: nothing could be opened under it.
  if (name === '' || seq === 0 || letter === '') return INVALID;
  return addFile(manifest, name, seq, letter);
}

function addFile(manifest: AofManifest, name: string, seq: number, letter: string): string | null {
  const file = (kind: AofFile['kind']): AofFile => ({ name, seq, kind });
  switch (letter) {
    case LETTERS.base:
      if (manifest.base !== null) return 'Found duplicate base file information';
      manifest.base = file('base');
      manifest.baseSeq = seq;
      return null;
    case LETTERS.history:
      manifest.history.push(file('history'));
      return null;
    case LETTERS.incr:
      if (seq <= manifest.incrSeq) return 'Found a non-monotonic sequence number';
      manifest.incr.push(file('incr'));
      manifest.incrSeq = seq;
      return null;
    default:
      return 'Unknown AOF file type';
  }
}
