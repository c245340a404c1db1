import type { AofManifest, KvState } from '../state.ts';

/*
 * The names of the files a server keeps, relative to its `dir`. REDIS: aof.c getAofManifestFileName and others
 */

export function rdbFile(state: KvState): string {
  return state.config.get('dbfilename') ?? 'dump.rdb';
}

/** The folder of the append-only files. */
export function aofFolder(config: KvState['config']): string {
  return config.get('appenddirname') ?? 'appendonlydir';
}

/** `appendonlydir/appendonly.aof.1.incr.aof`, from the name in the manifest. */
export function aofPath(config: KvState['config'], name: string): string {
  return `${aofFolder(config)}/${name}`;
}

export function manifestPath(config: KvState['config']): string {
  return aofPath(config, `${aofName(config)}.manifest`);
}

export function aofName(config: KvState['config']): string {
  return config.get('appendfilename') ?? 'appendonly.aof';
}

export function emptyManifest(): AofManifest {
  return { base: null, incr: [], history: [], baseSeq: 0, incrSeq: 0 };
}

/** The same manifest with a further incremental file, to which writes go from now on. */
export function withNewIncr(config: KvState['config'], manifest: AofManifest): AofManifest {
  const seq = manifest.incrSeq + 1;
  const incr = { name: `${aofName(config)}.${seq}.incr.aof`, seq, kind: 'incr' } as const;
  return { ...manifest, incrSeq: seq, incr: [...manifest.incr, incr] };
}

/** The same manifest with a new base; what went before it, but the last incremental file, becomes history. */
export function withNewBase(config: KvState['config'], manifest: AofManifest): AofManifest {
  const seq = manifest.baseSeq + 1;
  const format = config.get('aof-use-rdb-preamble') === 'yes' ? 'rdb' : 'aof';
  const base = { name: `${aofName(config)}.${seq}.base.${format}`, seq, kind: 'base' } as const;
  const old = [...(manifest.base === null ? [] : [manifest.base]), ...manifest.incr.slice(0, -1)];
  return {
    base,
    baseSeq: seq,
    incr: manifest.incr.slice(-1),
    incrSeq: manifest.incrSeq,
    history: [...manifest.history, ...old.map((file) => ({ ...file, kind: 'history' as const }))],
  };
}
