import { assert, present } from '../base/assert.ts';
import type { Bench } from '../testing/bench.ts';
import type { KafkaResponse } from '../wire/kafka/frames.ts';
import { ApiKey } from '../wire/kafka/messages.ts';
import { batchOf } from '../wire/kafka/record-batch.ts';
import { readLogConfig } from './config.ts';
import { log } from './machine.ts';
import type { LogOut, LogState } from './state.ts';

/*
 * How fast one broker is in process, with nobody watching: batches of a hundred records of 100 bytes produced and
 * fetched again. Prints, and judges nothing.
 */

type BenchOut = LogOut & { last: KafkaResponse | null };

function benchOut(): BenchOut {
  const out: BenchOut = {
    now: 0,
    observed: false,
    last: null,
    random: () => 0,
    note: () => 0,
    connect: () => 0,
    send: (_, frame) => {
      out.last = frame as KafkaResponse; // a broker says nothing else
    },
    close: () => {},
    setTimer: () => {},
    clearTimer: () => {},
    busy: () => {},
    append: () => {},
    sync: () => {},
    replace: () => {},
    truncate: () => {},
    read: () => null,
    remove: () => {},
    traffic: () => ({ unread: 0, unparsed: 0, received: 0, sent: 0 }),
    bound: () => {},
    exit: () => {},
  };
  return out;
}

function ask(s: LogState, out: BenchOut, apiKey: number, apiVersion: number, body: object): object {
  out.last = null;
  const header = { apiKey, apiVersion, correlationId: 1, clientId: 'bench' };
  log.on(s, { kind: 'frame', conn: 1, frame: { kind: 'request', header, body } }, out);
  return present(out.last as KafkaResponse | null, 'a request is answered').body;
}

/** A running broker with one topic. */
function running(out: BenchOut): LogState {
  const s = log.boot(readLogConfig({}), { files: [], read: () => null }, out);
  // The disk answers whatever was asked of it.
  const settle = (): void => {
    for (let i = 0; i < 8; i++) {
      log.on(
        s,
        { kind: 'synced', file: '__cluster_metadata-0/00000000000000000000.log', upTo: Number.MAX_SAFE_INTEGER },
        out,
      );
      log.on(s, { kind: 'timer', name: 'life' }, out);
    }
  };
  settle();
  log.on(s, { kind: 'opened', conn: 1, peer: 'bench', accepted: true }, out);
  const topics = [{ name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }];
  const header = { apiKey: ApiKey.CreateTopics, apiVersion: 7, correlationId: 1, clientId: 'bench' };
  log.on(
    s,
    {
      kind: 'frame',
      conn: 1,
      frame: { kind: 'request', header, body: { topics, timeoutMs: 1000, validateOnly: false } },
    },
    out,
  );
  settle();
  assert(s.partitions.get('t-0')?.role === 'leader', 'the topic is led');
  return s;
}

const VALUE = new Uint8Array(100).fill(120);
const PER_BATCH = 100;

function fetchBody(fetchOffset: number): object {
  const partitions = [
    {
      partition: 0,
      currentLeaderEpoch: -1,
      fetchOffset,
      lastFetchedEpoch: -1,
      logStartOffset: -1,
      partitionMaxBytes: 1_048_576,
    },
  ];
  return {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 52_428_800,
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [{ topic: 't', partitions }],
    forgottenTopicsData: [],
    rackId: '',
  };
}

/** One call produces and fetches `batches`; fetches take what is there, a megabyte at most. */
function rounds(batches: number, acks: number): () => void {
  const out = benchOut();
  const drafts = Array.from({ length: PER_BATCH }, () => ({ key: null, value: VALUE }));
  const records = batchOf(drafts, 1_767_225_600_000);
  const body = {
    transactionalId: null,
    acks,
    timeoutMs: 1000,
    topicData: [{ name: 't', partitionData: [{ index: 0, records }] }],
  };
  return () => {
    // A log anew, so that memory does not grow from call to call.
    const s = running(out);
    for (let i = 0; i < batches; i++) ask(s, out, ApiKey.Produce, 9, body);
    const end = batches * PER_BATCH;
    assert(s.partitions.get('t-0')?.highWatermark === end, 'all is committed');
    for (let offset = 0; offset < end; ) {
      const answer = ask(s, out, ApiKey.Fetch, 12, fetchBody(offset)) as {
        responses: { partitions: { records: Uint8Array }[] }[];
      };
      const bytes = answer.responses[0]?.partitions[0]?.records.length ?? 0;
      assert(bytes > 0, 'there is more to fetch');
      offset += (bytes / records.length) * PER_BATCH;
    }
  };
}

const bench: Bench = async (report) => {
  report.heading('batches of 100 records of 100 bytes, produced and fetched, one partition');
  const batches = 1000;
  for (const acks of [-1, 1]) {
    await report.measure(`acks=${acks}`, rounds(batches, acks), { units: batches * PER_BATCH, unit: 'record' });
  }
};

export default bench;
