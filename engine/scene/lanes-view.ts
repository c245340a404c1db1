import { fieldOf, methodOf } from './frames.ts';
import { copyRow, messageRow, messageSent } from './ledger.ts';
import { namesOf } from './names.ts';
import { kindOf } from './nodes-view.ts';
import { type BrokerScene, type Fact, type FactOf, type Facts, type FlightScene, factAs, type Scene } from './scene.ts';
import { frameLabel, sentence } from './text-facts.ts';
import { milestone } from './time-view.ts';
import { copyToken, flightToken, messageToken } from './tokens.ts';
import type { ArrowView, LaneKind, LaneMarkView, LanesView, LaneView, State, StopHow, TokenView } from './views.ts';

/*
 * The space-time diagram: the same facts as arrows between lanes. A window is read backwards from its end, so that the
 * cost is that of what is drawn, however long the run: at most FACTS_MAX facts are looked at. What is on its way all
 * through the window began before it, and is looked for there among a bounded number of facts more.
 */

export interface LanesWindow {
  readonly from: number;
  /** Nothing behind it is shown. */
  readonly to: number;
  readonly arrowsMax?: number;
  readonly marksMax?: number;
  /** All of them when left out. A frame is shown when both its ends are. */
  readonly nodes?: readonly string[];
  /** What is left out. */
  readonly hidden?: readonly LaneKind[];
}

const ARROWS_MAX = 400;
const MARKS_MAX = 300;
const WORKS_MAX = 300;
const FACTS_MAX = 20_000;
/** Facts before the window that are looked through for frames that were on their way when it began. */
const BEFORE_MAX = 3000;

interface Drawing {
  readonly scene: Scene;
  readonly window: LanesWindow;
  readonly hidden: ReadonlySet<LaneKind>;
  readonly wanted: ReadonlySet<string> | null;
  /** How frames ended, by the seq of their `net.sent`. */
  readonly ends: Map<number, { readonly at: number; readonly end: ArrowView['end'] }>;
  readonly arrows: ArrowView[];
  /** Copies that were acknowledged or rejected, by channel and delivery tag: their answers were sent before. */
  readonly settled: Map<string, TokenView>;
  /** Deliveries drawn whose copy a fact before tells, by channel and delivery tag: where they stand in `arrows`. */
  readonly delivered: Map<string, number>;
  readonly marks: LaneMarkView[];
  readonly works: LanesView['works'][number][];
}

/** @param last the last fact of the window: none behind it is at or before `window.to`. */
export function lanesView(scene: Scene, facts: Facts, last: number, window: LanesWindow): LanesView {
  const drawing: Drawing = {
    scene,
    window,
    hidden: new Set(window.hidden),
    wanted: window.nodes === undefined ? null : new Set(window.nodes),
    ends: new Map(),
    arrows: [],
    settled: new Map(),
    delivered: new Map(),
    marks: [],
    works: [],
  };
  const { seq, drawnFrom } = drawWindow(drawing, facts, Math.min(last, scene.seq));
  if (drawnFrom === window.from) drawBefore(drawing, facts, seq);
  const nodes = [...scene.nodes.values()].filter(({ id }) => drawing.wanted?.has(id) !== false);
  return {
    nodes: nodes.map(
      (node): LaneView => ({
        id: node.id,
        kind: kindOf(scene, node),
        up: node.status === 'up',
        down: downTimes(scene, node.id, window),
      }),
    ),
    from: window.from,
    to: window.to,
    arrows: drawing.arrows.reverse(),
    marks: drawing.marks.reverse(),
    works: drawing.works,
    drawnFrom,
  };
}

/** Draws back from the last fact until the window begins or is full. Returns the last fact that was not drawn. */
function drawWindow(drawing: Drawing, facts: Facts, last: number): { seq: number; drawnFrom: number } {
  const { from, arrowsMax = ARROWS_MAX, marksMax = MARKS_MAX } = drawing.window;
  let at = from;
  for (let seq = last; seq > 0; seq--) {
    const fact = facts(seq);
    if (fact === null) return { seq, drawnFrom: at };
    if (fact.at < from) return { seq, drawnFrom: from };
    at = fact.at;
    const full = drawing.arrows.length >= arrowsMax || drawing.marks.length >= marksMax;
    if (full || last - seq > FACTS_MAX) return { seq, drawnFrom: at };
    draw(drawing, fact);
  }
  return { seq: 0, drawnFrom: from };
}

