import { createScene, forkScene, SCENE } from '../scene/fold.ts';
import type { Scene } from '../scene/scene.ts';
import type { Fold } from '../sim/simulation.ts';
import { followPrograms, type ProgramRuns } from './programs.ts';
import { createTranscript, forkTranscript, type Transcript, transcribe } from './transcript.ts';

/** Everything the lab folds from facts: the scene, and beside it the transcript and the ends of programs. */
export interface LabScene {
  readonly scene: Scene;
  readonly transcript: Transcript;
  readonly programs: ProgramRuns;
}

export const LAB_SCENE: Fold<LabScene> = {
  start: (spec) => ({ scene: createScene(spec), transcript: createTranscript(), programs: new Map() }),
  apply(state, fact) {
    SCENE.apply(state.scene, fact);
    transcribe(state.transcript, fact);
    followPrograms(state.programs, fact);
  },
  fork: ({ scene, transcript, programs }) => ({
    scene: forkScene(scene),
    transcript: forkTranscript(transcript),
    programs: new Map(programs),
  }),
};
