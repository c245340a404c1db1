/** An exchange or a queue of the stage, for whoever clicks its name. */
export interface StagePart {
  readonly kind: 'exchange' | 'queue';
  readonly id: string;
  readonly name: string;
}
