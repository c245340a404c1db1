import { FATE } from './fates.ts';
import { loseWrite, markLost, moveWrite, serverOf, takeDown, writeRow } from './fold-kv.ts';
import { markMilestone } from './milestones.ts';
import { cell, pushItem, removeItem, setCell } from './pages.ts';
import { type FactOf, type KvReplicationScene, type KvScene, type Scene, WRITE } from './scene.ts';

/*
 * Facts of replication. A write has a place in a history: a name and an offset. A server has all of a history, or a
 * beginning of it: its chain. What a server that takes over another's data keeps, it keeps because the other's chain has
 * the write's place; what it loses, it loses because nobody had told the other in time.
 */

type Chain = KvReplicationScene['chain'];

/** Whether someone with this chain has the byte `offset` of a history. */
export function has(chain: Chain, id: string, offset: number): boolean {
  const link = chain.find((one) => one.id === id);
  return link !== undefined && (link.upTo === null || offset <= link.upTo);
}

/** The history that is under way has this name from here on; all that was before is in it. */
function goOnAs(replication: KvReplicationScene, id: string, upTo: number): void {
  const { chain } = replication;
  if (chain.at(-1)?.id === id) return;
  const ended = chain.filter((one) => one.id !== id).map((one) => (one.upTo === null ? { ...one, upTo } : one));
  replication.chain = [...ended, { id, upTo: null }];
}

function historyIndex({ historyIds }: KvReplicationScene, id: string): number {
  const index = historyIds.indexOf(id);
  if (index >= 0) return index;
  historyIds.push(id);
  return historyIds.length - 1;
}

function place(server: KvScene, row: number, history: string, to: number): void {
  setCell(server.writes, row, WRITE.history, historyIndex(server.replication, history) + 1);
  setCell(server.writes, row, WRITE.streamTo, to);
}

export function replicaOf(scene: Scene, fact: FactOf<'kv.replicaOf'>): void {
  const { replication } = serverOf(scene, fact.node);
  const { primary, history, offset, formerHistory } = fact.body;
  replication.primary = primary;
  replication.link = 'down';
  replication.roleSeq = fact.seq;
  if (formerHistory !== null) goOnAs(replication, formerHistory, Number.MAX_SAFE_INTEGER);
  goOnAs(replication, history, offset);
  if (primary === null) {
    replication.unappliedRow = 0;
    markMilestone(scene, fact, 'elected');
  }
}

export function streamed(scene: Scene, fact: FactOf<'kv.streamed'>): void {
  const server = serverOf(scene, fact.node);
  goOnAs(server.replication, fact.body.history, Number.MAX_SAFE_INTEGER);
  const row = writeRow(server, fact.body.write);
  if (row >= 0) place(server, row, fact.body.history, fact.body.to);
}

/** A replica has executed a piece of its primary's history: so have the writes since the last one. */
export function applied(scene: Scene, fact: FactOf<'kv.applied'>): void {
  const server = serverOf(scene, fact.node);
  const { replication, writes } = server;
  for (let row = replication.unappliedRow; row < writes.rows; row++) {
    if (cell(writes, row, WRITE.history) === 0) place(server, row, fact.body.history, fact.body.to);
  }
  replication.unappliedRow = writes.rows;
}

export function resyncStarted(scene: Scene, fact: FactOf<'kv.resyncStarted'>): void {
  const { replication } = serverOf(scene, fact.node);
  const { replica, client, history } = fact.body;
  goOnAs(replication, history, Number.MAX_SAFE_INTEGER);
  const known = replication.replicas.get(replica);
  replication.replicas.set(replica, { client, row: known?.row ?? 0, offset: known?.offset ?? 0 });
}

export function replicaGone(scene: Scene, fact: FactOf<'kv.replicaGone'>): void {
  const { replicas } = serverOf(scene, fact.node).replication;
  const known = replicas.get(fact.body.replica);
  if (known?.client === fact.body.client) replicas.set(fact.body.replica, { ...known, client: 0 });
}

/** Everything up to an offset is on one more server. Rows are in the order of their offsets. */
export function replicaAcked(scene: Scene, fact: FactOf<'kv.replicaAcked'>): void {
  const server = serverOf(scene, fact.node);
  const { replication, writes } = server;
  const { replica, client, offset } = fact.body;
  let row = replication.replicas.get(replica)?.row ?? 0;
  for (; row < writes.rows && cell(writes, row, WRITE.streamTo) <= offset; row++) {
    if (cell(writes, row, WRITE.fate) === FATE.lost) continue;
    const count = cell(writes, row, WRITE.replicas);
    if (count === 0) replication.replicated++;
    setCell(writes, row, WRITE.replicas, count + 1);
  }
  replication.replicas.set(replica, { client, row, offset });
}

export function linkUp(scene: Scene, fact: FactOf<'kv.linkUp'>): void {
  const { replication } = serverOf(scene, fact.node);
  replication.link = 'up';
  if (fact.body.how === 'partial') goOnAs(replication, fact.body.history, fact.body.offset);
}

export function linkDown(scene: Scene, fact: FactOf<'kv.linkDown'>): void {
  serverOf(scene, fact.node).replication.link = 'down';
}

/** A server has taken over another's data: what it had written and the other had not is lost, the rest is there again. */
export function resynced(scene: Scene, fact: FactOf<'kv.resynced'>): void {
  const server = serverOf(scene, fact.node);
  const { replication, writes } = server;
  const { primary, history, offset, file } = fact.body;
  const before = replication.chain;
  const theirs = scene.servers.get(hostOf(primary))?.replication.chain ?? [];
  const kept = theirs.filter((one) => one.id !== history);
  replication.chain = [...kept, { id: history, upTo: null }];
  // Theirs goes on while the snapshot is on its way; here it is of a moment.
  const now: Chain = [...kept, { id: history, upTo: offset }];
  const shared = before.some((one) => now.some((other) => other.id === one.id));
  const lost = server.counts[FATE.lost] as number;
  for (let row = 0; row < writes.rows; row++) {
    const id = replication.historyIds[cell(writes, row, WRITE.history) - 1];
    const isThere = id === undefined ? shared : has(now, id, cell(writes, row, WRITE.streamTo));
    const isLost = cell(writes, row, WRITE.fate) === FATE.lost;
    if (isThere && isLost) redeem(server, row);
    else if (!isThere && !isLost) drop(server, row, fact.seq);
  }
  replication.unappliedRow = writes.rows;
  markLost(scene, server, fact, lost);
  if (file === null) return;
  server.snapshots.set(file, fact.seq);
  if (server.settings?.appendonly !== true) takeDown(server, server.memory, fact.seq, fact.seq);
}

export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}

function drop(server: KvScene, row: number, seq: number): void {
  removeItem(server.memory, row);
  for (const file of server.files) {
    removeItem(file.toWrite, row);
    removeItem(file.toSync, row);
  }
  loseWrite(server, row, seq);
}

/** It had been lost here, and came back from a server that has it. */
function redeem(server: KvScene, row: number): void {
  if (cell(server.writes, row, WRITE.replied) !== 0) server.lostAcknowledged--;
  if (cell(server.writes, row, WRITE.replicas) !== 0) server.replication.lostReplicated--;
  server.ghosts = server.ghosts.filter((ghost) => ghost !== row);
  setCell(server.writes, row, WRITE.lost, 0);
  setCell(server.writes, row, WRITE.lostAs, 0);
  setCell(server.writes, row, WRITE.file, 0);
  moveWrite(server, row, FATE.memory);
  pushItem(server.memory, row);
}
