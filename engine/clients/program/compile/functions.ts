import type {
  Class,
  Expression,
  Function as FunctionNode,
  MethodDefinition,
  PropertyDefinition,
  StaticBlock,
} from 'acorn';
import type { Code } from './code.ts';
import { Emitter, type FunctionTraits } from './emitter.ts';
import { compileExpression, compileKey, keyName, privateKey } from './expressions.ts';
import { makesFunctions, namesOf, usesArguments, varNames } from './names.ts';
import { Op } from './ops.ts';
import { bindPattern } from './patterns.ts';
import { refuse } from './refuse.ts';
import { compileStatements, hoist } from './statements.ts';

/* Functions and classes. */

/** -- function */
export function compileFunction(emitter: Emitter, node: FunctionNode, name: string, isMethod = false): void {
  const isArrow = node.type === 'ArrowFunctionExpression';
  const traits: FunctionTraits = {
    name,
    isArrow,
    isAsync: node.async,
    isGenerator: node.generator,
    isClass: false,
    isDerived: false,
    isMethod: isMethod || isArrow || node.async || node.generator,
  };
  const inner = new Emitter(traits, emitter.file, emitter, node);
  compileBody(inner, node, node.type === 'FunctionExpression' && node.id ? node.id.name : null);
  emitter.emit(Op.Closure, emitter.code(inner.finish(node)));
}

function compileBody(inner: Emitter, node: FunctionNode, own: string | null): void {
  bindParameters(inner, node);
  const statements = node.body.type === 'BlockStatement' ? node.body.body : [];
  if (own !== null && inner.scope.names.get(own) === undefined) {
    inner.emit(Op.Callee);
    inner.init(inner.declare(node, own, 'function'));
  }
  if (!inner.traits.isArrow && usesArguments(node.body)) {
    inner.emit(Op.Arguments);
    inner.init(inner.declare(node, 'arguments', 'var'));
  }
  if (node.body.type !== 'BlockStatement') {
    if (node.body.loc?.start.line !== node.loc?.start.line) inner.atLine(node.body);
    compileExpression(inner, node.body);
    return inner.emit(Op.Return);
  }
  for (const name of varNames(statements)) inner.declare(node, name, 'var');
  hoist(inner, statements);
  compileStatements(inner, statements);
  inner.emit(Op.Undefined, Op.Return);
}

/** Plain names take their arguments directly; anything else is bound one by one. */
function bindParameters(inner: Emitter, node: FunctionNode): void {
  const { params } = node;
  const firstOther = params.findIndex((one) => one.type === 'AssignmentPattern' || one.type === 'RestElement');
  inner.arity = firstOther < 0 ? params.length : firstOther;
  let plain = 0;
  while (params[plain]?.type === 'Identifier') {
    inner.declare(node, (params[plain] as { readonly name: string }).name, 'param');
    plain++;
  }
  inner.plain = plain;
  for (const one of params.slice(plain)) for (const name of namesOf(one)) inner.declare(node, name, 'param');
  for (const [i, one] of params.entries()) {
    if (i < plain) continue;
    if (one.type === 'RestElement') {
      inner.emit(Op.RestArgs, i);
      bindPattern(inner, one.argument, 'init', '');
    } else {
      inner.emit(Op.Arg, i);
      bindPattern(inner, one, 'init', 'undefined');
    }
  }
}

// --- classes ----------------------------------------------------------------------------------------------------

const STATIC = 1;
const SETTER = 4;

/** -- class */
export function compileClass(emitter: Emitter, node: Class, name: string): void {
  const members = node.body.body;
  const privates = new Map(emitter.privates);
  const id = ++emitter.file.classes;
  for (const one of members)
    if (one.type !== 'StaticBlock' && one.key.type === 'PrivateIdentifier')
      privates.set(one.key.name, `\0#${id}:${one.key.name}`);
  const hasSuper = node.superClass !== null && node.superClass !== undefined;
  if (hasSuper) compileExpression(emitter, node.superClass as Expression);
  // Its methods know the class by its name, whatever becomes of the variable outside.
  emitter.openBlock(node, true);
  if (node.id) emitter.declare(node, node.id.name, 'class');
  const maker = members.find(
    (one): one is MethodDefinition => one.type === 'MethodDefinition' && one.kind === 'constructor',
  );
  const code = constructorCode(emitter, node, name, maker ?? null, hasSuper, privates);
  emitter.mark(node);
  emitter.emit(Op.Class, emitter.code(code), hasSuper ? 1 : 0);
  for (const one of members)
    if (one.type === 'MethodDefinition' && one.kind !== 'constructor' && one.key.type !== 'PrivateIdentifier')
      defineMethod(emitter, one, privates);
  setFields(emitter, node, privates);
  if (node.id) {
    emitter.emit(Op.Swap, Op.Dup);
    emitter.init(emitter.declare(node, node.id.name, 'class'));
    emitter.emit(Op.Swap);
  }
  runStatics(emitter, node, privates);
  emitter.emit(Op.Pop);
  emitter.closeBlock();
}

