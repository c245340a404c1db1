import { FATE } from './fates.ts';
import { hashOf } from './fold-kv.ts';
import { byRoot, bySetting, generic, hop, hopAt, theStop, type Witness } from './hops.ts';
import { cell } from './pages.ts';
import { type FactOf, factAs, type KvScene, WRITE } from './scene.ts';
import { text } from './text.ts';
import { commandLine, shown } from './text-values.ts';
import { executedFact } from './tokens.ts';
import type { HopView } from './views.ts';

/* Why a write or a key of a KV server is lost, back to the setting or the input that decided it. */

/** How a lost write got lost. Its chain: it ran, it was answered or not, where it stood, what took it, what decided. */
export function whyWriteLost(witness: Witness, server: KvScene, row: number): HopView[] {
  const at = (column: number): number => cell(server.writes, row, column);
  const lost = witness.facts(at(WRITE.lost));
  const executed = executedFact(witness.facts, server, row);
  if (lost === null || executed === null) return generic(witness, at(WRITE.executed));
  const client = witness.scene.spec.nodes[at(WRITE.client) - 1]?.id ?? text.broker.someone;
  return [
    hop(
      executed,
      text.why.ran(commandLine(executed.body.argv, executed.body.argc), server.node),
      text.why.asked(client),
    ),
    ...answerHop(witness, server, row, executed),
    ...whereHop(witness, server, row),
    ...takenHop(witness, server, lost.seq),
    ...decidedHop(witness, server, row, lost.seq),
  ];
}

function answerHop(witness: Witness, server: KvScene, row: number, executed: FactOf<'kv.executed'>): HopView[] {
  const replied = factAs(witness.facts(cell(server.writes, row, WRITE.replied)), 'kv.replied');
  if (replied === null) return [hop(executed, text.why.unanswered, text.why.unansweredBecause)];
  const { appendonly = false, appendfsync = '' } = server.settings ?? {};
  return [
    hop(replied, text.why.answered(replied.body.reply, replied.at), text.why.answeredBecause(appendonly, appendfsync)),
    ...replicasHop(witness, server, row),
  ];
}

/** What replicas knew of it, where it stood in a stream to any. */
function replicasHop(witness: Witness, server: KvScene, row: number): HopView[] {
  const at = (column: number): number => cell(server.writes, row, column);
  if (at(WRITE.streamTo) === 0 || at(WRITE.client) === 0) return [];
  return hopAt(witness, at(WRITE.executed), () => text.why.onReplicas(at(WRITE.replicas)));
}

function whereHop(witness: Witness, server: KvScene, row: number): HopView[] {
  const at = (column: number): number => cell(server.writes, row, column);
  if (at(WRITE.lostAs) === FATE.memory)
    return hopAt(
      witness,
      at(WRITE.executed),
      () => text.why.inMemory,
      text.why.inMemoryBecause(server.settings?.appendonly === true),
    );
  const file = server.files[at(WRITE.file) - 1];
  if (file === undefined) return [];
  const says = text.why.inCache(file.name, at(WRITE.from), at(WRITE.to));
  const lastSync = file.synced > 0 ? syncBefore(witness, server, at(WRITE.lost)) : null;
  return hopAt(witness, at(WRITE.appended), () => says, text.why.inCacheBecause(lastSync));
}

/** When the last sync before a loss was done: searched in the writes, the newest that is synced knows. */
function syncBefore(witness: Witness, server: KvScene, lost: number): number | null {
  for (let row = server.writes.rows - 1; row >= 0; row--) {
    const synced = cell(server.writes, row, WRITE.synced);
    if (synced !== 0 && synced < lost) return witness.facts(synced)?.at ?? null;
  }
  return null;
}

function takenHop(witness: Witness, server: KvScene, seq: number): HopView[] {
  const lost = witness.facts(seq);
  const erased = factAs(lost, 'disk.erased');
  if (erased !== null) {
    const { file, from, to } = erased.body;
    return [hop(erased, text.why.erased(file, from, to), text.why.notSynced), ...theStop(witness, seq)];
  }
  const resynced = factAs(lost, 'kv.resynced');
  if (resynced !== null) {
    const { primary } = resynced.body;
    return [
      hop(resynced, text.why.replaced(server.node, primary), text.why.neverReplicated(primary)),
      ...promotionHop(witness, primary),
    ];
  }
  const stopped = factAs(lost, 'node.stopped');
  if (stopped !== null) {
    const input = byRoot(witness, seq)[0];
    const says = text.why.memoryGone(server.node, stopped.body.how);
    return [hop(stopped, says, input?.decided?.by === 'input' ? input.says : '')];
  }
  return lost === null ? [] : [hop(lost, text.why.notFound(server.node)), ...stopHop(witness, server)];
}

