import type {
  AssignmentExpression,
  CallExpression,
  ChainExpression,
  Expression,
  Literal,
  MemberExpression,
  NewExpression,
  Node,
  ObjectExpression,
  PrivateIdentifier,
  Property,
  SpreadElement,
  Super,
  UnaryExpression,
  UpdateExpression,
} from 'acorn';
import type { Emitter } from './emitter.ts';
import { calleeText } from './names.ts';
import { BINARY, Op, UNARY } from './ops.ts';
import { refuse } from './refuse.ts';

/* Expressions: each leaves its one value on the stack. */

/** @param name what a function or class without a name of its own is called. */
export function compileExpression(emitter: Emitter, node: Expression, name = ''): void {
  switch (node.type) {
    case 'Literal':
      return compileLiteral(emitter, node);
    case 'Identifier':
      if (node.name === 'undefined') return emitter.push(undefined);
      emitter.mark(node);
      return emitter.get(node.name);
    case 'ThisExpression':
      emitter.mark(node);
      return emitter.emit(Op.This);
    case 'TemplateLiteral':
      return compileTemplate(emitter, node);
    case 'ArrayExpression':
      return compileArray(emitter, node.elements);
    case 'ObjectExpression':
      return compileObject(emitter, node);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return emitter.file.parts.function(
        emitter,
        node,
        node.type === 'FunctionExpression' && node.id ? node.id.name : name,
      );
    case 'ClassExpression':
      return emitter.file.parts.class(emitter, node, node.id?.name ?? name);
    case 'UnaryExpression':
      return compileUnary(emitter, node);
    case 'UpdateExpression':
      return compileUpdate(emitter, node);
    case 'BinaryExpression':
      return compileBinary(emitter, node);
    case 'LogicalExpression': {
      compileExpression(emitter, node.left);
      const end = emitter.jump(LOGICAL[node.operator]);
      emitter.emit(Op.Pop);
      compileExpression(emitter, node.right);
      return emitter.land(end);
    }
    case 'ConditionalExpression': {
      compileExpression(emitter, node.test);
      const otherwise = emitter.jump(Op.JumpUnless);
      compileExpression(emitter, node.consequent, name);
      const end = emitter.jump(Op.Jump);
      emitter.land(otherwise);
      compileExpression(emitter, node.alternate, name);
      return emitter.land(end);
    }
    case 'AssignmentExpression':
      return compileAssignment(emitter, node);
    case 'SequenceExpression':
      for (const [i, one] of node.expressions.entries()) {
        if (i > 0) emitter.emit(Op.Pop);
        compileExpression(emitter, one);
      }
      return;
    case 'MemberExpression':
    case 'CallExpression':
    case 'ChainExpression':
      return compileChain(emitter, node);
    case 'NewExpression':
      return compileNew(emitter, node);
    case 'AwaitExpression':
      compileExpression(emitter, node.argument);
      emitter.mark(node);
      return emitter.emit(Op.Await, emitter.const(calleeText(node.argument)));
    case 'YieldExpression':
      return compileYield(emitter, node);
    case 'MetaProperty':
      if (node.meta.name === 'new') return emitter.emit(Op.NewTarget);
      return refuse(node, "'import.meta'", 'leave it out');
    case 'ParenthesizedExpression':
      return compileExpression(emitter, node.expression, name);
    case 'TaggedTemplateExpression':
      return refuse(node, 'a tagged template', 'call the function with the text and the values');
    case 'ImportExpression':
      return refuse(node, "'import()'", "write 'import ... from' at the top of the file");
    default:
      return refuse(node, `'${(node as Node).type}'`, 'write it another way');
  }
}

const LOGICAL = { '||': Op.JumpIfKeep, '&&': Op.JumpUnlessKeep, '??': Op.JumpUnlessNullish } as const;

function compileLiteral(emitter: Emitter, node: Literal): void {
  if (node.regex) {
    emitter.mark(node);
    return emitter.emit(Op.RegExp, emitter.const(node.regex.pattern), emitter.const(node.regex.flags));
  }
  emitter.push(
    node.bigint === null || node.bigint === undefined
      ? (node.value as string | number)
      : BigInt(node.bigint.replaceAll('_', '')),
  );
}

