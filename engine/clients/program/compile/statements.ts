import type {
  BlockStatement,
  ClassDeclaration,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  FunctionDeclaration,
  ModuleDeclaration,
  Node,
  Pattern,
  Statement,
  SwitchStatement,
  TryStatement,
  VariableDeclaration,
} from 'acorn';
import { type Context, type Emitter, type Exit, RETURN_TYPE } from './emitter.ts';
import { compileExpression } from './expressions.ts';
import { calleeText, declares, makesFunctions, namesOf } from './names.ts';
import { Op } from './ops.ts';
import { bindPattern } from './patterns.ts';
import { refuse } from './refuse.ts';

/* Statements: what they declare first, then one after the other. */

type AnyStatement = Statement | ModuleDeclaration;

/** Makes the names of a block known, and its functions, before anything in it runs. */
export function hoist(emitter: Emitter, statements: readonly AnyStatement[]): void {
  for (const statement of statements) {
    const one = declarationOf(statement);
    if (one?.type === 'VariableDeclaration' && one.kind !== 'var') {
      if (one.kind !== 'let' && one.kind !== 'const') refuse(one, `'${one.kind}'`, "call close() in 'finally'");
      for (const declared of one.declarations)
        for (const name of namesOf(declared.id)) emitter.declare(one, name, one.kind);
    } else if (one?.type === 'ClassDeclaration') emitter.declare(one, one.id.name, 'class');
    else if (one?.type === 'FunctionDeclaration') emitter.declare(one, one.id.name, 'function');
  }
  for (const statement of statements) {
    const one = declarationOf(statement);
    if (one?.type !== 'FunctionDeclaration') continue;
    emitter.file.parts.function(emitter, one, one.id.name);
    emitter.init(emitter.declare(one, one.id.name, 'function'));
  }
}

/** What a statement declares, also behind `export`. */
function declarationOf(statement: AnyStatement): VariableDeclaration | FunctionDeclaration | ClassDeclaration | null {
  if (statement.type === 'ExportNamedDeclaration') return statement.declaration ?? null;
  if (statement.type === 'FunctionDeclaration') return statement;
  if (statement.type === 'ClassDeclaration') return statement;
  return statement.type === 'VariableDeclaration' ? statement : null;
}

export function compileStatements(emitter: Emitter, statements: readonly AnyStatement[]): void {
  for (const statement of statements) compileStatement(emitter, statement, []);
}

function compileStatement(emitter: Emitter, node: AnyStatement, labels: readonly string[]): void {
  switch (node.type) {
    case 'ExpressionStatement':
      emitter.atLine(node);
      compileExpression(emitter, node.expression);
      return emitter.emit(Op.Pop);
    case 'VariableDeclaration':
      return compileVariables(emitter, node);
    case 'FunctionDeclaration':
    case 'EmptyStatement':
    case 'ImportDeclaration':
      return;
    case 'ClassDeclaration':
      emitter.atLine(node);
      emitter.file.parts.class(emitter, node, node.id.name);
      return emitter.init(emitter.declare(node, node.id.name, 'class'));
    case 'ReturnStatement':
      emitter.atLine(node);
      if (node.argument === null || node.argument === undefined) emitter.push(undefined);
      else compileExpression(emitter, node.argument);
      if (emitter.traits.isAsync && emitter.traits.isGenerator) emitter.emit(Op.Await, emitter.const(''));
      return compileReturn(emitter);
    case 'IfStatement':
      return compileIf(emitter, node);
    case 'BlockStatement':
      return compileBlock(emitter, node, labels);
    case 'ThrowStatement':
      emitter.atLine(node);
      compileExpression(emitter, node.argument);
      emitter.mark(node);
      return emitter.emit(Op.Throw);
    case 'TryStatement':
      return compileTry(emitter, node);
    case 'WhileStatement':
    case 'DoWhileStatement':
      return compileWhile(emitter, node, labels);
    case 'ForStatement':
      return compileFor(emitter, node, labels);
    case 'ForOfStatement':
    case 'ForInStatement':
      return compileForEach(emitter, node, labels);
    case 'SwitchStatement':
      return compileSwitch(emitter, node, labels);
    case 'BreakStatement':
    case 'ContinueStatement':
      emitter.atLine(node);
      return compileJump(emitter, node, node.label?.name ?? null, node.type === 'ContinueStatement');
    case 'LabeledStatement':
      return compileLabeled(emitter, node.body, [...labels, node.label.name]);
    case 'DebuggerStatement':
      emitter.atLine(node);
      return emitter.emit(Op.Debugger);
    case 'ExportNamedDeclaration':
      if (node.declaration) compileStatement(emitter, node.declaration, []);
      return;
    case 'WithStatement':
      return refuse(node, "'with'", 'name the object before each property');
    default:
      return refuse(
        node,
        `'${node.type === 'ExportDefaultDeclaration' ? 'export default' : 'export *'}'`,
        'leave it out: a program is one file',
      );
  }
}

