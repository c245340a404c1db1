import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { VListHandle } from 'virtua';
import { VList } from 'virtua';
import { text } from '../text/text.ts';
import styles from './Prompt.module.css';
import type { TranscriptLine } from './view.ts';

/** All that was said. Long ones stay fast: only what is looked at exists. It follows its end unless somebody reads above. */
export function Transcript({ lines }: { readonly lines: readonly TranscriptLine[] }): ReactNode {
  const list = useRef<VListHandle>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current && lines.length > 0) list.current?.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [lines]);
  return (
    <div className={styles.transcript} role="log" aria-label={text.prompt.transcript}>
      <VList
        ref={list}
        data={lines}
        tabIndex={0}
        onScroll={(offset) => {
          const handle = list.current;
          if (handle) follows.current = offset >= handle.scrollSize - handle.viewportSize - 24;
        }}
      >
        {(line) => (
          <p key={line.id} data-kind={line.kind} title={line.says.length > 200 ? line.says.slice(0, 2000) : undefined}>
            {line.prompt !== undefined && <span>{line.prompt} </span>}
            {line.says}
          </p>
        )}
      </VList>
    </div>
  );
}
