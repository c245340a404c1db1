import { createCounts, FATE } from './fates.ts';
import { markMilestone } from './milestones.ts';
import {
  addRow,
  cell,
  createList,
  createTable,
  firstItem,
  forkList,
  forkTable,
  pushItem,
  removeItem,
  setCell,
} from './pages.ts';
import { createReplication, forkReplication } from './replication-scene.ts';
import {
  COMMANDS_MAX,
  type FactOf,
  GHOSTS_MAX,
  type KvFileScene,
  type KvScene,
  type KvSettings,
  type Scene,
  WRITE,
  WRITE_WIDTH,
} from './scene.ts';

/*
 * Facts of a KV server: how its writes go down the ladder. A write is in memory from its kv.executed on, in the page
 * cache when the disk.appended of its AOF file reaches the end of its range, on the disk when disk.synced does, or when
 * a snapshot that holds it is in place. Ranges of one file come in order, so each step down takes from the head of a
 * list, and a sync of a thousand writes costs a thousand moves and no search.
 */

export function createServer(node: string): KvScene {
  return {
    node,
    owner: {},
    settings: null,
    settingSeqs: new Map(),
    clients: new Map(),
    writes: createTable(WRITE_WIDTH),
    counts: createCounts(),
    acknowledged: 0,
    lostAcknowledged: 0,
    memory: createList(),
    files: [],
    ghosts: [],
    commands: [],
    evictions: [],
    evictedCount: 0,
    save: null,
    snapshots: new Map(),
    fsync: { lastAt: null, runningUntil: null },
    stop: null,
    loaded: null,
    replication: createReplication(),
  };
}

export function serverOf(scene: Scene, node: string): KvScene {
  let server = scene.servers.get(node);
  if (server === undefined) {
    server = createServer(node);
    scene.servers.set(node, server);
  }
  return server;
}

export function forkServer(server: KvScene): KvScene {
  return {
    ...server,
    settingSeqs: new Map(server.settingSeqs),
    clients: new Map(server.clients),
    writes: forkTable(server.writes),
    counts: server.counts.slice(),
    memory: forkList(server.memory),
    files: server.files.map((file) => ({ ...file, toWrite: forkList(file.toWrite), toSync: forkList(file.toSync) })),
    ghosts: server.ghosts.slice(),
    commands: server.commands.slice(),
    evictions: server.evictions.slice(),
    snapshots: new Map(server.snapshots),
    replication: forkReplication(server.replication),
  };
}

/* --- writes --- */

export function moveWrite(server: KvScene, row: number, fate: number): void {
  const before = cell(server.writes, row, WRITE.fate);
  if (before === fate) return;
  if (before !== FATE.none) (server.counts[before] as number)--;
  (server.counts[fate] as number)++;
  setCell(server.writes, row, WRITE.fate, fate);
}

export function loseWrite(server: KvScene, row: number, seq: number): void {
  setCell(server.writes, row, WRITE.lostAs, cell(server.writes, row, WRITE.fate));
  setCell(server.writes, row, WRITE.lost, seq);
  moveWrite(server, row, FATE.lost);
  if (cell(server.writes, row, WRITE.replied) !== 0) server.lostAcknowledged++;
  if (cell(server.writes, row, WRITE.replicas) !== 0) server.replication.lostReplicated++;
  server.ghosts.push(row);
  if (server.ghosts.length > GHOSTS_MAX) server.ghosts.shift();
}

/** The row of the write that ran as the fact `executed`; -1 when it is none. Rows are in order of that. */
export function writeRow(server: KvScene, executed: number): number {
  const { writes } = server;
  let low = 0;
  let high = writes.rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cell(writes, middle, WRITE.executed) < executed) low = middle + 1;
    else high = middle;
  }
  return low < writes.rows && cell(writes, low, WRITE.executed) === executed ? low : -1;
}

/** A small hash of a key, to find its writes again. */
export function hashOf(db: number, key: string): number {
  let hash = 2_166_136_261 ^ db;
  for (let i = 0; i < key.length && i < 64; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16_777_619);
  return hash >>> 0;
}

