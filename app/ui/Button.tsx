import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './Button.module.css';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'style'> {
  /** `primary` once in a view; `strong` is the dark button that breaks something; `plain` has no border. */
  readonly look?: 'normal' | 'primary' | 'strong' | 'plain';
  readonly icon?: IconName;
  /** The key that does the same, shown in the button. */
  readonly shortcut?: string | undefined;
  readonly busy?: boolean;
}

/** A button with words. */
export function Button({
  look = 'normal',
  icon,
  shortcut,
  busy = false,
  children,
  disabled,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button type="button" {...rest} disabled={disabled === true || busy} className={styles.button} data-look={look}>
      {icon && <Icon name={icon} />}
      {children}
      {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}

interface IconButtonProps
  extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'style' | 'aria-label' | 'title'> {
  readonly icon: IconName;
  /** What it does, in words. Shown on hover and focus with the key that does the same. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  /** 24 px instead of 32: inside rows only. */
  readonly small?: boolean;
  readonly filled?: boolean;
  /** Where its name appears: above it at the foot of the page, left-aligned at the right edge. */
  readonly tip?: 'below' | 'above' | 'left';
}

/** A button that is only an icon. Its label is its accessible name and its tooltip. */
export function IconButton({
  icon,
  label,
  shortcut,
  small = false,
  filled = false,
  tip = 'below',
  ...rest
}: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={styles.icon}
      data-small={small || undefined}
      aria-label={label}
      aria-keyshortcuts={shortcut}
    >
      <Icon name={icon} filled={filled} />
      <span className={styles.tip} data-tip={tip} aria-hidden="true">
        {label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </span>
    </button>
  );
}
