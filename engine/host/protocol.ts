import type { ProgramStatus } from '../clients/views.ts';
import type { SurveyView } from '../kv/views.ts';
import type { DifferencesView } from '../scene/differences.ts';
import type {
  BrokerView,
  BrokerWindow,
  FateBarView,
  FateListView,
  FrameDetailView,
  FrameView,
  InspectorView,
  KvView,
  LaneKind,
  LanesView,
  LoopView,
  NodesView,
  TimelineView,
  WhyView,
} from '../scene/views.ts';
import type { Fact } from '../sim/facts.ts';
import type { Micros, NodeId, Seq } from '../sim/machine.ts';
import type { CompareRequest } from './comparison.ts';
import type { FieldSpan } from './frame-bytes.ts';
import type { Quoted } from './readings.ts';
import type { SavedStatus } from './session/saver.ts';
import type { SessionHead, SessionId } from './session/store.ts';

export type {
  EvictionMeasure,
  KeyRow,
  KvQuery,
  KvView as KvAnswer,
  MemoryView,
  ReplicationView,
  SkiplistNode,
  StructureView,
  SurveyView,
  TreeRow,
} from '../kv/views.ts';
export type { CompareRequest } from './comparison.ts';
export type { FieldSpan } from './frame-bytes.ts';
export type { SavedStatus } from './session/saver.ts';
export type { SessionHead } from './session/store.ts';

/*
 * What page and worker say to each other: one table of calls, both ends derived from it (rpc.ts). The page asks for a
 * tick in each animation frame and gets what its open views need at the new present; it never gets the world.
 */

