import { createScene, forkScene, SCENE } from '../scene/fold.ts';
import type { Scene } from '../scene/scene.ts';
import type { Fold } from '../sim/simulation.ts';
import { createTranscript, forkTranscript, type Transcript, transcribe } from './transcript.ts';

/** Everything the lab folds from facts: the scene, and the transcript beside it. */
export interface LabScene {
  readonly scene: Scene;
  readonly transcript: Transcript;
}

export const LAB_SCENE: Fold<LabScene> = {
  start: (spec) => ({ scene: createScene(spec), transcript: createTranscript() }),
  apply(state, fact) {
    SCENE.apply(state.scene, fact);
    transcribe(state.transcript, fact);
  },
  fork: ({ scene, transcript }) => ({ scene: forkScene(scene), transcript: forkTranscript(transcript) }),
};