function compileTemplate(emitter: Emitter, node: Extract<Expression, { type: 'TemplateLiteral' }>): void {
  let parts = 0;
  for (const [i, quasi] of node.quasis.entries()) {
    if (quasi.value.cooked !== '' || (i === 0 && node.expressions.length === 0)) {
      emitter.push(quasi.value.cooked ?? '');
      parts++;
    }
    const expression = node.expressions[i];
    if (expression === undefined) continue;
    compileExpression(emitter, expression);
    parts++;
  }
  emitter.mark(node);
  emitter.emit(Op.Template, parts);
}

/** -- array. Items up to the first spread or hole are gathered at once. */
function compileArray(
  emitter: Emitter,
  elements: readonly (Expression | SpreadElement | null)[],
  isCall = false,
): void {
  let at = 0;
  for (let one = elements[at]; one && one.type !== 'SpreadElement'; one = elements[++at])
    compileExpression(emitter, one);
  emitter.emit(Op.Array, at);
  for (const one of elements.slice(at)) {
    if (one === null) emitter.emit(Op.AppendHole);
    else if (one.type !== 'SpreadElement') {
      compileExpression(emitter, one);
      emitter.emit(Op.Append);
    } else {
      compileExpression(emitter, one.argument);
      emitter.mark(one);
      emitter.emit(Op.Iterate, emitter.const(isCall ? '...' : calleeText(one.argument)));
      const top = emitter.here;
      emitter.emit(Op.Next, 0);
      const done = emitter.jump(Op.Step);
      emitter.emit(Op.Append, Op.Jump, top);
      emitter.land(done);
    }
  }
}

/** The key of a property, as a value on the stack. */
export function compileKey(emitter: Emitter, key: Expression | PrivateIdentifier, computed: boolean): void {
  if (key.type === 'PrivateIdentifier') refuse(key, 'a private name here', 'use it in a class');
  if (computed) compileExpression(emitter, key);
  else if (key.type === 'Identifier') emitter.push(key.name);
  else emitter.push(String((key as Literal).value));
}

export function privateKey(emitter: Emitter, node: PrivateIdentifier): number {
  return emitter.const(emitter.privates.get(node.name) ?? `\0#?:${node.name}`);
}

function compileObject(emitter: Emitter, node: ObjectExpression): void {
  emitter.emit(Op.Object);
  for (const one of node.properties) {
    if (one.type === 'SpreadElement') {
      compileExpression(emitter, one.argument);
      emitter.emit(Op.Spread);
    } else compileProperty(emitter, one);
  }
}

const ENUMERABLE = 2;
const SETTER = 4;

function compileProperty(emitter: Emitter, one: Property): void {
  const { key, computed, kind, value } = one;
  const plain = !computed && key.type === 'Identifier' ? key.name : null;
  if (kind !== 'init' || one.method) {
    compileKey(emitter, key, computed);
    if (value.type !== 'FunctionExpression') return refuse(one, 'this member', 'write a function');
    emitter.file.parts.function(emitter, value, plain ?? keyName(key), true);
    const flags = ENUMERABLE | (kind === 'set' ? SETTER : 0);
    return emitter.emit(kind === 'init' ? Op.DefineMethod : Op.DefineAccessor, flags);
  }
  if (plain !== null && plain !== '__proto__') {
    compileExpression(emitter, value, plain);
    return emitter.emit(Op.Define, emitter.const(plain));
  }
  if (!computed && keyName(key) === '__proto__') refuse(one, "'__proto__'", 'use Object.create or a class');
  compileKey(emitter, key, computed);
  compileExpression(emitter, value, computed ? '' : keyName(key));
  emitter.emit(Op.DefineItem);
}

export function keyName(key: Expression | PrivateIdentifier): string {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' ? String(key.value) : '';
}

// --- operators --------------------------------------------------------------------------------------------------

