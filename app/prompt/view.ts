/** A line of the transcript: what was typed, what came back, what happened by itself. */
export interface TranscriptLine {
  readonly id: string;
  readonly kind: 'typed' | 'answer' | 'error' | 'event' | 'click';
  /** The prompt a typed line was entered at. */
  readonly prompt?: string | undefined;
  readonly says: string;
}

/** A completion of the word under way. */
export interface Completion {
  /** What the whole line becomes. */
  readonly line: string;
  readonly label: string;
  /** One line of help: "SET key value [NX | XX] [GET] [EX seconds | ...]". */
  readonly help: string;
}
