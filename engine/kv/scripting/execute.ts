import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, toResp2 } from '../../wire/reply.ts';
import { denialOf } from '../acl/check.ts';
import { deniedTo, userOf } from '../acl/session.ts';
import { addStat, call, countError } from '../call.ts';
import type { CommandSpec } from '../command.ts';
import { newClient } from '../initial.ts';
import type { LogLevel } from '../log.ts';
import { log } from '../log.ts';
import { arityFits, lookupCommand } from '../lookup.ts';
import { makeRoom } from '../memory/evict.ts';
import { MASTERDOWN, NOREPLICAS, READONLY } from '../replication/errors.ts';
import { isReadOnlyReplica, isStale, lacksReplicas } from '../replication/peers.ts';
import { TO_ALL } from '../replication/targets.ts';
import type { Client } from '../state.ts';
import { rememberKeys } from '../tracking/tracking.ts';
import type { Propagated, Turn } from '../turn.ts';
import { writeRefusal } from '../write-refusal.ts';
import type { Call, Outcome } from './interpreter.ts';
import type { ScriptHost } from './redis-library.ts';

/** redis.LOG_DEBUG and so on. */
const LOG_LEVELS: readonly LogLevel[] = ['debug', 'verbose', 'notice', 'warning'];

/*
 * A script inside a server: what it may run, what follows from it, what it costs. REDIS: script.c scriptPrepareForRun,
 * scriptCall
 */

/**
 * Virtual time per instruction. Slower than Lua on a real machine, so that one that never ends is found out after a
 * moment of ours.
 */
const INSTRUCTION_NANOS = 100;
/** Where busy-reply-threshold is 0 Redis waits for ever; so long do we look. */
const THRESHOLD_DEFAULT_MS = 5000;
/** Instructions that any script may take before it is thought never to end. */
const BUDGET_MIN = 2_000_000;

/** REDIS: t_stream.c xreadCommand */
const BLOCKING_READS = new Set(['xread', 'xreadgroup']);

function asksToBlock(argv: readonly string[]): boolean {
  const words = argv.map((word) => word.toLowerCase());
  const at = words.indexOf('block');
  return at > 0 && at < words.indexOf('streams');
}

/** REDIS: acl.c getAclErrorMessage */
const DENIED = Object.freeze({
  command: "can't run this command or subcommand",
  key: "can't access at least one of the keys mentioned in the command arguments",
  channel: "can't publish to the channel mentioned in the command",
});

/** What is to be run. */
export interface Task {
  /** The hash of a script, the name of a function. */
  readonly name: string;
  readonly isFunction: boolean;
  /** null: a script without a `#!` line. */
  readonly flags: readonly string[] | null;
  /** EVAL_RO and its like. */
  readonly readOnly: boolean;
  readonly keys: readonly string[];
  readonly args: readonly string[];
  readonly argv: readonly string[];
  run(given: Call): Outcome;
}

/** Why it may not begin. REDIS: script.c scriptPrepareForRun */
function refusalOf(turn: Turn, task: Task): ErrorReply | null {
  const { flags } = task;
  if (turn.loading) return null;
  const stale = isStale(turn.state);
  if (flags === null) return stale ? MASTERDOWN : null;
  if (stale && !flags.includes('allow-stale')) return MASTERDOWN;
  const writes = !flags.includes('no-writes');
  if (writes) {
    // What a script may do is known before it begins, and refused as a command would be. REDIS: evalGetCommandFlags
    if (isReadOnlyReplica(turn.state) && !turn.client.primary) return READONLY;
    const refused = writeRefusal(turn);
    if (refused !== null) return refused;
    if (task.readOnly) return error('ERR Can not execute a script with write flag using *_ro command.');
    if (lacksReplicas(turn.state, turn.nowMs)) return NOREPLICAS;
  }
  if (writes && !flags.includes('allow-oom') && turn.state.settings.maxmemory > 0 && !makeRoom(turn)) {
    return error("OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'");
  }
  return null;
}

