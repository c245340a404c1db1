import type { ReactNode } from 'react';
import type { LanesView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { seconds } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { factId } from './items.ts';

const words = text.lanes.table;

/** The lanes in tables: the same frames and marks, in the order of time. */
export function LanesTable({
  view,
  onSelect,
}: {
  readonly view: LanesView;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  return (
    <>
      <DataTable
        caption={words.frames}
        head={[words.frame, words.from, words.to, words.left, words.arrives, words.end]}
        rows={view.arrows.map((arrow) => ({
          id: String(arrow.sent),
          cells: [
            <Button key="f" look="plain" onClick={() => onSelect(factId(arrow.sent))}>
              <code>{arrow.token === null ? arrow.label : `${arrow.token.name} ${arrow.label}`}</code>
            </Button>,
            <code key="a">{arrow.from}</code>,
            <code key="b">{arrow.to}</code>,
            seconds(arrow.leavesAt),
            arrow.arrivesAt === null ? '' : seconds(arrow.arrivesAt),
            text.lanes.ended[arrow.end],
          ],
        }))}
      />
      <DataTable
        caption={words.marks}
        head={[words.mark, words.node, words.at]}
        rows={view.marks.map((mark) => ({
          id: `${mark.seq} ${mark.node}`,
          cells: [
            <Button key="m" look="plain" onClick={() => onSelect(factId(mark.seq))}>
              {mark.says}
            </Button>,
            <code key="n">{mark.node}</code>,
            seconds(mark.at),
          ],
        }))}
      />
    </>
  );
}