export function executed(scene: Scene, fact: FactOf<'kv.executed'>): void {
  const server = serverOf(scene, fact.node);
  const { body } = fact;
  if (body.command === 'replconf') return; // the two servers among themselves
  if (server.commands.length >= COMMANDS_MAX) server.commands.shift();
  server.commands.push({ fact, client: server.clients.get(fact.body.client)?.node ?? '' });
  const node = scene.nodes.get(fact.node);
  if (node !== undefined) node.busyUntil = fact.at + body.took;
  if (!body.write || body.dirty === 0) return;
  const row = addRow(server.writes);
  setCell(server.writes, row, WRITE.executed, fact.seq);
  setCell(server.writes, row, WRITE.client, nodeIndex(scene, server.clients.get(body.client)?.node) + 1);
  const key = body.keys[0];
  if (key !== undefined) setCell(server.writes, row, WRITE.keyHash, hashOf(body.db, key));
  moveWrite(server, row, FATE.memory);
  pushItem(server.memory, row);
}

export function evicted(scene: Scene, fact: FactOf<'kv.evicted'>): void {
  const server = serverOf(scene, fact.node);
  if (server.evictions.length >= COMMANDS_MAX) server.evictions.shift();
  server.evictions.push(fact);
  server.evictedCount++;
}

export function propagated(scene: Scene, fact: FactOf<'kv.propagated'>): void {
  const server = serverOf(scene, fact.node);
  const { body } = fact;
  const row = writeRow(server, body.write);
  if (row < 0 || cell(server.writes, row, WRITE.fate) !== FATE.memory) return;
  const file = fileOf(server, body.file);
  if (cell(server.writes, row, WRITE.file) === 0) {
    removeItem(server.memory, row);
    pushItem((server.files[file] as KvFileScene).toWrite, row);
    setCell(server.writes, row, WRITE.from, body.from);
    setCell(server.writes, row, WRITE.file, file + 1);
    setCell(server.writes, row, WRITE.propagated, fact.seq);
  }
  setCell(server.writes, row, WRITE.to, body.to); // a command that becomes several (SPOP, a script) ends with the last
}

export function replied(scene: Scene, fact: FactOf<'kv.replied'>): void {
  if (fact.body.write === null) return;
  const server = serverOf(scene, fact.node);
  const row = writeRow(server, fact.body.write);
  if (row < 0 || cell(server.writes, row, WRITE.replied) !== 0) return;
  setCell(server.writes, row, WRITE.replied, fact.seq);
  server.acknowledged++;
}

/** How many of the latest writes an answer on its way can be about. */
const ANSWERS_MAX = 1000;

/** An answer that was lost on its way told nobody anything. `replied` is the fact that it left with. */
export function unanswered(server: KvScene, replied: number): void {
  const { writes } = server;
  for (let row = writes.rows - 1; row >= 0 && row > writes.rows - ANSWERS_MAX; row--) {
    if (cell(writes, row, WRITE.replied) !== replied) continue;
    setCell(writes, row, WRITE.replied, 0);
    server.acknowledged--;
    if (cell(writes, row, WRITE.fate) === FATE.lost) server.lostAcknowledged--;
    return;
  }
}

function nodeIndex(scene: Scene, node: string | undefined): number {
  return scene.spec.nodes.findIndex((spec) => spec.id === node);
}

/* --- files --- */

function fileOf(server: KvScene, name: string): number {
  const index = server.files.findIndex((file) => file.name === name);
  if (index >= 0) return index;
  server.files.push({ name, appended: 0, synced: 0, toWrite: createList(), toSync: createList() });
  return server.files.length - 1;
}

export function fileAppended(server: KvScene, fact: FactOf<'disk.appended'>): void {
  const file = server.files.find((known) => known.name === fact.body.file);
  if (file === undefined) return;
  file.appended = fact.body.to;
  for (let row = firstItem(file.toWrite); row >= 0; row = firstItem(file.toWrite)) {
    if (cell(server.writes, row, WRITE.to) > fact.body.to) return;
    removeItem(file.toWrite, row);
    pushItem(file.toSync, row);
    setCell(server.writes, row, WRITE.appended, fact.seq);
    moveWrite(server, row, FATE.written);
  }
}

