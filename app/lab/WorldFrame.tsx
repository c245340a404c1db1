import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { NodeView } from '../../engine/scene/views.ts';
import { Compared, type SideName } from '../compare/Compared.tsx';
import { CompareInspector } from '../compare/CompareInspector.tsx';
import { useKeys } from '../keys/use-keys.ts';
import type { PromptHandle } from '../prompt/Prompt.tsx';
import type { Panel } from '../shell/Frame.tsx';
import { Frame } from '../shell/Frame.tsx';
import { type StageHead, StageHeadContext } from '../stage/stage-head.ts';
import { useComparison } from '../store/compare.ts';
import { dismiss, useLab } from '../store/lab.ts';
import { forgetBreakpoints } from '../store/programs.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { PhoneTime } from '../timeline/PhoneTime.tsx';
import { TimeBar } from '../timeline/TimeBar.tsx';
import { LiveRegion } from '../ui/LiveRegion.tsx';
import { Notices } from '../ui/Notice.tsx';
import { PHONE, useMedia } from '../ui/use-media.ts';
import { BrokerPanel } from './BrokerPanel.tsx';
import { FatePanel } from './FatePanel.tsx';
import { InspectPanel } from './InspectPanel.tsx';
import { KvPanel } from './KvPanel.tsx';
import { LanesPanel } from './LanesPanel.tsx';
import { ProgramPanel } from './ProgramPanel.tsx';
import { PromptPanel } from './PromptPanel.tsx';
import { StageTools } from './StageTools.tsx';
import { useStops, useTime } from './use-time.ts';

/** What the left column is given: the nodes and how to stop and start them. */
export interface WorldControls {
  readonly nodes: readonly NodeView[];
  readonly selectedNode: string | null;
  readonly selectNode: (id: string) => void;
  readonly stop: (id: string, how: 'kill' | 'powerCut') => void;
  readonly start: (id: string) => void;
  /** Shows a thing in the inspector and goes there. */
  readonly select: (id: string) => void;
  /** Shows it there for those who look. */
  readonly show: (id: string) => void;
}

/** A panel that is read: the left column, or a tab where there is room for one. */
export type ReadPanel = Omit<Panel, 'content'> & { readonly content: (controls: WorldControls) => ReactNode };

interface WorldFrameProps {
  readonly kind: 'lesson' | 'lab';
  readonly name: string;
  /** The name of the screen, where the left column does not say it. */
  readonly heading?: string;
  /** Begins with the survey of all keys. */
  readonly survey?: boolean;
  /** The left column; more than one where each is a tab. */
  readonly reads: ReadPanel | readonly [ReadPanel, ...ReadPanel[]];
  /** The tab to be at; a change of it goes there. */
  readonly tab?: string | undefined;
}

const NONE: readonly NodeView[] = [];

/** What is shown in the inspector, and of which of two compared worlds. */
interface Selected {
  readonly id: string;
  readonly side: SideName;
}

