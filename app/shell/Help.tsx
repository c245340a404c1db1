import type { ReactNode } from 'react';
import type { Action } from '../keys/key-map.ts';
import { KEY_MAP } from '../keys/key-map.ts';
import { useKeySettings } from '../keys/use-keys.ts';
import { text } from '../text/text.ts';
import { stateWord } from '../text/words.ts';
import { StateGlyph } from '../ui/StateGlyph.tsx';
import { Switch } from '../ui/Switch.tsx';
import { STATES } from '../ui/state.ts';
import styles from './Help.module.css';

const words: Readonly<Record<Action, string>> = text.help.actions;

/** Every key, every shape, and the three ways to stop. In the help dialog and on its own page. */
export function Help({ heading: Heading }: { readonly heading: 'h2' | 'h3' }): ReactNode {
  const { singles, setSingles } = useKeySettings();
  const actions = [...new Set(KEY_MAP.map((binding) => binding.action))];
  return (
    <div className={styles.help}>
      <p>{text.help.intro}</p>
      <table>
        <tbody>
          {actions.map((action) => (
            <tr key={action}>
              <th scope="row">{words[action]}</th>
              <td>
                {KEY_MAP.filter((binding) => binding.action === action).map((binding) => (
                  <span key={binding.shown.join('+')} data-off={(binding.single && !singles) || undefined}>
                    {binding.shown.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Switch label={text.help.singles} note={text.help.singlesNote} on={singles} onChange={setSingles} />
      <Heading>{text.help.shapes}</Heading>
      <ul className={styles.shapes}>
        {STATES.map((state) => (
          <li key={state}>
            <StateGlyph state={state} size={18} />
            {stateWord(state)}
          </li>
        ))}
      </ul>
      <p>{text.help.shapesNote}</p>
      <Heading>{text.help.stops}</Heading>
      <dl>
        {text.help.stopRows.map(([name, says]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
