import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useState } from 'react';
import { text } from '../text/text.ts';
import type { IconName } from '../ui/icons.tsx';
import { Icon } from '../ui/icons.tsx';
import { NARROW, PHONE, useMedia } from '../ui/use-media.ts';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import styles from './Frame.module.css';

export interface Panel {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly content: ReactNode;
}

interface FrameProps {
  /** Widths of the outer columns differ: a lesson reads on the left, the lab types on the right. */
  readonly kind: 'lesson' | 'lab';
  /** Heard, not seen: the name of the screen. */
  readonly heading?: string | undefined;
  /** The first reads (left column), the others inspect (right column, one under the other). */
  readonly panels: readonly [Panel, ...Panel[]];
  readonly stage: ReactNode;
  readonly fate: ReactNode;
  /** The foot: the time bar, or the phone's thin one. */
  readonly time: ReactNode;
  /** The panel shown where there is room for one. */
  readonly open?: string | undefined;
  readonly onOpen?: ((id: string) => void) | undefined;
}

/** Read, watch, inspect; the time bar below. Two columns from 720 px, one on a phone, where the outer columns become tabs. */
export function Frame({ kind, heading, panels, stage, fate, time, open, onOpen }: FrameProps): ReactNode {
  const narrow = useMedia(NARROW);
  const phone = useMedia(PHONE);
  const [chosen, setChosen] = useState(panels[0].id);
  const shown = panels.find((panel) => panel.id === (open ?? chosen)) ?? panels[0];
  const choose = (id: string): void => {
    setChosen(id);
    onOpen?.(id);
  };
  const [first, ...rest] = panels;
  return (
    <div
      className={styles.frame}
      data-kind={kind}
      data-size={phone ? 'phone' : narrow ? 'narrow' : 'wide'}
      data-code={panels.some(({ id }) => id === 'program') || undefined}
    >
      <main className={styles.main}>
        {heading !== undefined && <VisuallyHidden as="h1">{heading}</VisuallyHidden>}
        {narrow ? (
          <Tabs panels={panels} shown={shown} onChoose={choose} />
        ) : (
          <section className={styles.left} aria-label={first.label}>
            {first.content}
          </section>
        )}
        <section className={styles.middle} aria-label={text.ui.stage}>
          <div className={styles.stage} data-picture="stage">
            {stage}
          </div>
          <div data-picture="fate">{fate}</div>
        </section>
        {!narrow && (
          <aside className={styles.right}>
            {rest.map((panel) => (
              <div key={panel.id} className={styles.part} data-picture={panel.id}>
                {panel.content}
              </div>
            ))}
          </aside>
        )}
      </main>
      <div data-picture="time">{time}</div>
    </div>
  );
}

function Tabs({
  panels,
  shown,
  onChoose,
}: {
  readonly panels: readonly Panel[];
  readonly shown: Panel;
  readonly onChoose: (id: string) => void;
}): ReactNode {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const at = panels.indexOf(shown);
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = way === 0 ? undefined : panels[(at + way + panels.length) % panels.length];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className={styles.tabbed}>
      <div role="tablist" aria-label={text.lab.tabs} className={styles.tabs} onKeyDown={onKeyDown}>
        {panels.map((panel) => (
          <button
            key={panel.id}
            type="button"
            role="tab"
            id={`${id}-tab-${panel.id}`}
            data-tab={panel.id}
            aria-selected={panel === shown}
            aria-controls={`${id}-panel`}
            tabIndex={panel === shown ? 0 : -1}
            onClick={() => onChoose(panel.id)}
          >
            <Icon name={panel.icon} />
            {panel.label}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${shown.id}`}
        className={styles.panel}
        data-picture={shown.id}
        tabIndex={-1}
      >
        {shown.content}
      </div>
    </div>
  );
}
