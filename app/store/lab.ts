import { create } from 'zustand';
import type { LabClient, LabDeath } from '../../engine/host/client.ts';
import { connectLab } from '../../engine/host/client.ts';
import type {
  LabFrame,
  Opened,
  OpenSource,
  StepRequest,
  TrialRequest,
  TrialView,
  ViewAnswers,
  ViewRequest,
} from '../../engine/host/protocol.ts';
import { text } from '../text/text.ts';
import { bytes } from '../text/words.ts';
import { StageClock } from '../timeline/clock.ts';
import type { NoticeView } from '../ui/Notice.tsx';
import { copyHere, rememberCopy } from './copies.ts';
import { pageTimers } from './page-timers.ts';

/*
 * The page's side of one running world. Asks the worker for a tick in each animation frame while time moves, and once
 * after everything that was done while it stands; puts what comes back where components look. Nothing in here decides
 * what happens.
 */

export type LabPhase =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly opened: Opened }
  /** It could not be opened, in words for the visitor. `unread`: because this session is stored and cannot be read. */
  | { readonly kind: 'refused'; readonly why: string; readonly unread: string | null }
  /** The worker is gone; what was saved is there. */
  | { readonly kind: 'dead'; readonly death: LabDeath };

interface LabState {
  readonly phase: LabPhase;
  /** Without the views, which are kept apart. */
  readonly frame: LabFrame | null;
  /** The latest answer to every watched request, by its name. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** What the last step did, for the live region and the clock. */
  readonly says: string;
  readonly notices: readonly NoticeView[];
}

export const useLab = create<LabState>()(() => ({
  phase: { kind: 'closed' },
  frame: null,
  answers: {},
  says: '',
  notices: [],
}));
const set = useLab.setState;

/** The one clock of the stage. */
export const clock = new StageClock();

let client: LabClient | null = null;
/** What the screen wants to be open; what is done to begin it otherwise concerns one opening only. */
let source: Kept | null = null;
/** The last world is being closed: what it has not saved yet is, and then another may write its session. */
let closing: Promise<void> = Promise.resolve();
let turn = 0;
let ticking = false;
let wanted = false;
let frameRequested = false;
const watched = new Map<string, { readonly request: ViewRequest; users: number }>();
let watchChanged = false;

/** How a request is named between page and worker. */
export const nameOf = (request: ViewRequest): string => JSON.stringify(request);

/** A world that a screen opens: one it names or brings along. */
export type Kept = Exclude<OpenSource, { readonly kind: 'disks' }>;

/** Opens a world in a worker of its own; the one before it ends. */
export async function openWorld(from: Kept): Promise<void> {
  source = from;
  const copy = from.session === null ? null : copyHere(from.session);
  await start(copy === null ? from : exactly(from, copy));
}

/** The same world, and of what is kept of it exactly that session. */
function exactly(from: Kept, session: string): Kept {
  return from.kind === 'saved' || from.kind === 'link' ? { ...from, session } : { ...from, session, exact: true };
}

async function start(from: OpenSource): Promise<void> {
  closeWorld();
  const mineTurn = ++turn;
  set({ phase: { kind: 'opening' }, frame: null, answers: {}, says: '', notices: [] });
  await closing;
  if (mineTurn !== turn) return;
  const worker = new Worker(new URL('../../engine/host/worker.ts', import.meta.url), { type: 'module', name: 'lab' });
  const mine = connectLab(worker, (death) => died(mine, death), pageTimers);
  client = mine;
  try {
    const opened = await mine.lab.open(from);
    if (client !== mine) return;
    if (source?.session) rememberCopy(source.session, opened.copyOf === null ? null : opened.session);
    // What files began is from now on the session that they became.
    if (from.kind === 'dump' && opened.session !== null) source = { kind: 'saved', session: opened.session };
    set({ phase: { kind: 'open', opened } });
    watchChanged = true;
    if (opened.forkedFrom !== null) notice({ tone: 'plain', what: text.notices.forked, next: text.notices.forkedNext });
    if (from.kind === 'disks') await tellBooted(mine, from.of);
    askTick();
  } catch (error) {
    const unread = error instanceof Error && error.name === 'SavedSessionError' ? await sessionMeant(mine, from) : null;
    if (client === mine && useLab.getState().phase.kind === 'opening')
      set({ phase: { kind: 'refused', why: wordsOf(error), unread } });
  }
}

