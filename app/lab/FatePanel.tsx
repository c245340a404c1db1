import type { ReactNode } from 'react';
import { useState } from 'react';
import type { FateBarView } from '../../engine/scene/views.ts';
import { FateBar } from '../stage/FateBar.tsx';
import { useView } from '../store/use-view.ts';

const LISTED_MAX = 60;

/** The fate bar of a server or broker; a slice opens the list of what is in it. */
export function FatePanel({
  node,
  onSelect,
  large = false,
  opens,
}: {
  readonly node: string;
  readonly onSelect: (id: string) => void;
  readonly large?: boolean;
  /** The fate whose list is open until somebody chooses. */
  readonly opens?: string;
}): ReactNode {
  const fate = useView({ view: 'fates', node });
  const [open, setOpen] = useState<string | null>(opens ?? null);
  const slice = fate?.slices.find((one) => one.fate === open);
  const list = useView(slice ? { view: 'fateList', node, fate: slice.fate, countMax: LISTED_MAX } : null);
  const shown: FateBarView = fate ?? { node, asks: '', unit: 'messages', total: 0, slices: [], sum: '' };
  return (
    <FateBar
      fate={shown}
      large={large}
      open={slice && list ? { state: slice.state, tokens: list.tokens, total: list.count } : null}
      onOpen={(state) => setOpen(shown.slices.find((one) => one.state === state)?.fate ?? null)}
      onSelect={onSelect}
    />
  );
}