/** Runs a script for the client of the turn. `undefined` when it does not end. */
export function execute(turn: Turn, task: Task): Reply | undefined {
  const refusal = refusalOf(turn, task);
  if (refusal !== null) return refusal;
  const run = new ScriptRun(turn, task);
  const outcome = run.run();
  // What is inside is propagated, not the script itself. REDIS: script.c, replication by effects
  turn.forced = false;
  turn.prevented = true;
  turn.rewritten = null;
  turn.counted = outcome.counted;
  if (outcome.runaway !== null) return run.stall(outcome.runaway);
  return outcome.reply;
}

class ScriptRun implements ScriptHost {
  resp: 2 | 3 = 2;
  replicate = 3;
  private wrote = false;
  private readonly turn: Turn;
  private readonly task: Task;
  private readonly caller: Client;
  /** REDIS: script.c's client without a socket */
  private readonly client: Client;
  private readonly readOnly: boolean;
  private readonly allowOom: boolean;
  private readonly outOfMemory: boolean;

  constructor(turn: Turn, task: Task) {
    this.turn = turn;
    this.task = task;
    this.caller = turn.client;
    const { db, user, restricted, primary } = turn.client;
    this.client = { ...newClient(turn.client.id, -1, 'lua', turn.nowMs, true), db, user, restricted, primary };
    this.readOnly = task.readOnly || (task.flags?.includes('no-writes') ?? false);
    this.allowOom = task.flags?.includes('allow-oom') ?? false;
    this.outOfMemory = turn.state.settings.maxmemory > 0 && !makeRoom(turn);
  }

  run(): Outcome {
    const { turn, task } = this;
    const outer = { within: turn.within, deny: turn.denyBlocking, script: turn.inScript };
    if (turn.out.observed) {
      const { name, isFunction } = task;
      turn.within = turn.note({ kind: 'kv.scriptStarted', client: this.caller.id, script: name, isFunction });
    }
    turn.denyBlocking = true;
    turn.inScript = true;
    turn.use(this.client);
    const outcome = task.run({
      keys: task.keys,
      args: task.args,
      host: this,
      random: turn.state.scripting.random,
      budget: this.budget(),
    });
    turn.use(this.caller);
    turn.within = outer.within;
    turn.denyBlocking = outer.deny;
    turn.inScript = outer.script;
    turn.extraMicros = this.cost(outcome);
    return outcome;
  }

  /** The limit says when others hear that the server is busy; a little longer we look whether it ends by itself. */
  private budget(): number {
    const thresholdMs = Number(this.turn.state.config.get('busy-reply-threshold')) || THRESHOLD_DEFAULT_MS;
    const instructions = (Math.min(thresholdMs, THRESHOLD_DEFAULT_MS) * 1_000_000) / INSTRUCTION_NANOS;
    return Math.max(BUDGET_MIN, Math.ceil(instructions));
  }

  /** Beside the commands it calls. A server whose commands take no time runs scripts in none. */
  private cost({ instructions, runaway }: Outcome): number {
    const { settings, config } = this.turn.state;
    if (settings.commandMicros === 0 && runaway === null) return 0;
    const took = Math.floor((instructions * INSTRUCTION_NANOS) / 1000);
    const thresholdMs = Number(config.get('busy-reply-threshold')) || THRESHOLD_DEFAULT_MS;
    return runaway === null ? took : Math.min(took, thresholdMs * 1000);
  }

  /** The script never ends: its client waits, everybody else is told that the server is busy. */
  stall(line: number): undefined {
    const { turn, task, caller } = this;
    const source = task.isFunction ? '@user_function' : '@user_script';
    turn.state.scripting.running = {
      client: caller.id,
      name: task.name,
      isFunction: task.isFunction,
      command: task.argv,
      startedAt: turn.nowMs,
      wrote: this.wrote,
      killed: `ERR Script killed by user with SCRIPT KILL... script: ${task.name}, on ${source}:${line}.`,
      fact: turn.fact,
    };
    caller.blocked = {
      type: null,
      keys: [],
      untilAt: 0,
      argv: task.argv,
      onTimeout: null,
      unblockOnMissingKey: false,
      since: turn.now,
      replicas: 0,
      offset: 0,
    };
    return undefined;
  }

