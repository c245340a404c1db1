import type {
  AlterPartitionReassignmentsRequest,
  CreatePartitionsRequest,
  CreateTopicsRequest,
  DeleteTopicsRequest,
  ElectLeadersRequest,
  ListPartitionReassignmentsRequest,
} from '../wire/kafka/messages.ts';
import { uuidText } from '../wire/kafka/uuid.ts';
import { configProblem, newTopicConfigs } from './configs.ts';
import { decide, electOne } from './controller.ts';
import { changeRecord, isEligible } from './elections.ts';
import { ERR } from './errors.ts';
import {
  applyRecord,
  type ClusterImage,
  copyImage,
  type MetadataRecord,
  type PartitionImage,
  topicOfId,
} from './image.ts';
import { isOn, number } from './properties.ts';
import { reply } from './reply.ts';
import type { Asked, LogOut, LogState } from './state.ts';
import { namesCollide, topicNameError } from './topic-names.ts';

/*
 * What administrators ask of the controller about topics. Each part of a request stands or falls by itself.
 * KAFKA: ReplicationControlManager.createTopics, deleteTopics, createPartitions, electLeaders
 */

interface Refusal {
  readonly errorCode: number;
  readonly errorMessage: string;
}

const refusal = (errorCode: number, errorMessage: string): Refusal => ({ errorCode, errorMessage });

/** The image while one request is worked on: each part sees those before it. */
function draft(s: LogState): { image: ClusterImage; records: MetadataRecord[]; add: (record: MetadataRecord) => void } {
  const image = copyImage(s.controller?.image ?? s.image);
  const records: MetadataRecord[] = [];
  const add = (record: MetadataRecord): void => {
    records.push(record);
    applyRecord(image, record);
  };
  return { image, records, add };
}

// --- create -----------------------------------------------------------------------------------------------------

type Creatable = CreateTopicsRequest['topics'][number];

export function createTopics(s: LogState, asked: Asked<CreateTopicsRequest>, out: LogOut): void {
  const { topics, validateOnly } = asked.body;
  const { image, records, add } = draft(s);
  const twice = new Set(topics.map(({ name }) => name).filter((name, i, all) => all.indexOf(name) !== i));
  const seen = new Set<string>();
  const results = topics.flatMap((topic): object[] => {
    if (seen.has(topic.name)) return [];
    seen.add(topic.name);
    const made = twice.has(topic.name)
      ? refusal(ERR.INVALID_REQUEST, 'Duplicate topic name.')
      : planTopic(s, image, topic, out);
    if ('errorCode' in made)
      return [
        { name: topic.name, numPartitions: -1, replicationFactor: -1, configs: [], topicConfigErrorCode: 0, ...made },
      ];
    const topicId = freshId(out);
    if (!validateOnly) {
      add({ type: 'TopicRecord', name: topic.name, topicId });
      for (const { name, value } of topic.configs)
        add({ type: 'ConfigRecord', resource: `topic ${topic.name}`, name, value });
      made.forEach((is, partitionId) => add({ type: 'PartitionRecord', topicId, partitionId, is }));
    }
    return [
      {
        name: topic.name,
        topicId: validateOnly ? undefined : topicId,
        errorCode: 0,
        errorMessage: null,
        numPartitions: made.length,
        replicationFactor: made[0]?.replicas.length ?? -1,
        configs: newTopicConfigs(s, topic.configs),
      },
    ];
  });
  decide(s, asked, records, { throttleTimeMs: 0, topics: results }, out);
}

export function freshId(out: LogOut): string {
  return uuidText(
    Uint8Array.from({ length: 16 }, () => out.random(256)),
    0,
  );
}

function planTopic(s: LogState, image: ClusterImage, topic: Creatable, out: LogOut): PartitionImage[] | Refusal {
  const bad = topicNameError(topic.name);
  if (bad !== null) return refusal(ERR.INVALID_TOPIC_EXCEPTION, bad);
  if (image.topics.has(topic.name)) return refusal(ERR.TOPIC_ALREADY_EXISTS, `Topic '${topic.name}' already exists.`);
  const other = [...image.topics.keys()].find((name) => namesCollide(name, topic.name));
  if (other !== undefined) {
    return refusal(ERR.INVALID_TOPIC_EXCEPTION, `Topic '${topic.name}' collides with existing topic: ${other}`);
  }
  for (const { name, value } of topic.configs) {
    const wrong =
      value === null ? `Null value not supported for topic configs: ${name}` : configProblem('topic', name, value);
    if (wrong !== null) return refusal(ERR.INVALID_CONFIG, wrong);
  }
  return topic.assignments.length > 0 ? assigned(image, topic) : placed(s, image, topic, out);
}

