import { create } from 'zustand';
import { connectLab, type LabClient } from '../../engine/host/client.ts';
import type { SessionHead } from '../../engine/host/protocol.ts';
import { download } from './download.ts';
import { pageTimers } from './page-timers.ts';

/*
 * The worlds that this browser keeps, for a screen on which none is open: a worker of its own that only reads and
 * writes the store. It lives as long as somebody looks.
 */

interface LibraryState {
  /** Null until it was read. */
  readonly worlds: readonly SessionHead[] | null;
  /** The last thing that could not be done: what, and why. */
  readonly trouble: { readonly what: string; readonly why: string } | null;
}

export const useLibrary = create<LibraryState>()(() => ({ worlds: null, trouble: null }));
const set = useLibrary.setState;

let client: LabClient | null = null;
let lookers = 0;

/** Keeps the library at hand while somebody looks at it. Returns how to leave it. */
export function openLibrary(): () => void {
  lookers++;
  client ??= connect();
  void look();
  return () => {
    lookers--;
    if (lookers > 0) return;
    client?.close();
    client = null;
    set({ worlds: null, trouble: null });
  };
}

function connect(): LabClient {
  const worker = new Worker(new URL('../../engine/host/worker.ts', import.meta.url), {
    type: 'module',
    name: 'library',
  });
  return connectLab(worker, () => (client = null), pageTimers);
}

/** Sessions that belong to a lesson are its own. */
const isWorld = ({ id }: SessionHead): boolean => !id.startsWith('lesson ');

async function look(): Promise<void> {
  const worlds = await attempt((lab) => lab.library(undefined));
  if (worlds !== null) set({ worlds: worlds.filter(isWorld) });
}

async function attempt<Answer>(call: (lab: LabClient['lab']) => Promise<Answer>, what = ''): Promise<Answer | null> {
  const mine = client;
  if (mine === null) return null;
  try {
    return await call(mine.lab);
  } catch (error) {
    if (client === mine) set({ trouble: { what, why: error instanceof Error ? error.message : String(error) } });
    return null;
  }
}

export async function renameWorld(id: string, title: string): Promise<void> {
  await attempt((lab) => lab.rename({ id, title }));
  await look();
}

export async function duplicateWorld(id: string, title: string): Promise<void> {
  await attempt((lab) => lab.duplicate({ id, title }));
  await look();
}

export async function forgetWorld(id: string): Promise<void> {
  await attempt((lab) => lab.forget({ id }));
  await look();
}

export async function downloadWorld(id: string, name: string): Promise<void> {
  const bytes = await attempt((lab) => lab.exportFile({ id }));
  if (bytes !== null) download(`${name}.inflight`, bytes);
}

/** Keeps what a file holds. Answers its id; null when it could not be read, and then `trouble` says why. */
export async function importWorld(file: File, refused: (name: string) => string): Promise<string | null> {
  set({ trouble: null });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const title = file.name.replace(/\.inflight(\.jsonl)?$/, '');
  const id = await attempt((lab) => lab.importFile({ bytes, title }), refused(file.name));
  await look();
  return id;
}
