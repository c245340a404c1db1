import { describe, expect, test } from 'vitest';
import { MACHINES } from '../machines.ts';
import { HostExploration } from './exploration.ts';
import type { Lab } from './lab.ts';
import { importFile } from './library.ts';
import { type LabEnvironment, openLab } from './open.ts';
import { exportPrograms } from './program-export.ts';
import { loadErrorView } from './programs.ts';
import type { LineStep, ProgramStageView, TrialMark } from './protocol.ts';
import { MemoryStore } from './session/memory-store.ts';

function environment(): LabEnvironment {
  let names = 0;
  return {
    registry: MACHINES,
    store: new MemoryStore(),
    locks: { take: () => Promise.resolve(true), release: () => undefined },
    steadyClock: () => 0,
    wallClock: () => 1_000_000,
    freshName: () => `name${++names}`,
    hash: () => Promise.resolve(''.padStart(64, '0')),
  };
}

const open = async (name: string): Promise<Lab> =>
  (await openLab({ kind: 'world', name, session: null }, environment())).lab;
const seen = (lab: Lab, node = 'worker'): ProgramStageView => lab.view({ view: 'program', node }) as ProgramStageView;
const over = (node: string, back = false): LineStep => ({ node, how: 'over', back });

/** Runs on until nothing in the world is worth playing, as a page would. */
function play(lab: Lab, seconds: number): string {
  lab.play();
  let frame = lab.tick(0);
  for (let wall = 50; wall <= seconds * 1000 && frame.playing; wall += 50) frame = lab.tick(wall);
  lab.pause();
  return frame.stopped;
}

describe('a program on the stage', () => {
  test('is stepped from line to line in time with the world, and back', async () => {
    const lab = await open('code-ack-after');
    const lines = [1, 2, 3].map(() => {
      lab.stepLine(over('worker'));
      return seen(lab).status?.line;
    });
    expect(lines).toEqual([5, 6, 7]);
    lab.stepLine(over('worker', true));
    expect(seen(lab).status?.line).toBe(6);
  });

  test('is stepped into the callbacks that its packages call', async () => {
    const lab = await open('code-ack-after');
    const lines: unknown[] = [];
    for (let i = 0; i < 13; i++) {
      lab.stepLine(over('worker'));
      lines.push(seen(lab).status?.line);
    }
    expect(lines).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 11, 12, 13]);
  });

  test('says what it waits for, and what its names hold', async () => {
    const lab = await open('code-ack-after');
    lab.setBreakpoints({ worker: [14] });
    expect(play(lab, 5)).toMatch(/stopped: .*worker reached line 14/);
    const { status, variables } = seen(lab);
    expect(status).toMatchObject({ line: 14, phase: 'running' });
    expect(variables).toContainEqual({ name: 'id', value: "'order-1'" });
    lab.setBreakpoints({});
    lab.stepLine(over('worker', true));
    lab.stepLine(over('worker', true));
    expect(seen(lab).status?.awaiting).toEqual([]);
    lab.seekTime(20_000);
    expect(seen(lab).status?.awaiting[0]).toMatchObject({ line: 6, text: 'amqp.connect(...)' });
  });

  test('that died at its crash cursor is seen where it died, and gone when time goes back', async () => {
    const lab = await open('code-ack-after');
    lab.stepLine(over('worker'));
    lab.act('worker> crash 14 2');
    play(lab, 5);
    expect(seen(lab)).toMatchObject({ status: null, over: { kind: 'crashed', line: 14, n: 2, waiting: false } });
    lab.seekTime(50_000);
    expect(seen(lab).over).toBeNull();
  });

  test('is edited and run again as a branch', async () => {
    const lab = await open('code-ack-after');
    play(lab, 1);
    lab.rerun('worker', "console.log('another');");
    expect(lab.simulation.branch.id).toBe(1);
    play(lab, 1);
    expect(seen(lab)).toMatchObject({ library: '', over: { kind: 'ended', text: '' } });
  });

  test('that cannot be loaded says at which line, and what to write instead', async () => {
    expect(loadErrorView('program.js', "let a = 1;\nvar b = eval('a');")).toEqual({
      line: 2,
      message: "'eval' is not supported here; write the code where it runs",
    });
  });
});

describe('every crash point of the open world', () => {
  test('is tried a little at a time; a failing run is kept, and replays to the same end', async () => {
    const lab = await open('code-ack-after');
    let now = 0;
    const request = { node: 'worker', check: 'check', schedules: 0 };
    const exploration = new HostExploration(lab.simulation, request, MACHINES, () => (now += 20));
    const marks: TrialMark[] = [];
    let progress = exploration.more();
    for (; progress.done < progress.of; progress = exploration.more()) marks.push(...progress.trials);
    marks.push(...progress.trials);
    expect(marks.length).toBeGreaterThan(20);
    const smallest = marks.find(({ trial }) => trial === progress.smallest);
    expect(smallest).toMatchObject({ outcome: 'violated', text: expect.stringContaining('2 times') as string });
    const env = environment();
    const session = await importFile(env, exploration.file(smallest?.trial ?? 0), 'a failing run');
    const { lab: kept } = await openLab({ kind: 'saved', session }, env);
    expect(seen(kept, 'check').over).toMatchObject({ kind: 'ended' });
    expect(kept.simulation.folded.transcript.lines.at(-2)?.text).toBe(smallest?.text);
  });

  test('asks for programs of the world', async () => {
    const lab = await open('code-ack-after');
    const explore = (check: string): unknown =>
      new HostExploration(lab.simulation, { node: 'worker', check, schedules: 0 }, MACHINES, () => 0);
    expect(() => explore('redis')).toThrow('redis is no program of this world');
  });
});

test('the export of a world is a zip file with its programs as they are', async () => {
  const lab = await open('code-ack-after');
  lab.stepLine(over('worker'));
  lab.act('worker> crash 14 2');
  const text = String.fromCharCode(...exportPrograms(lab.simulation, 'Ack after'));
  for (const path of ['shop.js', 'worker.js', 'check.js', 'package.json', 'compose.yaml', 'run.mjs', 'crash.mjs'])
    expect(text).toContain(path);
  expect(text).toContain(seen(lab).source);
  expect(text).toContain('"line": 14');
  expect(text).toContain('redis:7.0.15');
  expect(text).toContain('rabbitmq:3.10.8');
});
