import type { ReactNode } from 'react';
import type { BrokerView, StoppedView, TokenView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { count, seconds, stateWord } from '../../text/words.ts';
import { Chip } from '../../ui/Chip.tsx';
import { DataTable } from '../../ui/DataTable.tsx';

const words = text.broker.table;

const stopped = (how: StoppedView | null): string =>
  how === null ? '' : text.broker.stopped(how.how, seconds(how.at));

/** The broker stage in tables: the same facts, for reading and for the keyboard. */
export function BrokerTable({
  view,
  onSelect,
}: {
  readonly view: BrokerView;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  const chips = (tokens: readonly TokenView[]): ReactNode =>
    tokens.length === 0
      ? words.none
      : tokens.map((token) => (
          <Chip
            key={token.id}
            state={token.state}
            group={token.group}
            name={token.name}
            onSelect={() => onSelect(token.id)}
          />
        ));
  const messages = [
    ...view.queues.flatMap((queue) =>
      [...queue.ready, ...queue.unacked, ...queue.ghosts].map((token) => ({ token, where: queue.name })),
    ),
    ...view.consumers.flatMap((consumer) => consumer.ghosts.map((token) => ({ token, where: consumer.name }))),
  ];
  return (
    <>
      <DataTable
        caption={words.queues}
        head={[words.queue, text.broker.ready, text.broker.unacked, words.where]}
        rows={view.queues.map((queue) => ({
          id: queue.id,
          cells: [
            <code key="q">{queue.name}</code>,
            count(queue.readyCount),
            count(queue.unackedCount),
            queue.unackedNote || queue.traits,
          ],
        }))}
      />
      <DataTable
        caption={words.consumers}
        head={[words.consumer, words.mode, words.held, words.acked, words.stopped]}
        rows={view.consumers.map((consumer) => ({
          id: consumer.id,
          cells: [
            <code key="c">{consumer.name}</code>,
            consumer.noAck ? text.broker.automatic : text.broker.manual(consumer.prefetchMax),
            chips([...consumer.held.map((held) => held.token), ...consumer.ghosts]),
            count(consumer.ackedCount),
            stopped(consumer.stopped),
          ],
        }))}
      />
      <DataTable
        caption={words.bindings}
        head={[words.exchange, words.binding, words.leads, words.lastStep]}
        rows={view.bindings.map((binding) => ({
          id: binding.id,
          cells: [
            <code key="e">
              {view.exchanges.find(({ id }) => id === binding.exchange)?.name || text.broker.defaultExchange}
            </code>,
            <code key="k">{binding.key}</code>,
            <code key="d">{binding.destination}</code>,
            words[binding.light],
          ],
        }))}
      />
      <DataTable
        caption={words.messages}
        head={[words.message, words.state, words.where]}
        rows={messages.map(({ token, where }) => ({
          id: `${token.id} ${where}`,
          cells: [chips([token]), stateWord(token.state), <code key="w">{where}</code>],
        }))}
      />
    </>
  );
}