  /** REDIS: script.c scriptCall */
  call(argv: readonly string[]): Reply {
    const { turn } = this;
    const spec = lookupCommand(turn.table, argv);
    const refused = this.refused(spec, argv);
    if (refused !== null || spec === null || spec.run === null) {
      const reply = error(refused ?? 'ERR Unknown Redis command called from script');
      countError(turn, reply);
      if (spec !== null) addStat(turn, spec, 2, 1);
      return reply;
    }
    if (spec.write) this.wrote = true;
    this.client.resp = this.resp;
    const before = turn.pending.length;
    const reply = call(turn, spec, spec.run, argv) ?? null;
    if (this.caller.tracking !== null && spec.flags.includes('readonly')) this.rememberDeclared();
    if (this.replicate !== TO_ALL) this.redirect(before);
    return this.resp === 3 ? reply : toResp2(reply);
  }

  /** What `redis.set_repl` has chosen: the writes from there on go to these alone. */
  private redirect(from: number): void {
    const { pending } = this.turn;
    if (this.replicate === 0) pending.length = from;
    for (let i = from; i < pending.length; i++) {
      const write = pending[i] as Propagated; // i is inside
      pending[i] = { ...write, to: write.to & this.replicate };
    }
  }

  /** A script that reads has read all keys it declares. REDIS: server.c call */
  private rememberDeclared(): void {
    const { turn, caller, task } = this;
    const spec = lookupCommand(turn.table, task.argv);
    if (spec !== null) rememberKeys(turn, caller, spec, task.argv);
  }

  private refused(spec: CommandSpec | null, argv: readonly string[]): string | null {
    const { turn } = this;
    if (spec === null || spec.run === null) return 'ERR Unknown Redis command called from script';
    if (!arityFits(spec, argv.length)) return 'ERR Wrong number of args calling Redis command from script';
    if (spec.flags.includes('noscript') && !turn.state.debug.allowsNoScript)
      return 'ERR This Redis command is not allowed from script';
    if (!turn.loading && !spec.flags.includes('stale') && isStale(turn.state))
      return 'ERR Can not execute the command on a stale replica';
    if (this.caller.restricted) {
      const denial = deniedTo(turn, this.caller, spec, argv, 'lua');
      if (denial !== null) return `ERR The user executing the script ${DENIED[denial.reason]}`;
    }
    if (BLOCKING_READS.has(spec.name) && asksToBlock(argv)) {
      return `ERR ${argv[0] ?? ''} command is not allowed with BLOCK option from scripts`;
    }
    if (this.readOnly && (spec.write || spec.mayReplicate)) {
      return 'ERR Write commands are not allowed from read-only scripts.';
    }
    if (spec.write && !this.wrote && !turn.loading) {
      if (isReadOnlyReplica(turn.state) && !this.caller.primary) return READONLY.text;
      const refused = writeRefusal(turn);
      if (refused !== null) return refused.text;
      if (lacksReplicas(turn.state, turn.nowMs)) return NOREPLICAS.text;
    }
    if (spec.denyOom && this.outOfMemory && !this.allowOom && !this.wrote && !turn.loading) {
      return "OOM command not allowed when used memory > 'maxmemory'.";
    }
    return null;
  }

  log(level: number, text: string): void {
    log(this.turn, LOG_LEVELS[level] ?? 'debug', text);
  }

  mayRun(argv: readonly string[]): boolean | null {
    const spec = lookupCommand(this.turn.table, argv);
    if (spec === null) return null;
    return !this.caller.restricted || denialOf(userOf(this.turn.state, this.caller), spec, argv) === null;
  }
}
