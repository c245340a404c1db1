import type { QueueType } from '../state.ts';
import { classicQueue } from './classic-queue.ts';
import type { QueueKind } from './kind.ts';
import { quorumQueue } from './quorum-queue.ts';
import { streamQueue } from './stream-queue.ts';

/** Every kind of queue by the type it is declared with: a new one is its file and one line here. */
const QUEUE_KINDS: Readonly<Record<QueueType, QueueKind>> = {
  classic: classicQueue,
  quorum: quorumQueue,
  stream: streamQueue,
};

export function queueKind(queue: { readonly type: QueueType }): QueueKind {
  return QUEUE_KINDS[queue.type];
}
