import { byteStringOf, utf8Bytes } from '../base/bytes.ts';
import type { DiskView } from '../sim/machine.ts';
import { HIGH_WATERMARKS, LOG_STARTS, RECOVERY_POINTS, readCheckpoint } from './checkpoints.ts';
import type { LogConfig } from './config.ts';
import { emptyImage } from './image.ts';
import { setMaintenance } from './maintenance.ts';
import { newLog } from './partition-log.ts';
import { configOfTopic, number } from './properties.ts';
import { beginQuorum, METADATA_DIR, METADATA_TOPIC, nowMs, readQuorumState } from './quorum.ts';
import { folderOf, logFolders, recoverLog } from './recover.ts';
import { setLagTimer } from './replica.ts';
import { CLEAN_FILE } from './shutdown.ts';
import type { LogOut, LogState } from './state.ts';
import { freshId } from './topic-admin.ts';

/*
 * A broker starts from its disk: the logs it finds there are its replicas, as far as they can be read; whether it leads
 * any of them the cluster will tell. KAFKA: KafkaRaftServer, LogManager.loadLogs
 */

export function bootBroker(config: LogConfig, disk: DiskView, out: LogOut): LogState {
  const clean = disk.read(CLEAN_FILE);
  const s = emptyState(config, disk, clean, out);
  if (clean !== null) out.remove(CLEAN_FILE);
  const first = !disk.files.includes('meta.properties');
  if (first) out.replace('meta.properties', metaProperties(config));
  const count = recoverLogs(s, disk, out);
  out.note({ kind: 'log.started', nodeId: config.nodeId, first, cleanShutdown: clean !== null, partitions: count });
  beginQuorum(s, out);
  out.setTimer('life', 0);
  out.setTimer('checkpoint', number(s, 'replica.high.watermark.checkpoint.interval.ms') * 1000);
  setLagTimer(s, out);
  setMaintenance(s, out);
  return s;
}

/** KAFKA: MetaProperties, version 1 */
function metaProperties({ nodeId, clusterId }: LogConfig): Uint8Array {
  return utf8Bytes(`version=1\ncluster.id=${clusterId}\nnode.id=${nodeId}\n`);
}

function previousEpoch(clean: Uint8Array | null): number {
  const match = clean === null ? null : /"brokerEpoch":(-?\d+)/.exec(byteStringOf(clean));
  return match === null ? -1 : Number(match[1]);
}

function emptyState(config: LogConfig, disk: DiskView, clean: Uint8Array | null, out: LogOut): LogState {
  const s: LogState = {
    config,
    bootedAt: out.now,
    incarnation: freshId(out),
    previousEpoch: previousEpoch(clean),
    phase: 'starting',
    brokerEpoch: -1,
    image: emptyImage(),
    metadataLog: newLog(METADATA_TOPIC, 0, METADATA_CONFIG, 0, 0),
    metadataSynced: 0,
    quorum: readQuorumState(disk),
    controller: null,
    deferred: [],
    connections: new Map(),
    links: new Map(),
    linkOf: new Map(),
    unsent: [],
    partitions: new Map(),
    strays: new Map(),
    checkpointed: readCheckpoint(disk, HIGH_WATERMARKS),
    highWatermarksDirty: false,
    nextDelayed: 1,
    delayed: new Map(),
    fetches: new Map(),
    metadataFetches: new Set(),
    sessions: new Map(),
    groups: new Map(),
    coordinating: new Map(),
    txns: new Map(),
    producerIds: { from: 0, to: 0 },
    waitingForIds: [],
    idsInFlight: false,
    isrToSend: new Set(),
    alterInFlight: false,
    heartbeatInFlight: false,
    syncsLeft: null,
    due: { serve: [], ended: [], grown: new Set(), moved: new Set(), fetchers: new Set(), gone: [] },
  };
  return s;
}

/** SIMPLIFIED: the metadata log is one segment for ever, never cleaned. */
const METADATA_CONFIG = Object.freeze({
  compact: false,
  delete: false,
  segmentBytes: Number.MAX_SAFE_INTEGER,
  segmentMs: Number.MAX_SAFE_INTEGER,
  indexIntervalBytes: 4096,
  maxMessageBytes: 8_388_608,
  minInsync: 1,
  unclean: false,
  retentionMs: -1,
  retentionBytes: -1,
  deleteRetentionMs: 0,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
  minDirtyRatio: 1,
  logAppendTime: false,
  timestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  timestampAfterMaxMs: Number.MAX_SAFE_INTEGER,
  flushMessages: Number.MAX_SAFE_INTEGER,
  flushMs: Number.MAX_SAFE_INTEGER,
  compressionType: 'producer',
});

function recoverLogs(s: LogState, disk: DiskView, out: LogOut): number {
  const starts = readCheckpoint(disk, LOG_STARTS);
  const points = readCheckpoint(disk, RECOVERY_POINTS);
  const now = nowMs(s, out);
  let count = 0;
  for (const [dir, bases] of logFolders(disk)) {
    const isMetadata = dir === METADATA_DIR;
    const config = isMetadata ? METADATA_CONFIG : configOfTopic(s, folderOf(dir)?.topic ?? dir);
    const { log, cut } = recoverLog(disk, dir, bases, config, starts.get(dir) ?? 0, now, out);
    log.recoveryPoint = isMetadata ? log.endOffset : Math.min(points.get(dir) ?? log.startOffset, log.endOffset);
    if (out.observed && (!isMetadata || cut > 0)) {
      const { topic, partition, startOffset, endOffset } = log;
      out.note({ kind: 'log.recovered', topic, partition, startOffset, endOffset, cut });
    }
    if (isMetadata) {
      s.metadataLog = log;
      s.metadataSynced = log.endOffset;
    } else {
      s.strays.set(dir, log);
      count++;
    }
  }
  return count;
}