function compileVariables(emitter: Emitter, node: VariableDeclaration): void {
  for (const one of node.declarations) {
    if (!one.init) {
      if (node.kind === 'var') continue;
      emitter.push(undefined);
    } else {
      emitter.atLine(one.init.loc?.start.line === one.loc?.start.line ? one : node);
      compileExpression(emitter, one.init, one.id.type === 'Identifier' ? one.id.name : '');
    }
    bindPattern(emitter, one.id, node.kind === 'var' ? 'assign' : 'init', one.init ? calleeText(one.init) : '');
    if (node.kind === 'var') emitter.emit(Op.Pop);
  }
}

function compileIf(emitter: Emitter, node: Extract<Statement, { type: 'IfStatement' }>): void {
  emitter.atLine(node);
  compileExpression(emitter, node.test);
  const otherwise = emitter.jump(Op.JumpUnless);
  compileStatement(emitter, node.consequent, []);
  if (!node.alternate) return emitter.land(otherwise);
  const end = emitter.jump(Op.Jump);
  emitter.land(otherwise);
  compileStatement(emitter, node.alternate, []);
  emitter.land(end);
}

function compileBlock(emitter: Emitter, node: BlockStatement, labels: readonly string[]): void {
  const target = openTarget(emitter, labels, false, false);
  withBlock(emitter, node, node.body, () => compileStatements(emitter, node.body));
  closeTarget(emitter, target);
}

/** A block's own names around what compiles its inside. */
function withBlock(emitter: Emitter, node: Node, body: readonly AnyStatement[], inside: () => void): void {
  if (!body.some(declares)) return inside();
  emitter.openBlock(node, makesFunctions(node));
  hoist(emitter, body);
  inside();
  emitter.closeBlock();
}

function compileLabeled(emitter: Emitter, body: Statement, labels: readonly string[]): void {
  const takesLabels = ['WhileStatement', 'DoWhileStatement', 'ForStatement', 'ForOfStatement', 'ForInStatement'];
  if (takesLabels.includes(body.type) || body.type === 'SwitchStatement' || body.type === 'BlockStatement')
    return compileStatement(emitter, body, labels);
  const target = openTarget(emitter, labels, false, false);
  compileStatement(emitter, body, labels);
  closeTarget(emitter, target);
}

// --- jumps ------------------------------------------------------------------------------------------------------

type Target = Extract<Context, { kind: 'target' }>;

function openTarget(emitter: Emitter, labels: readonly string[], isLoop: boolean, takesBreak = true): Target {
  const target: Target = { kind: 'target', labels, isLoop, takesBreak, breaks: [], continues: [] };
  emitter.contexts.push(target);
  return target;
}

function closeTarget(emitter: Emitter, target: Target): void {
  emitter.contexts.pop();
  emitter.landAll(target.breaks);
}

function compileJump(emitter: Emitter, node: Node, label: string | null, isContinue: boolean): void {
  const target = emitter.contexts.findLast(
    (one): one is Target =>
      one.kind === 'target' &&
      (label === null ? one.takesBreak && (!isContinue || one.isLoop) : one.labels.includes(label)),
  );
  if (target === undefined) refuse(node, 'this jump', 'name a loop around it');
  leave(emitter, target, isContinue);
}

function compileReturn(emitter: Emitter): void {
  leave(emitter, null, false);
}

/**
 * Undoes what stands between here and the target, innermost first, and jumps there; with no target, returns the value
 * on the stack. At a `finally` the way goes through it, and `exits` tells how it goes on behind it.
 */
function leave(emitter: Emitter, target: Target | null, isContinue: boolean): void {
  for (let i = emitter.contexts.length - 1; i >= 0; i--) {
    const context = emitter.contexts[i] as Context;
    if (context === target) break;
    switch (context.kind) {
      case 'handler':
        emitter.emit(Op.PopHandler);
        break;
      case 'scope':
        emitter.emit(Op.PopScope);
        break;
      case 'values':
        if (target === null) emitter.emit(Op.Swap, Op.Pop, Op.Swap, Op.Pop);
        else emitter.emit(Op.Pop, Op.Pop);
        break;
      case 'iterator':
        emitter.emit(Op.PopHandler, Op.CloseIterator);
        if (context.isAsync) emitter.emit(Op.Await, emitter.const(''));
        emitter.emit(Op.Pop);
        break;
      case 'finally': {
        const type = target === null ? RETURN_TYPE : RETURN_TYPE + 1 + context.exits.length;
        const exit: Exit = { type, target, isContinue };
        if (target !== null || !context.exits.some((one) => one.target === null)) context.exits.push(exit);
        emitter.emit(Op.PopHandler);
        if (target !== null) emitter.push(undefined);
        emitter.push(type);
        context.entries.push(emitter.jump(Op.Jump));
        return;
      }
      case 'target':
    }
  }
  if (target === null) emitter.emit(Op.Return);
  else (isContinue ? target.continues : target.breaks).push(emitter.jump(Op.Jump));
}