export function fileSyncing(server: KvScene, fact: FactOf<'disk.syncing'>): void {
  server.fsync = { lastAt: server.fsync.lastAt, runningUntil: fact.body.doneAt };
}

export function fileSynced(server: KvScene, fact: FactOf<'disk.synced'>): void {
  server.fsync = { lastAt: fact.at, runningUntil: null };
  const file = server.files.find((known) => known.name === fact.body.file);
  if (file === undefined) return;
  file.synced = fact.body.upTo;
  for (let row = firstItem(file.toSync); row >= 0; row = firstItem(file.toSync)) {
    if (cell(server.writes, row, WRITE.to) > fact.body.upTo) return;
    removeItem(file.toSync, row);
    setCell(server.writes, row, WRITE.synced, fact.seq);
    moveWrite(server, row, FATE.synced);
  }
}

export function fileReplaced(server: KvScene, fact: FactOf<'disk.replaced'>): void {
  server.fsync = { lastAt: fact.at, runningUntil: null };
}

export function fileRemoved(server: KvScene, name: string): void {
  server.snapshots.delete(name);
}

/* --- snapshots --- */

export function saveStarted(scene: Scene, fact: FactOf<'kv.saveStarted'>): void {
  const server = serverOf(scene, fact.node);
  server.save = fact.body;
}

export function saveFinished(scene: Scene, fact: FactOf<'kv.saveFinished'>): void {
  const server = serverOf(scene, fact.node);
  const upTo = fact.body.began; // whatever had run when it began is in it
  server.snapshots.set(fact.body.file, upTo);
  server.save = null;
  markMilestone(scene, fact, 'saved');
  // With the AOF on, a snapshot of its own is not what the next start reads: only the rewrite takes writes down.
  if (fact.body.what === 'rdb' && server.settings?.appendonly === true) return;
  takeDown(server, server.memory, upTo, fact.seq);
  for (const file of server.files) {
    takeDown(server, file.toWrite, upTo, fact.seq);
    takeDown(server, file.toSync, upTo, fact.seq);
  }
}

/** Everything that ran up to a fact is in a snapshot on the disk. */
export function takeDown(server: KvScene, list: KvScene['memory'], upTo: number, seq: number): void {
  for (let row = firstItem(list); row >= 0; row = firstItem(list)) {
    if (cell(server.writes, row, WRITE.executed) > upTo) return;
    removeItem(list, row);
    setCell(server.writes, row, WRITE.synced, seq);
    moveWrite(server, row, FATE.synced);
  }
}

export function saveFailed(scene: Scene, fact: FactOf<'kv.saveFailed'>): void {
  serverOf(scene, fact.node).save = null;
  markMilestone(scene, fact, 'refused');
}

/* --- stop and start --- */

export function stopServer(scene: Scene, server: KvScene, fact: FactOf<'node.stopped'>): void {
  server.stop = { how: fact.body.how, at: fact.at, seq: fact.seq, erased: [] };
  server.clients.clear();
  server.save = null;
  const before = server.counts[FATE.lost] as number;
  loseAll(server, server.memory, fact.seq);
  for (const file of server.files) loseAll(server, file.toWrite, fact.seq);
  markLost(scene, server, fact, before);
}

function loseAll(server: KvScene, list: KvScene['memory'], seq: number): void {
  for (let row = firstItem(list); row >= 0; row = firstItem(list)) {
    removeItem(list, row);
    loseWrite(server, row, seq);
  }
}

