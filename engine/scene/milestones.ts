import type { MilestoneScene, Scene } from './scene.ts';
import type { MilestoneKind } from './views.ts';

/*
 * What the time bar marks. Both lists are bounded: hairlines fall into a fixed number of bins whose width doubles as
 * time goes on, and milestones of one kind at one node join when they fall into the same bin or when there are too many.
 */

export const BIN_COUNT = 512;
const BIN_FOR = 1000;
export const MILESTONES_MAX = 1024;

/** What a person did: these are never joined before all others are. */
const BY_HAND: readonly MilestoneKind[] = ['kill', 'powerCut', 'exit', 'start', 'partition', 'heal'];

export function createTime(): Scene['time'] {
  return { bins: new Uint32Array(BIN_COUNT), binFor: BIN_FOR, milestones: [] };
}

export function forkTime(time: Scene['time']): Scene['time'] {
  return { bins: time.bins.slice(), binFor: time.binFor, milestones: time.milestones.slice() };
}

/** Counts a fact worth seeing at its time. */
export function addHairline(time: Scene['time'], at: number): void {
  while (at >= time.binFor * BIN_COUNT) widen(time);
  const bin = Math.floor(at / time.binFor);
  time.bins[bin] = (time.bins[bin] as number) + 1;
}

function widen(time: Scene['time']): void {
  const { bins } = time;
  for (let i = 0; i < BIN_COUNT; i++) {
    bins[i] = i < BIN_COUNT / 2 ? (bins[2 * i] as number) + (bins[2 * i + 1] as number) : 0;
  }
  time.binFor *= 2;
}

export function markMilestone(
  scene: Scene,
  fact: { readonly at: number; readonly step: number; readonly seq: number; readonly node: string },
  kind: MilestoneKind,
  count = 1,
): void {
  const { time } = scene;
  const last = time.milestones.at(-1);
  if (last !== undefined && last.kind === kind && last.node === fact.node && joins(time, last, fact.at)) {
    time.milestones[time.milestones.length - 1] = { ...last, count: last.count + count };
    return;
  }
  time.milestones.push({ at: fact.at, step: fact.step, seq: fact.seq, kind, node: fact.node, count });
  if (time.milestones.length > MILESTONES_MAX) time.milestones = thinned(time.milestones);
}

function joins(time: Scene['time'], last: MilestoneScene, at: number): boolean {
  if (BY_HAND.includes(last.kind)) return false;
  return last.at === at || Math.floor(last.at / time.binFor) === Math.floor(at / time.binFor);
}

/** At most three quarters of the bound: neighbours of one kind join; should that not do, the oldest minor ones go. */
function thinned(milestones: readonly MilestoneScene[]): MilestoneScene[] {
  const kept: MilestoneScene[] = [];
  const lastOf = new Map<string, number>();
  for (const milestone of milestones) {
    const key = `${milestone.kind} ${milestone.node}`;
    const index = lastOf.get(key);
    if (index === undefined || BY_HAND.includes(milestone.kind)) {
      lastOf.set(key, kept.length);
      kept.push(milestone);
      continue;
    }
    const before = kept[index] as MilestoneScene;
    kept[index] = { ...before, count: before.count + milestone.count };
    lastOf.delete(key); // pairs only: the next one begins anew
  }
  const excess = kept.length - (MILESTONES_MAX * 3) / 4;
  return excess > 0 ? kept.slice(excess) : kept;
}