function operatorOf(operator: string, table: readonly string[]): number {
  return table.indexOf(operator);
}

function compileUnary(emitter: Emitter, node: UnaryExpression): void {
  const { operator, argument } = node;
  if (operator === 'typeof') {
    if (argument.type === 'Identifier' && argument.name !== 'undefined' && emitter.lookup(argument.name) === null)
      return emitter.emit(Op.TypeofGlobal, emitter.const(argument.name));
    compileExpression(emitter, argument);
    return emitter.emit(Op.Typeof);
  }
  if (operator === 'delete') {
    const target = argument.type === 'ChainExpression' ? argument.expression : argument;
    if (target.type !== 'MemberExpression' || target.object.type === 'Super') {
      compileExpression(emitter, argument);
      emitter.emit(Op.Pop);
      return emitter.push(true);
    }
    compileExpression(emitter, target.object);
    compileKey(emitter, target.property, target.computed);
    emitter.mark(node);
    return emitter.emit(Op.DeleteItem);
  }
  compileExpression(emitter, argument);
  emitter.mark(node);
  emitter.emit(Op.Unary, operatorOf(operator, UNARY));
}

function compileBinary(emitter: Emitter, node: Extract<Expression, { type: 'BinaryExpression' }>): void {
  if (node.left.type === 'PrivateIdentifier') {
    compileExpression(emitter, node.right);
    return emitter.emit(Op.HasPrivate, privateKey(emitter, node.left));
  }
  compileExpression(emitter, node.left);
  compileExpression(emitter, node.right);
  emitter.mark(node);
  if (node.operator === 'in') return emitter.emit(Op.In);
  emitter.emit(Op.Binary, operatorOf(node.operator, BINARY));
}

/** `x++`: the old value as a number stays, the new one is stored. */
function compileUpdate(emitter: Emitter, node: UpdateExpression): void {
  const change = operatorOf(node.operator, UNARY);
  const { argument, prefix } = node;
  if (argument.type === 'Identifier') {
    emitter.mark(node);
    emitter.get(argument.name);
    emitter.emit(Op.ToNumeric);
    if (!prefix) emitter.emit(Op.Dup);
    emitter.emit(Op.Unary, change);
    emitter.set(argument.name);
    if (!prefix) emitter.emit(Op.Pop);
    return;
  }
  if (argument.type !== 'MemberExpression') return refuse(node, 'this update', 'update a name or a property');
  const member = openMember(emitter, argument);
  member.get();
  emitter.emit(Op.ToNumeric);
  if (!prefix) emitter.emit(Op.Dup, ...member.under);
  emitter.emit(Op.Unary, change);
  member.set();
  if (!prefix) emitter.emit(Op.Pop);
}

/** A member whose object and key are computed once, read, and then written. */
function openMember(emitter: Emitter, node: MemberExpression): { get(): void; set(): void; under: readonly number[] } {
  const { object, property } = node;
  if (object.type === 'Super') refuse(node, 'changing a member of super', 'change it on this');
  compileExpression(emitter, object);
  emitter.mark(node);
  if (property.type === 'PrivateIdentifier') {
    const key = privateKey(emitter, property);
    return {
      under: [Op.Rot3],
      get: () => emitter.emit(Op.Dup, Op.GetPrivate, key),
      set: () => emitter.emit(Op.SetPrivate, key),
    };
  }
  if (!node.computed && property.type === 'Identifier') {
    const key = emitter.const(property.name);
    return {
      under: [Op.Rot3],
      get: () => emitter.emit(Op.Dup, Op.Get, key),
      set: () => emitter.emit(Op.Set, key),
    };
  }
  compileExpression(emitter, property);
  emitter.emit(Op.ToKey);
  return {
    under: [Op.Rot4],
    get: () => emitter.emit(Op.Dup2, Op.GetItem),
    set: () => emitter.emit(Op.SetItem),
  };
}