function assigned(image: ClusterImage, topic: Creatable): PartitionImage[] | Refusal {
  if (topic.replicationFactor !== -1) {
    return refusal(
      ERR.INVALID_REQUEST,
      'A manual partition assignment was specified, but replication factor was not set to -1.',
    );
  }
  if (topic.numPartitions !== -1) {
    return refusal(
      ERR.INVALID_REQUEST,
      'A manual partition assignment was specified, but numPartitions was not set to -1.',
    );
  }
  const made: PartitionImage[] = [];
  for (const { partitionIndex, brokerIds } of topic.assignments) {
    if (made[partitionIndex] !== undefined) {
      return refusal(
        ERR.INVALID_REPLICA_ASSIGNMENT,
        `Found multiple manual partition assignments for partition ${partitionIndex}`,
      );
    }
    const wrong = assignmentProblem(image, brokerIds, made.find((one) => one !== undefined)?.replicas.length ?? null);
    if (wrong !== null) return refusal(ERR.INVALID_REPLICA_ASSIGNMENT, wrong);
    made[partitionIndex] = newPartition(image, brokerIds);
  }
  const whole = made.length === topic.assignments.length;
  return whole
    ? made
    : refusal(ERR.INVALID_REPLICA_ASSIGNMENT, 'partitions should be a consecutive 0-based integer sequence');
}

function assignmentProblem(image: ClusterImage, ids: readonly number[], factor: number | null): string | null {
  if (ids.length === 0) return 'The manual partition assignment includes an empty replica list.';
  const unknown = ids.find((id) => !image.brokers.has(id));
  if (unknown !== undefined)
    return `The manual partition assignment includes broker ${unknown}, but no such broker is registered.`;
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) return `The manual partition assignment includes the broker ${twice} more than once.`;
  if (factor !== null && ids.length !== factor) {
    return `The manual partition assignment includes a partition with ${ids.length} replica(s), but this is not consistent with previous partitions, which have ${factor} replica(s).`;
  }
  return null;
}

/** Those that are alive are in sync: there is nothing to be behind with. */
function newPartition(image: ClusterImage, replicas: readonly number[]): PartitionImage {
  const alive = replicas.filter((id) => isEligible(image, id));
  const isr = alive.length > 0 ? alive : replicas;
  return {
    replicas,
    isr,
    leader: alive[0] ?? -1,
    leaderEpoch: 0,
    partitionEpoch: 0,
    clean: true,
    adding: [],
    removing: [],
  };
}

function placed(s: LogState, image: ClusterImage, topic: Creatable, out: LogOut): PartitionImage[] | Refusal {
  if (topic.replicationFactor < -1 || topic.replicationFactor === 0) {
    return refusal(
      ERR.INVALID_REPLICATION_FACTOR,
      'Replication factor must be larger than 0, or -1 to use the default value.',
    );
  }
  if (topic.numPartitions < -1 || topic.numPartitions === 0) {
    return refusal(ERR.INVALID_PARTITIONS, 'Number of partitions was set to an invalid non-positive value.');
  }
  const count = topic.numPartitions === -1 ? number(s, 'num.partitions') : topic.numPartitions;
  const factor = topic.replicationFactor === -1 ? number(s, 'default.replication.factor') : topic.replicationFactor;
  return place(image, count, factor, out);
}

/** KAFKA: StripedReplicaPlacer: leaders in turn from a random broker on, the others behind them. */
function place(image: ClusterImage, count: number, factor: number, out: LogOut): PartitionImage[] | Refusal {
  const all = [...image.brokers.values()].sort((a, b) => a.id - b.id);
  const usable = all.filter(({ fenced }) => !fenced);
  if (usable.length === 0)
    return refusal(
      ERR.INVALID_REPLICATION_FACTOR,
      'Unable to replicate the partition ' + `${factor} time(s): All brokers are currently fenced.`,
    );
  if (factor > all.length) {
    const why = `Unable to replicate the partition ${factor} time(s): The target replication factor of ${factor} cannot be reached because only ${all.length} broker(s) are registered.`;
    return refusal(ERR.INVALID_REPLICATION_FACTOR, why);
  }
  const ring = [...usable, ...all.filter(({ fenced }) => fenced)].map(({ id }) => id);
  const start = out.random(usable.length);
  return Array.from({ length: count }, (_, i) => {
    const first = (start + i) % usable.length;
    const lead = ring[first] as number;
    const rest = [...ring.slice(first + 1, usable.length), ...ring.slice(0, first), ...ring.slice(usable.length)];
    return newPartition(image, [lead, ...rest.slice(0, factor - 1)]);
  });
}