function constructorCode(
  emitter: Emitter,
  node: Class,
  name: string,
  maker: MethodDefinition | null,
  isDerived: boolean,
  privates: ReadonlyMap<string, string>,
): Code {
  const traits = { ...METHOD, name, isClass: true, isDerived, isMethod: false };
  const inner = new Emitter(traits, emitter.file, emitter, maker?.value ?? node, privates);
  if (!isDerived) inner.emit(Op.RunFields);
  if (maker !== null) compileBody(inner, maker.value, null);
  else {
    if (isDerived) inner.emit(Op.RestArgs, 0, Op.SuperSpread, Op.BindThis, Op.RunFields, Op.Pop);
    inner.emit(Op.Undefined, Op.Return);
  }
  return inner.finish(node);
}

const METHOD: FunctionTraits = {
  name: '',
  isArrow: false,
  isAsync: false,
  isGenerator: false,
  isClass: false,
  isDerived: false,
  isMethod: true,
};

function methodCode(emitter: Emitter, one: MethodDefinition, privates: ReadonlyMap<string, string>): Code {
  const { value, key, computed } = one;
  const name = computed ? '' : keyName(key);
  const traits = { ...METHOD, name, isAsync: value.async, isGenerator: value.generator };
  const inner = new Emitter(traits, emitter.file, emitter, value, privates);
  compileBody(inner, value, null);
  return inner.finish(value);
}

/** class prototype -- class prototype */
function defineMethod(emitter: Emitter, one: MethodDefinition, privates: ReadonlyMap<string, string>): void {
  compileKey(emitter, one.key, one.computed);
  emitter.emit(Op.Closure, emitter.code(methodCode(emitter, one, privates)));
  const flags = (one.static ? STATIC : 0) | (one.kind === 'set' ? SETTER : 0);
  emitter.emit(one.kind === 'method' ? Op.DefineMethod : Op.DefineAccessor, flags);
}

/** What every new instance is given: private methods first, then fields in order. class prototype -- class prototype */
function setFields(emitter: Emitter, node: Class, privates: ReadonlyMap<string, string>): void {
  const members = node.body.body.filter((one) => one.type !== 'StaticBlock' && !one.static);
  const code = fieldsCode(emitter, node, members, privates, '<instance_members_initializer>');
  if (code !== null) emitter.emit(Op.SetFields, emitter.code(code));
}

/** Static fields and blocks run once, with the class as `this`. class prototype -- class prototype */
function runStatics(emitter: Emitter, node: Class, privates: ReadonlyMap<string, string>): void {
  const members = node.body.body.filter((one) => one.type === 'StaticBlock' || one.static);
  const code = fieldsCode(emitter, node, members, privates, '<static_initializer>');
  if (code === null) return;
  emitter.emit(Op.Dup2, Op.Pop, Op.Closure, emitter.code(code), Op.Swap, Op.Call, 0, emitter.const(''), Op.Pop);
}

function fieldsCode(
  emitter: Emitter,
  node: Class,
  members: readonly (MethodDefinition | PropertyDefinition | StaticBlock)[],
  privates: ReadonlyMap<string, string>,
  name: string,
): Code | null {
  const hidden = members.filter(
    (one): one is MethodDefinition => one.type === 'MethodDefinition' && one.key.type === 'PrivateIdentifier',
  );
  const fields = members.filter((one) => one.type !== 'MethodDefinition');
  if (hidden.length === 0 && fields.length === 0) return null;
  const inner = new Emitter({ ...METHOD, name }, emitter.file, emitter, node, privates);
  for (const one of hidden) {
    if (one.kind !== 'method') refuse(one, 'a private getter or setter', 'make it a private method');
    inner.emit(Op.This, Op.Closure, inner.code(methodCode(inner, one, privates)));
    inner.emit(
      Op.DefinePrivate,
      privateKey(inner, one.key as Extract<MethodDefinition['key'], { type: 'PrivateIdentifier' }>),
      Op.Pop,
    );
  }
  for (const one of fields) {
    if (one.type === 'StaticBlock') staticBlock(inner, one);
    else if (one.type === 'PropertyDefinition') defineField(inner, one);
  }
  inner.emit(Op.Undefined, Op.Return);
  return inner.finish(node);
}

function defineField(inner: Emitter, one: PropertyDefinition): void {
  if (one.computed) refuse(one, 'a field with a computed name', 'set it in the constructor');
  inner.emit(Op.This);
  inner.atLine(one);
  if (one.value) compileExpression(inner, one.value, keyName(one.key));
  else inner.push(undefined);
  if (one.key.type === 'PrivateIdentifier') inner.emit(Op.DefinePrivate, privateKey(inner, one.key));
  else inner.emit(Op.Define, inner.const(keyName(one.key)));
  inner.emit(Op.Pop);
}

function staticBlock(inner: Emitter, one: StaticBlock): void {
  inner.openBlock(one, makesFunctions(one));
  for (const name of varNames(one.body)) inner.declare(one, name, 'var');
  hoist(inner, one.body);
  compileStatements(inner, one.body);
  inner.closeBlock();
}
