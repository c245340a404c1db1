import { present, unreachable } from '../base/assert.ts';
import { heapPeek, heapPop, heapPush } from '../base/heap.ts';
import { appendToFile, cutPower, placeFile, syncCost, truncateFile, viewOf, WRITEBACK_AFTER } from './disk.ts';
import type { Fact, KernelFact, StopKind } from './facts.ts';
import type { Input } from './input.ts';
import {
  type AnyMachine,
  type FactBody,
  type Frame,
  type MachineRegistry,
  type Micros,
  type NodeId,
  type Seq,
  SpecError,
  type Stimulus,
} from './machine.ts';
import {
  answerOldConnections,
  arrivalIsDue,
  arrive,
  breakUnder,
  close,
  connect,
  cutSockets,
  delay,
  holdFrame,
  losePacket,
  releaseFrame,
  send,
  setParted,
  unreadOf,
} from './network.ts';
import { RecordingOut } from './out.ts';
import { withSettings } from './settings.ts';
import { linkName, type Node, type Pending, readConfigOf, type Scheduled, type World } from './world.ts';

/** Who reads the facts of a run, in order. Null: nobody, and facts are not even built. */
export type FactSink = ((fact: Fact) => void) | null;

/**
 * Executes a world one step at a time in the total order (at, order). A step is an input, or one scheduled event with
 * all that the machine it reaches does about it. The kernel knows nothing of branches, checkpoints or pictures.
 */
export class Kernel {
  readonly registry: MachineRegistry;
  world: World;
  readonly #sink: FactSink;
  readonly #out: RecordingOut;

