import type { ReactNode } from 'react';
import type { NodeView } from '../../engine/scene/views.ts';
import { BrokerPanel } from '../lab/BrokerPanel.tsx';
import { FatePanel } from '../lab/FatePanel.tsx';
import { KvPanel } from '../lab/KvPanel.tsx';
import { SideContext } from '../store/side.ts';
import { text } from '../text/text.ts';
import { RegionContext } from '../ui/region-name.ts';
import styles from './Compared.module.css';

export type SideName = 'one' | 'other';

interface ComparedProps {
  readonly main: NodeView;
  /** What is different there, in words. */
  readonly line: string;
  readonly selected: { readonly id: string; readonly side: SideName } | null;
  readonly onSelect: (id: string, side: SideName) => void;
}

/** The open world and the other one on the same clock, one over the other, or beside it where there is room. */
export function Compared({ main, line, selected, onSelect }: ComparedProps): ReactNode {
  const sides = [
    { side: 'one', says: text.compare.here },
    { side: 'other', says: line === '' ? text.compare.otherBranch : line },
  ] as const;
  return (
    <div className={styles.compared}>
      {sides.map(({ side, says }) => (
        <section key={side} aria-label={text.compare.region(text.compare[side], says)}>
          <SideContext value={side === 'other' ? 'other' : undefined}>
            <RegionContext value={text.compare[side]}>
              <h2>
                {text.compare[side]} <code>{says}</code>
              </h2>
              <div className={styles.stage}>
                {main.kind === 'broker' ? (
                  <BrokerPanel
                    node={main.id}
                    selected={selected?.side === side ? selected.id : null}
                    onSelect={(id) => onSelect(id, side)}
                  />
                ) : (
                  <KvPanel node={main.id} onSelect={(id) => onSelect(id, side)} />
                )}
              </div>
              <FatePanel node={main.id} onSelect={(id) => onSelect(id, side)} />
            </RegionContext>
          </SideContext>
        </section>
      ))}
    </div>
  );
}
