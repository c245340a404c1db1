import { useMemo } from 'react';
import { useKeys } from '../keys/use-keys.ts';
import { act, clock, time, useLab } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { positionOf, SPEED_MAX, SPEED_MIN, speedAt } from '../timeline/axis.ts';
import type { TimeActions } from '../timeline/TimeBar.tsx';
import type { TimeView } from '../timeline/view.ts';
import { timeView } from './time-view.ts';

export interface Time {
  readonly view: TimeView | null;
  readonly actions: TimeActions;
  readonly clock: typeof clock;
}

const BINS = 160;

/** Time of the open world: its view, what can be done with it, and the keys that do it. */
export function useTime(worldName: string): Time {
  const frame = useLab((state) => state.frame);
  const says = useLab((state) => state.says);
  const timeline = useView({ view: 'timeline', bins: BINS });
  const nodes = useView({ view: 'nodes' })?.nodes;
  const kinds = useMemo(() => new Set(nodes?.map((node) => node.kind)), [nodes]);
  const view = useMemo(
    () => (frame ? timeView(frame, timeline, worldName, says, kinds) : null),
    [frame, timeline, worldName, says, kinds],
  );
  const actions = useMemo(
    (): TimeActions => ({
      playPause: () => void time.playPause(),
      step: (direction) => void time.step('worth-seeing', direction < 0),
      milestone: (direction) => void time.step('milestone', direction < 0),
      speed: (speed) => void time.speed(speed),
      seek: (at) => void time.seekAt(at),
      fork: () => void time.fork(),
      branch: (id) => void time.branch(Number(id)),
      stopWhen: (condition) => time.stopWhen(condition === '' ? null : condition),
      timer: (timer) => void time.skipToTimer(timer),
      rename: (id, name) => void time.renameBranch(id, name),
      remove: (id) => void time.removeBranch(id),
    }),
    [],
  );
  const faster = (by: number): void => {
    const position = positionOf(useLab.getState().frame?.speed ?? 1);
    void time.speed(speedAt(Math.min(SPEED_MAX, Math.max(SPEED_MIN, position + by))));
  };
  useKeys({
    playPause: actions.playPause,
    stepBack: () => actions.step(-1),
    stepForward: () => actions.step(1),
    factBack: () => void time.step('fact', true),
    factForward: () => void time.step('fact', false),
    milestoneBack: () => actions.milestone(-1),
    milestoneForward: () => actions.milestone(1),
    slower: () => faster(-1),
    faster: () => faster(1),
    fork: actions.fork,
    nextTimer: () => actions.timer(null),
  });
  return { view, actions, clock };
}

/** Kill, power cut and start of a node, and the keys that do it to the selected one. */
export function useStops(selected: string | null): {
  stop(id: string, how: 'kill' | 'powerCut'): void;
  start(id: string): void;
} {
  const stops = useMemo(
    () => ({
      stop: (id: string, how: 'kill' | 'powerCut') => void act(`${how === 'kill' ? 'kill' : 'power-cut'} ${id}`),
      start: (id: string) => void act(`start ${id}`),
    }),
    [],
  );
  useKeys({
    kill: () => selected !== null && stops.stop(selected, 'kill'),
    powerCut: () => selected !== null && stops.stop(selected, 'powerCut'),
    start: () => selected !== null && stops.start(selected),
  });
  return stops;
}