export type LabCalls = {
  /**
   * Begins or resumes a world. Rejects in words for the visitor: with SavedSessionError when what is saved cannot be
   * read (it stays as it is), with OpenError for anything else.
   */
  readonly open: readonly [OpenSource, Opened];
  /** How far what takes long has come, be it opening or a survey; null while nothing does. */
  readonly progress: readonly [undefined, Progress | null];
  /**
   * Looks at every key of a server under a prefix, as it stands at the step shown, and answers when it has seen all. The
   * next one begun ends it, and it then answers null; so does a node that is no Redis server, or not up.
   */
  readonly survey: readonly [
    { readonly node: NodeId; readonly db: number; readonly prefix: string },
    SurveyView | null,
  ];
  /** What a Redis server holds at the step shown, as a file that redis-server starts from; null when it is not up. */
  readonly dataSet: readonly [{ readonly node: NodeId; readonly format: 'rdb' | 'aof' }, Blob | null];
  /** Saves what is not yet saved and gives the session up, so that whoever opens it next may write it. */
  readonly close: readonly [undefined, void];
  /** Moves the present as far as the clock allows and answers with what the watched views show there. */
  readonly tick: readonly [TickRequest, LabFrame];
  /** Which views are open, by a name of the page's choosing; in force from the next tick on. */
  readonly watch: readonly [Readonly<Record<string, ViewRequest>>, void];
  /** One line of the script language, done at the present: an action, or `chaos`. */
  readonly act: readonly [{ readonly line: string }, ActOutcome];
  /** Lets time run; with `until`, to that time and not beyond. */
  readonly play: readonly [{ readonly until: Micros } | undefined, void];
  readonly pause: readonly [undefined, void];
  readonly speed: readonly [number, void];
  /** Goes one step: to the next (or last) thing worth seeing, fact, or milestone. Pauses. */
  readonly step: readonly [StepRequest, void];
  /** To the next (or last) line of a program: the next one, the next in a call of it, the next after this call. Pauses. */
  readonly line: readonly [LineStep, void];
  /** Before which lines time stops by itself, by program. */
  readonly breakpoints: readonly [Readonly<Record<NodeId, readonly number[]>>, void];
  /** Goes to the last start of a program and puts another text there, which makes a branch. Pauses. */
  readonly rerun: readonly [{ readonly node: NodeId; readonly source: string }, ActOutcome];
  /** Why a text is no program that could be loaded; null when it is one. */
  readonly checkSource: readonly [{ readonly source: string }, LoadErrorView | null];
  /** The programs to choose from. */
  readonly programs: readonly [undefined, readonly LibraryProgramView[]];
  /** Begins to run the open world, from its beginning, for every crash point of a program. */
  readonly explore: readonly [ExploreRequest, ExploreProgress];
  /** Goes on with that for a moment. Whoever does not ask again has cancelled it. */
  readonly exploreMore: readonly [undefined, ExploreProgress];
  /** Keeps one of the runs as a world, and answers its session. */
  readonly exploreKeep: readonly [{ readonly trial: number; readonly title: string }, SessionId];
  /** The programs of the open world as a folder that runs on Node against the real servers: a zip file. */
  readonly exportPrograms: readonly [{ readonly name: string }, Uint8Array];
  /** Goes to a time or a step, and pauses. Within known history; beyond the head it runs on. */
  readonly seek: readonly [{ readonly at: Micros } | { readonly step: number }, void];
  /** Runs on to the next thing that is due: a timer, an arrival. Pauses. */
  readonly skipToNext: readonly [undefined, void];
  readonly fork: readonly [undefined, void];
  readonly selectBranch: readonly [{ readonly id: number }, void];
  /** When playing is to stop by itself: a condition of the script language, in force from now on; null for never. */
  readonly stopWhen: readonly [string | null, ActOutcome];
  /** Runs on to a timer: that one, or the next that is not mere routine. Pauses. */
  readonly skipToTimer: readonly [{ readonly node: NodeId; readonly name: string } | null, ActOutcome];
  readonly renameBranch: readonly [{ readonly id: number; readonly name: string }, void];
  /** Gives a branch up; what branched off from it stays. The first one stays too. */
  readonly removeBranch: readonly [{ readonly id: number }, void];
  /**
   * Puts another world beside the open one, on the same clock; null ends that. What is done is then done to both, and
   * views are asked of the other by `side`. Answers what is different there, as a line of the script language.
   */
  readonly compare: readonly [CompareRequest | null, string];
  /** One answer, now, at the present. */
  readonly view: readonly [ViewRequest, unknown];
  /** Performs a script in a world of its own, beside the one that is open, and judges its end. */
  readonly trial: readonly [TrialRequest, TrialView];
  /** What is kept under a name: the session it means first, then the others and the copies, newest first. */
  readonly sessions: readonly [{ readonly of: SessionId }, readonly SessionHead[]];
  /** What this browser holds of the disks of a session; null when it holds no such session. */
  readonly stored: readonly [{ readonly of: SessionId }, StoredView | null];
  /** One of these files, whole. */
  readonly storedFile: readonly [
    { readonly of: SessionId; readonly node: NodeId; readonly file: string },
    Uint8Array | null,
  ];
  /** The log of a session as it is stored, readable or not. */
  readonly storedLog: readonly [{ readonly of: SessionId }, Uint8Array | null];
  /** Every session of this browser, newest first. */
  readonly library: readonly [undefined, readonly SessionHead[]];
  readonly rename: readonly [{ readonly id: SessionId; readonly title: string }, void];
  /** A second session like the first, under a title of its own. Answers its id. */
  readonly duplicate: readonly [{ readonly id: SessionId; readonly title: string }, SessionId];
  /** A session as a file: what `importFile` and every other browser can read. */
  readonly exportFile: readonly [{ readonly id: SessionId }, Uint8Array];
  /** Keeps what a file holds as a session of its own. Rejects with SavedSessionError when it is none. */
  readonly importFile: readonly [{ readonly bytes: Uint8Array; readonly title: string }, SessionId];
  /** The open world, exactly as it stands, to give away. */
  readonly share: readonly [undefined, Shared];
  readonly forget: readonly [{ readonly id: SessionId }, void];
  /** Saves what is not yet saved and says how that went. */
  readonly flush: readonly [undefined, SavedStatus];
};

/** Where a world comes from. */
export type OpenSource =
  | ({ readonly kind: 'world'; readonly name: string } & KeptAs)
  /** Checked like everything from outside; `lines` of the script language are done before anybody looks. */
  | ({ readonly kind: 'spec'; readonly spec: unknown; readonly lines?: readonly string[] } & KeptAs)
  /** A session of the library, where it was left; with `anew`, its world from the beginning. */
  | { readonly kind: 'saved'; readonly session: SessionId; readonly anew?: boolean }
  /** What the fragment of a link holds. It is kept like any other world, and resumed when it was opened before. */
  | { readonly kind: 'link'; readonly text: string; readonly session: SessionId; readonly anew?: boolean }
  /**
   * Files of a Redis server somewhere, as a server of the lab that has just started from them: a snapshot, an
   * append-only file, or what an `appendonlydir` holds, with its manifest.
   */
  | ({ readonly kind: 'dump'; readonly files: readonly File[] } & KeptAs)
  /**
   * The machines of a saved session after their power failed: booted anew from the disks that this browser holds. It is
   * a run of its own beside the one it came from, and from then on what `session` means.
   */
  | { readonly kind: 'disks'; readonly of: SessionId; readonly session: SessionId };

