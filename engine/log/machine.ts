import type { Machine, Stimulus } from '../sim/machine.ts';
import type { KafkaFrame } from '../wire/kafka/frames.ts';
import { bootBroker } from './boot.ts';
import { checkpointTimer } from './checkpoints.ts';
import { applyCommitted } from './commit.ts';
import { type LogConfig, readLogConfig } from './config.ts';
import { balanceTimer, beginController, endController, sessionTimer } from './controller.ts';
import { answerDelayed, delayedTimer, settleWaiters } from './delayed.ts';
import type { LogFact } from './facts.ts';
import { fetchTimer, forgetFetches, wakeFetches } from './fetch.ts';
import { assignmentStored, memberTimer, rebalanceTimer, syncTimer } from './groups/membership.ts';
import { commitStored, expireOffsets } from './groups/offsets.ts';
import { inspectLog } from './inspect.ts';
import { linkStimulus, linkTimer } from './links.ts';
import { cleanerTimer, flushTimer, retentionTimer } from './maintenance.ts';
import { logSynced } from './partition-log.ts';
import { electionTimer, fetchMetadata, METADATA_DIR, metadataSynced } from './quorum.ts';
import { fetchFrom, lagTimer } from './replica.ts';
import { reply } from './reply.ts';
import { receive, serveNext } from './requests.ts';
import { beginStop, CLEAN_FILE, finishStop } from './shutdown.ts';
import type { DelayedWhat, LogOut, LogState } from './state.ts';
import { endTask, markersTimer, sendUnsent, tendIds, tendIsr, tendLife, tendPhase } from './tasks.ts';
import { txnStored, txnTimer } from './transactions/coordinator.ts';
import { sendMarkers } from './transactions/markers.ts';
import type { LogQuery, LogView } from './views.ts';

/*
 * Kafka 4.1 as a machine of the kernel: one broker that is a controller too.
 * SIMPLIFIED: one thread, one request after the other, where Kafka has network threads, request handlers and a
 * controller thread; requests take it `requestFor` each.
 */

export const log: Machine<LogState, LogConfig, LogFact, LogQuery, LogView> = {
  listens: 'kafka',
  readConfig: readLogConfig,
  boot(config, disk, out) {
    const s = bootBroker(config, disk, out);
    finishStep(s, out);
    return s;
  },
  on(s, stimulus, out) {
    react(s, stimulus, out);
    finishStep(s, out);
  },
  inspect: inspectLog,
};

function react(s: LogState, stimulus: Stimulus, out: LogOut): void {
  switch (stimulus.kind) {
    case 'opened':
    case 'frame':
    case 'closed':
      return onConnection(s, stimulus, out);
    case 'timer':
      return onTimer(s, stimulus.name, out);
    case 'synced':
      return onSynced(s, stimulus.file, stimulus.upTo, out);
    case 'replaced':
      if (stimulus.file === CLEAN_FILE && s.phase === 'stopping') out.exit();
      return;
    case 'command':
      return command(s, stimulus.line, out);
    case 'configure':
      s.config = stimulus.config as LogConfig; // checked by readConfig
  }
}

function onConnection(s: LogState, stimulus: Stimulus & { readonly conn: number }, out: LogOut): void {
  const link = s.links.get(s.linkOf.get(stimulus.conn) ?? '');
  if (link !== undefined) {
    s.due.ended.push(...linkStimulus(s, link, stimulus, out));
    return;
  }
  const { conn } = stimulus;
  if (stimulus.kind === 'opened') {
    if (!stimulus.accepted) return out.close(conn);
    s.connections.set(conn, { id: conn, peer: stimulus.peer, busy: false, waiting: [], client: null });
    if (out.observed) out.note({ kind: 'log.clientConnected', conn, peer: stimulus.peer });
  } else if (stimulus.kind === 'closed') {
    forgetFetches(s, conn, out);
    if (s.connections.delete(conn) && out.observed) out.note({ kind: 'log.clientGone', conn, why: stimulus.reason });
  } else if (stimulus.kind === 'frame') {
    const connection = s.connections.get(conn);
    if (connection === undefined) return;
    const frame = stimulus.frame as KafkaFrame; // only ends that speak Kafka can connect
    if (frame.kind === 'request') return receive(s, connection, frame, out);
    s.connections.delete(conn);
    out.close(conn);
  }
}

function onSynced(s: LogState, file: string, upTo: number, out: LogOut): void {
  const match = /^(.+)\/(\d{20})\.log$/.exec(file);
  if (match === null) return;
  const [, dir = '', base = ''] = match;
  const of = dir === METADATA_DIR ? s.metadataLog : s.partitions.get(dir)?.log;
  if (of !== undefined) logSynced(of, Number(base), upTo, out);
  if (dir === METADATA_DIR) metadataSynced(s, out);
  finishStop(s, file, out);
}