/** Where the histories of the two parted. */
function promotionHop(witness: Witness, primary: string): HopView[] {
  const node = primary.slice(0, primary.lastIndexOf(':'));
  const { replication } = witness.scene.servers.get(node) ?? {};
  if (replication === undefined || replication.primary !== null) return [];
  return hopAt(witness, replication.roleSeq, () => text.why.promoted(node));
}

function stopHop(witness: Witness, server: KvScene): HopView[] {
  return server.stop === null ? [] : theStop(witness, server.stop.seq);
}

/** The setting that let it happen; where none did (it was never promised), the input. */
function decidedHop(witness: Witness, server: KvScene, row: number, lost: number): HopView[] {
  const { settings, settingSeqs } = server;
  const resynced = factAs(witness.facts(lost), 'kv.resynced');
  // Not the connection it came by, but the word that made it a replica.
  if (resynced !== null) return byRoot(witness, server.replication.roleSeq);
  if (settings === null) return byRoot(witness, lost);
  const setting = (name: string, value: string): HopView[] =>
    bySetting(witness, settingSeqs.get(name) ?? 0, `${name} ${value === '' ? '""' : value}`, server.node);
  if (!settings.appendonly)
    return setting(settings.save === '' ? 'appendonly' : 'save', settings.save === '' ? 'no' : settings.save);
  const promised = cell(server.writes, row, WRITE.replied) !== 0;
  if (settings.appendfsync === 'always' && !promised) return byRoot(witness, lost);
  return setting('appendfsync', settings.appendfsync);
}

/** The latest write that touched a key; -1 when none did. */
export function writeOfKey(witness: Witness, server: KvScene, db: number, key: string): number {
  const hash = hashOf(db, key);
  for (let row = server.writes.rows - 1; row >= 0; row--) {
    if (cell(server.writes, row, WRITE.keyHash) !== hash) continue;
    if (executedFact(witness.facts, server, row)?.body.keys.includes(key) === true) return row;
  }
  return -1;
}

const LOOK_BACK_MAX = 20_000;

/** What became of a key: the lost write that had made it, or the fact that removed it. */
export function whyKeyGone(witness: Witness, server: KvScene, db: number, key: string): HopView[] {
  const row = writeOfKey(witness, server, db, key);
  if (row >= 0 && cell(server.writes, row, WRITE.fate) === FATE.lost) return whyWriteLost(witness, server, row);
  const { scene, facts } = witness;
  for (let seq = scene.seq; seq > 0 && seq > scene.seq - LOOK_BACK_MAX; seq--) {
    const fact = facts(seq);
    if (fact === null) break;
    if (fact.node !== server.node) continue;
    const expired = factAs(fact, 'kv.expired');
    if (expired?.body.key === key)
      return [
        hop(expired, `${shown(key)}: ${text.fate('expired')}`, text.why.keyExpired),
        ...wroteHop(witness, server, row),
      ];
    const evicted = factAs(fact, 'kv.evicted');
    if (evicted?.body.key === key) {
      const policy = evicted.body.policy;
      return [
        ...hopAt(witness, seq, () => `${shown(key)}: ${policy}`),
        ...bySetting(
          witness,
          server.settingSeqs.get('maxmemory-policy') ?? seq,
          `maxmemory-policy ${policy}`,
          server.node,
        ),
      ];
    }
    if (factAs(fact, 'kv.keyRemoved')?.body.key === key) return generic(witness, seq);
  }
  return row < 0 ? [] : generic(witness, cell(server.writes, row, WRITE.executed));
}

function wroteHop(witness: Witness, server: KvScene, row: number): HopView[] {
  return row < 0 ? [] : generic(witness, cell(server.writes, row, WRITE.executed));
}
