import { decodeData, encodeData } from '../../wire/kafka/data.ts';
import { BATCH_HEAD, type RecordDraft, readRecords } from '../../wire/kafka/record-batch.ts';
import { ERR } from '../errors.ts';
import { splitPlace } from '../groups/offsets.ts';
import { partitionFor } from '../groups/store.ts';
import { batchesFrom, headOf } from '../partition-log.ts';
import { property } from '../properties.ts';
import { type LogState, type Partition, tpKey } from '../state.ts';
import { TXN_TOPIC } from '../topic-names.ts';
import { TXN_STATES, type Txn } from './state.ts';

/* What a transaction coordinator remembers lies in __transaction_state, in Kafka's own format. KAFKA: TransactionLog */

export function txnRecord(txn: Txn): RecordDraft {
  const topics = new Map<string, number[]>();
  for (const place of txn.partitions) {
    const { topic, partition } = splitPlace(place);
    const list = topics.get(topic) ?? [];
    list.push(partition);
    topics.set(topic, list);
  }
  const hasPartitions = txn.state !== 'Empty' && txn.state !== 'Dead';
  return {
    key: encodeData('TransactionLogKey', 0, { transactionalId: txn.id }),
    value: encodeData('TransactionLogValue', 0, {
      producerId: txn.producerId,
      producerEpoch: txn.epoch,
      transactionTimeoutMs: txn.timeoutMs,
      transactionStatus: TXN_STATES.indexOf(txn.state),
      transactionPartitions: hasPartitions
        ? [...topics].map(([topic, partitionIds]) => ({ topic, partitionIds }))
        : null,
      transactionLastUpdateTimestampMs: txn.updatedAt,
      transactionStartTimestampMs: txn.startedAt,
    }),
  };
}

export function placeOfTxn(s: LogState, id: string): number {
  const made = s.image.topics.get(TXN_TOPIC)?.partitions.length ?? 0;
  return partitionFor(id, made === 0 ? Number(property(s, 'transaction.state.log.num.partitions')) : made);
}

/** The partition by which this broker coordinates a transactional id, or the code of why it does not. */
export function txnCoordinated(s: LogState, id: string): Partition | number {
  const key = tpKey(TXN_TOPIC, placeOfTxn(s, id));
  const p = s.partitions.get(key);
  if (p === undefined || p.role !== 'leader') return ERR.NOT_COORDINATOR;
  return s.coordinating.has(key) ? p : ERR.COORDINATOR_LOAD_IN_PROGRESS;
}

/** Reads a partition of __transaction_state; returns the transactions that were decided and not completed. */
export function loadTxns(s: LogState, p: Partition): Txn[] {
  for (const batch of batchesFrom(p.log, p.log.startOffset)) {
    const head = headOf(batch);
    for (const { key, value } of readRecords(batch.bytes, BATCH_HEAD, head.size, head.recordsCount) ?? []) {
      const id = key === null ? null : (decodeData('TransactionLogKey', key)?.transactionalId ?? null);
      if (id === null) continue;
      const said = value === null ? null : decodeData('TransactionLogValue', value);
      if (said === null) {
        s.txns.delete(id);
        continue;
      }
      const places = (said.transactionPartitions ?? []).flatMap(({ topic, partitionIds }) =>
        partitionIds.map((i) => tpKey(topic, i)),
      );
      s.txns.set(id, {
        id,
        partition: p.index,
        producerId: said.producerId,
        epoch: said.producerEpoch,
        lastEpoch: -1,
        state: TXN_STATES[said.transactionStatus] ?? 'Empty',
        pending: null,
        timeoutMs: said.transactionTimeoutMs,
        partitions: new Set(places),
        startedAt: said.transactionStartTimestampMs,
        updatedAt: said.transactionLastUpdateTimestampMs,
        markersLeft: new Set(),
        deadline: 0,
      });
    }
  }
  return [...s.txns.values()].filter((txn) => txn.partition === p.index);
}
