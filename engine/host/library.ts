import { concatBytes } from '../base/bytes.ts';
import type { LabEnvironment } from './open.ts';
import { decodeSession, hashesOf, SavedSessionError } from './session/saved-session.ts';
import { decodeSessionFile, encodeSessionFile, type SessionFile } from './session/session-file.ts';
import { goneError, type SessionHead, type SessionId, type SessionStore } from './session/store.ts';

/*
 * The worlds that a visitor keeps: sessions that can be named, doubled, taken out of the browser and brought back.
 */

/** Characters of a title. */
const TITLE_MAX = 100;

const titleOf = (title: string): string => title.trim().slice(0, TITLE_MAX);

export async function rename(store: SessionStore, id: SessionId, title: string): Promise<void> {
  await store.rename(id, titleOf(title));
}

/** Copies a session with its disks under a title of its own. Answers the id of the copy. */
export async function duplicate(env: LabEnvironment, id: SessionId, title: string): Promise<SessionId> {
  const { head, log } = await stored(env.store, id);
  const disk = await env.store.readDisk(id);
  return keep(env, { ...head, title: titleOf(title) }, log, {
    disk: disk.map(({ node, file, bytes }) => ({ node, file, from: 0, bytes })),
    blobs: new Map(),
  });
}

/** A session with all that belongs to it as one file. */
export async function exportFile(store: SessionStore, id: SessionId): Promise<Uint8Array> {
  const { head, log } = await stored(store, id);
  const blobs = new Map<string, Uint8Array>();
  for (const hash of hashesIn(log, head.format)) {
    const bytes = await store.readBlob(hash);
    if (bytes !== null) blobs.set(hash, bytes);
  }
  return encodeSessionFile({ format: head.format, log, blobs });
}

/** Keeps what a file holds. Rejects with SavedSessionError when it cannot be read; then nothing was kept. */
export async function importFile(env: LabEnvironment, bytes: Uint8Array, title: string): Promise<SessionId> {
  const file = decodeSessionFile(bytes);
  const { name } = await checkFile(file, env);
  return keep(env, { name, format: file.format, title: titleOf(title) }, file.log, { disk: [], blobs: file.blobs });
}

/** The world that a file begins with. Rejects with SavedSessionError unless every part of it is what it says. */
async function checkFile({ format, log, blobs }: SessionFile, env: LabEnvironment): Promise<{ readonly name: string }> {
  const { spec } = decodeSession([log], format);
  for (const [hash, bytes] of blobs)
    if ((await env.hash(bytes)) !== hash) throw new SavedSessionError('it is damaged: a large file in it was changed');
  return spec;
}

async function keep(
  env: LabEnvironment,
  { name, format, title }: { readonly name: string; readonly format: number; readonly title: string },
  log: Uint8Array,
  more: Pick<Parameters<SessionStore['commit']>[0], 'disk' | 'blobs'>,
): Promise<SessionId> {
  const id = `world ${env.freshName()}`;
  const head: SessionHead = { id, name, format, title, savedAt: env.wallClock() };
  await env.store.commit({ head, log, snapshot: true, diskAnew: true, ...more });
  return id;
}

async function stored(store: SessionStore, id: SessionId): Promise<{ head: SessionHead; log: Uint8Array }> {
  const head = (await store.list()).find((one) => one.id === id);
  const chunks = head === undefined ? null : await store.readLog(id);
  if (head === undefined || chunks === null) throw goneError();
  return { head, log: concatBytes(chunks) };
}

/** The large inputs that a stored log refers to; none when it cannot be read, as it is exported all the same. */
function hashesIn(log: Uint8Array, format: number): readonly string[] {
  try {
    return hashesOf(decodeSession([log], format).spec);
  } catch (error) {
    if (error instanceof SavedSessionError) return [];
    throw error;
  }
}
