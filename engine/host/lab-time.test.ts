import { describe, expect, it } from 'vitest';
import { MACHINES } from '../machines.ts';
import type { LanesView } from '../scene/views.ts';
import type { Lab } from './lab.ts';
import { type LabEnvironment, openLab } from './open.ts';
import type { FrameAnswer, LabFrame, OpenSource, TimerView } from './protocol.ts';
import { MemoryStore } from './session/memory-store.ts';

function environment(store = new MemoryStore()): LabEnvironment {
  return {
    registry: MACHINES,
    store,
    locks: { take: () => Promise.resolve(true), release: () => undefined },
    steadyClock: () => 0,
    wallClock: () => 1_000_000,
    freshName: () => 'fresh',
    hash: (bytes) => Promise.resolve(bytes.length.toString(16).padStart(64, '0')),
  };
}

const source = (name: string): OpenSource => ({ kind: 'world', name, session: `lab:${name}` });

async function open(name: string, env = environment()): Promise<Lab> {
  return (await openLab(source(name), env)).lab;
}

/** Plays at 20 frames a second on the wall until it stops by itself or the time is over. */
function play(lab: Lab, seconds: number): LabFrame {
  lab.setSpeed(1);
  lab.play();
  let frame = lab.tick(0);
  for (let wall = 50; wall <= seconds * 1000 && frame.playing; wall += 50) frame = lab.tick(wall);
  lab.pause();
  return frame;
}

describe('stopping by itself', () => {
  it('happens when a condition of the script language comes true, and says which and what happened', async () => {
    const lab = await open('broker-work');
    expect(lab.stopWhen('queue orders unacked>=2')).toMatchObject({ ok: true });
    const frame = play(lab, 20);
    expect(frame.playing).toBe(false);
    expect(frame.stopped).toMatch(/^stopped when queue orders unacked>=2: \d+\.\d{3} s: ./);
    expect(frame.stopWhen).toBe('queue orders unacked>=2');
    const later = play(lab, 20);
    expect(later.t).toBeGreaterThan(frame.t);
  });

  it.each([
    ['facts node.stopped', 'kill worker-1'],
    ['worker-1 is killed', 'kill worker-1'],
    ['facts broker.delivered redelivered=true', 'kill worker-1'],
    ['more lost', 'power-cut rabbit'],
  ])('works for %s, when somebody does %s while time runs', async (condition, line) => {
    const lab = await open('broker-work');
    lab.act('configure shop {"persistent":false}');
    play(lab, 2);
    lab.stopWhen(condition);
    lab.setSpeed(1);
    lab.play();
    for (let wall = 0; wall <= 500; wall += 50) expect(lab.tick(wall).playing).toBe(true);
    lab.act(line);
    let frame = lab.tick(550);
    for (let wall = 600; wall <= 10_000 && frame.playing; wall += 50) frame = lab.tick(wall);
    expect(frame.stopped).toContain(`stopped when ${condition}: `);
  });

  it('is refused in words for what is no condition', async () => {
    const lab = await open('kv-one');
    expect(lab.stopWhen('when pigs fly')).toMatchObject({ ok: false, error: expect.stringContaining("expected '") });
    expect(lab.stopWhen(null)).toMatchObject({ ok: true });
  });

  it('happens for an error reply and for a key that expires', async () => {
    const lab = await open('kv-one');
    play(lab, 0.1);
    lab.stopWhen('facts kv.executed failed=true');
    lab.act('cli> SET a 1 PX 200');
    lab.act('cli> INCR nothing');
    lab.act('cli> LPUSH a x');
    expect(play(lab, 5).stopped).toContain('WRONGTYPE');
    lab.stopWhen('key a absent');
    expect(play(lab, 5).stopped).toMatch(/^stopped when key a absent/);
  });
});

describe('timers', () => {
  it('are listed in words, soonest first, and one can go to the next that is not routine', async () => {
    const lab = await open('kv-one');
    play(lab, 0.1);
    lab.act('cli> SET a 1 EX 3600');
    play(lab, 0.1);
    const timers = lab.view({ view: 'timers' }) as TimerView[];
    expect(timers.map((timer) => timer.at)).toEqual(timers.map((timer) => timer.at).sort((a, b) => a - b));
    const ttl = timers.find((timer) => timer.name === 'expire');
    expect(ttl?.says).toBe('a key of redis is due to expire');
    expect(lab.skipToTimer({ node: 'redis', name: 'expire' })).toMatchObject({ ok: true });
    expect(lab.t).toBe(ttl?.at);
    expect(lab.skipToTimer({ node: 'redis', name: 'nothing' })).toMatchObject({ ok: false });
  });

  it('of a broker name their queue', async () => {
    const lab = await open('broker-work');
    play(lab, 1);
    lab.act('admin> declare queue name=slow arguments={"x-message-ttl":5000}');
    play(lab, 0.5);
    lab.act('admin> publish routing_key=slow payload=x');
    play(lab, 0.5);
    const timers = lab.view({ view: 'timers' }) as TimerView[];
    expect(timers.map((timer) => timer.says)).toContain('the first message of slow is due to expire');
    expect(timers.filter((timer) => timer.routine).every((timer) => timer.name.includes('heartbeat'))).toBe(true);
  });
});

