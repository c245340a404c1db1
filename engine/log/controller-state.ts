import type { Micros } from '../sim/machine.ts';
import type { ClusterImage } from './image.ts';

/** What the active controller holds beside its log. */
export interface ControllerState {
  /** With everything that was appended, committed or not. */
  readonly image: ClusterImage;
  /** When each broker was last heard of. */
  readonly heard: Map<number, Micros>;
}
