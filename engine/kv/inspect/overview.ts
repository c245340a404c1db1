import type { Micros } from '../../sim/machine.ts';
import { usedMemory } from '../memory/accounting.ts';
import type { KvState } from '../state.ts';

/** What a server looks like from across the room. */
export interface Overview {
  readonly unixMs: number;
  readonly dbs: readonly { readonly index: number; readonly keys: number; readonly expires: number }[];
  readonly usedMemory: number;
  readonly maxmemory: number;
  readonly maxmemoryPolicy: string;
  readonly clients: number;
  readonly blockedClients: number;
  readonly commands: number;
  readonly dirty: number;
  readonly lastSaveAt: number;
  readonly savePoints: readonly { readonly seconds: number; readonly changes: number }[];
  readonly child: 'rdb' | 'aofRewrite' | null;
  readonly aof: {
    readonly status: 'off' | 'on' | 'waitRewrite';
    readonly appendfsync: 'always' | 'everysec' | 'no';
    readonly file: string;
    /** In the process, not yet handed to the file. */
    readonly buffered: number;
    /** In the file. */
    readonly written: number;
    /** On the disk, as far as the server knows. */
    readonly synced: number;
    readonly syncing: boolean;
    readonly files: readonly string[];
  };
  /** The thread waits for the disk; so many stimuli wait for the thread. */
  readonly waiting: number;
}

export function overview(state: KvState, now: Micros): Overview {
  const { aof, settings } = state;
  return {
    unixMs: settings.epochMs + Math.floor(now / 1000),
    dbs: state.dbs
      .filter((db) => db.keys.count > 0)
      .map((db) => ({ index: db.index, keys: db.keys.count, expires: db.expires.count })),
    usedMemory: usedMemory(state),
    maxmemory: settings.maxmemory,
    maxmemoryPolicy: settings.maxmemoryPolicy,
    clients: state.clients.size,
    blockedClients: [...state.clients.values()].filter((client) => client.blocked !== null).length,
    commands: state.stats.commands,
    dirty: state.dirty,
    lastSaveAt: state.lastSaveAt,
    savePoints: settings.savePoints,
    child: state.child?.kind ?? null,
    aof: {
      status: aof.status,
      appendfsync: settings.appendfsync,
      file: aof.file,
      buffered: aof.bufferBytes,
      written: aof.length,
      synced: aof.syncedLength,
      syncing: aof.syncingTo >= 0,
      files: [...(aof.manifest.base === null ? [] : [aof.manifest.base]), ...aof.manifest.incr].map(
        (file) => file.name,
      ),
    },
    waiting: state.deferred.length,
  };
}
