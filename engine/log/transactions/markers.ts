import {
  ApiKey,
  type DescribeProducersRequest,
  type WriteTxnMarkersRequest,
  type WriteTxnMarkersResponse,
} from '../../wire/kafka/messages.ts';
import { CONTROL, TRANSACTIONAL, writeInt16, writeInt32 } from '../../wire/kafka/record-batch.ts';
import { delay } from '../delayed.ts';
import { ERR } from '../errors.ts';
import { splitPlace } from '../groups/offsets.ts';
import { appendRecords, endTxnOffsets } from '../groups/store.ts';
import { ask, type MarkerTarget } from '../links.ts';
import { leaderHere } from '../list-offsets.ts';
import { reply } from '../reply.ts';
import { type Asked, type LogOut, type LogState, tpKey } from '../state.ts';
import { OFFSETS_TOPIC, TXN_TOPIC } from '../topic-names.ts';
import type { Txn } from './state.ts';

/*
 * Markers: the control records that end a transaction in each partition it wrote to. The coordinator sends them to
 * every leader until all are written; a reader of committed records goes by them. KAFKA: TransactionMarkerChannelManager
 */

/** Sends what is left of a transaction's markers, one request to each leader; what has none is tried again. */
export function sendMarkers(s: LogState, txn: Txn, out: LogOut): void {
  const byLeader = new Map<number, string[]>();
  let waits = false;
  for (const key of txn.markersLeft) {
    const { topic, partition } = splitPlace(key);
    const image = s.image.topics.get(topic);
    // A topic that was deleted needs no marker.
    const leader = image === undefined ? s.config.nodeId : (image.partitions[partition]?.leader ?? -1);
    if (leader < 0) waits = true;
    else byLeader.set(leader, [...(byLeader.get(leader) ?? []), key]);
  }
  if (waits) out.setTimer(`markers ${txn.id}`, 500_000);
  for (const [broker, keys] of byLeader) sendTo(s, txn, broker, keys, out);
}

function sendTo(s: LogState, txn: Txn, broker: number, keys: readonly string[], out: LogOut): void {
  const topics = new Map<string, number[]>();
  for (const key of keys) {
    const { topic, partition } = splitPlace(key);
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  }
  const body: WriteTxnMarkersRequest = {
    markers: [
      {
        producerId: txn.producerId,
        producerEpoch: txn.epoch,
        transactionResult: txn.state === 'PrepareCommit',
        topics: [...topics].map(([name, partitionIndexes]) => ({ name, partitionIndexes })),
        coordinatorEpoch: s.partitions.get(tpKey(TXN_TOPIC, txn.partition))?.leaderEpoch ?? 0,
      },
    ],
  };
  const target: MarkerTarget = { transactionalId: txn.id, producerId: txn.producerId, epoch: txn.epoch, keys };
  const task = { kind: 'markers', broker, txns: [target] } as const;
  if (broker !== s.config.nodeId) return ask(s, 'markers', broker, ApiKey.WriteTxnMarkers, 1, body, task, out);
  const to = { kind: 'self', apiKey: ApiKey.WriteTxnMarkers, apiVersion: 1, task } as const;
  writeTxnMarkers(s, { body, apiKey: ApiKey.WriteTxnMarkers, version: 1, client: '', to }, out);
}

/** Which of a target's partitions have their marker now. */
export function written(target: MarkerTarget, body: WriteTxnMarkersResponse): string[] {
  const topics = body.markers.find(({ producerId }) => producerId === target.producerId)?.topics ?? [];
  return topics.flatMap(({ name, partitions }) =>
    partitions
      // A partition that is not there any more needs none.
      .filter(({ errorCode }) => errorCode === 0 || errorCode === ERR.UNKNOWN_TOPIC_OR_PARTITION)
      .map(({ partitionIndex }) => tpKey(name, partitionIndex)),
  );
}

/** KAFKA: KafkaApis.handleWriteTxnMarkersRequest */
export function writeTxnMarkers(s: LogState, asked: Asked<WriteTxnMarkersRequest>, out: LogOut): void {
  const waits = new Map<string, number>();
  const parts = new Map<string, { errorCode?: number }>();
  const markers = asked.body.markers.map(
    ({ producerId, producerEpoch, transactionResult, topics, coordinatorEpoch }) => ({
      producerId,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => {
          const p = leaderHere(s, name, partitionIndex);
          if (typeof p === 'number') return { partitionIndex, errorCode: p };
          const key = new Uint8Array(4);
          writeInt16(key, 2, transactionResult ? 1 : 0);
          const value = new Uint8Array(6);
          writeInt32(value, 2, coordinatorEpoch);
          const more = { producerId, producerEpoch, attributes: TRANSACTIONAL | CONTROL };
          const upTo = appendRecords(s, p, [{ key, value }], more, out);
          if (name === OFFSETS_TOPIC) endTxnOffsets(s, partitionIndex, producerId, transactionResult);
          if (out.observed) {
            out.note({
              kind: 'log.markerWritten',
              topic: name,
              partition: partitionIndex,
              producerId,
              offset: upTo - 1,
              committed: transactionResult,
            });
          }
          const part = { partitionIndex, errorCode: ERR.REQUEST_TIMED_OUT as number };
          waits.set(tpKey(name, partitionIndex), upTo);
          parts.set(tpKey(name, partitionIndex), part);
          return part;
        }),
      })),
    }),
  );
  const body = { markers };
  if (waits.size === 0) return reply(s, asked.to, body, out);
  delay(s, waits, 10_000, { kind: 'markers', parts, to: asked.to, body }, out);
}

export function describeProducers(s: LogState, asked: Asked<DescribeProducersRequest>, out: LogOut): void {
  const topics = asked.body.topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => {
      const p = leaderHere(s, name, partitionIndex);
      if (typeof p === 'number') return { partitionIndex, errorCode: p, errorMessage: null, activeProducers: [] };
      const activeProducers = [...p.log.producers.entries].map(([producerId, entry]) => ({
        producerId,
        producerEpoch: entry.epoch,
        lastSequence: entry.batches.at(-1)?.lastSequence ?? -1,
        lastTimestamp: entry.lastTimestamp,
        coordinatorEpoch: entry.coordinatorEpoch,
        currentTxnStartOffset: entry.txnStart ?? -1,
      }));
      return { partitionIndex, errorCode: 0, errorMessage: null, activeProducers };
    }),
  }));
  reply(s, asked.to, { throttleTimeMs: 0, topics }, out);
}
