import { create } from 'zustand';
import type {
  ExploreProgress,
  ExploreRequest,
  LibraryProgramView,
  LineStep,
  LoadErrorView,
} from '../../engine/host/protocol.ts';
import { download } from './download.ts';
import { act, ask, notice, refresh, time } from './lab.ts';

/* What is done with the client programs of the open world. */

interface BreakpointState {
  /** Lines before which time stops, by node. */
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

export const useBreakpoints = create<BreakpointState>()(() => ({ lines: {} }));

async function setBreakpoints(lines: BreakpointState['lines']): Promise<void> {
  useBreakpoints.setState({ lines });
  await ask((lab) => lab.breakpoints(lines));
}

/** For a world that is opened: the one before had its own. */
export const forgetBreakpoints = (): Promise<void> => setBreakpoints({});

export function toggleBreakpoint(node: string, line: number): void {
  const { lines } = useBreakpoints.getState();
  const mine = lines[node] ?? [];
  const next = mine.includes(line) ? mine.filter((one) => one !== line) : [...mine, line];
  const { [node]: _before, ...others } = lines;
  void setBreakpoints(next.length === 0 ? others : { ...others, [node]: next });
}

export async function stepLine(step: LineStep): Promise<void> {
  await ask((lab) => lab.line(step));
  refresh();
}

export interface CrashCursor {
  readonly line: number;
  readonly n: number;
  readonly waiting: boolean;
}

/** Puts the crash cursor of a program somewhere, or takes it away. */
export const setCrash = (node: string, crash: CrashCursor | null): Promise<void> =>
  act(`${node}> crash ${crash === null ? 'off' : `${crash.line} ${crash.n}${crash.waiting ? ' waiting' : ''}`}`);

/** Another text from the program's start on: a branch. True when it is there. */
export async function rerun(node: string, source: string): Promise<boolean> {
  const outcome = await ask((lab) => lab.rerun({ node, source }));
  if (outcome?.ok === false) notice({ tone: 'problem', what: outcome.error });
  if (outcome?.ok === true) await time.play();
  return outcome?.ok === true;
}

export const checkSource = (source: string): Promise<LoadErrorView | null> => ask((lab) => lab.checkSource({ source }));

export const libraryPrograms = async (): Promise<readonly LibraryProgramView[]> =>
  (await ask((lab) => lab.programs(undefined))) ?? [];

/** Hands the programs of the open world out as a folder. */
export async function exportPrograms(name: string): Promise<void> {
  const zip = await ask((lab) => lab.exportPrograms({ name }));
  if (zip !== null) download(`${fileName(name)}.zip`, zip, 'application/zip');
}

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'programs';

export const beginExploring = (request: ExploreRequest): Promise<ExploreProgress | null> =>
  ask((lab) => lab.explore(request));
export const exploreMore = (): Promise<ExploreProgress | null> => ask((lab) => lab.exploreMore(undefined));

/** Keeps a run as a world of its own. Answers its session. */
export const keepTrial = (trial: number, title: string): Promise<string | null> =>
  ask((lab) => lab.exploreKeep({ trial, title }));
