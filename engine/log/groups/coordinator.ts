import { ERR } from '../errors.ts';
import { property } from '../properties.ts';
import { type LogState, type Partition, tpKey } from '../state.ts';
import { OFFSETS_TOPIC } from '../topic-names.ts';
import type { Group } from './state.ts';
import { partitionFor } from './store.ts';

/** Which partition of __consumer_offsets a group is in. */
export function placeOfGroup(s: LogState, id: string): number {
  const made = s.image.topics.get(OFFSETS_TOPIC)?.partitions.length ?? 0;
  return partitionFor(id, made === 0 ? Number(property(s, 'offsets.topic.num.partitions')) : made);
}

/** The partition by which this broker coordinates a group, or the code of why it does not. */
export function coordinated(s: LogState, id: string): Partition | number {
  const key = tpKey(OFFSETS_TOPIC, placeOfGroup(s, id));
  const p = s.partitions.get(key);
  if (p === undefined || p.role !== 'leader') return ERR.NOT_COORDINATOR;
  return s.coordinating.has(key) ? p : ERR.COORDINATOR_LOAD_IN_PROGRESS;
}

/** A group that is there, or undefined. Call only after `coordinated` gave the partition. */
export function groupOf(s: LogState, id: string): Group | undefined {
  return s.groups.get(id);
}

/** KAFKA: GroupCoordinatorService.isGroupIdNotEmpty */
export function isValidGroupId(id: string | null | undefined): id is string {
  return id !== null && id !== undefined && id !== '';
}
