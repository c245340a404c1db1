import { byteStringOf, concatBytes, utf8Bytes, utf8Decode } from '../../base/bytes.ts';
import { FORMAT, SavedSessionError } from './saved-session.ts';

/*
 * A session on its way out of the browser and back: a file, or the fragment of a link. Both are one text: a line that
 * says what it is and which version wrote it, the records of the session, and the large inputs that belong to it. The
 * link is that text, deflated, in the alphabet of addresses.
 */

/** What a file holds. `log` is as a store keeps it. */
export interface SessionFile {
  readonly format: number;
  readonly log: Uint8Array;
  /** Large inputs by the hash that the file claims for them. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Bytes that a link may unfold to: nobody's journal is as long, and a bomb is none of ours. */
const LINK_BYTES_MAX = 8_000_000;
/** Characters of a link that mail, chat and browsers carry; what is longer goes as a file. */
export const LINK_MAX = 8000;

const NOT_OURS = 'it is not a world of Inflight';

/** The bytes of a file. */
export function encodeSessionFile({ format, log, blobs }: SessionFile): Uint8Array {
  const head = utf8Bytes(`${JSON.stringify({ inflight: format })}\n`);
  const large = [...blobs].map(([hash, bytes]) =>
    utf8Bytes(`${JSON.stringify({ blob: hash, base64: base64Of(bytes) })}\n`),
  );
  return concatBytes([head, log, ...large]);
}

/**
 * Reads a file apart. What its records say is for decodeSession to check, and its hashes for whoever can compute them.
 * Throws SavedSessionError in words for the visitor.
 */
export function decodeSessionFile(bytes: Uint8Array): SessionFile {
  const lines = linesOf(bytes);
  const format = formatOf(lines[0] ?? '');
  const blobs = new Map<string, Uint8Array>();
  const records: string[] = [];
  for (const line of lines.slice(format.inHead ? 1 : 0)) {
    if (!line.startsWith('{"blob"')) records.push(line);
    else readBlob(line, blobs);
  }
  return { format: format.version, log: utf8Bytes(records.map((line) => `${line}\n`).join('')), blobs };
}

function linesOf(bytes: Uint8Array): string[] {
  const text = utf8Decode(byteStringOf(bytes));
  if (text === null) throw new SavedSessionError(NOT_OURS);
  return text.split('\n').filter((line) => line !== '');
}

/** The version in the first line. Downloads of the first days have none and begin with their world. */
function formatOf(first: string): { readonly version: number; readonly inHead: boolean } {
  const head = parsed(first);
  if (typeof head?.['inflight'] === 'number') {
    const version = head['inflight'];
    if (!Number.isInteger(version) || version < 1) throw new SavedSessionError(NOT_OURS);
    return { version, inHead: true };
  }
  if (head?.['record'] === 'world') return { version: 1, inHead: false };
  throw new SavedSessionError(NOT_OURS);
}

function readBlob(line: string, blobs: Map<string, Uint8Array>): void {
  const found = parsed(line);
  const { blob, base64 } = found ?? {};
  const bytes = typeof base64 === 'string' ? bytesOfBase64(base64) : null;
  if (typeof blob !== 'string' || bytes === null)
    throw new SavedSessionError('it is damaged: a large file in it cannot be read');
  blobs.set(blob, bytes);
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** The text of a link's fragment for a session without large inputs. */
export async function encodeLink(log: Uint8Array): Promise<string> {
  const file = encodeSessionFile({ format: FORMAT, log, blobs: new Map() });
  const packed = await through(file, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY);
  return base64Of(packed).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The file that a link's fragment stands for. Rejects with SavedSessionError. */
export async function decodeLink(text: string): Promise<SessionFile> {
  const packed = /^[\w-]*$/.test(text) ? bytesOfBase64(text.replaceAll('-', '+').replaceAll('_', '/')) : null;
  if (packed === null || packed.length === 0)
    throw new SavedSessionError('the link is damaged: a part of it may have been cut off');
  return decodeSessionFile(await unpacked(packed));
}

async function unpacked(packed: Uint8Array): Promise<Uint8Array> {
  try {
    return await through(packed, new DecompressionStream('deflate-raw'), LINK_BYTES_MAX);
  } catch (error) {
    if (error instanceof SavedSessionError) throw error;
    throw new SavedSessionError('the link is damaged: a part of it may have been cut off', { cause: error });
  }
}

/** Bytes through a transform, at most so many of them. */
async function through(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
  max: number,
): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(transform);
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(parts);
    size += value.length;
    if (size > max) {
      await reader.cancel();
      throw new SavedSessionError('the link unfolds to more than any world of Inflight');
    }
    parts.push(value);
  }
}

/** In pieces, as a call takes only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x3000)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x3000)));
  return text;
}

function bytesOfBase64(text: string): Uint8Array | null {
  try {
    const bytes = atob(text);
    return Uint8Array.from(bytes, (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
