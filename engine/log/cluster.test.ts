import { describe, expect, test } from 'vitest';
import { ApiKey } from '../wire/kafka/messages.ts';
import { ERR } from './errors.ts';
import { Cluster } from './rig.ts';

const three = (properties: Record<string, string> = {}, seed = 1): Cluster =>
  new Cluster({ brokers: 3, properties: { 'replica.lag.time.max.ms': '4000', ...properties }, seed });

const others = (c: Cluster, id: string): string[] => c.ids.filter((one) => one !== id);

describe('three brokers', () => {
  test('elect one controller and all know of all', () => {
    const c = three();
    const views = c.ids.map((id) => c.broker(id)!);
    expect(new Set(views.map(({ controller }) => controller)).size).toBe(1);
    for (const { brokers } of views) expect(brokers.filter(({ fenced }) => !fenced)).toHaveLength(3);
  });

  test('acknowledge acks=all once all in sync have it, and followers learn what is committed', () => {
    const c = three();
    expect(c.createTopic('orders', 1, 3, { 'min.insync.replicas': '2' })).toBe(0);
    const leader = c.leaderOf('orders')!;
    expect(c.produce(leader, 'orders', ['a', 'b', 'c'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
    for (const id of c.ids) expect(c.partition(id, 'orders')?.endOffset).toBe(3);
    c.pass(1_000_000);
    for (const id of c.ids) expect(c.partition(id, 'orders')?.highWatermark).toBe(3);
    const follower = others(c, leader)[0]!;
    expect(c.produce(follower, 'orders', ['d'])).toMatchObject({ errorCode: ERR.NOT_LEADER_OR_FOLLOWER });
  });

  test('lead on when the leader is killed, and lose nothing that was acknowledged', () => {
    const c = three();
    c.createTopic('orders', 1, 3, { 'min.insync.replicas': '2' });
    const first = c.leaderOf('orders')!;
    c.produce(first, 'orders', ['a', 'b']);
    c.give({ kind: 'powerCut', node: first });
    const rest = others(c, first);
    c.until(() => rest.some((id) => c.partition(id, 'orders')?.role === 'leader'), 60_000_000, 'another leads');
    const second = rest.find((id) => c.partition(id, 'orders')?.role === 'leader')!;
    expect(c.produce(second, 'orders', ['c'])).toMatchObject({ errorCode: 0, baseOffset: 2 });
    c.give({ kind: 'start', node: first });
    c.until(() => c.partition(second, 'orders')?.isr.length === 3, 60_000_000, 'all are in sync again');
    expect(c.read(second, 'orders')).toEqual(['a', 'b', 'c']);
    expect(c.partition(first, 'orders')?.endOffset).toBe(3);
  });

  test('take a follower that does not keep up out of the in-sync replicas, and refuse when too few are left', () => {
    const c = three();
    c.createTopic('orders', 1, 3, { 'min.insync.replicas': '3' });
    const leader = c.leaderOf('orders')!;
    c.produce(leader, 'orders', ['a']);
    const [behind] = others(c, leader) as [string];
    c.give({ kind: 'kill', node: behind });
    const late = c.sendProduce(leader, 'orders', ['b']);
    c.until(() => c.partition(leader, 'orders')?.isr.length === 2, 60_000_000, 'it is out');
    expect(c.produce(leader, 'orders', ['c'])).toMatchObject({ errorCode: ERR.NOT_ENOUGH_REPLICAS });
    expect(c.awaitReply(ApiKey.Produce, late).responses?.[0]?.partitionResponses?.[0]?.errorCode).not.toBe(0);
    expect(c.produce(leader, 'orders', ['d'], 1)).toMatchObject({ errorCode: 0 });
  });

  test('truncate what only a deposed leader had', () => {
    const c = three();
    c.createTopic('orders', 1, 3, { 'min.insync.replicas': '2' });
    const first = c.leaderOf('orders')!;
    c.produce(first, 'orders', ['a']);
    c.pass(1_000_000);
    for (const id of [...others(c, first), 'client']) c.give({ kind: 'partition', between: [first, id] });
    c.give({ kind: 'heal', between: [first, 'client'] });
    expect(c.produce(first, 'orders', ['lost'], 1)).toMatchObject({ errorCode: 0, baseOffset: 1 });
    const rest = others(c, first);
    c.until(() => rest.some((id) => c.partition(id, 'orders')?.role === 'leader'), 60_000_000, 'another leads');
    const second = rest.find((id) => c.partition(id, 'orders')?.role === 'leader')!;
    expect(c.produce(second, 'orders', ['b'])).toMatchObject({ errorCode: 0, baseOffset: 1 });
    for (const id of rest) c.give({ kind: 'heal', between: [first, id] });
    c.until(() => c.partition(second, 'orders')?.isr.length === 3, 120_000_000, 'all are in sync again');
    expect(c.read(second, 'orders')).toEqual(['a', 'b']);
    const cut = c.facts('log.truncated').filter(({ body }) => body.topic === 'orders');
    expect(cut.map(({ node, body }) => [node, body.first, body.last])).toEqual([[first, 1, 1]]);
  });

  test('with unclean election lead with less rather than not at all, and say so', () => {
    const c = three();
    c.createTopic('orders', 1, 2, { 'unclean.leader.election.enable': 'true' });
    const first = c.leaderOf('orders')!;
    const replicas = c.partition(first, 'orders')!.replicas;
    const second = `k${replicas.find((id) => `k${id}` !== first)}`;
    c.produce(first, 'orders', ['a']);
    c.give({ kind: 'kill', node: second });
    c.until(() => c.partition(first, 'orders')?.isr.length === 1, 60_000_000, 'it is alone');
    c.produce(first, 'orders', ['b']);
    c.give({ kind: 'kill', node: first });
    c.pass(1_000_000);
    c.give({ kind: 'start', node: second });
    const up = (): boolean =>
      c.simulation.world.nodes.get(second)?.status === 'up' && c.partition(second, 'orders')?.role === 'leader';
    c.until(up, 120_000_000, 'it leads');
    expect(c.read(second, 'orders')).toEqual(['a']);
    expect(c.facts('log.partitionChanged').some(({ body }) => !body.clean)).toBe(true);
  });
});
