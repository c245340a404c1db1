import { text } from '../../text/text.ts';
import type { BrokerView } from '../../../engine/scene/views.ts';

/** One sentence for who does not see the stage: what stands in each queue. */
export function brokerSays(view: BrokerView): string {
  return text.broker.says(
    view.queues.map((queue) => text.broker.queueSays(queue.name, queue.readyCount, queue.unackedCount)).join(' '),
  );
}