  constructor(world: World, registry: MachineRegistry, sink: FactSink) {
    this.world = world;
    this.registry = registry;
    this.#sink = sink;
    this.#out = new RecordingOut(
      sink !== null,
      (node, body, cause) => this.note(node, body, cause),
      (node, conn) => unreadOf(this, node, conn),
    );
  }

  /** Writes a fact down; 0 when nobody reads. A cause of 0 is no cause: an input, or the birth of the world. */
  note(node: NodeId, body: KernelFact | FactBody, cause: Seq): Seq {
    if (this.#sink === null) return 0;
    const { world } = this;
    const seq = ++world.seq;
    this.#sink({
      seq,
      step: world.step,
      at: world.now,
      node,
      cause: cause === 0 ? null : cause,
      body,
    });
    return seq;
  }

  schedule(event: Scheduled): void {
    heapPush(this.world.queue, event);
  }

  /** When the next event is due, or null when nothing is going to happen by itself. */
  nextAt(): Micros | null {
    return this.#skipOvertaken()?.at ?? null;
  }

  /** Executes the next event that is due by a time. False when there is none. */
  executeNext(atMax: Micros = Number.POSITIVE_INFINITY): boolean {
    const event = this.#skipOvertaken();
    if (event === undefined || event.at > atMax) return false;
    const { world } = this;
    heapPop(world.queue);
    world.now = event.at;
    world.step++;
    this.#execute(event);
    return true;
  }

  /** Executes an input, as a step, at virtual time `at` (never before now). */
  executeInput(input: Input, at: Micros): void {
    const { world } = this;
    world.now = Math.max(world.now, at);
    world.step++;
    const given = this.note('node' in input ? input.node : '', { kind: 'input.given', input }, 0);
    const why = this.#give(input, given);
    if (why !== null) this.note('node' in input ? input.node : '', { kind: 'input.refused', input, why }, given);
  }

  /** Lets a node react, now or when it is free. `cause` is the fact that arrived, `sent` the frame's if it is one. */
  stimulate(node: Node, stimulus: Stimulus, cause: Seq, sent: Seq): void {
    node.touchedAt = this.world.step;
    if (node.busyUntil <= this.world.now && node.inbox.length === 0) return this.#react(node, stimulus, cause);
    node.inbox.push({ stimulus, cause, sent });
    if (node.inbox.length === 1) this.#scheduleFree(node);
  }

  listens(node: Node): boolean {
    return this.#machineOf(node).listens !== null;
  }

  /** The size of a frame as its protocol's listener counts it; 0 where nobody says. */
  frameSize(from: NodeId, to: NodeId, frame: Frame): number {
    for (const id of [to, from]) {
      const node = this.world.nodes.get(id);
      const size = node && this.#machineOf(node).frameSize;
      if (size !== undefined) return size(frame);
    }
    return 0;
  }

  #machineOf(node: Node): AnyMachine {
    return present(this.registry[node.machine], 'a node has its machine');
  }

  #node(id: NodeId): Node {
    return present(this.world.nodes.get(id), 'an event has its node');
  }

  // --- events -------------------------------------------------------------------------------------------------

  #skipOvertaken(): Scheduled | undefined {
    const { queue } = this.world;
    for (;;) {
      const event = heapPeek(queue);
      if (event === undefined || this.#isDue(event)) return event;
      heapPop(queue);
    }
  }

  /** An event is overtaken when what it meant was cancelled, held or set anew. */
  #isDue(event: Scheduled): boolean {
    if (event.kind === 'arrive') return arrivalIsDue(this, event.conn, event.side, event.token);
    const node = this.#node(event.node);
    switch (event.kind) {
      case 'timer':
        return node.timers.get(event.name)?.token === event.token;
      case 'synced':
        return node.disk.epoch === event.epoch;
      case 'writeback':
        return node.disk.epoch === event.epoch && node.disk.files.get(event.file)?.writebackDue === true;
      case 'replaced':
      case 'free':
        return node.status === 'up' && node.incarnation === event.incarnation;
      case 'boot':
        return node.status === 'never';
      default:
        return unreachable(event);
    }
  }

  #execute(event: Scheduled): void {
    if (event.kind === 'arrive') return arrive(this, event.conn, event.side);
    const node = this.#node(event.node);
    node.touchedAt = this.world.step;
    switch (event.kind) {
      case 'timer':
        return this.#fire(node, event.name);
      case 'synced':
        return this.#finishSync(node, event);
      case 'replaced':
        return this.#finishReplace(node, event.file, event.bytes, event.cause);
      case 'writeback':
        return this.#writeBack(node, event.file, event.cause);
      case 'free':
        return this.#takeFromInbox(node);
      case 'boot':
        return this.#start(node, 0);
      default:
        return unreachable(event);
    }
  }

  #fire(node: Node, name: string): void {
    const timer = present(node.timers.get(name), 'a timer that is due is set');
    node.timers.delete(name);
    const fired = this.note(node.id, { kind: 'timer.fired', name }, timer.cause);
    this.stimulate(node, { kind: 'timer', name }, fired, 0);
  }

  #takeFromInbox(node: Node): void {
    const { stimulus, cause } = present(node.inbox.shift(), 'a node is freed for its inbox');
    this.#react(node, stimulus, cause);
    if (node.inbox.length > 0 && node.status === 'up') this.#scheduleFree(node);
  }

  #scheduleFree(node: Node): void {
    const at = Math.max(node.busyUntil, this.world.now);
    this.schedule({
      kind: 'free',
      node: node.id,
      incarnation: node.incarnation,
      at,
      order: ++this.world.order,
    });
  }

  // --- machines -----------------------------------------------------------------------------------------------

  #react(node: Node, stimulus: Stimulus, cause: Seq): void {
    this.#out.open(this.world, node, cause);
    this.#machineOf(node).on(node.state, stimulus, this.#out);
    this.#apply(node);
  }

  /** Boot is the one path of first start and of recovery: configuration and disk are all it gets. */
  #start(node: Node, cause: Seq): void {
    const { world } = this;
    const afterStop = node.status === 'up' || node.status === 'never' ? null : node.status;
    node.status = 'up';
    node.incarnation++;
    node.busyUntil = world.now;
    const started = this.note(node.id, { kind: 'node.started', incarnation: node.incarnation, afterStop }, cause);
    if (afterStop === 'powerCut') answerOldConnections(this, node, started);
    this.#out.open(world, node, started);
    node.state = this.#machineOf(node).boot(node.config, viewOf(node.disk), this.#out);
    this.#apply(node);
  }

  #stop(node: Node, how: StopKind, cause: Seq): void {
    const stopped = this.note(node.id, { kind: 'node.stopped', how, incarnation: node.incarnation }, cause);
    for (const pending of node.inbox) this.#noteUnread(node, pending, stopped);
    cutSockets(this, node, how, stopped);
    node.status = how;
    node.state = null;
    node.timers.clear();
    node.inbox = [];
    node.busyUntil = 0;
    if (how === 'powerCut') this.#cutDiskPower(node, stopped);
  }

  #cutDiskPower(node: Node, cause: Seq): void {
    for (const { file, from, to } of cutPower(node.disk))
      this.note(node.id, { kind: 'disk.erased', file, from, to }, cause);
  }

  #noteUnread(node: Node, { stimulus, sent }: Pending, cause: Seq): void {
    if (stimulus.kind !== 'frame') return;
    const sender = this.world.conns.get(stimulus.conn)?.ends.find((end) => end.node !== node.id)?.node ?? '';
    this.note(
      sender,
      {
        kind: 'net.dropped',
        conn: stimulus.conn,
        to: node.id,
        sent,
        frame: stimulus.frame,
        why: 'its receiver stopped before reading it',
      },
      cause,
    );
  }

  /** Carries out what a machine asked for, in the order it asked. */
  #apply(node: Node): void {
    const { world } = this;
    const out = this.#out;
    const leavesAt = world.now + out.busyFor;
    if (out.busyFor > 0) node.busyUntil = leavesAt;
    // The list is the door's own; a request can never add another, so walking it while applying is safe.
    for (const request of out.requests) {
      switch (request.kind) {
        case 'send':
          send(this, node, request.conn, request.frame, leavesAt, request.cause);
          break;
        case 'connect':
          connect(this, node, request.conn, request.to, leavesAt, request.cause);
          break;
        case 'close':
          close(this, node, request.conn, leavesAt, request.cause);
          break;
        case 'setTimer':
          this.#setTimer(node, request.name, request.after, request.cause);
          break;
        case 'clearTimer':
          this.#clearTimer(node, request.name);
          break;
        case 'append':
          this.#append(node, request.file, request.bytes, request.cause);
          break;
        case 'sync':
          this.#sync(node, request.file, request.cause);
          break;
        case 'replace':
          this.#replace(node, request.file, request.bytes, request.cause);
          break;
        case 'truncate':
          truncateFile(node.disk, request.file, request.length);
          this.note(
            node.id,
            {
              kind: 'disk.truncated',
              file: request.file,
              length: request.length,
            },
            request.cause,
          );
          break;
        case 'remove':
          if (node.disk.files.delete(request.file))
            this.note(node.id, { kind: 'disk.removed', file: request.file }, request.cause);
          break;
        default:
          unreachable(request);
      }
    }
    if (out.exitCause !== null) this.#stop(node, out.exitHow, out.exitCause);
  }

  /** Forgets a timer: also one that has fired while its machine was busy and still waits to be heard. */
  #clearTimer(node: Node, name: string): void {
    node.timers.delete(name);
    if (node.inbox.length > 0)
      node.inbox = node.inbox.filter(({ stimulus }) => stimulus.kind !== 'timer' || stimulus.name !== name);
  }

  #setTimer(node: Node, name: string, after: Micros, cause: Seq): void {
    this.#clearTimer(node, name);
    const at = this.world.now + Math.max(0, Math.round(after));
    const token = ++this.world.order;
    node.timers.set(name, { token, at, cause });
    this.schedule({
      kind: 'timer',
      node: node.id,
      name,
      token,
      at,
      order: token,
    });
  }

  // --- disk ---------------------------------------------------------------------------------------------------

  #append(node: Node, name: string, bytes: Uint8Array, cause: Seq): void {
    const { world } = this;
    const from = appendToFile(node.disk, name, bytes);
    const noted = this.note(node.id, { kind: 'disk.appended', file: name, from, to: from + bytes.length }, cause);
    const file = present(node.disk.files.get(name), 'an append makes its file');
    if (file.writebackDue || file.synced === file.length) return;
    file.writebackDue = true;
    this.schedule({
      kind: 'writeback',
      node: node.id,
      file: name,
      epoch: node.disk.epoch,
      cause: noted,
      at: world.now + WRITEBACK_AFTER,
      order: ++world.order,
    });
  }

  #sync(node: Node, name: string, cause: Seq): void {
    const { world } = this;
    const { disk } = node;
    const file = disk.files.get(name);
    const upTo = file?.length ?? 0;
    const at = Math.max(disk.freeAt, world.now) + syncCost(disk, upTo - (file?.synced ?? 0));
    disk.freeAt = at;
    const syncing = this.note(node.id, { kind: 'disk.syncing', file: name, upTo, doneAt: at }, cause);
    this.schedule({
      kind: 'synced',
      node: node.id,
      file: name,
      upTo,
      inode: file?.inode ?? 0,
      epoch: disk.epoch,
      incarnation: node.incarnation,
      cause: syncing,
      at,
      order: ++world.order,
    });
  }

  /** The kernel finishes a sync even when the process that asked has died meanwhile; then nobody is told. */
  #finishSync(node: Node, event: Extract<Scheduled, { kind: 'synced' }>): void {
    const file = node.disk.files.get(event.file);
    // A file that was removed or replaced meanwhile is another one: what was synced of the old says nothing of it.
    const upTo = file?.inode === event.inode ? event.upTo : 0;
    const synced = this.#markSynced(node, event.file, upTo, event.cause);
    if (node.status !== 'up' || node.incarnation !== event.incarnation) return;
    this.stimulate(node, { kind: 'synced', file: event.file, upTo: file?.synced ?? 0 }, synced, 0);
  }

  #markSynced(node: Node, name: string, upTo: number, cause: Seq): Seq {
    const file = node.disk.files.get(name);
    const from = file?.synced ?? 0;
    if (file !== undefined) {
      file.synced = Math.max(from, Math.min(upTo, file.length));
      if (file.synced === file.length) file.writebackDue = false;
    }
    return this.note(node.id, { kind: 'disk.synced', file: name, from, upTo: file?.synced ?? 0 }, cause);
  }

  #writeBack(node: Node, name: string, cause: Seq): void {
    const file = present(node.disk.files.get(name), 'a write-back has its file');
    file.writebackDue = false;
    this.#markSynced(node, name, file.length, cause);
  }

  #replace(node: Node, name: string, bytes: Uint8Array, cause: Seq): void {
    const { world } = this;
    const { disk } = node;
    const at = Math.max(disk.freeAt, world.now) + syncCost(disk, bytes.length);
    disk.freeAt = at;
    const replacing = this.note(node.id, { kind: 'disk.replacing', file: name, size: bytes.length, doneAt: at }, cause);
    this.schedule({
      kind: 'replaced',
      node: node.id,
      file: name,
      bytes,
      incarnation: node.incarnation,
      cause: replacing,
      at,
      order: ++world.order,
    });
  }

  #finishReplace(node: Node, name: string, bytes: Uint8Array, cause: Seq): void {
    placeFile(node.disk, name, bytes);
    const replaced = this.note(node.id, { kind: 'disk.replaced', file: name, size: bytes.length }, cause);
    this.stimulate(node, { kind: 'replaced', file: name }, replaced, 0);
  }

  // --- inputs -------------------------------------------------------------------------------------------------

  /** Carries out an input, or says why it cannot be. */
  #give(input: Input, given: Seq): string | null {
    switch (input.kind) {
      case 'partition':
      case 'heal':
        return this.#setParted(input.between, input.kind === 'partition', given);
      case 'dropFrame':
        return breakUnder(this, input.conn, input.sent, given) ? null : 'that frame is not in flight';
      case 'delayFrame':
        if (!Number.isSafeInteger(input.by) || input.by < 0) return 'a delay is a number of microseconds, 0 or more';
        return delay(this, input.conn, input.sent, input.by, given) ? null : 'that frame is not in flight';
      case 'loseFrame':
        return losePacket(this, input.conn, input.sent, given) ? null : 'that frame is not in flight';
      case 'holdFrame':
        return holdFrame(this, input.conn, input.sent, given) ? null : 'that frame is not in flight';
      case 'releaseFrame':
        return releaseFrame(this, input.conn, input.sent, given) ? null : 'nobody holds that frame';
      default: {
        const node = this.world.nodes.get(input.node);
        if (node === undefined) return `there is no node called ${input.node}`;
        node.touchedAt = this.world.step;
        return this.#giveNode(node, input, given);
      }
    }
  }

  #giveNode(node: Node, input: Extract<Input, { node: NodeId }>, given: Seq): string | null {
    const running = node.status === 'up';
    switch (input.kind) {
      case 'start':
        if (running) return `${node.id} is running`;
        this.#start(node, given);
        return null;
      case 'kill':
      case 'powerCut':
        return this.#stopIfPossible(node, input.kind, given);
      case 'command':
        if (!running) return `${node.id} is not running`;
        this.stimulate(
          node,
          { kind: 'command', line: input.line },
          this.note(node.id, { kind: 'node.commanded', line: input.line }, given),
          0,
        );
        return null;
      case 'configure':
        return this.#configure(node, input.config, given);
      default:
        return unreachable(input);
    }
  }

  /** The plug can also be pulled on a host whose process was killed: what it had only written is then lost. */
  #stopIfPossible(node: Node, how: StopKind, given: Seq): string | null {
    if (node.status === 'up') {
      this.#stop(node, how, given);
      return null;
    }
    if ((node.status !== 'kill' && node.status !== 'exit') || how !== 'powerCut') return `${node.id} is not running`;
    const stopped = this.note(node.id, { kind: 'node.stopped', how, incarnation: node.incarnation }, given);
    node.status = 'powerCut';
    this.#cutDiskPower(node, stopped);
    return null;
  }

  #configure(node: Node, settings: unknown, given: Seq): string | null {
    let config: unknown;
    try {
      config = readConfigOf(node.id, this.#machineOf(node).readConfig, withSettings(node.config, settings));
    } catch (error) {
      if (error instanceof SpecError) return error.message;
      throw error;
    }
    node.config = config;
    const noted = this.note(node.id, { kind: 'node.configured', config }, given);
    if (node.status === 'up') this.stimulate(node, { kind: 'configure', config }, noted, 0);
    return null;
  }

  #setParted(between: readonly [NodeId, NodeId], parted: boolean, given: Seq): string | null {
    const link = this.world.links.get(linkName(between[0], between[1]));
    if (link === undefined) return `there is no link between ${between[0]} and ${between[1]}`;
    if (link.parted === parted) return parted ? 'they are parted already' : 'they are not parted';
    const noted = this.note('', { kind: parted ? 'link.parted' : 'link.healed', between }, given);
    setParted(this, between, parted, noted);
    return null;
  }
}