/** Says from what the machines booted, and how to go back. */
async function tellBooted({ lab }: LabClient, of: string): Promise<void> {
  const files = (await lab.stored({ of }))?.files ?? [];
  const size = files.reduce((sum, file) => sum + file.size, 0);
  notice({
    tone: 'plain',
    what: text.stored.booted(bytes(size), files.length),
    next: text.stored.bootedNext,
    action: { label: text.stored.back, run: () => void openSession(of) },
  });
}

/** The stored session that an opening was about. */
async function sessionMeant({ lab }: LabClient, from: OpenSource): Promise<string | null> {
  if (from.kind === 'disks') return from.of;
  if (from.session === null) return null;
  const named = from.kind === 'saved' || from.kind === 'link';
  if (!named && from.exact === true) return from.session;
  try {
    const [meant] = await lab.sessions({ of: from.session });
    return meant?.id ?? null;
  } catch {
    return null; // Storage broke down meanwhile: there is nothing to offer.
  }
}

/** Opens the same world again: from what was saved, or from its beginning. */
export async function reopenWorld(anew: boolean): Promise<void> {
  if (!source) return;
  const copy = source.session === null ? null : copyHere(source.session);
  await start({ ...(copy === null ? source : exactly(source, copy)), anew });
}

/** Begins the world beside what is stored under its name, which stays. */
export async function beginBeside(): Promise<void> {
  if (source?.kind === 'world' || source?.kind === 'spec') await start({ ...source, beside: true });
}

/** Goes on with another session that is stored of the same world. */
export async function openSession(id: string): Promise<void> {
  if (source) await start(exactly(source, id));
}

/** Boots the machines of a stored session from its disks, beside it. */
export async function bootStored(of: string): Promise<void> {
  if (source?.session) await start({ kind: 'disks', of, session: source.session });
}

/** The name under which the open world is kept. */
export const keptName = (): string | null => source?.session ?? null;

/** Asks the worker for what is not part of any picture. Null when there is none to ask, or it could not answer. */
export async function ask<Answer>(call: (lab: LabClient['lab']) => Promise<Answer>): Promise<Answer | null> {
  const mine = client;
  if (!mine) return null;
  try {
    return await call(mine.lab);
  } catch (error) {
    if (client === mine) notice({ tone: 'problem', what: wordsOf(error) });
    return null;
  }
}

/** Saves now, whatever failed before, and shows how that went. */
export async function saveNow(): Promise<void> {
  await ask((lab) => lab.flush(undefined));
  askTick();
}

/** How long a closing world may take to save its last steps. */
const CLOSE_MAX = 1000;

export function closeWorld(): void {
  const last = client;
  client = null;
  ticking = false;
  turn++;
  set({ phase: { kind: 'closed' } });
  if (last === null) return;
  const saved = last.lab.close(undefined).catch(() => undefined);
  const longEnough = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MAX));
  closing = Promise.race([saved, longEnough]).then(() => last.close());
}