/** Bytes that were written and not synced are gone. A write of which any byte is gone cannot be replayed. */
export function erase(scene: Scene, server: KvScene, fact: FactOf<'disk.erased'>): void {
  if (server.stop !== null) server.stop = { ...server.stop, erased: [...server.stop.erased, fact.seq] };
  const file = server.files.find((known) => known.name === fact.body.file);
  if (file === undefined) return;
  const before = server.counts[FATE.lost] as number;
  const kept: number[] = [];
  for (let row = firstItem(file.toSync); row >= 0; row = firstItem(file.toSync)) {
    removeItem(file.toSync, row);
    if (cell(server.writes, row, WRITE.to) > fact.body.from) loseWrite(server, row, fact.seq);
    else kept.push(row);
  }
  for (const row of kept) {
    // What a power cut leaves of a file is what had reached the platter.
    setCell(server.writes, row, WRITE.synced, fact.seq);
    moveWrite(server, row, FATE.synced);
  }
  file.appended = fact.body.from;
  file.synced = Math.min(file.synced, fact.body.from);
  markLost(scene, server, fact, before);
}

export function beginLoad(server: KvScene): void {
  server.clients.clear();
  server.fsync = { lastAt: server.fsync.lastAt, runningUntil: null };
}

/** The data set was read: what is in none of the files that were used is lost. */
export function loaded(scene: Scene, fact: FactOf<'kv.loaded'>): void {
  const server = serverOf(scene, fact.node);
  server.loaded = fact;
  const before = server.counts[FATE.lost] as number;
  for (let row = 0; row < server.writes.rows; row++) {
    if (cell(server.writes, row, WRITE.fate) === FATE.lost || survives(server, row, fact)) continue;
    for (const file of server.files) removeItem(file.toSync, row);
    loseWrite(server, row, fact.seq);
  }
  markLost(scene, server, fact, before);
}

function survives(server: KvScene, row: number, fact: FactOf<'kv.loaded'>): boolean {
  const { body } = fact;
  if (body.from === 'nothing') return false;
  const executedSeq = cell(server.writes, row, WRITE.executed);
  const file = cell(server.writes, row, WRITE.file);
  for (const used of body.files) {
    if ((server.snapshots.get(used.file) ?? -1) >= executedSeq) return true;
    if (file === 0 || server.files[file - 1]?.name !== used.file) continue;
    if (cell(server.writes, row, WRITE.to) <= used.upTo) return true;
  }
  return false;
}

export function markLost(
  scene: Scene,
  server: KvScene,
  fact: FactOf<'kv.loaded' | 'disk.erased' | 'node.stopped' | 'kv.resynced'>,
  before: number,
): void {
  const lost = (server.counts[FATE.lost] as number) - before;
  if (lost > 0) markMilestone(scene, fact, 'lost', lost);
}

const SETTINGS: readonly (readonly [name: string, field: keyof KvSettings])[] = [
  ['appendonly', 'appendonly'],
  ['appendfsync', 'appendfsync'],
  ['save', 'save'],
  ['maxmemory', 'maxmemory'],
  ['maxmemory-policy', 'maxmemoryPolicy'],
];

export function started(scene: Scene, fact: FactOf<'kv.started'>): void {
  const { kind: _, ...settings } = fact.body;
  const server = serverOf(scene, fact.node);
  for (const [name, field] of SETTINGS) {
    // A start that finds a setting as it was is not what set it.
    if (server.settings?.[field] !== settings[field]) server.settingSeqs.set(name, fact.seq);
  }
  server.settings = settings;
}

const FLAG_WORDS: Readonly<Record<string, boolean>> = { yes: true, no: false };

export function configured(scene: Scene, fact: FactOf<'kv.configured'>): void {
  const server = serverOf(scene, fact.node);
  const { settings } = server;
  if (settings === null) return;
  const { name, value } = fact.body;
  if (server.settingSeqs.has(name)) server.settingSeqs.set(name, fact.seq);
  if (name === 'appendonly') server.settings = { ...settings, appendonly: FLAG_WORDS[value] ?? settings.appendonly };
  else if (name === 'appendfsync' && (value === 'always' || value === 'everysec' || value === 'no'))
    server.settings = { ...settings, appendfsync: value };
  else if (name === 'save') server.settings = { ...settings, save: value };
  else if (name === 'maxmemory') server.settings = { ...settings, maxmemory: Number(value) };
  else if (name === 'maxmemory-policy') server.settings = { ...settings, maxmemoryPolicy: value };
}
