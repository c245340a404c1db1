import { stoppedOf } from './broker-view.ts';
import { FATE } from './fates.ts';
import { writeRow } from './fold-kv.ts';
import { keyId, writeId } from './names.ts';
import { frameViews } from './nodes-view.ts';
import { cell, type List, tailOf } from './pages.ts';
import { replicaStrata } from './replica-stratum.ts';
import { type Facts, type KvScene, type Scene, WRITE } from './scene.ts';
import { text } from './text.ts';
import { commandLine, cut, shown } from './text-values.ts';
import { clientGroup, executedFact, groupNumber, writersOf, writeToken } from './tokens.ts';
import type {
  EvictionView,
  KeyGhostView,
  KvCommandView,
  KvView,
  LadderView,
  LegendView,
  StopHow,
  StratumView,
  WriteView,
} from './views.ts';

/*
 * A KV server with what stands around it: its clients, the last commands, and the durability ladder on which every
 * write stands on exactly one rung. `facts` gives the commands of writes that are not among the latest.
 */

export interface KvWindow {
  /** Tokens per rung. */
  readonly tokensMax?: number;
  readonly commandsMax?: number;
}

const TOKENS_MAX = 20;

/** Null when there is no such server yet. */
export function kvView(scene: Scene, node: string, facts: Facts, window: KvWindow = {}): KvView | null {
  const server = scene.servers.get(node);
  if (server === undefined) return null;
  const commands = server.commands
    .slice(-(window.commandsMax ?? TOKENS_MAX))
    .reverse()
    .map((command) => commandView(server, command));
  const last = server.commands.at(-1);
  return {
    server: {
      name: node,
      stopped: stoppedOf(scene.nodes.get(node)),
      settings: server.settings,
    },
    clients: [...server.clients.values()].map((client) => ({
      id: client.id,
      node: client.node,
      group: clientGroup(scene, server, nodeIndex(scene, client.node) + 1),
      blockedOn: client.blockedOn.map(shown),
      blockedAt: client.blockedAt,
      queued: client.queued,
    })),
    last: commands[0] ?? null,
    commands,
    touched: last?.fact.body.keys.map(shown) ?? [],
    ladder: ladderView(scene, server, facts, window.tokensMax ?? TOKENS_MAX),
    ghosts: keyGhosts(server, facts),
    evictions: server.evictions.map(evictionView).reverse(),
    evictedCount: server.evictedCount,
    frames: frameViews(scene, node),
  };
}

function nodeIndex(scene: Scene, node: string): number {
  return scene.spec.nodes.findIndex((spec) => spec.id === node);
}

function commandView(server: KvScene, { fact, client }: KvScene['commands'][number]): KvCommandView {
  const { body } = fact;
  const row = writeRow(server, fact.seq);
  return {
    seq: fact.seq,
    at: fact.at,
    client,
    line: commandLine(body.argv, body.argc),
    reply: cut(body.reply),
    failed: body.failed,
    took: body.took,
    scanned: body.scanned,
    write: row < 0 ? null : writeId(server.node, row),
  };
}

function evictionView({ seq, at, body }: KvScene['evictions'][number]): EvictionView {
  const { db, key, policy } = body;
  return { seq, at, db, key: shown(key), policy, says: text.kv.evicted(policy, body.idle) };
}

/* --- the ladder --- */

function ladderView(scene: Scene, server: KvScene, facts: Facts, max: number): LadderView {
  const { settings, stop } = server;
  const rows = (lists: readonly List[]): number[] =>
    lists
      .flatMap((list) => tailOf(list, max))
      .sort((a, b) => a - b)
      .slice(-max);
  const token = (row: number): WriteView => writeToken(scene, facts, server, row);
  const ghosts = ghostRows(server);
  const rung = (lists: readonly List[], fate: number): { writes: WriteView[]; writeCount: number } => ({
    writes: [...rows(lists), ...ghosts.filter((row) => cell(server.writes, row, WRITE.lostAs) === fate)].map(token),
    writeCount: lists.reduce((sum, list) => sum + list.length, 0),
  });
  const { strata } = text.kv;
  const memory: StratumView = {
    id: 'memory',
    name: strata.memory,
    icon: 'memory',
    note: memoryNote(server),
    ...rung([server.memory, ...server.files.map((file) => file.toWrite)], FATE.memory),
  };
  const cache: StratumView = {
    id: 'cache',
    name: strata.cache,
    icon: 'file',
    note: text.kv.notSynced,
    ...rung(
      server.files.map((file) => file.toSync),
      FATE.written,
    ),
  };
  const running = server.fsync.runningUntil !== null && server.fsync.runningUntil > scene.at;
  return {
    strata: [
      clientStratum(scene, server),
      memory,
      cache,
      diskStratum(server, max, token),
      ...replicaStrata(scene, server, max, token),
    ],
    syncedBelow: 'cache',
    fsync: {
      policy: settings === null || !settings.appendonly ? text.kv.policyOff : settings.appendfsync,
      lastAt: server.fsync.lastAt,
      running,
    },
    cut: stop === null ? null : { how: stop.how, at: stop.at, erased: erasedBy(stop.how) },
    legend: clientLegend(scene, server),
  };
}

