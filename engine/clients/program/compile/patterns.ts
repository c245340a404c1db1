import type { ArrayPattern, AssignmentProperty, Expression, MemberExpression, ObjectPattern, Pattern } from 'acorn';
import type { Binding, Emitter } from './emitter.ts';
import { compileExpression, compileKey, privateKey } from './expressions.ts';
import { Op } from './ops.ts';
import { refuse } from './refuse.ts';

/*
 * Where a value goes: a name, a member, or a pattern that takes it apart. With `init` the names begin to be and the
 * value is taken from the stack; with `assign` it stays there, as an assignment's value does.
 */

export type Mode = 'init' | 'assign';

/** @param text what the value was written as, for the error where it cannot be taken apart. */
export function bindPattern(emitter: Emitter, pattern: Pattern | Expression, mode: Mode, text: string): void {
  switch (pattern.type) {
    case 'Identifier':
      if (mode === 'init') return emitter.init(emitter.lookup(pattern.name) as Binding);
      emitter.mark(pattern);
      return emitter.set(pattern.name);
    case 'MemberExpression':
      return assignMember(emitter, pattern);
    case 'AssignmentPattern':
      compileDefault(emitter, pattern.left, pattern.right);
      return bindPattern(emitter, pattern.left, mode, '');
    case 'ObjectPattern':
      bindObject(emitter, pattern, mode, text);
      break;
    case 'ArrayPattern':
      emitter.emit(Op.Dup);
      emitter.mark(pattern);
      emitter.emit(Op.Iterate, emitter.const(text === 'undefined' ? '' : text));
      bindElements(emitter, pattern, mode);
      break;
    default:
      return refuse(pattern, 'this target', 'assign to a name or a property');
  }
  if (mode === 'init') emitter.emit(Op.Pop);
}

function bindElements(emitter: Emitter, pattern: ArrayPattern, mode: Mode): void {
  for (const element of pattern.elements) {
    const isRest = element?.type === 'RestElement';
    if (isRest) collectRest(emitter);
    else emitter.emit(Op.NextOr, Op.StepOr);
    if (element === null) emitter.emit(Op.Pop);
    else {
      bindPattern(emitter, isRest ? element.argument : element, mode, '');
      if (mode === 'assign') emitter.emit(Op.Pop);
    }
    if (isRest) return; // the rest has ended the iteration
  }
  emitter.emit(Op.CloseIterator, Op.Pop);
}

/** A value that is undefined is replaced. */
export function compileDefault(emitter: Emitter, target: Pattern, value: Expression): void {
  const has = emitter.jump(Op.JumpIfUndefined);
  const end = emitter.jump(Op.Jump);
  emitter.land(has);
  emitter.emit(Op.Pop);
  compileExpression(emitter, value, target.type === 'Identifier' ? target.name : '');
  emitter.land(end);
}

/** -- array: everything the iterator still has. The iterator is done then. */
export function collectRest(emitter: Emitter): void {
  emitter.emit(Op.Array, 0);
  const top = emitter.here;
  emitter.emit(Op.Next, 0);
  const done = emitter.jump(Op.Step);
  emitter.emit(Op.Append, Op.Jump, top);
  emitter.land(done);
}

function bindObject(emitter: Emitter, pattern: ObjectPattern, mode: Mode, text: string): void {
  const first = pattern.properties[0];
  const name = first?.type === 'Property' && first.key.type === 'Identifier' && !first.computed ? first.key.name : '';
  emitter.mark(pattern);
  emitter.emit(Op.CheckObject, emitter.const(text), emitter.const(name));
  const keys: Binding[] = [];
  const hasRest = pattern.properties.at(-1)?.type === 'RestElement';
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      for (const key of keys) emitter.getTemp(key);
      emitter.emit(Op.RestObject, keys.length);
      bindPattern(emitter, property.argument, mode, '');
      if (mode === 'assign') emitter.emit(Op.Pop);
    } else bindProperty(emitter, property, mode, hasRest ? keys : null);
  }
}

function bindProperty(emitter: Emitter, property: AssignmentProperty, mode: Mode, keys: Binding[] | null): void {
  emitter.emit(Op.Dup);
  if (!property.computed && keys === null && property.key.type === 'Identifier')
    emitter.emit(Op.Get, emitter.const(property.key.name));
  else {
    compileKey(emitter, property.key, property.computed);
    if (keys !== null) {
      const key = emitter.temp();
      keys.push(key);
      emitter.emit(Op.ToKey, Op.Dup);
      emitter.init(key);
    }
    emitter.emit(Op.GetItem);
  }
  bindPattern(emitter, property.value, mode, '');
  if (mode === 'assign') emitter.emit(Op.Pop);
}

/** value -- value */
function assignMember(emitter: Emitter, node: MemberExpression): void {
  if (node.object.type === 'Super') refuse(node, 'assigning to super', 'assign to this');
  compileExpression(emitter, node.object);
  emitter.emit(Op.Swap);
  emitter.mark(node);
  if (node.property.type === 'PrivateIdentifier')
    return emitter.emit(Op.SetPrivate, privateKey(emitter, node.property));
  if (!node.computed && node.property.type === 'Identifier')
    return emitter.emit(Op.Set, emitter.const(node.property.name));
  compileExpression(emitter, node.property);
  emitter.emit(Op.Swap);
  emitter.emit(Op.SetItem);
}
