import type { FetchRequest } from '../wire/kafka/messages.ts';

/*
 * A fetch session: a client names its partitions once, and then only what has changed; the broker answers only what is
 * new. KAFKA: FetchSession, FetchManager (KIP-227)
 */

export interface FetchPlace {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly lastEpoch: number;
  readonly maxBytes: number;
  readonly logStartOffset: number;
}

export interface FetchSession {
  readonly id: number;
  epoch: number;
  /** In the order in which they are served. */
  readonly places: Map<string, FetchPlace>;
  /** What was last said of each: high watermark and log start. */
  readonly said: Map<string, readonly [highWatermark: number, startOffset: number, lastStable: number]>;
  usedAt: number;
}

/** The places a request names; `nameOf` finds the topic of an id. */
export function placesOf(
  body: FetchRequest,
  nameOf: (topic: string, topicId: string) => string,
): Map<string, FetchPlace> {
  const places = new Map<string, FetchPlace>();
  for (const { topic, topicId, partitions } of body.topics) {
    const name = nameOf(topic, topicId);
    for (const one of partitions) {
      places.set(`${name === '' ? topicId : name}-${one.partition}`, {
        topic: name,
        topicId,
        partition: one.partition,
        offset: one.fetchOffset,
        leaderEpoch: one.currentLeaderEpoch ?? -1,
        lastEpoch: one.lastFetchedEpoch ?? -1,
        maxBytes: one.partitionMaxBytes,
        logStartOffset: one.logStartOffset ?? -1,
      });
    }
  }
  return places;
}