// --- delete, grow -----------------------------------------------------------------------------------------------

export function deleteTopics(s: LogState, asked: Asked<DeleteTopicsRequest>, out: LogOut): void {
  const { image, records, add } = draft(s);
  const named = asked.version >= 6 ? asked.body.topics : asked.body.topicNames.map((name) => ({ name, topicId: '' }));
  const responses = named.map(({ name, topicId }) => {
    const topic = name === null ? topicOfId(image, topicId) : image.topics.get(name);
    const who = { name: topic?.name ?? name, topicId: topic?.id ?? (topicId === '' ? undefined : topicId) };
    if (!isOn(s, 'delete.topic.enable'))
      return { ...who, ...refusal(ERR.POLICY_VIOLATION, 'Topic deletion is disabled.') };
    if (topic === undefined) {
      const code = name === null ? ERR.UNKNOWN_TOPIC_ID : ERR.UNKNOWN_TOPIC_OR_PARTITION;
      return {
        ...who,
        ...refusal(
          code,
          name === null
            ? 'This server does not host this topic ID.'
            : 'This server does not host this topic-partition.',
        ),
      };
    }
    add({ type: 'RemoveTopicRecord', topicId: topic.id });
    return { ...who, errorCode: 0, errorMessage: null };
  });
  decide(s, asked, records, { throttleTimeMs: 0, responses }, out);
}

export function createPartitions(s: LogState, asked: Asked<CreatePartitionsRequest>, out: LogOut): void {
  const { image, records, add } = draft(s);
  const results = asked.body.topics.map(({ name, count, assignments }) => {
    const topic = image.topics.get(name);
    if (topic === undefined)
      return { name, ...refusal(ERR.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.') };
    const now = topic.partitions.length;
    if (count === now) return { name, ...refusal(ERR.INVALID_PARTITIONS, `Topic already has ${now} partition(s).`) };
    if (count < now) {
      const why = `The topic ${name} currently has ${now} partition(s); ${count} would not be an increase.`;
      return { name, ...refusal(ERR.INVALID_PARTITIONS, why) };
    }
    const factor = topic.partitions[0]?.replicas.length ?? 1;
    const made =
      assignments === null ? place(image, count - now, factor, out) : grown(image, assignments, count - now, factor);
    if ('errorCode' in made) return { name, ...made };
    if (!asked.body.validateOnly) {
      made.forEach((is, i) => add({ type: 'PartitionRecord', topicId: topic.id, partitionId: now + i, is }));
    }
    return { name, errorCode: 0, errorMessage: null };
  });
  decide(s, asked, records, { throttleTimeMs: 0, results }, out);
}

function grown(
  image: ClusterImage,
  assignments: readonly { readonly brokerIds: readonly number[] }[],
  more: number,
  factor: number,
): PartitionImage[] | Refusal {
  if (assignments.length !== more) {
    return refusal(
      ERR.INVALID_REPLICA_ASSIGNMENT,
      `Attempted to add ${more} additional partition(s), but only ${assignments.length} assignment(s) were specified.`,
    );
  }
  for (const { brokerIds } of assignments) {
    const wrong = assignmentProblem(image, brokerIds, factor);
    if (wrong !== null) return refusal(ERR.INVALID_REPLICA_ASSIGNMENT, wrong);
  }
  return assignments.map(({ brokerIds }) => newPartition(image, brokerIds));
}

// --- leaders and replicas ---------------------------------------------------------------------------------------

const ELECTION_WORDS: ReadonlyMap<number, string> = new Map([
  [ERR.ELECTION_NOT_NEEDED, 'Leader election not needed for topic partition.'],
  [ERR.PREFERRED_LEADER_NOT_AVAILABLE, 'The preferred leader was not available.'],
  [ERR.ELIGIBLE_LEADERS_NOT_AVAILABLE, 'Eligible topic partition leaders are not available.'],
]);

export function electLeaders(s: LogState, asked: Asked<ElectLeadersRequest>, out: LogOut): void {
  const { image, records, add } = draft(s);
  const unclean = asked.body.electionType === 1;
  const wanted =
    asked.body.topicPartitions ??
    [...image.topics.values()].map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions.map((_, i) => i),
    }));
  const replicaElectionResults = wanted.map(({ topic: name, partitions }) => {
    const topic = image.topics.get(name);
    const partitionResult = partitions.flatMap((partitionId) => {
      const is = topic?.partitions[partitionId];
      if (topic === undefined || is === undefined) {
        const errorMessage =
          topic === undefined ? `No such topic as ${name}` : `No such partition as ${name}-${partitionId}`;
        return [{ partitionId, errorCode: ERR.UNKNOWN_TOPIC_OR_PARTITION, errorMessage }];
      }
      const elected = electOne(s, is, unclean);
      if (typeof elected === 'number') {
        // Asked for all, those that need nothing are not spoken of.
        if (asked.body.topicPartitions === null && elected === ERR.ELECTION_NOT_NEEDED) return [];
        return [{ partitionId, errorCode: elected, errorMessage: ELECTION_WORDS.get(elected) ?? null }];
      }
      add(changeRecord(topic, partitionId, elected));
      return [{ partitionId, errorCode: 0, errorMessage: null }];
    });
    return { topic: name, partitionResult };
  });
  decide(s, asked, records, { throttleTimeMs: 0, errorCode: 0, replicaElectionResults }, out);
}