// --- exceptions -------------------------------------------------------------------------------------------------

function compileTry(emitter: Emitter, node: TryStatement): void {
  emitter.line = 0;
  if (!node.finalizer) return compileCatch(emitter, node);
  const context: Context = { kind: 'finally', entries: [], exits: [] };
  const handler = emitter.jump(Op.PushHandler);
  emitter.emit(0);
  emitter.contexts.push(context);
  if (node.handler) compileCatch(emitter, node);
  else compileBlock(emitter, node.block, []);
  emitter.contexts.pop();
  emitter.emit(Op.PopHandler, Op.Completion);
  const entry = emitter.jump(Op.Jump);
  emitter.land(handler);
  emitter.emit(Op.CatchFinally);
  emitter.land(entry);
  emitter.landAll(context.entries);
  emitter.contexts.push({ kind: 'values' });
  emitter.line = 0;
  compileBlock(emitter, node.finalizer, []);
  emitter.contexts.pop();
  const ways = context.exits.map((exit) => ({ exit, at: emitter.jump(Op.JumpIfType, exit.type) }));
  emitter.emit(Op.EndFinally);
  const end = emitter.jump(Op.Jump);
  for (const { exit, at } of ways) {
    emitter.land(at);
    if (exit.target !== null) emitter.emit(Op.Pop);
    leave(emitter, exit.target, exit.isContinue);
  }
  emitter.land(end);
  emitter.line = 0;
}

function compileCatch(emitter: Emitter, node: TryStatement): void {
  const { handler } = node;
  if (!handler) return compileBlock(emitter, node.block, []);
  const at = emitter.jump(Op.PushHandler);
  emitter.emit(1);
  emitter.contexts.push({ kind: 'handler' });
  compileBlock(emitter, node.block, []);
  emitter.contexts.pop();
  emitter.emit(Op.PopHandler);
  const end = emitter.jump(Op.Jump);
  emitter.land(at);
  emitter.line = 0;
  emitter.openBlock(handler, makesFunctions(handler));
  if (handler.param) {
    for (const name of namesOf(handler.param)) emitter.declare(handler, name, 'let');
    bindPattern(emitter, handler.param, 'init', '');
  } else emitter.emit(Op.Pop);
  compileBlock(emitter, handler.body, []);
  emitter.closeBlock();
  emitter.land(end);
  emitter.line = 0;
}

// --- loops ------------------------------------------------------------------------------------------------------

function compileWhile(
  emitter: Emitter,
  node: Extract<Statement, { type: 'WhileStatement' | 'DoWhileStatement' }>,
  labels: readonly string[],
): void {
  const target = openTarget(emitter, labels, true);
  if (node.type === 'WhileStatement') {
    const top = emitter.here;
    emitter.line = 0;
    emitter.atLine(node);
    compileExpression(emitter, node.test);
    target.breaks.push(emitter.jump(Op.JumpUnless));
    compileStatement(emitter, node.body, []);
    emitter.landAll(target.continues);
    emitter.emit(Op.Jump, top);
  } else {
    const top = emitter.here;
    emitter.line = 0;
    compileStatement(emitter, node.body, []);
    emitter.landAll(target.continues);
    emitter.mark(node.test);
    compileExpression(emitter, node.test);
    emitter.emit(Op.JumpIf, top);
  }
  closeTarget(emitter, target);
  emitter.line = 0;
}

