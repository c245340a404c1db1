import type { ReactNode } from 'react';
import type { KvCommandView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { count, duration, seconds } from '../../text/words.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import styles from './KvCommands.module.css';

/** The latest commands of a server, newest first: who sent what, what it cost, what it answered. */
export function KvCommands({
  commands,
  onSelect,
}: {
  readonly commands: readonly KvCommandView[];
  readonly onSelect: (write: string) => void;
}): ReactNode {
  const words = text.kv.commands;
  if (commands.length === 0) return <p className={styles.none}>{words.none}</p>;
  return (
    <DataTable
      caption={words.title}
      head={[words.at, words.client, words.command, words.reply, words.took, words.scanned]}
      rows={commands.map((command) => ({
        id: String(command.seq),
        cells: [
          seconds(command.at),
          <code key="c">{command.client}</code>,
          command.write === null ? (
            <code key="l">{command.line}</code>
          ) : (
            <button key="l" type="button" onClick={() => command.write !== null && onSelect(command.write)}>
              <code>{command.line}</code>
            </button>
          ),
          <code key="r">{command.reply}</code>,
          duration(command.took),
          count(command.scanned),
        ],
      }))}
    />
  );
}