/** An open world on the screen of lesson and lab: the stage of its server, fates, inspector, prompt, time. */
export function WorldFrame({ kind, name, heading, survey = false, reads, tab }: WorldFrameProps): ReactNode {
  const nodes = useView({ view: 'nodes' })?.nodes ?? NONE;
  const servers = nodes.filter((node) => node.kind === 'broker' || node.kind === 'server');
  // The server on the stage: the one that was chosen last. Choosing a client leaves it there.
  const [staged, setStaged] = useState<string | null>(null);
  const main = servers.find((node) => node.id === staged) ?? servers[0];
  // So with the program whose source is shown.
  const programs = nodes.filter((node) => node.machine === 'program').map((node) => node.id);
  const [sourceOf, setSourceOf] = useState<string | null>(null);
  const shownProgram = programs.find((id) => id === sourceOf) ?? programs[0];
  const [chosenNode, setChosenNode] = useState<string | null>(null);
  const choose = (id: string): void => {
    setChosenNode(id);
    if (servers.some((node) => node.id === id)) setStaged(id);
    if (programs.includes(id)) setSourceOf(id);
  };
  const [selected, setSelected] = useState<Selected | null>(null);
  const comparison = useComparison((state) => state.comparison);
  const [firstRead, ...moreReads] = 'id' in reads ? [reads] : reads;
  const [panel, setPanel] = useState(tab ?? firstRead.id);
  const [followed, setFollowed] = useState(tab);
  if (tab !== followed) {
    setFollowed(tab);
    setPanel(tab ?? firstRead.id);
  }
  const selectedNode = chosenNode ?? main?.id ?? null;
  // Breakpoints are of the world that was open.
  useEffect(() => () => void forgetBreakpoints(), []);
  const prompt = useRef<PromptHandle>(null);
  const phone = useMedia(PHONE);
  const [lanes, setLanes] = useState(false);
  const head: StageHead = { toLanes: () => setLanes(true), tools: <StageTools world={name} /> };
  const time = useTime(name);
  const stops = useStops(selectedNode);
  const { says, notices } = useLab();
  // A load generator is a client too, but nobody can type at it.
  const prompts = nodes.filter((node) => node.machine.endsWith('-prompt'));
  const promptNode = prompts.find((node) => node.id === selectedNode) ?? prompts[0];

  useKeys({
    prompt: () => {
      // At once: the next key is already meant for the prompt.
      flushSync(() => setPanel('prompt'));
      prompt.current?.focus();
    },
    lanes: () => setLanes((on) => !on),
  });
  const select = (id: string, side: SideName = 'one'): void => {
    if (nodes.some((node) => node.id === id)) choose(id);
    setSelected({ id, side });
    setPanel('inspect');
  };
  const inspect = (id: string | null): void =>
    setSelected((before) => (id === null ? null : { id, side: before?.side ?? 'one' }));
  const controls: WorldControls = {
    nodes,
    selectedNode,
    selectNode: choose,
    stop: stops.stop,
    start: stops.start,
    select,
    show: (id) => setSelected({ id, side: 'one' }),
  };
  const read = (panel: ReadPanel): Panel => ({ ...panel, content: panel.content(controls) });
  const panels: [Panel, ...Panel[]] = [
    read(firstRead),
    ...moreReads.map(read),
    ...(shownProgram === undefined
      ? []
      : [
          {
            id: 'program',
            label: text.programs.panel,
            icon: 'file' as const,
            content: <ProgramPanel node={shownProgram} nodes={programs} onNode={choose} world={name} />,
          },
        ]),
    {
      id: 'inspect',
      label: comparison ? text.compare.title : main?.kind === 'server' ? text.ladder.title : text.inspector.label,
      icon: 'see',
      content:
        comparison && main ? (
          <CompareInspector main={main} selected={selected} onSelect={select} onInspect={inspect} />
        ) : (
          <InspectPanel main={main} nodes={nodes} selected={selected?.id ?? null} onSelect={inspect} />
        ),
    },
  ];
  if (promptNode)
    panels.push({
      id: 'prompt',
      label: text.lab.prompt,
      icon: 'keys',
      content: <PromptPanel ref={prompt} node={promptNode.id} />,
    });
  return (
    <>
      <Frame
        kind={kind}
        heading={heading}
        panels={panels}
        open={panel}
        onOpen={setPanel}
        stage={
          <StageHeadContext value={head}>
            {main && comparison ? (
              <Compared main={main} line={comparison.line} selected={selected} onSelect={select} />
            ) : lanes ? (
              <LanesPanel
                nodes={nodes}
                selected={selected?.id ?? null}
                onSelect={select}
                onStage={() => setLanes(false)}
              />
            ) : main?.kind === 'broker' ? (
              <BrokerPanel
                node={main.id}
                selected={selected?.id ?? null}
                onSelect={select}
                prompt={prompts.find(({ machine }) => machine === 'broker-prompt')?.id ?? null}
              />
            ) : (
              main && <KvPanel node={main.id} survey={survey} onSelect={select} />
            )}
          </StageHeadContext>
        }
        fate={main && !comparison && <FatePanel node={main.id} onSelect={select} />}
        time={
          time.view &&
          (phone ? (
            <PhoneTime view={time.view} clock={time.clock} actions={time.actions} />
          ) : (
            <TimeBar view={time.view} clock={time.clock} actions={time.actions} />
          ))
        }
      />
      <LiveRegion says={says} />
      <Notices notices={notices} onDismiss={dismiss} />
    </>
  );
}