function compileFor(emitter: Emitter, node: ForStatement, labels: readonly string[]): void {
  const { init } = node;
  const copies = init?.type === 'VariableDeclaration' && init.kind !== 'var' && makesFunctions(node);
  if (init?.type === 'VariableDeclaration') {
    emitter.openBlock(node, copies);
    hoist(emitter, [init]);
    compileVariables(emitter, init);
  } else if (init) {
    emitter.atLine(node);
    compileExpression(emitter, init);
    emitter.emit(Op.Pop);
  }
  const target = openTarget(emitter, labels, true);
  const top = emitter.here;
  emitter.line = 0;
  emitter.atLine(node);
  if (node.test) {
    compileExpression(emitter, node.test);
    target.breaks.push(emitter.jump(Op.JumpUnless));
  }
  compileStatement(emitter, node.body, []);
  emitter.landAll(target.continues);
  if (copies) emitter.emit(Op.CopyScope);
  if (node.update) {
    emitter.mark(node.update);
    compileExpression(emitter, node.update);
    emitter.emit(Op.Pop);
  }
  emitter.emit(Op.Jump, top);
  closeTarget(emitter, target);
  if (init?.type === 'VariableDeclaration') emitter.closeBlock();
  emitter.line = 0;
}

/** for-of, for-await and for-in. The iterator stands aside from the stack; leaving early closes it. */
function compileForEach(emitter: Emitter, node: ForOfStatement | ForInStatement, labels: readonly string[]): void {
  const isAsync = node.type === 'ForOfStatement' && node.await;
  emitter.atLine(node);
  compileExpression(emitter, node.right);
  if (node.type === 'ForInStatement') emitter.emit(Op.ForInKeys);
  const text = emitter.const(calleeText(node.right));
  emitter.mark(node.right);
  emitter.emit(isAsync ? Op.IterateAsync : Op.Iterate, text);
  const handler = emitter.jump(Op.PushHandler);
  emitter.emit(0);
  const outer = openTarget(emitter, [], false, false);
  emitter.contexts.push({ kind: 'iterator', isAsync });
  const loop = openTarget(emitter, labels, true);
  const top = emitter.here;
  emitter.mark(node.right);
  emitter.emit(Op.Next, isAsync ? 1 : 0);
  if (isAsync) emitter.emit(Op.Await, text);
  const done = emitter.jump(Op.Step);
  if (isAsync) emitter.emit(Op.AwaitIfSync);
  emitter.line = 0;
  compileEach(emitter, node);
  emitter.landAll(loop.continues);
  emitter.emit(Op.Jump, top);
  emitter.contexts.pop();
  // A `break` of this very loop: close the iterator, then go on behind it.
  if (loop.breaks.length > 0) {
    emitter.landAll(loop.breaks);
    leave(emitter, outer, false);
  }
  emitter.contexts.pop();
  emitter.land(handler);
  emitter.emit(Op.CloseIterator);
  if (isAsync) emitter.emit(Op.Await, text);
  emitter.emit(Op.Pop, Op.Throw);
  emitter.land(done);
  emitter.emit(Op.PopHandler);
  closeTarget(emitter, outer);
  emitter.line = 0;
}

function compileEach(emitter: Emitter, node: ForOfStatement | ForInStatement): void {
  const { left } = node;
  if (left.type !== 'VariableDeclaration') {
    emitter.atLine(node);
    bindPattern(emitter, left, 'assign', '');
    emitter.emit(Op.Pop);
    return compileStatement(emitter, node.body, []);
  }
  const pattern = (left.declarations[0] as { readonly id: Pattern }).id;
  emitter.openBlock(node, left.kind !== 'var' && makesFunctions(node));
  hoist(emitter, [left]);
  emitter.atLine(node);
  bindPattern(emitter, pattern, left.kind === 'var' ? 'assign' : 'init', '');
  if (left.kind === 'var') emitter.emit(Op.Pop);
  compileStatement(emitter, node.body, []);
  emitter.closeBlock();
}

function compileSwitch(emitter: Emitter, node: SwitchStatement, labels: readonly string[]): void {
  emitter.atLine(node);
  const value = emitter.temp();
  compileExpression(emitter, node.discriminant);
  emitter.init(value);
  const target = openTarget(emitter, labels, false);
  const body = node.cases.flatMap((one) => one.consequent);
  withBlock(emitter, node, body, () => {
    const entries = node.cases.map((one) => {
      if (!one.test) return null;
      emitter.getTemp(value);
      compileExpression(emitter, one.test);
      emitter.emit(Op.Binary, STRICTLY_EQUAL);
      return emitter.jump(Op.JumpIf);
    });
    const otherwise = emitter.jump(Op.Jump);
    for (const [i, one] of node.cases.entries()) {
      const entry = entries[i];
      if (entry === null || entry === undefined) emitter.land(otherwise);
      else emitter.land(entry);
      emitter.line = 0;
      compileStatements(emitter, one.consequent);
    }
    if (!node.cases.some((one) => !one.test)) emitter.land(otherwise);
  });
  closeTarget(emitter, target);
  emitter.line = 0;
}

const STRICTLY_EQUAL = 8;