/** Something that takes long. */
export interface Progress {
  /** Bytes of files being copied, then read by the server that starts from them; keys looked at by a survey. */
  readonly what: 'copying' | 'reading' | 'surveying';
  readonly done: number;
  readonly of: number;
  /** Keys that are there so far. */
  readonly keys: number;
  /** The file under way. */
  readonly file: string;
  /** Milliseconds since this began. */
  readonly forMs: number;
}

/** The name under which a world is kept: the newest session begun under it is resumed. Null: not kept. */
export interface KeptAs {
  readonly session: SessionId | null;
  /** That session begins anew. */
  readonly anew?: boolean;
  /** A new session under that name, beside what is stored, which stays. */
  readonly beside?: boolean;
  /** Exactly that session, not the newest of its name. */
  readonly exact?: boolean;
}

/** An open world to give away. */
export interface Shared {
  /** The fragment of a link that holds it all; null when it is too long for one. */
  readonly link: string | null;
  readonly file: Uint8Array;
}

export interface StoredView {
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly files: readonly StoredFileView[];
}

export interface StoredFileView {
  readonly node: NodeId;
  readonly file: string;
  readonly size: number;
  /** The first bytes. */
  readonly beginning: Uint8Array;
}

export interface Opened {
  readonly name: string;
  readonly session: SessionId | null;
  /** What its owner calls it; null when it has no name of its own. */
  readonly title: string | null;
  /** Continued from a saved session. */
  readonly resumed: boolean;
  /** Another tab writes that session, so this is a copy of it. */
  readonly forkedFrom: SessionId | null;
  /** The name of which it is such a copy. */
  readonly copyOf: SessionId | null;
  /** Where its time stands. */
  readonly t: Micros;
  readonly nodes: readonly { readonly id: NodeId; readonly machine: string; readonly config: unknown }[];
}

export interface TickRequest {
  /** Milliseconds of the page's steady clock. */
  readonly wall: number;
}

/** One step of a program. Over: calls that a line makes are run through. Out: to where this call was made. */
export interface LineStep {
  readonly node: NodeId;
  readonly how: 'over' | 'into' | 'out';
  readonly back: boolean;
}

export interface LoadErrorView {
  /** From 1. */
  readonly line: number;
  /** What is wrong, and what to write instead. */
  readonly message: string;
}

export interface LibraryProgramView {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly source: string;
}

/** A client program at the step shown. */
export interface ProgramStageView {
  readonly node: NodeId;
  /** The program of the library that it is; '' for a text of its own. */
  readonly library: string;
  /** What runs there, or would at a start. */
  readonly source: string;
  /** Another text that counts from its next start on; null for none. */
  readonly next: string | null;
  /** Null while it does not run. */
  readonly status: ProgramStatus | null;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** The last lines it printed, also when it is over. */
  readonly printed: readonly PrintedView[];
  /** How and where it ended; null before that, and after it was given another text. */
  readonly over: ProgramOver | null;
  /** Why it cannot be started. */
  readonly refused: LoadErrorView | null;
}

export interface PrintedView {
  readonly text: string;
  readonly isError: boolean;
}

export interface ProgramOver {
  /** By its crash cursor; by itself; by somebody. */
  readonly kind: 'crashed' | 'ended' | 'stopped';
  /** The line it was at; 0 for none. */
  readonly line: number;
  /** Which time it came there, at a crash cursor. */
  readonly n: number;
  readonly waiting: boolean;
  /** What it died of, as Node prints it; '' for nothing. */
  readonly text: string;
}

