import { type DroppedFile, HEAD_MAX, layOut } from '../machines.ts';
import type { Blobs, NodeSpec, WorldSpec } from '../sim/spec.ts';
import { type LabEnvironment, OpenError } from './environment.ts';

/*
 * Files of a Redis server somewhere, as a world: one server that starts from them, and somebody at its prompt. Its
 * clock begins when the files were written, so that what had an hour to live then has an hour to live.
 */

/** What a browser gives of a file; a `File` is one. */
export interface FileSource {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Beyond this a browser tab runs out of memory: the keys take three to four times as much as their file. */
export const DUMP_MAX = 512 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;

export interface DumpWorld {
  readonly spec: WorldSpec;
  readonly blobs: Blobs;
  readonly title: string;
}

/** Copies the files and says what world they make. Rejects with OpenError where they cannot be one. */
export async function dumpWorld(files: readonly FileSource[], env: LabEnvironment): Promise<DumpWorld> {
  const heads = await Promise.all(files.map(headOf));
  const layout = layOut(heads);
  if ('why' in layout) throw new OpenError(layout.file === '' ? layout.why : `${layout.file}: ${layout.why}`);
  const taken = layout.files.map(({ name, from }) => ({ name, file: files[from] as FileSource })); // from is inside
  const size = taken.reduce((sum, { file }) => sum + file.size, 0);
  if (size > DUMP_MAX) throw new OpenError(`it has ${inMb(size)}; the lab takes up to ${inMb(DUMP_MAX)}`);
  const blobs = new Map<string, Uint8Array>();
  const onDisk: Record<string, string> = {};
  let copied = 0;
  for (const { name, file } of taken) {
    const before = copied;
    const bytes = await copyOf(file, env, (done) => ({ done: before + done, of: size }));
    copied += bytes.length;
    const hash = await env.hash(bytes);
    blobs.set(hash, bytes);
    onDisk[name] = hash;
  }
  const title =
    files.length === 1 ? (files[0]?.name ?? '') : (heads.find(({ name }) => name.endsWith('.manifest'))?.name ?? '');
  const epochMs = layout.writtenAt ?? Math.floor((files[0]?.lastModified ?? 0) / 1000) * 1000;
  const server: NodeSpec = {
    id: 'redis',
    machine: 'kv',
    config: { parameters: layout.parameters, ...(epochMs > 0 && { epochMs }) },
    files: onDisk,
  };
  const prompt: NodeSpec = { id: 'cli', machine: 'kv-prompt', config: { server: 'redis' } };
  return { spec: { name: 'dump', seed: 1, nodes: [server, prompt] }, blobs, title };
}

async function headOf(file: FileSource): Promise<DroppedFile> {
  const head = new Uint8Array(await bytesOf(file, 0, Math.min(file.size, HEAD_MAX)));
  return { name: file.name, size: file.size, head };
}

async function copyOf(
  file: FileSource,
  { pace }: LabEnvironment,
  placeOf: (done: number) => { readonly done: number; readonly of: number },
): Promise<Uint8Array> {
  const began = pace?.clock() ?? 0;
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(file.size);
  } catch (cause) {
    throw new OpenError(`this browser has no memory for ${inMb(file.size)}`, { cause });
  }
  for (let at = 0; at < file.size; at += PIECE) {
    bytes.set(new Uint8Array(await bytesOf(file, at, Math.min(file.size, at + PIECE))), at);
    const forMs = (pace?.clock() ?? 0) - began;
    pace?.tell({ what: 'copying', ...placeOf(at), keys: 0, file: file.name, forMs });
  }
  return bytes;
}

/** A file can be gone, or no longer be readable, by the time somebody reads it. */
async function bytesOf(file: FileSource, from: number, to: number): Promise<ArrayBuffer> {
  try {
    return await file.slice(from, to).arrayBuffer();
  } catch (cause) {
    throw new OpenError(`${file.name} can no longer be read: ${cause instanceof Error ? cause.message : ''}`, {
      cause,
    });
  }
}

const inMb = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MB`;
