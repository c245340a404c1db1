/// <reference lib="webworker" />
import { concatBytes } from '../base/bytes.ts';
import { LIBRARY_PROGRAMS, MACHINES } from '../machines.ts';
import { dataSet, survey } from './data-set.ts';
import { HostExploration } from './exploration.ts';
import type { Lab } from './lab.ts';
import { duplicate, exportFile, importFile, rename } from './library.ts';
import './lua-source.ts';
import { type LabEnvironment, OpenError, openLab } from './open.ts';
import type { Pace } from './pace.ts';
import { exportPrograms } from './program-export.ts';
import { loadErrorView } from './programs.ts';
import type { LabCalls, Progress, StoredView } from './protocol.ts';
import { serve } from './rpc.ts';
import { openIndexedDbStore } from './session/indexed-db-store.ts';
import { webLocks } from './session/lock.ts';
import { MemoryStore } from './session/memory-store.ts';
import type { SavedStatus } from './session/saver.ts';
import { type SessionId, type SessionStore, StorageError, sessionsOf } from './session/store.ts';
import { share } from './share.ts';
import { runTrial } from './trial.ts';

/*
 * The worker: one lab behind the protocol. It has the engines, the page has the pictures.
 */

declare const self: DedicatedWorkerGlobalScope;

/** Storage where the browser gives it; else memory, and every frame says that nothing is kept. */
async function openStore(): Promise<{ store: SessionStore; refused: string | null }> {
  try {
    return { store: await openIndexedDbStore(), refused: null };
  } catch (error) {
    return { store: new MemoryStore(), refused: error instanceof StorageError ? error.message : String(error) };
  }
}

const NOT_KEPT: SavedStatus = { kind: 'unsaved', why: 'memory-only', message: 'this world is not kept' };

/** What is kept in memory alone is not saved, however well that went. */
async function keptStatus(status: SavedStatus): Promise<SavedStatus> {
  const { refused } = await storage;
  return refused === null ? status : { kind: 'unsaved', why: 'memory-only', message: refused };
}

/** Enough to recognise a file by. */
const BEGINNING_MAX = 256;

async function storedView(store: SessionStore, of: SessionId): Promise<StoredView | null> {
  const head = (await store.list()).find(({ id }) => id === of);
  if (head === undefined) return null;
  const files = (await store.readDisk(of)).map(({ node, file, bytes }) => ({
    node,
    file,
    size: bytes.length,
    beginning: bytes.slice(0, BEGINNING_MAX),
  }));
  return { savedAt: head.savedAt, files };
}

let progress: Progress | null = null;
const pace: Pace = {
  tell: (come) => {
    progress = come;
  },
  // What has arrived meanwhile is answered first.
  breathe: () => new Promise((resolve) => setTimeout(resolve)),
  clock: () => performance.now(),
};

const storage = openStore();
const locks = webLocks(self.navigator.locks);
let running: Lab | null = null;

async function environment(): Promise<LabEnvironment> {
  return {
    registry: MACHINES,
    store: (await storage).store,
    locks,
    steadyClock: () => performance.now(),
    wallClock: () => Date.now(),
    freshName: () => crypto.randomUUID().slice(0, 8),
    pace,
    hash: async (bytes) => {
      // Memory that is shared with nobody: a copy of a large file would be one too many.
      const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}

/** The crash points that are being tried. */
let exploration: HostExploration | null = null;

function explored(): HostExploration {
  if (exploration === null) throw new OpenError('no crash points are being tried');
  return exploration;
}

function lab(): Lab {
  if (running === null) throw new OpenError('no world is open');
  return running;
}

serve<LabCalls>(
  self,
  {
    async open(source) {
      try {
        const { lab: opened, opened: answer } = await openLab(source, await environment());
        running = opened;
        return answer;
      } finally {
        pace.tell(null);
      }
    },
    progress: () => progress,
    survey: (request) => survey(lab().simulation, request, pace),
    dataSet: (request) => dataSet(lab().simulation, request, pace),
    async close() {
      const last = running;
      running = null;
      await last?.saver?.flush(last.simulation, last.t);
      locks.release();
    },
    async tick({ wall }) {
      const frame = lab().tick(wall);
      return frame.saved === null ? frame : { ...frame, saved: await keptStatus(frame.saved) };
    },
    watch: (views) => lab().watch(views),
    act: ({ line }) => lab().act(line),
    play: (to) => lab().play(to?.until),
    pause: () => lab().pause(),
    speed: (speed) => lab().setSpeed(speed),
    step: (request) => lab().step(request),
    line: (step) => lab().stepLine(step),
    breakpoints: (lines) => lab().setBreakpoints(lines),
    rerun: ({ node, source }) => lab().rerun(node, source),
    checkSource: ({ source }) => loadErrorView('program.js', source),
    programs: () => LIBRARY_PROGRAMS.map(({ id, title, about, source }) => ({ id, title, about, source })),
    explore(request) {
      exploration = new HostExploration(lab().simulation, request, MACHINES, () => performance.now());
      return exploration.more();
    },
    exploreMore: () => explored().more(),
    exploreKeep: async ({ trial, title }) => importFile(await environment(), explored().file(trial), title),
    exportPrograms: ({ name }) => exportPrograms(lab().simulation, name),
    seek: (to) => ('at' in to ? lab().seekTime(to.at) : lab().seekStep(to.step)),
    skipToNext: () => lab().skipToNext(),
    fork: () => lab().fork(),
    selectBranch: ({ id }) => lab().selectBranch(id),
    stopWhen: (condition) => lab().stopWhen(condition),
    compare: (request) => lab().compare(request),
    skipToTimer: (timer) => lab().skipToTimer(timer),
    renameBranch: ({ id, name }) => lab().renameBranch(id, name),
    removeBranch: ({ id }) => lab().removeBranch(id),
    view: (request) => lab().view(request),
    trial: (request) => runTrial(request, MACHINES),
    sessions: async ({ of }) => sessionsOf(await (await storage).store.list(), of),
    stored: async ({ of }) => storedView((await storage).store, of),
    async storedFile({ of, node, file }) {
      const files = await (await storage).store.readDisk(of);
      return files.find((one) => one.node === node && one.file === file)?.bytes ?? null;
    },
    async storedLog({ of }) {
      const log = await (await storage).store.readLog(of);
      return log === null ? null : concatBytes(log);
    },
    library: async () => (await storage).store.list(),
    async rename({ id, title }) {
      await rename((await storage).store, id, title);
      if (running?.saver?.id === id) running.saver.retitle(title);
    },
    duplicate: async ({ id, title }) => duplicate(await environment(), id, title),
    exportFile: async ({ id }) => exportFile((await storage).store, id),
    importFile: async ({ bytes, title }) => importFile(await environment(), bytes, title),
    share: () => share(lab()),
    forget: async ({ id }) => (await storage).store.remove(id),
    async flush() {
      const { saver, simulation, t } = lab();
      return saver === null ? NOT_KEPT : keptStatus(await saver.flush(simulation, t));
    },
  },
  (error) => console.error(error),
);
