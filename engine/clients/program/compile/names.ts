import type { AnyNode, Expression, Node, Pattern, Statement, Super } from 'acorn';

/* What can be known of a piece of source before it is compiled. */

type Any = AnyNode | Node;

const memo = new WeakMap<object, boolean>();

/** The parts of a node, in order. */
export function childrenOf(node: Any): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (key === 'loc') continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(one)) children.push(one);
  }
  return children;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

const MAKERS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
]);

/** Whether a function or class is made somewhere in it. */
export function makesFunctions(node: Any): boolean {
  if (MAKERS.has(node.type)) return true;
  const known = memo.get(node);
  if (known !== undefined) return known;
  const makes = childrenOf(node).some(makesFunctions);
  memo.set(node, makes);
  return makes;
}

/** Whether a function's own code names `arguments`. */
export function usesArguments(node: Any): boolean {
  if (node.type === 'Identifier') return (node as { name?: string }).name === 'arguments';
  return childrenOf(node).some(
    (child) => child.type !== 'FunctionDeclaration' && child.type !== 'FunctionExpression' && usesArguments(child),
  );
}

/** The names that a pattern binds. */
export function namesOf(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => namesOf(one.type === 'RestElement' ? one.argument : one.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one === null ? [] : namesOf(one)));
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    default:
      return [];
  }
}

/** The names declared by `var` in a function's code, however deep. */
export function varNames(nodes: readonly Node[], found: Set<string> = new Set()): Set<string> {
  for (const node of nodes) {
    if (MAKERS.has(node.type)) continue;
    const any = node as AnyNode;
    if (any.type === 'VariableDeclaration' && any.kind === 'var')
      for (const one of any.declarations) for (const name of namesOf(one.id)) found.add(name);
    varNames(childrenOf(node), found);
  }
  return found;
}

/** An expression as V8 names it in "... is not a function". */
export function calleeText(node: Expression | Super): string {
  switch (node.type) {
    case 'Identifier':
      return node.name;
    case 'ThisExpression':
      return 'this';
    case 'Super':
      return '(intermediate value)';
    case 'MemberExpression': {
      const object = calleeText(node.object);
      if (node.property.type === 'PrivateIdentifier') return `${object}.#${node.property.name}`;
      if (!node.computed && node.property.type === 'Identifier') return `${object}.${node.property.name}`;
      if (node.property.type === 'Literal') return `${object}[${String(node.property.raw)}]`;
      return node.property.type === 'Identifier' ? `${object}[${node.property.name}]` : `${object}[...]`;
    }
    case 'CallExpression':
      return `${calleeText(node.callee)}(...)`;
    case 'ChainExpression':
      return calleeText(node.expression);
    case 'Literal':
      return typeof node.value === 'string' ? JSON.stringify(node.value) : String(node.raw);
    case 'ObjectExpression':
      return node.properties.length === 0 ? '{}' : '{(intermediate value)}';
    default:
      return '(intermediate value)';
  }
}

/** Whether a statement declares anything that its block keeps to itself. */
export function declares(statement: Statement | Node): boolean {
  const any = statement as AnyNode;
  if (any.type === 'VariableDeclaration') return any.kind !== 'var';
  return any.type === 'FunctionDeclaration' || any.type === 'ClassDeclaration';
}
