import type { ReactNode } from 'react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { shownKey } from '../keys/key-map.ts';
import { TRACKS } from '../lesson/catalogue.ts';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import type { Theme } from '../ui/theme.ts';
import { THEMES, useTheme } from '../ui/theme.ts';
import { Brand } from './Brand.tsx';
import styles from './TopBar.module.css';

/** A screen that works. A screen that does not yet is not shown. */
interface Place {
  readonly href: string;
  readonly label: string;
  /** Addresses that belong to it. */
  readonly under: readonly string[];
}

const PLACES: readonly Place[] = [
  ...(TRACKS.length > 0
    ? [{ href: '/course', label: text.nav.course, under: ['/course', '/lesson', '/practice'] }]
    : []),
  { href: '/lab', label: text.nav.lab, under: ['/lab', '/saved', '/run'] },
  { href: '/fidelity', label: text.nav.fidelity, under: ['/fidelity'] },
];

interface TopBarProps {
  /** What became of the session: saved, saving, not kept. */
  readonly saved?: ReactNode;
  readonly onHelp: () => void;
}

/** The top of every screen. */
export function TopBar({ saved, onHelp }: TopBarProps): ReactNode {
  const [menu, setMenu] = useState(false);
  const [location] = useLocation();
  const links = PLACES.map((place) => {
    const here = place.under.some((prefix) => location === prefix || location.startsWith(`${prefix}/`));
    return (
      <Link key={place.href} href={place.href} aria-current={here ? 'page' : undefined} onClick={() => setMenu(false)}>
        {place.label}
      </Link>
    );
  });
  return (
    <header className={styles.top}>
      <Link href="/" className={styles.brand} aria-label={text.nav.home}>
        <Brand />
        {text.brand}
      </Link>
      <nav className={styles.nav} aria-label={text.nav.label}>
        {links}
      </nav>
      <div className={styles.end}>
        {saved}
        <span className={styles.theme}>
          <ThemeButton />
        </span>
        <IconButton icon="help" label={text.help.open} shortcut={shownKey('help')} tip="left" onClick={onHelp} />
        <span className={styles.menu}>
          <IconButton icon="menu" label={text.nav.menu} tip="left" onClick={() => setMenu(true)} />
        </span>
      </div>
      <Dialog open={menu} title={text.brand} onClose={() => setMenu(false)}>
        <nav className={styles.sheet} aria-label={text.nav.label}>
          {links}
        </nav>
        <ThemeButton worded />
      </Dialog>
    </header>
  );
}

const THEME_WORDS: Readonly<Record<Theme, string>> = text.theme;
const ICONS = { light: 'light', dark: 'dark', projector: 'projector' } as const;

/** Light, dark, projector, and back to what the system says. */
function ThemeButton({ worded = false }: { readonly worded?: boolean }): ReactNode {
  const { chosen, choose } = useTheme();
  const order: readonly (Theme | null)[] = [null, ...THEMES];
  const next = order[(order.indexOf(chosen) + 1) % order.length] ?? null;
  const label = text.theme.label(chosen ? THEME_WORDS[chosen] : text.theme.system);
  const icon = chosen ? ICONS[chosen] : 'system';
  if (!worded) return <IconButton icon={icon} label={label} tip="left" onClick={() => choose(next)} />;
  return (
    <button type="button" className={styles.worded} onClick={() => choose(next)}>
      <Icon name={icon} /> {label}
    </button>
  );
}
