import type { ClusterImage, MetadataRecord, PartitionImage, TopicImage } from './image.ts';
import { configOfImage } from './properties.ts';
import type { LogState } from './state.ts';

/*
 * Who leads a partition. The controller decides, by what is in the image and who is alive, and writes the decision as a
 * record; brokers act once it is committed. KAFKA: PartitionChangeBuilder, ReplicationControlManager
 */

/** A broker that may lead: registered, heard of, and not about to stop. */
export function isEligible(image: ClusterImage, id: number): boolean {
  const broker = image.brokers.get(id);
  return broker !== undefined && !broker.fenced && !broker.stopping;
}

export interface Election {
  /** Brokers that count as dead though the image does not say so yet. */
  readonly without: number;
  /** The preferred leader takes over where it can; otherwise whoever leads and can goes on leading. */
  readonly preferred: boolean;
  readonly unclean: boolean;
}

/** The partition with the best leader it can have: the first of its replicas that is in sync and alive. */
export function elect(
  image: ClusterImage,
  of: PartitionImage,
  { without, preferred, unclean }: Election,
): PartitionImage {
  const can = (id: number): boolean => id !== without && isEligible(image, id);
  if (!preferred && of.leader >= 0 && of.isr.includes(of.leader) && can(of.leader)) return of;
  const leader = of.replicas.find((id) => of.isr.includes(id) && can(id));
  if (leader !== undefined) return led(of, leader, of.isr, true);
  const any = unclean ? of.replicas.find(can) : undefined;
  // What only the others had is lost: the log of the new leader is the partition now.
  if (any !== undefined) return led(of, any, [any], false);
  return led(of, -1, of.isr, of.clean);
}

function led(of: PartitionImage, leader: number, isr: readonly number[], clean: boolean): PartitionImage {
  if (leader === of.leader && isr === of.isr) return of;
  const leaderEpoch = leader === of.leader ? of.leaderEpoch : of.leaderEpoch + 1;
  return { ...of, leader, leaderEpoch, isr, clean, partitionEpoch: of.partitionEpoch + 1 };
}

/** Without `id` in its ISR, unless it is the last one: that one has all that was committed. */
export function shrunk(of: PartitionImage, id: number): PartitionImage {
  if (!of.isr.includes(id) || of.isr.length === 1) return of;
  return { ...of, isr: of.isr.filter((one) => one !== id), partitionEpoch: of.partitionEpoch + 1 };
}

export function changeRecord(topic: TopicImage, partitionId: number, is: PartitionImage): MetadataRecord {
  return { type: 'PartitionChangeRecord', topicId: topic.id, partitionId, is };
}

/** What is to be written when a broker is gone, or is about to go: it leads nothing and is in sync with nothing. */
export function withoutBroker(s: LogState, image: ClusterImage, id: number): MetadataRecord[] {
  return changes(image, (of, topic) => {
    if (!of.isr.includes(id) && of.leader !== id) return of;
    const less = shrunk(of, id);
    const unclean = configOfImage(s, image, topic.name).unclean;
    return merged(of, elect(image, less, { without: id, preferred: false, unclean }));
  });
}

/** What is to be written when a broker is back: partitions without a leader may have one. */
export function withBroker(s: LogState, image: ClusterImage): MetadataRecord[] {
  return changes(image, (of, topic) => {
    if (of.leader >= 0) return of;
    const unclean = configOfImage(s, image, topic.name).unclean;
    return elect(image, of, { without: -1, preferred: false, unclean });
  });
}

/** KAFKA: ReplicationControlManager.maybeBalancePartitionLeaders */
export function rebalanced(image: ClusterImage): MetadataRecord[] {
  return changes(image, (of) => {
    const [preferred = -1] = of.replicas;
    if (of.leader === preferred || !of.isr.includes(preferred) || !isEligible(image, preferred)) return of;
    return elect(image, of, { without: -1, preferred: true, unclean: false });
  });
}

/** One change, one step of the partition's epoch. */
function merged(before: PartitionImage, after: PartitionImage): PartitionImage {
  return after === before ? before : { ...after, partitionEpoch: before.partitionEpoch + 1 };
}

function changes(
  image: ClusterImage,
  change: (of: PartitionImage, topic: TopicImage) => PartitionImage,
): MetadataRecord[] {
  const records: MetadataRecord[] = [];
  for (const topic of image.topics.values()) {
    topic.partitions.forEach((of, index) => {
      const is = change(of, topic);
      if (is !== of) records.push(changeRecord(topic, index, is));
    });
  }
  return records;
}
