import type { Class, Expression, Function as FunctionNode, Node, Pattern } from 'acorn';
import type { ScopeVar, Value } from '../interpreter/values.ts';
import type { Code } from './code.ts';
import { Op } from './ops.ts';
import { refuse } from './refuse.ts';

/*
 * The instructions of one function while they are written, and what its names mean. Variables live in scopes that the
 * machine makes at run time: one for the function, and one for each block that makes functions of its own (a loop's
 * closures must each have their variable). All other blocks keep their variables in the scope around them.
 */

export type BindingKind = 'let' | 'const' | 'var' | 'function' | 'class' | 'param';

export interface Binding {
  readonly kind: BindingKind;
  readonly slot: number;
  readonly owner: RuntimeScope;
}

/** A scope as the machine will have it. */
export interface RuntimeScope {
  readonly up: RuntimeScope | null;
  readonly vars: ScopeVar[];
}

/** A stretch of source in which names mean something. */
export interface NameScope {
  readonly up: NameScope | null;
  readonly names: Map<string, Binding>;
  readonly runtime: RuntimeScope;
  readonly isFunction: boolean;
  readonly from: number;
  readonly to: number;
}

/** What stands between a jump and where it goes. */
export type Context =
  | {
      readonly kind: 'target';
      readonly labels: readonly string[];
      readonly isLoop: boolean;
      readonly takesBreak: boolean;
      readonly breaks: number[];
      readonly continues: number[];
    }
  | { readonly kind: 'handler' }
  | { readonly kind: 'finally'; readonly entries: number[]; readonly exits: Exit[] }
  | { readonly kind: 'values' }
  | { readonly kind: 'iterator'; readonly isAsync: boolean }
  | { readonly kind: 'scope' };

/** A way out through a `finally`. `target` null is a return. */
export interface Exit {
  readonly type: number;
  readonly target: Extract<Context, { kind: 'target' }> | null;
  readonly isContinue: boolean;
}

export interface FunctionTraits {
  readonly name: string;
  readonly isArrow: boolean;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly isClass: boolean;
  readonly isDerived: boolean;
  readonly isMethod: boolean;
}

/** The parts of the compiler that call one another round in a circle. */
export interface Parts {
  function(emitter: Emitter, node: FunctionNode, name: string, isMethod?: boolean): void;
  class(emitter: Emitter, node: Class, name: string): void;
  pattern(emitter: Emitter, pattern: Pattern | Expression, mode: 'init' | 'assign', text: string): void;
}

/** What all functions of one file have in common. */
export interface FileTraits {
  readonly file: string;
  readonly text: string;
  readonly isLibrary: boolean;
  /** What a library's free names mean, once and for all; null for a program, which asks its process. */
  readonly known: ReadonlyMap<string, Value> | null;
  readonly parts: Parts;
  /** Numbers the classes, for their private names. */
  classes: number;
}

export const RETURN_TYPE = 2;

export class Emitter {
  readonly traits: FunctionTraits;
  readonly file: FileTraits;
  readonly up: Emitter | null;
  readonly ops: number[] = [];
  readonly #consts: Value[] = [];
  readonly #known = new Map<Value, number>();
  readonly #codes: Code[] = [];
  readonly #blocks: ScopeVar[][] = [];
  readonly #places: number[] = [];
  readonly contexts: Context[] = [];
  readonly #lines: number[] = [];
  readonly root: RuntimeScope;
  scope: NameScope;
  /** Private names in force: name to key. */
  readonly privates: ReadonlyMap<string, string>;
  arity = 0;
  plain = 0;
  /** The line that the last Line instruction named. */
  line = 0;

  constructor(
    traits: FunctionTraits,
    file: FileTraits,
    up: Emitter | null,
    node: Node,
    privates?: ReadonlyMap<string, string>,
  ) {
    this.traits = traits;
    this.file = file;
    this.up = up;
    this.privates = privates ?? up?.privates ?? new Map();
    this.root = { up: up?.scope.runtime ?? null, vars: [] };
    this.scope = {
      up: up?.scope ?? null,
      names: new Map(),
      runtime: this.root,
      isFunction: true,
      ...linesOf(node),
    };
  }

  // --- instructions -------------------------------------------------------------------------------------------

  emit(...words: readonly number[]): void {
    for (const word of words) this.ops.push(word);
  }

  /** Where the next instruction will stand. */
  get here(): number {
    return this.ops.length;
  }

  /** A jump whose goal `land` fills in. Returns where that is written. */
  jump(op: number, ...words: readonly number[]): number {
    this.emit(op, ...words, -1);
    return this.ops.length - 1;
  }

  land(at: number): void {
    this.ops[at] = this.ops.length;
  }

  landAll(places: readonly number[]): void {
    for (const at of places) this.land(at);
  }

  const(value: Value): number {
    // -0 and 0 are one key of a Map and two values.
    const known = Object.is(value, -0) ? undefined : this.#known.get(value);
    if (known !== undefined) return known;
    const k = this.#consts.push(value) - 1;
    if (!Object.is(value, -0)) this.#known.set(value, k);
    return k;
  }