export interface ExploreRequest {
  /** The program that dies. */
  readonly node: NodeId;
  /** The program of the world that says what must hold: it prints `ok`, or what is wrong. */
  readonly check: NodeId;
  /** So many more runs, with kills, power cuts, partitions and delays of their own. */
  readonly schedules: number;
}

export interface ExploreProgress {
  readonly done: number;
  readonly of: number;
  /** Those since the last answer. */
  readonly trials: readonly TrialMark[];
  /** The failing run of the fewest steps so far, by its number. */
  readonly smallest: number | null;
}

/** What one run came to. */
export interface TrialMark {
  /** Its number, from 0. */
  readonly trial: number;
  /** Where the program died; null for a schedule. */
  readonly point: { readonly line: number; readonly n: number; readonly waiting: boolean } | null;
  readonly outcome: 'ok' | 'violated' | 'unreached';
  /** What the check said. */
  readonly text: string;
}

export interface StepRequest {
  readonly to: 'worth-seeing' | 'fact' | 'milestone';
  readonly back: boolean;
}

/** What a tick answers. */
export interface LabFrame {
  readonly t: Micros;
  readonly step: number;
  /** How far this branch has been run: steps and time. */
  readonly head: number;
  readonly headAt: Micros;
  /** Until then nothing changes; null when nothing will happen by itself. The page may move t up to it on its own. */
  readonly nextAt: Micros | null;
  readonly playing: boolean;
  readonly speed: number;
  readonly branch: number;
  readonly branches: readonly BranchMark[];
  /** Answers by the names given to `watch`; left out when they are what they were at the last tick. */
  readonly views: Readonly<Record<string, unknown>>;
  /** Sentences for what happened since the last tick, latest last; bounded. */
  readonly sentences: readonly string[];
  /** Why playing stopped by itself, in words; '' when it did not. */
  readonly stopped: string;
  /** What playing stops at; '' for nothing. */
  readonly stopWhen: string;
  /** The line of the chaos that is on; '' when none is. */
  readonly chaos: string;
  readonly saved: SavedStatus | null;
}

/** A branch as the tree draws it. */
export interface BranchMark {
  readonly id: number;
  readonly parent: number | null;
  readonly forkedAtTime: Micros;
  readonly headAt: Micros;
  /** What was done differently first, in words. */
  readonly label: string;
  /** What somebody called it; '' when nobody did. */
  readonly name: string;
  /** What was lost on it by its head, as far as anybody has seen its head; '' otherwise. */
  readonly outcome: string;
}

/** What a typed or clicked line led to at once; what follows from it is seen. */
export type ActOutcome = { readonly ok: true; readonly said: string } | { readonly ok: false; readonly error: string };

/** What a view can be asked for, and what it answers. */
export interface ViewAnswers {
  readonly clock: Micros;
  readonly nodes: NodesView;
  readonly broker: BrokerView | null;
  readonly kv: KvView | null;
  readonly loop: LoopView | null;
  readonly files: FilesAnswer | null;
  readonly fates: FateBarView | null;
  readonly fateList: FateListView | null;
  readonly timeline: TimelineView;
  /** Null while nothing is compared. */
  readonly differences: (DifferencesView & { readonly partedAt: Micros | null }) | null;
  readonly lanes: LanesView;
  readonly frame: FrameAnswer | null;
  readonly inspector: InspectorView | null;
  readonly why: WhyView | null;
  /** A machine's own bounded answer (see its `inspect`); null unless it is up. */
  readonly machine: unknown;
  readonly transcript: TranscriptView;
  readonly completions: readonly CompletionView[];
  readonly fact: Fact | null;
  readonly lesson: LessonView;
  readonly program: ProgramStageView | null;
  readonly timers: readonly TimerView[];
  readonly frames: readonly FrameView[];
}

/** Which of two compared worlds is asked; left out, the open one. */
export type ViewRequest = AskedView & { readonly side?: 'other' };

