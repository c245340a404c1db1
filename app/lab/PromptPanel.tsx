import type { ReactNode, Ref } from 'react';
import { useMemo } from 'react';
import type { TranscriptLine as HostLine } from '../../engine/host/protocol.ts';
import type { PromptHandle } from '../prompt/Prompt.tsx';
import { Prompt } from '../prompt/Prompt.tsx';
import type { Completion, TranscriptLine } from '../prompt/view.ts';
import { typeLine, viewOnce } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { seconds } from '../text/words.ts';

/** Lines that are for the world and not for the client at whose prompt they were typed. */
const WORLD_VERBS = new Set([
  'kill',
  'power-cut',
  'start',
  'partition',
  'heal',
  'drop',
  'delay',
  'lose',
  'hold',
  'release',
  'chaos',
  'configure',
]);

/** A line typed at a prompt as the script language has it. */
export function scriptLine(node: string, line: string): string {
  const verb = line.trim().split(/\s+/, 1)[0] ?? '';
  const addressed = /^[^\s>]+> /.test(line);
  return WORLD_VERBS.has(verb) || addressed ? line.trim() : `${node}> ${line}`;
}

const lineOf = ({ seq, at, node, kind, text }: HostLine): TranscriptLine => ({
  id: String(seq),
  kind: kind === 'answer' && text.startsWith('(error)') ? 'error' : kind,
  prompt: kind === 'typed' && node !== '' ? `${node}>` : undefined,
  says: kind === 'event' ? `${seconds(at)}  ${node} ${text}` : text,
});

/** The prompt of one client of the world, with all that was typed and answered. */
export function PromptPanel({
  node,
  ref,
}: {
  readonly node: string;
  readonly ref?: Ref<PromptHandle> | undefined;
}): ReactNode {
  const transcript = useView({ view: 'transcript' });
  const lines = useMemo(() => (transcript?.lines ?? []).map(lineOf), [transcript]);
  const complete = async (line: string): Promise<readonly Completion[]> =>
    (await viewOnce({ view: 'completions', node, text: line })) ?? [];
  return (
    <Prompt
      ref={ref}
      prompt={`${node}>`}
      lines={lines}
      complete={complete}
      onEnter={(line) => void typeLine(node, scriptLine(node, line))}
    />
  );
}