  push(value: Value): void {
    if (value === undefined) this.emit(Op.Undefined);
    else this.emit(Op.Const, this.const(value));
  }

  code(code: Code): number {
    return this.#codes.push(code) - 1;
  }

  /** From here on the instructions belong to this place of the source. */
  mark(node: Node): void {
    const { line, column } = (node.loc as NonNullable<Node['loc']>).start;
    const { length } = this.#places;
    if (length > 0 && this.#places[length - 3] === this.here) this.#places.length -= 3;
    this.#places.push(this.here, line, column + 1);
  }

  /** A statement begins: the machine may stop before it. */
  atLine(node: Node): void {
    const line = node.loc?.start.line ?? 0;
    this.mark(node);
    if (this.file.isLibrary || line === this.line) return;
    this.line = line;
    this.#lines.push(line);
    this.emit(Op.Line, line);
  }

  finish(node: Node): Code {
    const { traits, file } = this;
    const code: Code = {
      ...traits,
      ops: this.ops,
      consts: this.#consts,
      codes: this.#codes,
      arity: this.arity,
      plain: this.plain,
      vars: this.root.vars,
      blocks: this.#blocks,
      places: this.#places,
      isLibrary: file.isLibrary,
      file: file.file,
      source: file.text.slice(node.start, node.end),
      line: node.loc?.start.line ?? 1,
      lines: this.#lines,
    };
    for (const part of [code.ops, code.consts, code.codes, code.vars, code.blocks, code.places, code.lines])
      Object.freeze(part);
    return Object.freeze(code);
  }

  // --- names --------------------------------------------------------------------------------------------------

  /** Begins a block. `makes` says whether functions are made in it, which then need a scope of their own. */
  openBlock(node: Node, makes: boolean): void {
    const { scope } = this;
    const runtime = makes ? { up: scope.runtime, vars: [] } : scope.runtime;
    this.scope = { up: scope, names: new Map(), runtime, isFunction: false, ...linesOf(node) };
    if (!makes) return;
    this.emit(Op.PushScope, this.#blocks.push(runtime.vars) - 1);
    this.contexts.push({ kind: 'scope' });
  }

  closeBlock(): void {
    const { scope } = this;
    const up = scope.up as NameScope;
    if (up.runtime !== scope.runtime) {
      this.emit(Op.PopScope);
      this.contexts.pop();
    }
    this.scope = up;
  }

  declare(node: Node, name: string, kind: BindingKind): Binding {
    const { scope } = this;
    const known = scope.names.get(name);
    if (known !== undefined) return known;
    const slot = scope.runtime.vars.push(Object.freeze({ name, from: scope.from, to: scope.to })) - 1;
    const binding = { kind, slot, owner: scope.runtime };
    scope.names.set(name, binding);
    if (kind === 'let' || kind === 'const' || kind === 'class') this.emit(Op.Unset, slot);
    if (scope.runtime.vars.length > 10_000) refuse(node, 'a function with so many variables', 'split it up');
    return binding;
  }

  /** A variable that the program cannot name. */
  temp(): Binding {
    const { runtime } = this.scope;
    const slot = runtime.vars.push(Object.freeze({ name: '', from: 0, to: 0 })) - 1;
    return { kind: 'var', slot, owner: runtime };
  }

  lookup(name: string): Binding | null {
    for (let scope: NameScope | null = this.scope; scope !== null; scope = scope.up) {
      const binding = scope.names.get(name);
      if (binding !== undefined) return binding;
    }
    return null;
  }

  /** How many scopes up from here a binding's is. */
  hops(binding: Binding): number {
    let count = 0;
    for (let at: RuntimeScope | null = this.scope.runtime; at !== null && at !== binding.owner; at = at.up) count++;
    return count;
  }

  get(name: string): void {
    const binding = this.lookup(name);
    const { known } = this.file;
    if (binding === null && known?.has(name) === true) this.push(known.get(name));
    else if (binding === null) this.emit(Op.GetGlobal, this.const(name));
    else this.emit(Op.GetVar, this.hops(binding), binding.slot, this.const(name));
  }

  getTemp(binding: Binding): void {
    this.emit(Op.GetVar, this.hops(binding), binding.slot, this.const(''));
  }

  /** Takes the value from the stack into a variable that begins to be. */
  init(binding: Binding): void {
    this.emit(Op.InitVar, this.hops(binding), binding.slot);
  }

  /** An assignment: the value stays on the stack. */
  set(name: string): void {
    const binding = this.lookup(name);
    if (binding === null) this.emit(Op.SetGlobal, this.const(name));
    else if (binding.kind === 'const') this.emit(Op.ConstError, this.const(name));
    else this.emit(Op.SetVar, this.hops(binding), binding.slot, this.const(name));
  }
}

function linesOf(node: Node): { readonly from: number; readonly to: number } {
  return { from: node.loc?.start.line ?? 1, to: node.loc?.end.line ?? 1 };
}
