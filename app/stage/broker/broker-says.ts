import type { BrokerView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';

/** One sentence for who does not see the stage: what stands in each queue. */
export function brokerSays(view: BrokerView): string {
  return text.broker.says(
    view.queues.map((queue) => text.broker.queueSays(queue.name, queue.readyCount, queue.unackedCount)).join(' '),
  );
}