function draw(drawing: Drawing, fact: Fact): void {
  const ended = factAs(fact, 'net.arrived') ?? factAs(fact, 'net.dropped');
  if (ended !== null) {
    drawing.ends.set(ended.body.sent, { at: fact.at, end: ended.body.kind === 'net.arrived' ? 'arrived' : 'dropped' });
    return;
  }
  const sent = factAs(fact, 'net.sent');
  if (sent !== null) return drawArrow(drawing, sent);
  tellCopies(drawing, fact);
  drawWork(drawing, fact);
  drawMarks(drawing, fact);
}

const onChannel = (conn: number, channel: unknown, tag: unknown): string => `${conn} ${String(channel)} ${String(tag)}`;

/** Which copy a delivery or an answer on a channel is about. Facts come latest first. */
function tellCopies(drawing: Drawing, fact: Fact): void {
  const copy = factAs(fact, 'broker.acked') ?? factAs(fact, 'broker.rejected') ?? factAs(fact, 'broker.delivered');
  const broker = copy === null ? undefined : drawing.scene.brokers.get(fact.node);
  if (copy === null || broker === undefined) return;
  const { conn, channel, tag, message, vhost, queue, kind } = copy.body;
  const row = copyRowOf(broker, message, vhost, queue);
  if (row < 0) return;
  const name = onChannel(conn, channel, tag);
  if (kind !== 'broker.delivered') return void drawing.settled.set(name, copyToken(broker, row));
  const index = drawing.delivered.get(name);
  const arrow = index === undefined ? undefined : drawing.arrows[index];
  if (index !== undefined && arrow !== undefined) drawing.arrows[index] = { ...arrow, token: copyToken(broker, row) };
}

function copyRowOf(broker: BrokerScene, number: number, vhost: string, queue: string): number {
  const message = messageRow(broker, number);
  return message < 0 ? -1 : copyRow(broker, message, broker.topology.queueAt.get(`${vhost}\n${queue}`) ?? -1);
}

/** Frames that were already on their way: those that ended here, and those that pass all through. */
function drawBefore(drawing: Drawing, facts: Facts, last: number): void {
  const { from } = drawing.window;
  for (let seq = last; seq > Math.max(0, last - BEFORE_MAX); seq--) {
    const fact = facts(seq);
    if (fact === null) break;
    drawWork(drawing, fact);
    const sent = factAs(fact, 'net.sent');
    if (sent === null) {
      const ended = factAs(fact, 'net.arrived') ?? factAs(fact, 'net.dropped');
      if (ended !== null) drawing.ends.set(ended.body.sent, { at: fact.at, end: 'arrived' });
    } else if ((endOf(drawing, sent).at ?? from) >= from) drawArrow(drawing, sent);
  }
  for (const [seq, flight] of drawing.scene.flights)
    if (seq <= last - BEFORE_MAX && flight.sent.at <= drawing.window.to) drawArrow(drawing, flight.sent);
}

function isShown({ wanted }: Drawing, ...nodes: readonly string[]): boolean {
  return wanted === null || nodes.every((node) => wanted.has(node));
}

/* --- arrows --- */

function drawArrow(drawing: Drawing, sent: FactOf<'net.sent'>): void {
  const { scene, hidden, arrows } = drawing;
  const { body } = sent;
  const kind = kindOfFrame(body.frame, scene.servers.has(sent.node));
  if (hidden.has(kind) || !isShown(drawing, sent.node, body.to)) return;
  const { at, end } = endOf(drawing, sent);
  if (methodOf(body.frame) === 'basic.deliver') drawing.delivered.set(channelOf(sent), arrows.length);
  arrows.push({
    sent: sent.seq,
    kind,
    from: sent.node,
    to: body.to,
    leavesAt: body.leavesAt,
    arrivesAt: at,
    end,
    label: frameLabel(body.frame, scene.servers.has(sent.node)),
    token: tokenOf(drawing, sent),
  });
}

const channelOf = ({ body }: FactOf<'net.sent'>): string =>
  onChannel(body.conn, fieldOf(body.frame, 'channel'), fieldOf(body.frame, 'deliveryTag'));

/** The message that a frame carries or answers for; a delivery that has arrived learns it from a fact further back. */
function tokenOf({ scene, settled }: Drawing, sent: FactOf<'net.sent'>): TokenView | null {
  const flight = scene.flights.get(sent.seq);
  if (flight !== undefined) return flightToken(scene, flight);
  const { frame, to } = sent.body;
  if (methodOf(frame) !== 'basic.publish')
    return SETTLES.has(methodOf(frame)) ? (settled.get(channelOf(sent)) ?? null) : null;
  const broker = scene.brokers.get(to);
  const row = broker === undefined ? -1 : messageSent(broker, sent.seq);
  return broker === undefined || row < 0 ? null : messageToken(broker, row);
}