function compileAssignment(emitter: Emitter, node: AssignmentExpression): void {
  const { left, operator, right } = node;
  if (operator === '=') {
    if (left.type === 'MemberExpression' && left.object.type !== 'Super') return assignToMember(emitter, left, right);
    compileExpression(emitter, right, left.type === 'Identifier' ? left.name : '');
    emitter.mark(node);
    return emitter.file.parts.pattern(emitter, left, 'assign', calleeText(right));
  }
  const compound = operator.slice(0, -1);
  const store = left.type === 'Identifier' ? null : openMember(emitter, left as MemberExpression);
  const name = left.type === 'Identifier' ? left.name : '';
  if (store === null) emitter.get(name);
  else store.get();
  if (compound === '||' || compound === '&&' || compound === '??') {
    const keep = emitter.jump(LOGICAL[compound]);
    emitter.emit(Op.Pop);
    compileExpression(emitter, right, name);
    if (store === null) emitter.set(name);
    else store.set();
    const end = emitter.jump(Op.Jump);
    emitter.land(keep);
    // What was opened for the write lies under the value: one thing or two.
    if (store !== null) {
      emitter.emit(Op.Swap, Op.Pop);
      if (store.under[0] === Op.Rot4) emitter.emit(Op.Swap, Op.Pop);
    }
    return emitter.land(end);
  }
  compileExpression(emitter, right);
  emitter.mark(node);
  emitter.emit(Op.Binary, operatorOf(compound, BINARY));
  if (store === null) emitter.set(name);
  else store.set();
}

function assignToMember(emitter: Emitter, left: MemberExpression, right: Expression): void {
  compileExpression(emitter, left.object as Expression);
  const { property } = left;
  if (property.type !== 'PrivateIdentifier' && left.computed) compileExpression(emitter, property);
  compileExpression(emitter, right);
  emitter.mark(left);
  if (property.type === 'PrivateIdentifier') emitter.emit(Op.SetPrivate, privateKey(emitter, property));
  else if (left.computed) emitter.emit(Op.SetItem);
  else emitter.emit(Op.Set, emitter.const((property as { readonly name: string }).name));
}

function compileYield(emitter: Emitter, node: Extract<Expression, { type: 'YieldExpression' }>): void {
  const { isAsync } = emitter.traits;
  if (!node.delegate) {
    if (node.argument) compileExpression(emitter, node.argument);
    else emitter.push(undefined);
    if (isAsync) emitter.emit(Op.Await, emitter.const(''));
    return emitter.emit(Op.Yield);
  }
  compileExpression(emitter, node.argument as Expression);
  emitter.mark(node);
  emitter.emit(isAsync ? Op.IterateAsync : Op.Iterate, emitter.const(calleeText(node.argument as Expression)));
  const top = emitter.here;
  emitter.emit(Op.Next, isAsync ? 1 : 0);
  if (isAsync) emitter.emit(Op.Await, emitter.const(calleeText(node.argument as Expression)));
  const done = emitter.jump(Op.Step);
  if (isAsync) emitter.emit(Op.AwaitIfSync);
  emitter.emit(Op.Yield, Op.Pop, Op.Jump, top);
  emitter.land(done);
  emitter.push(undefined);
}

// --- members and calls ------------------------------------------------------------------------------------------

/** Ways out of an optional chain: with one value on the stack that is not wanted, or with two. */
interface Ways {
  readonly one: number[];
  readonly two: number[];
}

function compileChain(emitter: Emitter, node: MemberExpression | CallExpression | ChainExpression): void {
  if (node.type !== 'ChainExpression') return compileLink(emitter, node, null);
  const ways: Ways = { one: [], two: [] };
  compileLink(emitter, node.expression, ways);
  const end = emitter.jump(Op.Jump);
  emitter.landAll(ways.two);
  emitter.emit(Op.Pop);
  emitter.landAll(ways.one);
  emitter.emit(Op.Pop);
  emitter.push(undefined);
  emitter.land(end);
}

