import { create } from 'zustand';
import type { Progress } from '../../engine/host/protocol.ts';
import { download } from './download.ts';
import { ask } from './lab.ts';

/*
 * Files of a Redis server that a visitor brought: kept here from the moment they are dropped until the screen opens
 * them. A browser forgets them with the page.
 */

interface DumpState {
  readonly files: readonly File[];
  /** Counts what was brought: the same files again are opened again. */
  readonly turn: number;
}

export const useDump = create<DumpState>()(() => ({ files: [], turn: 0 }));

/** Takes files that are to be opened; none to go back to choosing. */
export function bringFiles(files: readonly File[]): void {
  useDump.setState(({ turn }) => ({ files, turn: turn + 1 }));
}

/** All files of a drop, those in folders too. What it holds must be asked for before anything is awaited. */
export async function filesOf({ items, files }: DataTransfer): Promise<readonly File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory === true)) return [...files];
  const found = await Promise.all(entries.filter((entry) => entry !== null).map(filesUnder));
  return found.flat();
}

/** Files looked at in a folder: an appendonlydir has a handful. */
const FOLDER_MAX = 100;

async function filesUnder(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile)
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  return (await Promise.all(inside.slice(0, FOLDER_MAX).map(filesUnder))).flat();
}

/** Whether one of them is meant for a Redis server, by its name or by how it begins. */
export async function areRedisFiles(files: readonly File[]): Promise<boolean> {
  const found = await Promise.all(
    files.map(async (file) => {
      if (/\.(rdb|aof|manifest)$/.test(file.name)) return true;
      return /^(REDIS\d|\*\d|#TS:)/.test(await file.slice(0, 16).text());
    }),
  );
  return found.includes(true);
}

/** Beyond this they are opened and not kept. */
const KEPT_MAX = 64 * 1024 * 1024;

/** The name under which what comes of them is kept; null: it is not. */
export function keptAs(files: readonly File[]): string | null {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return size > KEPT_MAX ? null : `dump ${crypto.randomUUID().slice(0, 13)}`;
}

/** How far what takes long has come. */
export const askProgress = (): Promise<Progress | null> => ask((lab) => lab.progress(undefined));

const NAMES = { rdb: 'dump.rdb', aof: 'appendonly.aof' } as const;

/** What a server holds, as a file that redis-server starts from. */
export async function downloadDataSet(node: string, format: 'rdb' | 'aof'): Promise<void> {
  const blob = await ask((lab) => lab.dataSet({ node, format }));
  if (blob) download(NAMES[format], blob);
}