/** The rungs that a stop takes: a kill the memory of the process, a power cut the page cache too. */
function erasedBy(how: StopHow): string[] {
  return how === 'powerCut' ? ['memory', 'cache'] : ['memory'];
}

/** What the last stop and the start after it lost. */
function ghostRows(server: KvScene): number[] {
  const since = server.stop?.seq ?? Number.POSITIVE_INFINITY;
  return server.ghosts.filter((row) => cell(server.writes, row, WRITE.lost) >= since);
}

function memoryNote(server: KvScene): string {
  if (server.loaded !== null && server.loaded.body.from !== 'nothing') {
    if (server.loaded.body.commands > 0) return text.kv.reloaded(server.loaded.body.commands);
  }
  return server.settings !== null && !server.settings.appendonly ? text.kv.noAof : '';
}

function clientStratum(scene: Scene, server: KvScene): StratumView {
  const writes: WriteView[] = [];
  for (const view of frameViews(scene, server.node)) {
    if (view.to !== server.node) continue;
    const group = clientGroup(scene, server, nodeIndex(scene, view.from) + 1);
    writes.push({ id: `f:${view.sent}:`, name: '', state: 'flight', group, command: view.label });
  }
  return {
    id: 'client',
    name: text.kv.strata.client,
    icon: 'person',
    note: text.kv.answered(server.acknowledged, server.writes.rows),
    writes: writes.slice(-TOKENS_MAX),
    writeCount: writes.length,
  };
}

/** How far back the newest synced writes are looked for: further down there may be only lost ones. */
const LOOK_BACK_MAX = 2000;

function diskStratum(server: KvScene, max: number, token: (row: number) => WriteView): StratumView {
  const rows: number[] = [];
  const last = server.writes.rows - 1;
  for (let row = last; row >= 0 && row > last - LOOK_BACK_MAX && rows.length < max; row--) {
    if (cell(server.writes, row, WRITE.fate) === FATE.synced) rows.push(row);
  }
  rows.reverse();
  const newest = rows.at(-1);
  const file = newest === undefined ? undefined : server.files[cell(server.writes, newest, WRITE.file) - 1]?.name;
  const count = server.counts[FATE.synced] as number;
  return {
    id: 'disk',
    name: text.kv.strata.disk,
    icon: 'disk',
    note: text.kv.synced,
    writes: rows.map(token),
    writeCount: count,
    summary:
      newest === undefined
        ? undefined
        : text.kv.range((rows[0] as number) + 1, newest + 1, file ?? [...server.snapshots.keys()].at(-1) ?? ''),
  };
}

export function clientLegend(scene: Scene, server: KvScene): LegendView {
  const entries = writersOf(scene, server)
    .slice(0, 5)
    .map((name, i) => ({ group: groupNumber(i + 1), name }));
  return { says: text.kv.legend, entries };
}

/** The keys that the writes lost last had touched, newest first. */
function keyGhosts(server: KvScene, facts: Facts): KeyGhostView[] {
  const seen = new Set<string>();
  const ghosts: KeyGhostView[] = [];
  for (const row of ghostRows(server).reverse()) {
    const fact = executedFact(facts, server, row);
    if (fact === null) continue;
    for (const key of fact.body.keys) {
      if (seen.has(`${fact.body.db} ${key}`)) continue;
      seen.add(`${fact.body.db} ${key}`);
      ghosts.push({
        id: keyId(server.node, fact.body.db, key),
        key,
        db: fact.body.db,
        write: writeId(server.node, row),
        command: commandLine(fact.body.argv, fact.body.argc),
        acknowledged: cell(server.writes, row, WRITE.replied) !== 0,
      });
    }
  }
  return ghosts;
}