describe('branches', () => {
  it('are renamed and given up, say what they came to, and all that is saved with the session', async () => {
    const store = new MemoryStore();
    const lab = await open('kv-one', environment(store));
    play(lab, 0.1);
    lab.act('cli> SET a 1');
    play(lab, 0.1);
    lab.seekStep(5);
    lab.act('cli> SET b 2');
    play(lab, 0.1);
    lab.seekStep(7);
    lab.act('power-cut redis');
    expect(lab.tick(0).branches.map(({ id, parent }) => [id, parent])).toEqual([
      [0, null],
      [1, 0],
      [2, 1],
    ]);
    lab.renameBranch(2, '  without power ');
    lab.removeBranch(1);
    lab.removeBranch(0);
    const tree = lab.tick(0).branches;
    expect(tree.map(({ id, parent, name }) => [id, parent, name])).toEqual([
      [0, null, ''],
      [2, 0, 'without power'],
    ]);
    expect(tree.find(({ id }) => id === 2)?.outcome).toMatch(/lost$/);
    lab.selectBranch(1);
    expect(lab.simulation.branch.id).toBe(2);
    await lab.saver?.flush(lab.simulation, lab.t);
    const again = await open('kv-one', environment(store));
    expect(again.tick(0).branches.map(({ id, name }) => [id, name])).toEqual([
      [0, ''],
      [2, 'without power'],
    ]);
    expect(again.simulation.branch.id).toBe(2);
    again.removeBranch(2);
    expect(again.simulation.branch.id).toBe(0);
  });
});

describe('chaos in the lab', () => {
  it('is a line like any other, strikes while time runs, and is over when it is switched off', async () => {
    const lab = await open('broker-work');
    expect(lab.act('chaos seed=3 kill=120 down=200ms')).toMatchObject({ ok: true });
    expect(lab.tick(0).chaos).toBe('chaos seed=3 kill=120 down=200ms late=200ms');
    play(lab, 5);
    const { journal } = lab.simulation.branch;
    const struck = journal.length;
    expect(journal.filter(({ input }) => input.kind === 'kill').length).toBeGreaterThan(2);
    lab.act('chaos off');
    expect(lab.tick(0).chaos).toBe('');
    play(lab, 5);
    expect(lab.simulation.branch.journal.length).toBe(struck);
    expect(lab.act('chaos wildly')).toMatchObject({ ok: false });
  });
});

describe('a frame', () => {
  it('gives its bytes and fields, and can be held, released and lost', async () => {
    const lab = await open('kv-one');
    play(lab, 0.1);
    lab.act('cli> SET a 1');
    const sent = [...lab.simulation.folded.scene.flights.keys()].at(-1) ?? 0;
    const frame = (): FrameAnswer => lab.view({ view: 'frame', seq: sent }) as FrameAnswer;
    expect(frame()).toMatchObject({ protocol: 'resp', from: 'cli', to: 'redis', end: 'flying', label: 'SET a 1' });
    expect(String.fromCharCode(...frame().bytes)).toBe('*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n');
    lab.act(`hold ${frame().conn} ${sent}`);
    expect(frame()).toMatchObject({ end: 'held', byHand: true, arrivesAt: null });
    play(lab, 1);
    expect(frame().end).toBe('held');
    lab.act(`release ${frame().conn} ${sent}`);
    expect(frame()).toMatchObject({ end: 'flying', byHand: false });
    play(lab, 1);
    expect(frame().end).toBe('arrived');
    expect(lab.act(`lose ${frame().conn} ${sent}`)).toMatchObject({ ok: false, error: 'that frame is not in flight' });
    expect(lab.view({ view: 'frame', seq: 1 })).toBeNull();
  });

  it('of a broker is split as the two had agreed', async () => {
    const lab = await open('broker-work');
    play(lab, 2);
    const { arrows } = lab.view({ view: 'lanes', end: null, span: 2_000_000 }) as LanesView;
    const publish = arrows.find(({ label }) => label.startsWith('basic.publish'));
    const frame = lab.view({ view: 'frame', seq: publish?.sent ?? 0 }) as FrameAnswer;
    expect(frame.protocol).toBe('amqp');
    expect(frame.fields.map(({ name }) => name)).toEqual([
      'method frame',
      'content header frame',
      'content body frame',
    ]);
    expect(frame.size).toBe(frame.bytes.length);
  });
});