function onTimer(s: LogState, name: string, out: LogOut): void {
  const [what = '', ...rest] = name.split(' ');
  const of = rest.join(' ');
  switch (what) {
    case 'fetch':
      return fetchTimer(s, Number(of), out);
    case 'delayed': {
      const done = delayedTimer(s, Number(of));
      if (done !== null) finishDelayed(s, done, out);
      return;
    }
    case 'link':
      s.due.ended.push(...linkTimer(s, of, out));
      return;
    case 'fetcher':
      s.due.fetchers.add(Number(of));
      return;
    case 'life':
      return tendLife(s, out);
    case 'unsent':
      return sendUnsent(s, out);
    case 'flush':
      return flushTimer(s, of, out);
    case 'ids':
      return;
    default:
      return onGroupTimer(s, what, rest, out) ? undefined : onClusterTimer(s, what, of, out);
  }
}

function onGroupTimer(s: LogState, what: string, rest: readonly string[], out: LogOut): boolean {
  const of = rest.join(' ');
  // A group's name may have spaces in it, an id of a member, made of a client's, too: the group that is there decides.
  if (what === 'member') {
    const at = rest.findIndex((_, i) => i > 0 && s.groups.has(rest.slice(0, i).join(' ')) && isOf(s, rest, i));
    if (at > 0) memberTimer(s, rest.slice(0, at).join(' '), rest.slice(at).join(' '), out);
  } else if (what === 'rebalance') rebalanceTimer(s, of, out);
  else if (what === 'sync') syncTimer(s, of, out);
  else if (what === 'txn') txnTimer(s, of, out);
  else if (what === 'markers') markersTimer(s, of, out);
  else return false;
  return true;
}

function isOf(s: LogState, rest: readonly string[], at: number): boolean {
  const group = s.groups.get(rest.slice(0, at).join(' '));
  const member = rest.slice(at).join(' ');
  return group !== undefined && (group.members.has(member) || group.pending.has(member));
}

function onClusterTimer(s: LogState, what: string, of: string, out: LogOut): void {
  if (what === 'election') electionTimer(s, out);
  else if (what === 'metadata') fetchMetadata(s, out);
  else if (what === 'session') sessionTimer(s, Number(of), out);
  else if (what === 'balance') balanceTimer(s, out);
  else if (what === 'lag') lagTimer(s, out);
  else if (what === 'checkpoint') checkpointTimer(s, out);
  else if (what === 'retention') retentionTimer(s, out);
  else if (what === 'cleaner') cleanerTimer(s, out);
  else if (what === 'offsets') expireOffsets(s, out);
}

/** SIMPLIFIED: one line is understood, `stop`: the signal of kafka-server-stop. Everything else is asked by protocol. */
function command(s: LogState, line: string, out: LogOut): void {
  const isStop = /^(kafka-server-stop(\.sh)?|stop)$/.test(line.trim());
  out.note({
    kind: 'log.answered',
    line,
    text: isStop ? '' : `${line.trim().split(' ')[0] ?? ''}: command not found`,
    failed: !isStop,
  });
  if (!isStop) return;
  beginStop(s, out);
  tendLife(s, out);
}

// --- the end of a step ------------------------------------------------------------------------------------------

/** What a step has set going: one thing leads to another, so until nothing is left. */
function finishStep(s: LogState, out: LogOut): void {
  const { due } = s;
  for (;;) {
    tendQuorum(s, out);
    for (const end of due.ended.splice(0)) endTask(s, end, out);
    for (const gone of due.gone.splice(0)) {
      for (const what of settleWaiters(s, `${gone.topic}-${gone.index}`, gone, out)) finishDelayed(s, what, out);
    }
    for (const key of take(due.moved)) {
      const p = s.partitions.get(key);
      if (p !== undefined) for (const what of settleWaiters(s, key, p, out)) finishDelayed(s, what, out);
    }
    for (const key of take(due.grown)) wakeFetches(s, key, out);
    for (const leader of take(due.fetchers)) fetchFrom(s, leader, out);
    for (const conn of due.serve.splice(0)) serveNext(s, conn, out);
    tendIsr(s, out);
    tendIds(s, out);
    if (
      due.ended.length + due.moved.size + due.grown.size + due.serve.length + due.gone.length + due.fetchers.size ===
      0
    )
      return;
  }
}

function take<T>(set: Set<T>): T[] {
  if (set.size === 0) return [];
  const all = [...set];
  set.clear();
  return all;
}

/** The controller begins and ends with the leadership of the quorum; what is committed is applied. */
function tendQuorum(s: LogState, out: LogOut): void {
  const leads = s.quorum.role === 'leader';
  if (leads && s.controller === null) beginController(s, out);
  else if (!leads && s.controller !== null) endController(s, out);
  if (s.quorum.highWatermark > s.image.upTo) {
    applyCommitted(s, out);
    tendPhase(s);
  }
}

function finishDelayed(s: LogState, what: DelayedWhat, out: LogOut): void {
  if (what.kind === 'txn') {
    const txn = txnStored(s, what.after, what.failed, out);
    if (txn !== null) sendMarkers(s, txn, out);
  } else if (what.kind === 'group') {
    const { after: then } = what;
    if (then.kind === 'commit') commitStored(s, then, what.failed, out);
    else if (then.kind === 'assigned') assignmentStored(s, then.group, then.generation, what.failed, out);
    else reply(s, then.to, then.body, out);
  } else answerDelayed(s, what, out);
}
