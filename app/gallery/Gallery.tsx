import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { useParams } from 'wouter';
import { Inspector } from '../inspector/Inspector.tsx';
import { WhyChain } from '../inspector/WhyChain.tsx';
import { LessonPanel } from '../lesson/LessonPanel.tsx';
import { Prompt } from '../prompt/Prompt.tsx';
import type { Completion, TranscriptLine } from '../prompt/view.ts';
import type { Panel } from '../shell/Frame.tsx';
import { Frame } from '../shell/Frame.tsx';
import { BrokerStage } from '../stage/broker/BrokerStage.tsx';
import { BrokerTable } from '../stage/broker/BrokerTable.tsx';
import { FateBar } from '../stage/FateBar.tsx';
import { DurabilityLadder } from '../stage/kv/DurabilityLadder.tsx';
import { KeyGrid } from '../stage/kv/KeyGrid.tsx';
import { KeyTree } from '../stage/kv/KeyTree.tsx';
import { NodeList } from '../stage/NodeList.tsx';
import { StageBar } from '../stage/StageBar.tsx';
import { StageClock } from '../timeline/clock.ts';
import { PhoneTime } from '../timeline/PhoneTime.tsx';
import type { TimeActions } from '../timeline/TimeBar.tsx';
import { TimeBar } from '../timeline/TimeBar.tsx';
import { Notices } from '../ui/Notice.tsx';
import { PHONE, useMedia } from '../ui/use-media.ts';
import { broker, brokerFate, message, nodes, token, why } from './sample-broker.ts';
import { keyRows, kvFate, ladder, treeRows } from './sample-kv.ts';
import { step } from './sample-lesson.ts';
import { time } from './sample-time.ts';

const nothing = (): void => undefined;
const actions: TimeActions = {
  playPause: nothing,
  step: nothing,
  milestone: nothing,
  speed: nothing,
  seek: nothing,
  fork: nothing,
  branch: nothing,
  stopWhen: () => Promise.resolve(''),
  timer: nothing,
  rename: nothing,
  remove: nothing,
};

const said: readonly TranscriptLine[] = [
  { id: '1', kind: 'typed', prompt: '$', says: 'kill worker-3' },
  { id: '2', kind: 'event', says: 'connection reset: 0 requeued, 3 lost' },
  { id: '3', kind: 'typed', prompt: '$', says: 'kill worker-2' },
  { id: '4', kind: 'event', says: 'connection reset: 2 requeued' },
  { id: '5', kind: 'typed', prompt: '$', says: 'rabbitmqctl list_queues name messages consumers' },
  { id: '6', kind: 'answer', says: 'name       messages  consumers\nresize     7         1\ntranscode  0         0' },
];
const complete = async (line: string): Promise<readonly Completion[]> =>
  ['kill', 'powercut', 'start', 'publish']
    .filter((word) => word.startsWith(line))
    .map((word) => ({ line: `${word} `, label: word, help: `${word} <node>` }));

/** Frames of lesson and lab, filled with the moments of the design. */
export default function Gallery(): ReactNode {
  const { what } = useParams<{ what?: string }>();
  const phone = useMedia(PHONE);
  const [selected, setSelected] = useState<string | null>('m10');
  const [table, setTable] = useState(false);
  const [fate, setFate] = useState<string | null>(null);
  const clock = useMemo(() => {
    const still = new StageClock();
    still.stand(2_404_000);
    return still;
  }, []);
  const kv = what === 'kv';
  const slices = kv ? kvFate : brokerFate;
  const opened = slices.slices.find((slice) => slice.fate === fate);
  const panels: [Panel, ...Panel[]] = [
    {
      id: 'world',
      label: 'World',
      icon: 'server',
      content:
        what === 'lesson' ? (
          <LessonPanel
            step={step}
            actions={{
              answer: nothing,
              perform: nothing,
              next: nothing,
              back: nothing,
              hint: nothing,
              restart: nothing,
              other: nothing,
              select: setSelected,
            }}
          />
        ) : (
          <div style={{ display: 'grid', gridTemplateRows: 'auto minmax(0,1fr)', minHeight: 0, paddingTop: 12 }}>
            <NodeList nodes={nodes} selected="worker-1" onSelect={nothing} onStop={nothing} onStart={nothing} />
            {kv && <KeyTree rows={treeRows} selected="board:weekly" onToggle={nothing} onSelect={nothing} />}
          </div>
        ),
    },
    {
      id: 'inspector',
      label: kv ? 'Durability' : 'Inspector',
      icon: 'see',
      content: kv ? (
        <DurabilityLadder view={ladder} selected={selected} onSelect={setSelected} />
      ) : (
        <Inspector view={message} open={[]} onAsk={nothing} onGo={nothing}>
          <WhyChain why={why} onGo={nothing} />
        </Inspector>
      ),
    },
    {
      id: 'prompt',
      label: 'Prompt',
      icon: 'chevron',
      content: <Prompt prompt={kv ? 'redis-1>' : '$'} lines={said} onEnter={nothing} complete={complete} />,
    },
  ];
  return (
    <>
      <Frame
        kind={kv ? 'lab' : 'lesson'}
        panels={panels}
        stage={
          kv ? (
            <KeyGrid rows={keyRows} selected="board:weekly" onSelect={nothing} />
          ) : (
            <StageBar legend={broker.legend} table={table} onTable={setTable}>
              {table ? (
                <BrokerTable view={broker} onSelect={setSelected} />
              ) : (
                <BrokerStage view={broker} clock={clock} selected={selected} onSelect={setSelected} />
              )}
            </StageBar>
          )
        }
        fate={
          <FateBar
            fate={slices}
            open={
              opened
                ? {
                    state: opened.state,
                    tokens: Array.from({ length: opened.count }, (_, i) => token(i + 1, opened.state, 1)),
                    total: opened.count,
                  }
                : null
            }
            onOpen={(state) => setFate(slices.slices.find((slice) => slice.state === state)?.fate ?? null)}
            onSelect={setSelected}
          />
        }
        time={
          phone ? (
            <PhoneTime view={time} clock={clock} actions={actions} />
          ) : (
            <TimeBar view={time} clock={clock} actions={actions} />
          )
        }
      />
      {what === 'notices' && (
        <Notices
          notices={[
            {
              id: '1',
              tone: 'problem',
              what: 'OOM command not allowed when used memory > maxmemory',
              next: 'Delete keys, or raise maxmemory with CONFIG SET.',
            },
            { id: '2', tone: 'plain', what: 'A copy of this session was opened' },
          ]}
          onDismiss={nothing}
        />
      )}
    </>
  );
}