function died(who: LabClient, death: LabDeath): void {
  if (client !== who) return;
  client = null;
  ticking = false;
  clock.stand(clock.now());
  set({ phase: { kind: 'dead', death } });
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let lastNotice = 0;
export function notice(what: Omit<NoticeView, 'id'>): void {
  const id = String(++lastNotice);
  set(({ notices }) => ({ notices: [...notices.filter((old) => old.what !== what.what), { ...what, id }].slice(-3) }));
}
export function dismiss(id: string): void {
  set(({ notices }) => ({ notices: notices.filter((one) => one.id !== id) }));
}

/* --- ticks --- */

/** Asks for a tick in the next animation frame. A tab that is not shown gets none, and its world stands still. */
function askTick(): void {
  wanted = true;
  if (frameRequested) return;
  frameRequested = true;
  requestAnimationFrame(() => {
    frameRequested = false;
    void tick();
  });
}

/** Asks for the present again, where something was done that no tick has shown yet. */
export const refresh = (): void => askTick();

/** Milliseconds after which a world that stands still gives its worker another chance to save. */
const SAVE_AGAIN_AFTER = 5100;
let later: ReturnType<typeof setTimeout> | undefined;

function askTickLater(): void {
  clearTimeout(later);
  later = setTimeout(askTick, SAVE_AGAIN_AFTER);
}

async function tick(): Promise<void> {
  const mine = client;
  if (!mine || ticking || useLab.getState().phase.kind !== 'open') return;
  ticking = true;
  wanted = false;
  try {
    if (watchChanged) {
      watchChanged = false;
      await mine.lab.watch(Object.fromEntries([...watched].map(([name, { request }]) => [name, request])));
    }
    const frame = await mine.lab.tick({ wall: performance.now() });
    if (client === mine) show(frame);
  } catch (error) {
    if (client === mine) notice({ tone: 'problem', what: wordsOf(error), next: text.notices.tickNext });
  } finally {
    if (client === mine) {
      ticking = false;
      const { frame } = useLab.getState();
      if (wanted || frame?.playing || frame?.saved?.kind === 'saving') askTick();
      else if (frame?.saved?.kind === 'unsaved' && frame.saved.why !== 'memory-only') askTickLater();
    }
  }
}

function show(frame: LabFrame): void {
  if (frame.playing)
    clock.run(
      frame.t,
      frame.speed,
      Math.max(frame.t, Math.min(frame.nextAt ?? frame.t, frame.t + frame.speed * 100_000)),
    );
  else clock.stand(frame.t);
  const fresh = Object.keys(frame.views).length > 0;
  const said = frame.sentences[frame.sentences.length - 1];
  set((before) => ({
    frame,
    answers: fresh ? { ...before.answers, ...frame.views } : before.answers,
    says: frame.stopped !== '' && !frame.playing ? frame.stopped : (said ?? before.says),
  }));
}

/* --- what screens want to see --- */

/** Keeps a view open while somebody uses it. Returns how to close it. */
export function watchView(request: ViewRequest): () => void {
  const name = nameOf(request);
  const entry = watched.get(name);
  if (entry) entry.users++;
  else {
    watched.set(name, { request, users: 1 });
    watchChanged = true;
    askTick();
  }
  return () => {
    const used = watched.get(name);
    if (!used || --used.users > 0) return;
    watched.delete(name);
    watchChanged = true;
    set(({ answers }) => {
      const { [name]: _closed, ...rest } = answers;
      return { answers: rest };
    });
  };
}

/** One answer, now. */
export async function viewOnce<Kind extends ViewRequest['view']>(
  request: ViewRequest & { readonly view: Kind },
): Promise<ViewAnswers[Kind] | null> {
  try {
    // The protocol answers each kind of request with its own view.
    return client ? ((await client.lab.view(request)) as ViewAnswers[Kind]) : null;
  } catch {
    return null; // A world that was closed meanwhile has nothing to show.
  }
}

/** Performs lines in a world of its own, beside the open one, and judges its end; null when no worker is there to do it. */
export async function runTrial(request: TrialRequest): Promise<TrialView | null> {
  try {
    return client ? await client.lab.trial(request) : null;
  } catch (error) {
    notice({ tone: 'problem', what: wordsOf(error) });
    return null;
  }
}

/* --- what visitors do --- */

/** Why nothing can be done yet; null when all can. */
let held: string | null = null;

/** Whether time stands until it is let pass, also after something was done to a world at rest. */
let standing = false;

/** For a lesson: nothing happens while its reader reads. */
export function standStill(on: boolean): void {
  standing = on;
}

/** Holds the world: whatever is tried, this is answered. For a lesson, until its reader has committed to an answer. */
export function holdWorld(why: string | null): void {
  held = why;
}

async function run(call: (lab: LabClient['lab']) => Promise<unknown>): Promise<void> {
  const mine = client;
  if (!mine) return;
  if (held !== null) {
    notice({ tone: 'plain', what: held });
    return;
  }
  try {
    await call(mine.lab);
  } catch (error) {
    if (client === mine) notice({ tone: 'problem', what: wordsOf(error) });
  }
  askTick();
}

/** Does one line of the script language; says why when it cannot be. */
export async function act(line: string): Promise<void> {
  await run(async (lab) => {
    if (standing && useLab.getState().frame?.playing === false) await lab.pause(undefined);
    const outcome = await lab.act({ line });
    if (!outcome.ok) notice({ tone: 'problem', what: outcome.error });
  });
}

/** How many steps a typed line may take to be answered before the page stops waiting for it. */
const ANSWER_STEPS_MAX = 200;

/**
 * Does a line that was typed at a prompt. While time stands still it goes on exactly until the answer is there: whoever
 * types wants to read it, and what is due afterwards stays due.
 */
export async function typeLine(node: string, line: string): Promise<void> {
  const mine = client;
  const stands = useLab.getState().frame?.playing === false;
  const lastSeq = async (): Promise<number> =>
    (await viewOnce({ view: 'transcript', linesMax: 1 }))?.lines[0]?.seq ?? 0;
  const before = await lastSeq();
  await act(line);
  if (!stands || !line.startsWith(`${node}> `)) return;
  let at = -1;
  for (let step = 0; step < ANSWER_STEPS_MAX && client === mine; step++) {
    await time.step('worth-seeing', false);
    const answer = (await viewOnce({ view: 'transcript', linesMax: 8 }))?.lines.find(
      (one) => one.kind === 'answer' && one.node === node && one.seq > before,
    );
    const now = (await viewOnce({ view: 'timeline', bins: 1 }))?.step ?? at;
    // Where nothing is left to happen, nobody will answer.
    if (answer || now === at) return;
    at = now;
  }
}

/** Wall seconds that a stretch of time takes when it is watched. */
const PASS_SECONDS = 1.5;

/** Plays up to a time in a fixed while, whatever its length. Comes back when playing has ended, for whatever reason. */
async function playUntil(until: number, micros: number, speed: number): Promise<void> {
  await run((lab) => lab.speed(Math.min(micros / 1_000_000 / PASS_SECONDS, 100)));
  await run((lab) => lab.play({ until }));
  await new Promise<void>((resolve) => {
    const stop = useLab.subscribe(({ frame, phase }, before) => {
      if (frame === before.frame && phase === before.phase) return;
      if (phase.kind === 'open' && (frame === null || frame.playing)) return;
      stop();
      resolve();
    });
    askTick();
  });
  await run((lab) => lab.speed(speed));
}

export const time = {
  playPause: (): Promise<void> =>
    run((lab) => (useLab.getState().frame?.playing ? lab.pause(undefined) : lab.play(undefined))),
  play: (): Promise<void> => run((lab) => lab.play(undefined)),
  /** Lets so many microseconds pass: to be watched where motion is welcome, at once where it is not. */
  pass: async (micros: number, watched: boolean): Promise<void> => {
    const { frame } = useLab.getState();
    if (!frame) return;
    // The frame at hand may be older than what was just done; the worker knows the time.
    const until = ((await viewOnce({ view: 'clock' })) ?? frame.t) + micros;
    if (watched) await playUntil(until, micros, frame.speed);
    const now = useLab.getState().frame;
    // Playing ends early where nothing is left to happen; time goes on all the same.
    if (now && now.t < until && (!watched || now.nextAt === null)) await time.seekAt(until);
  },
  step: (to: StepRequest['to'], back: boolean): Promise<void> => run((lab) => lab.step({ to, back })),
  speed: (speed: number): Promise<void> => run((lab) => lab.speed(speed)),
  seekAt: (at: number): Promise<void> => run((lab) => lab.seek({ at })),
  seekStep: (step: number): Promise<void> => run((lab) => lab.seek({ step })),
  skipToNext: (): Promise<void> => run((lab) => lab.skipToNext(undefined)),
  fork: (): Promise<void> => run((lab) => lab.fork(undefined)),
  branch: (id: number): Promise<void> => run((lab) => lab.selectBranch({ id })),
  /** Says what is wrong with a condition; '' when nothing is. */
  stopWhen: async (condition: string | null): Promise<string> => {
    let wrong = '';
    await run(async (lab) => {
      const outcome = await lab.stopWhen(condition);
      if (!outcome.ok) wrong = outcome.error;
    });
    return wrong;
  },
  /** To that timer, or the next that is not routine. */
  skipToTimer: (timer: { readonly node: string; readonly name: string } | null): Promise<void> =>
    run(async (lab) => {
      const outcome = await lab.skipToTimer(timer);
      if (!outcome.ok) notice({ tone: 'plain', what: outcome.error });
    }),
  renameBranch: (id: number, name: string): Promise<void> => run((lab) => lab.renameBranch({ id, name })),
  removeBranch: (id: number): Promise<void> => run((lab) => lab.removeBranch({ id })),
};

// What is not saved yet is saved before the page may go away.
if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void client?.lab.flush(undefined).catch(() => undefined);
    else askTick();
  });
}
