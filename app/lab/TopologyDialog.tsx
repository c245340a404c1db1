import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { typeLine, viewOnce } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import styles from './TopologyDialog.module.css';
import {
  type EditAct,
  type EditedPart,
  EXCHANGE_TYPES,
  NO_EDIT,
  PART_ARGUMENTS,
  type PartArgument,
  type TopologyEdit,
  topologyLine,
} from './topology-line.ts';

const words = text.topology;

interface TopologyDialogProps {
  /** What it begins with; null while it is closed. */
  readonly edit: Partial<TopologyEdit> | null;
  /** The prompt at which the line is typed. */
  readonly prompt: string;
  readonly queues: readonly string[];
  readonly exchanges: readonly string[];
  /** Shows only what is bound to the part that it began with; null where there is nothing to leave out. */
  readonly onFocus: (() => void) | null;
  readonly onClose: () => void;
}

/** Declares, binds and deletes. What is done is a line typed at a prompt, shown before and after. */
export function TopologyDialog(props: TopologyDialogProps): ReactNode {
  return (
    <Dialog open={props.edit !== null} title={words.title} onClose={props.onClose}>
      {props.edit && <Panel {...props} edit={props.edit} />}
    </Dialog>
  );
}

const PARTS: readonly EditedPart[] = ['queue', 'exchange', 'binding'];

function Panel({
  edit: begun,
  prompt,
  queues,
  exchanges,
  onFocus,
}: TopologyDialogProps & { readonly edit: Partial<TopologyEdit> }): ReactNode {
  const [edit, setEdit] = useState<TopologyEdit>({ ...NO_EDIT, ...begun });
  const [answer, setAnswer] = useState('');
  const lists = useId();
  const line = topologyLine(edit);
  const { part, act } = edit;
  const change = (to: Partial<TopologyEdit>): void => setEdit({ ...edit, ...to });
  const acts: readonly EditAct[] = part === 'queue' ? ['declare', 'delete', 'purge'] : ['declare', 'delete'];
  const give = async (): Promise<void> => {
    await typeLine(prompt, `${prompt}> ${line}`);
    const lines = (await viewOnce({ view: 'transcript', linesMax: 8 }))?.lines ?? [];
    setAnswer(lines.filter(({ kind, node }) => kind === 'answer' && node === prompt).at(-1)?.text ?? words.waits);
  };
  return (
    <form
      className={styles.topology}
      onSubmit={(event) => {
        event.preventDefault();
        if (line !== '') void give();
      }}
    >
      <div className={styles.choice}>
        <Segmented
          label={words.part}
          options={PARTS.map((value) => ({ value, label: words.parts[value] }))}
          value={part}
          onChange={(to) => change({ part: to, act: act === 'purge' ? 'declare' : act, args: {} })}
        />
        <Segmented
          label={words.act}
          options={acts.map((value) => ({
            value,
            label: part === 'binding' ? words.bindingActs[value] : words.acts[value],
          }))}
          value={act}
          onChange={(to) => change({ act: to })}
        />
      </div>
      <datalist id={`${lists}-queues`}>
        {queues.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id={`${lists}-exchanges`}>
        {exchanges.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {part === 'binding' ? (
        <>
          <Field
            label={words.source}
            value={edit.source}
            list={`${lists}-exchanges`}
            onChange={(source) => change({ source })}
          />
          <Field
            label={words.destination}
            value={edit.destination}
            list={`${lists}-${edit.to}s`}
            onChange={(destination) => change({ destination })}
          />
          <Choice
            label={words.to}
            options={['queue', 'exchange']}
            value={edit.to}
            onChange={(to) => change({ to: to === 'exchange' ? to : 'queue' })}
          />
          <Field label={words.key} value={edit.key} onChange={(key) => change({ key })} />
        </>
      ) : (
        <Field label={words.name} value={edit.name} list={`${lists}-${part}s`} onChange={(name) => change({ name })} />
      )}
      {part === 'exchange' && act === 'declare' && (
        <Choice label={words.type} options={EXCHANGE_TYPES} value={edit.type} onChange={(type) => change({ type })} />
      )}
      {part !== 'binding' && act === 'declare' && (
        <Choice
          label={words.durable}
          options={['true', 'false']}
          value={String(edit.durable)}
          onChange={(durable) => change({ durable: durable === 'true' })}
        />
      )}
      {(act === 'declare' || part === 'binding') && (
        <details open={Object.values(edit.args).some((value) => value !== '')}>
          <summary>{words.args}</summary>
          {PART_ARGUMENTS[part].map((argument) => (
            <Argument
              key={argument.name}
              argument={argument}
              value={edit.args[argument.name] ?? ''}
              onChange={(value) => change({ args: { ...edit.args, [argument.name]: value } })}
            />
          ))}
        </details>
      )}
      <pre>{line === '' ? words.missing : `${prompt}> ${line}`}</pre>
      <output className={styles.answer} data-refused={answer.startsWith('***') || undefined}>
        {answer}
      </output>
      <div className={styles.buttons}>
        {onFocus && <Button onClick={onFocus}>{words.focus}</Button>}
        <Button look="primary" type="submit" disabled={line === ''}>
          {words.give}
        </Button>
      </div>
    </form>
  );
}

function Argument({
  argument: { name, type, oneOf },
  value,
  onChange,
}: {
  readonly argument: PartArgument;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  if (oneOf !== undefined || type === 'flag')
    return <Choice label={name} options={['', ...(oneOf ?? ['true', 'false'])]} value={value} onChange={onChange} />;
  return <Field label={name} value={value} number={type === 'whole'} onChange={onChange} />;
}

function Field({
  label,
  value,
  list,
  number = false,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly list?: string;
  readonly number?: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        type={number ? 'number' : 'text'}
        {...(number && { min: 0, step: 1 })}
        list={list}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function Choice({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {option === '' ? words.notGiven : option}
          </option>
        ))}
      </select>
    </label>
  );
}