function endOf({ scene, ends }: Drawing, sent: FactOf<'net.sent'>): { at: number | null; end: ArrowView['end'] } {
  const known = ends.get(sent.seq);
  if (known !== undefined) return known;
  const flight: FlightScene | undefined = scene.flights.get(sent.seq);
  const at = flight === undefined ? sent.body.arrivesAt : flight.arrivesAt;
  if (flight !== undefined) return { at, end: at === null ? 'held' : 'flying' };
  // It ended behind the window.
  return { at, end: 'arrived' };
}

const SETTLES: ReadonlySet<string> = new Set(['basic.ack', 'basic.nack', 'basic.reject']);

function kindOfFrame(frame: unknown, answers: boolean): LaneKind {
  const method = methodOf(frame);
  if (SETTLES.has(method)) return 'answer';
  if (method === 'basic.publish' || method === 'basic.deliver') return 'message';
  if (method.startsWith('basic.get') || method === 'basic.return') return 'message';
  if (method !== '' || fieldOf(frame, 'kind') === 'protocol') return 'setup';
  return answers ? 'answer' : 'message';
}

/* --- marks --- */

type Mark = Pick<LaneMarkView, 'kind' | 'state'> & { readonly hides: LaneKind };

function drawMarks(drawing: Drawing, fact: Fact): void {
  const mark = markOf(fact);
  if (mark === null || drawing.hidden.has(mark.hides)) return;
  const between = (factAs(fact, 'link.parted') ?? factAs(fact, 'link.healed'))?.body.between;
  const says = sentence(fact, namesOf(drawing.scene));
  for (const node of between ?? [fact.node]) {
    if (!isShown(drawing, node) || !drawing.scene.nodes.has(node)) continue;
    const { seq, at, step } = fact;
    drawing.marks.push({ seq, node, at, step, kind: mark.kind, says, state: mark.state });
  }
}

const MARKS: Readonly<Record<string, Mark | undefined>> = {
  'node.started': { kind: 'start', state: null, hides: 'input' },
  'link.parted': { kind: 'parted', state: null, hides: 'input' },
  'link.healed': { kind: 'healed', state: null, hides: 'input' },
  'node.configured': { kind: 'other', state: null, hides: 'input' },
  'input.refused': { kind: 'other', state: null, hides: 'input' },
  'client.typed': { kind: 'typed', state: null, hides: 'input' },
  'disk.erased': { kind: 'erased', state: 'lost', hides: 'disk' },
  'timer.fired': { kind: 'timer', state: null, hides: 'timer' },
};

function markOf(fact: Fact): Mark | null {
  const stopped = factAs(fact, 'node.stopped');
  if (stopped !== null) return { kind: stopped.body.how, state: null, hides: 'input' };
  const synced = factAs(fact, 'disk.synced');
  if (synced !== null)
    return synced.body.upTo > synced.body.from ? { kind: 'sync', state: 'confirmed', hides: 'disk' } : null;
  const known = MARKS[fact.body.kind];
  if (known !== undefined) return known;
  const event = milestone(fact);
  return event === null ? null : { kind: 'other', state: stateOf(event), hides: 'event' };
}

function stateOf(kind: string): State | null {
  const states: readonly State[] = ['lost', 'redelivered', 'expired', 'dead', 'dropped', 'returned'];
  return states.find((state) => state === kind) ?? null;
}

/* --- work, and times without any --- */

function drawWork({ scene, window, works }: Drawing, fact: Fact): void {
  const working = factAs(fact, 'client.processing');
  const executed = factAs(fact, 'kv.executed');
  const takes = working?.body.takes ?? executed?.body.took ?? 0;
  if (takes === 0 || fact.at + takes < window.from || works.length >= WORKS_MAX) return;
  if (window.nodes !== undefined && !window.nodes.includes(fact.node)) return;
  works.push({ node: fact.node, from: fact.at, to: fact.at + takes, says: sentence(fact, namesOf(scene)) });
}

const STOPS: ReadonlySet<string> = new Set<StopHow>(['kill', 'powerCut', 'exit']);

/** When a node was not running, as far as it lies in the window. */
function downTimes(scene: Scene, node: string, { from, to }: LanesWindow): LaneView['down'] {
  const times: { from: number; to: number | null; how: StopHow }[] = [];
  for (const mark of scene.time.milestones) {
    if (mark.node !== node) continue;
    const open = times.at(-1);
    if (STOPS.has(mark.kind) && open?.to !== null) times.push({ from: mark.at, to: null, how: mark.kind as StopHow });
    else if (mark.kind === 'start' && open?.to === null) open.to = mark.at;
  }
  return times.filter((time) => time.from <= to && (time.to ?? to) >= from);
}
