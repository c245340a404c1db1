import type { ReactNode, Ref, UIEvent } from 'react';
import { useEffect, useImperativeHandle, useState } from 'react';
import { useSize } from './use-size.ts';

/*
 * A list of rows of one height, as long as it may be: only those in view are there, and what a frame costs does not
 * depend on how many there are. Browsers make no element higher than some 17 million pixels, so that beyond that a
 * pixel of the scroll bar stands for more than one of the list.
 */

export interface LongListHandle {
  /** Scrolls as far as it takes for that row to be in view. */
  show(index: number): void;
  /** Whole rows in view. */
  readonly rowsInView: number;
}

interface LongListProps {
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly children: (index: number) => ReactNode;
  /** Called with the rows in view, the last one not included. */
  readonly onLook?: ((from: number, to: number) => void) | undefined;
  readonly ref?: Ref<LongListHandle>;
}

const HEIGHT_MAX = 15_000_000;
/** Rows kept above and below those in view. */
const BEYOND = 6;

export function LongList({ count, rowHeight, children, onLook, ref }: LongListProps): ReactNode {
  const [element, size] = useSize<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const inView = size?.height ?? 0;
  const whole = count * rowHeight;
  const height = Math.min(whole, HEIGHT_MAX);
  const scale = height > inView ? (whole - inView) / (height - inView) : 1;
  const offset = Math.min(top * scale, Math.max(0, whole - inView));
  const first = Math.floor(offset / rowHeight);
  const last = Math.min(count, Math.ceil((offset + inView) / rowHeight));
  const from = Math.max(0, first - BEYOND);
  const to = Math.min(count, last + BEYOND);
  useEffect(() => onLook?.(first, last), [first, last, onLook]);
  useImperativeHandle(ref, () => ({
    rowsInView: Math.max(1, Math.floor(inView / rowHeight)),
    show(index) {
      const above = index * rowHeight;
      const wanted = above < offset ? above : above + rowHeight > offset + inView ? above + rowHeight - inView : offset;
      if (wanted !== offset) element.current?.scrollTo({ top: wanted / scale });
    },
  }));
  return (
    <div
      ref={element}
      style={{ height: '100%', overflowY: 'auto', position: 'relative' }}
      onScroll={(event: UIEvent<HTMLDivElement>) => setTop(event.currentTarget.scrollTop)}
    >
      <div style={{ height, overflow: 'hidden', position: 'relative' }}>
        <div style={{ position: 'absolute', insetInline: 0, top: from * rowHeight - offset + offset / scale }}>
          {Array.from({ length: Math.max(0, to - from) }, (_, at) => children(from + at))}
        </div>
      </div>
    </div>
  );
}
