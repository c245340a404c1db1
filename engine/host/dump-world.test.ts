import '../bridge/lua-source.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { present } from '../base/assert.ts';
import { byteStringOf, bytesOf, concatBytes } from '../base/bytes.ts';
import { clone } from '../base/clone.ts';
import { datasetDigest } from '../kv/digest.ts';
import type { KvState } from '../kv/state.ts';
import { MACHINES } from '../machines.ts';
import { NO_FOLD, Simulation } from '../sim/simulation.ts';
import { dataSet, survey } from './data-set.ts';
import type { FileSource } from './dump-world.ts';
import type { Lab } from './lab.ts';
import { type LabEnvironment, openLab } from './open.ts';
import type { Pace } from './pace.ts';
import type { Progress } from './protocol.ts';
import { MemoryStore } from './session/memory-store.ts';

const recorded = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../testing/oracles/recorded/${name}`, import.meta.url)));
const RDB = recorded('dataset.rdb');
const DIGEST = byteStringOf(recorded('dataset.digest')).trim();

const file = (name: string, bytes: Uint8Array): File =>
  new File([new Uint8Array(bytes)], name, { lastModified: 1.7e12 });
const aofOf = (...commands: string[][]): Uint8Array =>
  bytesOf(
    commands
      .map((argv) => `*${argv.length}\r\n${argv.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`)
      .join(''),
  );

let names = 0;

class Watched implements Pace {
  readonly told: (Progress | null)[] = [];
  #at = 0;
  tell(progress: Progress | null): void {
    this.told.push(progress);
  }
  breathe(): Promise<void> {
    return Promise.resolve();
  }
  /** Every look takes longer than any budget. */
  clock(): number {
    return (this.#at += 100);
  }
}

function environment(pace: Pace = new Watched(), store = new MemoryStore()): LabEnvironment {
  return {
    registry: MACHINES,
    store,
    pace,
    locks: { take: () => Promise.resolve(true), release: () => undefined },
    steadyClock: () => 0,
    wallClock: () => 1_000_000,
    freshName: () => `n${++names}`,
    hash: async (bytes) => {
      const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}

const open = (files: readonly File[], env = environment(), session: string | null = null): ReturnType<typeof openLab> =>
  openLab({ kind: 'dump', files, session }, env);
const stateOf = ({ simulation }: Lab): KvState =>
  present(simulation.world.nodes.get('redis'), 'there is a server').state as KvState;
const refusal = async (...files: File[]): Promise<string> => {
  const outcome = await open(files).then(
    () => 'it was opened',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
  return outcome;
};

describe('files of a Redis server', () => {
  it('a snapshot is the disk that a server of the lab has started from', async () => {
    const { lab, opened } = await open([file('prod.rdb', RDB)]);
    expect(datasetDigest(stateOf(lab).dbs)).toBe(DIGEST);
    expect(opened.nodes.map(({ id }) => id)).toEqual(['redis', 'cli']);
    const { epochMs } = stateOf(lab).settings;
    expect(new Date(epochMs).getUTCFullYear()).toBeGreaterThan(2020);
  });

  it('a single append-only file is, with its preamble or without', async () => {
    const aof = aofOf(['SELECT', '0'], ['SET', 'a', '1'], ['RPUSH', 'l', 'x', 'y']);
    const { lab } = await open([file('appendonly.aof', aof)]);
    expect([...stateOf(lab).dbs].map((db) => db.keys.count).slice(0, 2)).toEqual([2, 0]);
    const body = await dataSet(lab.simulation, { node: 'redis', format: 'rdb' }, new Watched());
    const preamble = bytesOf(
      byteStringOf(new Uint8Array(await present(body, 'it is up').arrayBuffer())).replace(
        'aof-base\xc0\x00',
        'aof-base\xc0\x01',
      ),
    );
    const unchecked = concatBytes([preamble.subarray(0, -8), new Uint8Array(8)]);
    const both = concatBytes([unchecked, aofOf(['SET', 'b', '2'])]);
    const { lab: second } = await open([file('appendonly.aof', both)]);
    expect(stateOf(second).dbs[0]?.keys.count).toBe(3);
  });

  it('a multi-part one is, dropped together in any order with what else lies there', async () => {
    const manifest = 'file prod.aof.1.base.rdb seq 1 type b\nfile prod.aof.3.incr.aof seq 3 type i\n';
    const files = [
      file('prod.aof.3.incr.aof', aofOf(['SET', 'added', 'x'])),
      file('notes.txt', bytesOf('nothing')),
      file('prod.aof.manifest', bytesOf(manifest)),
      file('prod.aof.1.base.rdb', RDB),
    ];
    const { lab } = await open(files);
    const keys = stateOf(lab).dbs.reduce((sum, db) => sum + db.keys.count, 0);
    const { lab: base } = await open([file('prod.aof.1.base.rdb', RDB)]);
    expect(keys).toBe(stateOf(base).dbs.reduce((sum, db) => sum + db.keys.count, 0) + 1);
    expect(stateOf(lab).aof.manifest.incr.map(({ name }) => name)).toEqual(['prod.aof.3.incr.aof']);
  });

  it('are read once: the boot, and every replay of it, finds the very keyspace that reading them came to', async () => {
    const { lab } = await open([file('dump.rdb', RDB)]);
    const read = stateOf(lab);
    lab.seekStep(0);
    lab.simulation.advance({ at: 1 });
    expect(stateOf(lab).dbs[0]?.keys.segments[0]?.buckets[0]).toBe(read.dbs[0]?.keys.segments[0]?.buckets[0]);
    // The same bytes in another place are not known, and read by the boot itself.
    const { spec } = lab.simulation;
    const hash = Object.values(spec.nodes[0]?.files ?? {})[0] ?? '';
    const other = new Simulation({ spec, registry: MACHINES, fold: NO_FOLD, blobs: new Map([[hash, RDB.slice()]]) });
    other.advance({ at: 1 });
    const unread = other.world.nodes.get('redis')?.state as KvState;
    expect(clone({ ...stateOf(lab), clients: 0, clientOf: 0, nextClientId: 0, stats: 0 })).toEqual(
      clone({ ...unread, clients: 0, clientOf: 0, nextClientId: 0, stats: 0 }),
    );
  });

  it('tell how far they are, and let others be answered in between', async () => {
    const pace = new Watched();
    const commands = Array.from({ length: 60_000 }, (_, i) => ['SET', `key:${i}`, 'x'.repeat(60)]);
    await open([file('appendonly.aof', aofOf(...commands))], environment(pace));
    const reading = pace.told.filter((one) => one?.what === 'reading');
    expect(reading.length).toBeGreaterThan(2);
    const sizes = reading.map((one) => one?.done ?? 0);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(reading.at(-1)?.keys).toBeGreaterThan(reading[0]?.keys ?? 0);
  });

  it('are kept under their name and go on where they were left', async () => {
    const env = environment();
    const { lab, opened } = await open([file('prod.rdb', RDB)], env, 'dump x');
    lab.act('cli> SET mine 1');
    lab.seekTime(3_000_000);
    await lab.saver?.flush(lab.simulation, lab.t);
    expect(opened.title).toBe('prod.rdb');
    const { lab: again } = await openLab({ kind: 'saved', session: opened.session ?? '' }, env);
    expect(datasetDigest(stateOf(again).dbs)).toBe(datasetDigest(stateOf(lab).dbs));
    expect(datasetDigest(stateOf(again).dbs)).not.toBe(DIGEST);
  });
});

describe('what is no such file is refused, with the file and the place', () => {
  it.each<[string, File[], RegExp]>([
    ['nothing', [], /there is no file/],
    ['a zip', [file('dump.zip', bytesOf('PK\x03\x04rest'))], /dump\.zip: it is a zip archive: unpack it/],
    [
      'something else',
      [file('cat.rdb', bytesOf('meow'.repeat(9)))],
      /at byte 0: Wrong signature trying to load DB from file/,
    ],
    [
      'nothing in it',
      [file('dump.rdb', new Uint8Array())],
      /at byte 0: Unexpected EOF reading RDB file|Internal error in RDB/,
    ],
    ['a version of the future', [file('dump.rdb', bytesOf('REDIS0099\xff'))], /Can't handle RDB format version 99/],
    ['no commands', [file('x.aof', bytesOf('*1\r\nhello'))], /at byte 0: Bad file format reading the append only file/],
    ['an unknown command', [file('x.aof', aofOf(['SET', 'a', '1'], ['NOPE']))], /at byte 27: Unknown command 'NOPE'/],
    ['parts without a manifest', [file('a.aof', RDB), file('b.aof', RDB)], /need their manifest/],
    [
      'a manifest without parts',
      [file('a.manifest', bytesOf('file a.1.incr.aof seq 1 type i\n'))],
      /Unable to obtain the AOF file a\.1\.incr\.aof/,
    ],
    ['a manifest that is none', [file('a.manifest', bytesOf('hello\n'))], /Invalid AOF manifest file format/],
    [
      'a length nobody has',
      [file('d.rdb', bytesOf('REDIS0009\x00\x81\x7f\xff\xff\xff\xff\xff\xff\xff'))],
      /at byte 9: /,
    ],
  ])('%s', async (_, files, expected) => {
    const said = await refusal(...files);
    expect(said).toMatch(/^OpenError: /);
    expect(said).toMatch(expected);
  });

  it('a snapshot cut anywhere', async () => {
    for (let at = 0; at < RDB.length; at += Math.ceil(RDB.length / 23))
      expect(await refusal(file('dump.rdb', RDB.subarray(0, at)))).toMatch(/^OpenError: dump\.rdb, at byte \d+: /);
  });

  it('a snapshot with a bit turned: refused, or by luck of an unused bit the same', async () => {
    for (let i = 0; i < 40; i++) {
      const bytes = RDB.slice();
      const at = Math.floor((i * (RDB.length - 1)) / 39);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (i % 8));
      expect(await refusal(file('dump.rdb', bytes))).toMatch(/^OpenError: dump\.rdb, at byte \d+: /);
    }
  });

  it('a file that goes away while it is read', async () => {
    const gone: FileSource = {
      ...{ name: 'dump.rdb', size: 100, lastModified: 0 },
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('not found')) }),
    };
    expect(await refusal(gone as File)).toBe('OpenError: dump.rdb can no longer be read: not found');
  });
});

describe('a survey', () => {
  it('counts every key once, by type, by part and by the time it has left', async () => {
    const { lab } = await open([
      file(
        'x.aof',
        aofOf(
          ['SET', 'user:1:name', 'ann'],
          ['SET', 'user:2:name', 'bob'],
          ['SET', 'user', 'x'],
          ['HSET', 'cart:9', 'a', '1'],
          ['SET', 'session:1', 'x', 'PXAT', String(1.7e12 + 30_000)],
          ['SET', 'session:2', 'x', 'PXAT', String(1.7e12 + 5e9)],
        ),
      ),
    ]);
    const found = present(
      await survey(lab.simulation, { node: 'redis', db: 0, prefix: '' }, new Watched()),
      'it is up',
    );
    expect(found.keys).toBe(6);
    expect(found.types.map(({ type, keys }) => [type, keys])).toEqual([
      ['string', 5],
      ['hash', 1],
    ]);
    expect(new Set(found.parts.map(({ path, kind, keys }) => `${path} ${kind} ${keys}`))).toEqual(
      new Set(['user: prefix 2', 'user key 1', 'cart: prefix 1', 'session: prefix 2']),
    );
    expect(found.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(found.bytes);
    expect([found.endless.keys, found.ttl[0]?.keys, found.ttl.at(-2)?.keys]).toEqual([4, 1, 1]);
    const below = await survey(lab.simulation, { node: 'redis', db: 0, prefix: 'user:' }, new Watched());
    expect(below?.parts.map(({ path, keys }) => [path, keys])).toEqual([
      ['user:1:', 1],
      ['user:2:', 1],
    ]);
    expect(await survey(lab.simulation, { node: 'cli', db: 0, prefix: '' }, new Watched())).toBeNull();
  });

  it('gives way to the next that is begun', async () => {
    const commands = Array.from({ length: 4000 }, (_, i) => ['SET', `key:${i}`, 'x']);
    const { lab } = await open([file('x.aof', aofOf(...commands))]);
    const first = survey(lab.simulation, { node: 'redis', db: 0, prefix: '' }, new Watched());
    const second = survey(lab.simulation, { node: 'redis', db: 0, prefix: 'key:1' }, new Watched());
    expect(await first).toBeNull();
    expect((await second)?.keys).toBe(1111);
  });
});