type AskedView =
  /** The present, which is at or after the time of the last step. */
  | { readonly view: 'clock' }
  | { readonly view: 'differences'; readonly node: NodeId }
  | { readonly view: 'nodes' }
  | { readonly view: 'broker'; readonly node: NodeId; readonly window?: BrokerWindow }
  | { readonly view: 'kv'; readonly node: NodeId }
  /** The files of a node, and the bytes of one; with null of the one that was written last. */
  | { readonly view: 'files'; readonly node: NodeId; readonly file: string | null }
  /** What the server's one thread is doing, and what waits for it. */
  | { readonly view: 'loop'; readonly node: NodeId }
  | { readonly view: 'fates'; readonly node: NodeId }
  | { readonly view: 'fateList'; readonly node: NodeId; readonly fate: string; readonly countMax?: number }
  | { readonly view: 'timeline'; readonly bins?: number }
  | ({ readonly view: 'lanes' } & LanesRequest)
  /** A frame by the seq of its `net.sent`, with its bytes. */
  | { readonly view: 'frame'; readonly seq: Seq }
  | { readonly view: 'inspector'; readonly id: string }
  | { readonly view: 'why'; readonly id: string; readonly question: string }
  | { readonly view: 'machine'; readonly node: NodeId; readonly query: unknown }
  | { readonly view: 'transcript'; readonly linesMax?: number }
  | { readonly view: 'completions'; readonly node: NodeId; readonly text: string }
  | { readonly view: 'fact'; readonly seq: Seq }
  | { readonly view: 'timers' }
  /** What is on its way, from and to a node or between any two. */
  | { readonly view: 'frames'; readonly node: NodeId | null }
  | { readonly view: 'program'; readonly node: NodeId }
  | ({ readonly view: 'lesson' } & LessonRequest);

/** A timer that is set. */
export interface TimerView {
  readonly node: NodeId;
  readonly name: string;
  readonly at: Micros;
  readonly says: string;
  /** Keeps something alive or tidies up: nobody would want to be taken there. */
  readonly routine: boolean;
}

/** A window of the lanes. */
export interface LanesRequest {
  /** Where it ends; null follows the present, by quarters of its length, so that the picture stands still between. */
  readonly end: Micros | null;
  readonly span: Micros;
  readonly nodes?: readonly NodeId[];
  readonly hidden?: readonly LaneKind[];
}

/** What stands in the page cache of a node: its files, and of one of them the bytes that matter. */
export interface FilesAnswer {
  readonly files: readonly { readonly name: string; readonly size: number; readonly synced: number }[];
  readonly shown: {
    readonly file: string;
    readonly size: number;
    /** What comes behind is not on the disk. */
    readonly synced: number;
    /** Where the bytes begin in the file; fields count from there. */
    readonly from: number;
    readonly bytes: Uint8Array;
    readonly fields: readonly FieldSpan[];
  } | null;
}

/** A frame with what travels of it. */
export interface FrameAnswer extends FrameDetailView {
  /** The protocol that its server listens to. */
  readonly protocol: string;
  /** The first bytes, and how many there are. */
  readonly bytes: Uint8Array;
  readonly size: number;
  /** Over all bytes; those behind the first are told, not shown. */
  readonly fields: readonly FieldSpan[];
}

/** What a lesson wants to know of the run: conditions and readings of the script language, and its question. */
export interface LessonRequest {
  readonly conditions: readonly string[];
  readonly readings: Readonly<Record<string, string>>;
  readonly asks: { readonly subject: string; readonly question: string } | null;
}

export interface LessonView {
  /** Whether each condition holds at the present. */
  readonly holds: readonly boolean[];
  /** What each reading comes to; null while the run has no such thing. */
  readonly quotes: Readonly<Record<string, Quoted | null>>;
  /** What the question can be asked about; null while there is nothing. */
  readonly subject: string | null;
  /** What was done on this branch up to the present. */
  readonly done: readonly { readonly line: string; readonly at: Micros }[];
}

export interface TrialRequest {
  readonly spec: unknown;
  readonly lines: readonly string[];
  readonly conditions: readonly string[];
}

export interface TrialView {
  readonly holds: readonly boolean[];
  /** What there was instead, for the first that does not hold; '' when all do. */
  readonly found: string;
}

/** What was typed and answered, and what happened to the nodes, up to the present. */
export interface TranscriptView {
  readonly lines: readonly TranscriptLine[];
}

export interface TranscriptLine {
  readonly seq: Seq;
  readonly at: Micros;
  readonly node: NodeId;
  readonly kind: 'typed' | 'answer' | 'event';
  readonly text: string;
}

export interface CompletionView {
  /** The whole line when it is taken. */
  readonly line: string;
  readonly label: string;
  readonly help: string;
}
