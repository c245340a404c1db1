import type { ReactNode } from 'react';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';
import styles from './Select.module.css';

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly group?: string | undefined }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly icon?: IconName;
  readonly wide?: boolean;
}

/** A choice from a list. The browser's own control: its keyboard, its screen reader words and its sheet on a phone. */
export function Select<Value extends string>({
  label,
  options,
  value,
  onChange,
  icon,
  wide = false,
}: SelectProps<Value>): ReactNode {
  const groups = [...new Set(options.map((option) => option.group))];
  const entries = (group: string | undefined): ReactNode =>
    options
      .filter((option) => option.group === group)
      .map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ));
  return (
    <span className={styles.select} data-wide={wide || undefined} data-icon={icon !== undefined || undefined}>
      {icon && <Icon name={icon} />}
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {groups.map((group) =>
          group === undefined ? (
            entries(group)
          ) : (
            <optgroup key={group} label={group}>
              {entries(group)}
            </optgroup>
          ),
        )}
      </select>
      <Icon name="down" className={styles.down} />
    </span>
  );
}
