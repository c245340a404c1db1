import type { ReactNode } from 'react';
import type { WhyView } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import styles from './WhyChain.module.css';

/** From an outcome back to what decided it. Each link says what, then because of what; the last is a diamond. */
export function WhyChain({ why, onGo }: { readonly why: WhyView; readonly onGo: (step: number) => void }): ReactNode {
  return (
    <div className={styles.why}>
      <h3>{why.asks}</h3>
      <ol>
        {why.hops.map((hop) => (
          <li key={`${hop.seq} ${hop.says}`} data-root={hop.decided ? '' : undefined}>
            {hop.decided ? (
              <>
                <button type="button" onClick={() => onGo(hop.step)}>
                  <b>{text.inspector.decided}</b> {hop.decided.by === 'input' ? hop.decided.text : hop.says}
                  {hop.because && <> {hop.because}</>}
                </button>
                {hop.decided.by === 'setting' && <pre>{hop.decided.text}</pre>}
              </>
            ) : (
              <button type="button" onClick={() => onGo(hop.step)}>
                <b>{hop.says}</b>
                {hop.because && (
                  <>
                    {' '}
                    {text.inspector.because} {hop.because}
                  </>
                )}
              </button>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
