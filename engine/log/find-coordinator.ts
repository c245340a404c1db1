import type { FindCoordinatorRequest } from '../wire/kafka/messages.ts';
import { ERR } from './errors.ts';
import { placeOfGroup } from './groups/coordinator.ts';
import { reply } from './reply.ts';
import type { Asked, LogOut, LogState } from './state.ts';
import { OFFSETS_TOPIC, TXN_TOPIC } from './topic-names.ts';
import { placeOfTxn } from './transactions/store.ts';

/**
 * Who coordinates a group or a transactional id: whoever leads its partition of the internal topic. Returns the internal
 * topic that must be made first, or null. KAFKA: KafkaApis.getCoordinator
 */
export function findCoordinator(s: LogState, asked: Asked<FindCoordinatorRequest>, out: LogOut): string | null {
  const { body, version, to } = asked;
  const keyType = body.keyType ?? 0;
  const topic = keyType === 0 ? OFFSETS_TOPIC : TXN_TOPIC;
  const isThere = s.image.topics.has(topic);
  const one = (key: string) => {
    const none = { key, nodeId: -1, host: '', port: -1 };
    if (keyType !== 0 && keyType !== 1) return { ...none, errorCode: ERR.INVALID_REQUEST, errorMessage: null };
    if (!isThere)
      return { ...none, errorCode: ERR.COORDINATOR_NOT_AVAILABLE, errorMessage: 'The coordinator is not available.' };
    const index = keyType === 0 ? placeOfGroup(s, key) : placeOfTxn(s, key);
    const leader = s.image.brokers.get(s.image.topics.get(topic)?.partitions[index]?.leader ?? -1);
    if (leader === undefined || leader.fenced) {
      return { ...none, errorCode: ERR.COORDINATOR_NOT_AVAILABLE, errorMessage: 'The coordinator is not available.' };
    }
    return {
      key,
      nodeId: leader.id,
      host: leader.host,
      port: leader.port,
      errorCode: 0,
      errorMessage: version < 4 ? 'NONE' : '',
    };
  };
  if (version >= 4) reply(s, to, { throttleTimeMs: 0, coordinators: body.coordinatorKeys.map(one) }, out);
  else reply(s, to, { throttleTimeMs: 0, ...one(body.key) }, out);
  return isThere || keyType > 1 ? null : topic;
}