/** KAFKA: ReplicationControlManager.alterPartitionReassignments */
export function alterReassignments(s: LogState, asked: Asked<AlterPartitionReassignmentsRequest>, out: LogOut): void {
  const { image, records, add } = draft(s);
  const responses = asked.body.topics.map(({ name, partitions }) => {
    const topic = image.topics.get(name);
    return {
      name,
      partitions: partitions.map(({ partitionIndex, replicas }) => {
        const is = topic?.partitions[partitionIndex];
        if (topic === undefined || is === undefined) {
          return {
            partitionIndex,
            ...refusal(ERR.UNKNOWN_TOPIC_OR_PARTITION, `Unable to find a partition named ${name}:${partitionIndex}.`),
          };
        }
        const next = replicas === null ? cancelled(is) : reassigned(image, is, replicas);
        if ('errorCode' in next) return { partitionIndex, ...next };
        add(changeRecord(topic, partitionIndex, next));
        return { partitionIndex, errorCode: 0, errorMessage: null };
      }),
    };
  });
  decide(s, asked, records, { throttleTimeMs: 0, errorCode: 0, errorMessage: null, responses }, out);
}

function cancelled(is: PartitionImage): PartitionImage | Refusal {
  if (is.adding.length + is.removing.length === 0)
    return refusal(ERR.NO_REASSIGNMENT_IN_PROGRESS, 'No partition reassignment is in progress for the partition.');
  const replicas = is.replicas.filter((id) => !is.adding.includes(id));
  const isr = is.isr.filter((id) => replicas.includes(id));
  const leader = isr.includes(is.leader) ? is.leader : (isr[0] ?? -1);
  const leaderEpoch = leader === is.leader ? is.leaderEpoch : is.leaderEpoch + 1;
  return { ...is, replicas, isr, leader, leaderEpoch, adding: [], removing: [], partitionEpoch: is.partitionEpoch + 1 };
}

function reassigned(image: ClusterImage, is: PartitionImage, target: readonly number[]): PartitionImage | Refusal {
  const wrong = assignmentProblem(image, target, null);
  if (wrong !== null) return refusal(ERR.INVALID_REPLICA_ASSIGNMENT, wrong);
  const adding = target.filter((id) => !is.replicas.includes(id));
  const removing = is.replicas.filter((id) => !target.includes(id));
  const partitionEpoch = is.partitionEpoch + 1;
  const isr = is.isr.filter((id) => target.includes(id));
  if (adding.length > 0 || isr.length === 0) {
    const replicas = [...target, ...removing];
    return { ...is, replicas, adding, removing, partitionEpoch };
  }
  const leader = isr.includes(is.leader) ? is.leader : (target.find((id) => isr.includes(id)) ?? -1);
  const leaderEpoch = leader === is.leader ? is.leaderEpoch : is.leaderEpoch + 1;
  return { ...is, replicas: target, isr, leader, leaderEpoch, adding: [], removing: [], partitionEpoch };
}

export function listReassignments(s: LogState, asked: Asked<ListPartitionReassignmentsRequest>, out: LogOut): void {
  const image = s.controller?.image ?? s.image;
  const wanted = asked.body.topics;
  const topics = [...image.topics.values()].flatMap(({ name, partitions }) => {
    const asks = wanted === null ? null : wanted.find((one) => one.name === name);
    if (asks === undefined) return [];
    const moving = partitions.flatMap((is, partitionIndex) => {
      const silent =
        is.adding.length + is.removing.length === 0 ||
        (asks !== null && !asks.partitionIndexes.includes(partitionIndex));
      return silent
        ? []
        : [{ partitionIndex, replicas: is.replicas, addingReplicas: is.adding, removingReplicas: is.removing }];
    });
    return moving.length === 0 ? [] : [{ name, partitions: moving }];
  });
  reply(s, asked.to, { throttleTimeMs: 0, errorCode: 0, errorMessage: null, topics }, out);
}
