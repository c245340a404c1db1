import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from './Button.tsx';
import { Icon } from './icons.tsx';
import styles from './Notice.module.css';

export interface NoticeView {
  readonly id: string;
  readonly tone: 'problem' | 'plain';
  /** What happened, in the product's own words where a product said it. */
  readonly what: string;
  /** What to do next. A problem without it is not worth a notice. */
  readonly next?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Messages that stay until read. They push nothing away and end by themselves never: time belongs to the reader. */
export function Notices({
  notices,
  onDismiss,
}: {
  readonly notices: readonly NoticeView[];
  readonly onDismiss: (id: string) => void;
}): ReactNode {
  return (
    <section className={styles.notices} aria-label={text.ui.notices}>
      {notices.map((notice) => (
        <div key={notice.id} role={notice.tone === 'problem' ? 'alert' : 'status'} data-tone={notice.tone}>
          <Icon name={notice.tone === 'problem' ? 'warning' : 'check'} />
          <p>
            <b>{notice.what}</b>
            {notice.next && <span>{notice.next}</span>}
            {notice.action && (
              <button type="button" onClick={notice.action.run}>
                {notice.action.label}
              </button>
            )}
          </p>
          <IconButton small icon="close" label={text.ui.dismiss} tip="left" onClick={() => onDismiss(notice.id)} />
        </div>
      ))}
    </section>
  );
}