function compileLink(emitter: Emitter, node: Expression, ways: Ways | null): void {
  if (node.type === 'CallExpression') return compileCall(emitter, node, ways);
  if (node.type !== 'MemberExpression') return compileExpression(emitter, node);
  if (node.object.type === 'Super') {
    compileKey(emitter, node.property, node.computed);
    return emitter.emit(Op.GetSuper);
  }
  compileLink(emitter, node.object, ways);
  if (node.optional) ways?.one.push(emitter.jump(Op.JumpIfNullish));
  getMember(emitter, node, false);
}

/** object -- value, or for a method: object -- function object */
function getMember(emitter: Emitter, node: MemberExpression, isMethod: boolean): void {
  const { property } = node;
  if (property.type === 'PrivateIdentifier') {
    emitter.mark(node);
    if (isMethod) emitter.emit(Op.Dup, Op.GetPrivate, privateKey(emitter, property), Op.Swap);
    else emitter.emit(Op.GetPrivate, privateKey(emitter, property));
    return;
  }
  if (!node.computed) {
    emitter.mark(property);
    const key = emitter.const((property as { readonly name: string }).name);
    return emitter.emit(isMethod ? Op.GetMethod : Op.Get, key);
  }
  compileExpression(emitter, property);
  emitter.mark(property);
  emitter.emit(isMethod ? Op.GetItemMethod : Op.GetItem);
}

/** -- function this */
function compileCallee(emitter: Emitter, callee: Expression | Super, ways: Ways | null): void {
  if (callee.type === 'MemberExpression' && callee.object.type !== 'Super') {
    compileLink(emitter, callee.object, ways);
    if (callee.optional) ways?.one.push(emitter.jump(Op.JumpIfNullish));
    return getMember(emitter, callee, true);
  }
  if (callee.type === 'MemberExpression') {
    compileLink(emitter, callee, ways);
    return emitter.emit(Op.This);
  }
  compileLink(emitter, callee as Expression, ways);
  emitter.push(undefined);
}

function compileCall(emitter: Emitter, node: CallExpression, ways: Ways | null): void {
  if (node.callee.type === 'Super') return compileSuperCall(emitter, node);
  if (node.callee.type === 'Identifier' && node.callee.name === 'eval')
    refuse(node, "'eval'", 'write the code where it runs');
  compileCallee(emitter, node.callee, ways);
  if (node.optional) {
    emitter.emit(Op.Swap);
    ways?.two.push(emitter.jump(Op.JumpIfNullish));
    emitter.emit(Op.Swap);
  }
  const text = emitter.const(calleeText(node.callee));
  const spreads = compileArguments(emitter, node.arguments);
  emitter.mark(node.callee.type === 'MemberExpression' ? node.callee.property : node);
  if (spreads) emitter.emit(Op.CallSpread, text);
  else emitter.emit(Op.Call, node.arguments.length, text);
}

/** Arguments one by one, or as one array where one of them is spread. Says which. */
function compileArguments(emitter: Emitter, args: readonly (Expression | SpreadElement)[]): boolean {
  const spreads = args.some((one) => one.type === 'SpreadElement');
  if (spreads) compileArray(emitter, args, true);
  else for (const one of args) compileExpression(emitter, one as Expression);
  return spreads;
}

function compileNew(emitter: Emitter, node: NewExpression): void {
  if (node.callee.type === 'Identifier' && node.callee.name === 'Function' && emitter.lookup('Function') === null)
    refuse(node, "'new Function'", 'write the function where it is used');
  compileExpression(emitter, node.callee);
  const text = emitter.const(calleeText(node.callee));
  const spreads = compileArguments(emitter, node.arguments);
  emitter.mark(node);
  if (spreads) emitter.emit(Op.NewSpread, text);
  else emitter.emit(Op.New, node.arguments.length, text);
}

function compileSuperCall(emitter: Emitter, node: CallExpression): void {
  if (emitter.traits.isArrow) refuse(node, 'super() in an arrow function', 'call it in the constructor itself');
  const spreads = compileArguments(emitter, node.arguments);
  emitter.mark(node);
  if (spreads) emitter.emit(Op.SuperSpread);
  else emitter.emit(Op.Super, node.arguments.length);
  emitter.emit(Op.BindThis, Op.RunFields);
}
