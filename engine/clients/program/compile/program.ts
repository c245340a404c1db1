import { type ModuleDeclaration, type Node, type Program, parse, type Statement } from 'acorn';
import type { Value } from '../interpreter/values.ts';
import type { Code } from './code.ts';
import { Emitter, type FileTraits, type Parts } from './emitter.ts';
import { compileClass, compileFunction } from './functions.ts';
import { varNames } from './names.ts';
import { Op } from './ops.ts';
import { bindPattern } from './patterns.ts';
import { LoadError, refuse } from './refuse.ts';
import { compileStatements, hoist } from './statements.ts';

/*
 * From the text of a program to its code. A text is compiled once, however many processes run it: the code is
 * immutable, and a text has only one meaning.
 */

export interface Compiled {
  /** The file's own code: an async function without parameters. */
  readonly main: Code;
  readonly text: string;
  readonly lineCount: number;
  /** Modules it imports, in order. */
  readonly imports: readonly string[];
  /** Lines on which a statement begins, in order. */
  readonly lines: readonly number[];
}

export interface CompileOptions {
  readonly file: string;
  /** Ours: never stepped through, and may use the natives that a program cannot name. */
  readonly isLibrary: boolean;
  /** What a library's free names mean. */
  readonly known?: ReadonlyMap<string, Value>;
  readonly knows: (module: string) => boolean;
}

const PARTS: Parts = { function: compileFunction, class: compileClass, pattern: bindPattern };

export const TEXT_MAX = 200_000;

/** Throws LoadError for what cannot be loaded. */
export function compileProgram(text: string, options: CompileOptions): Compiled {
  if (text.length > TEXT_MAX) throw new LoadError(`line 1: the program is longer than ${TEXT_MAX} characters`, 1, 1);
  const tree = parseText(text);
  const file: FileTraits = {
    file: options.file,
    text,
    isLibrary: options.isLibrary,
    known: options.known ?? null,
    parts: PARTS,
    classes: 0,
  };
  try {
    return compileTree(tree, file, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested deeper than the compiler's own stack goes.
    throw new LoadError('line 1: the program is nested too deeply', 1, 1);
  }
}

function parseText(text: string): Program {
  try {
    return parse(text, {
      ecmaVersion: 2024,
      sourceType: 'module',
      locations: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new LoadError('line 1: the program is nested too deeply', 1, 1);
    const { message, loc } = error as { readonly message: string; readonly loc?: { line: number; column: number } };
    const line = loc?.line ?? 1;
    throw new LoadError(
      `line ${line}: SyntaxError: ${message.replace(/ \(\d+:\d+\)$/, '')}`,
      line,
      (loc?.column ?? 0) + 1,
    );
  }
}

const MAIN = {
  name: '',
  isArrow: false,
  isAsync: true,
  isGenerator: false,
  isClass: false,
  isDerived: false,
  isMethod: true,
};

function compileTree(tree: Program, file: FileTraits, options: CompileOptions): Compiled {
  const emitter = new Emitter(MAIN, file, null, tree);
  const imports: string[] = [];
  for (const node of tree.body) if (node.type === 'ImportDeclaration') compileImport(emitter, node, options, imports);
  const body = tree.body as readonly (Statement | ModuleDeclaration)[];
  for (const name of varNames(body)) emitter.declare(tree, name, 'var');
  hoist(emitter, body);
  compileStatements(emitter, body);
  emitter.emit(Op.Undefined, Op.Return);
  const main = emitter.finish(tree);
  return { main, text: file.text, lineCount: tree.loc?.end.line ?? 1, imports, lines: linesOf(main) };
}

type ImportNode = Extract<ModuleDeclaration, { type: 'ImportDeclaration' }>;

function compileImport(emitter: Emitter, node: ImportNode, options: CompileOptions, imports: string[]): void {
  const module = String(node.source.value);
  if (!options.knows(module)) refuse(node, `the module '${module}'`, 'import one that the lab has');
  imports.push(module);
  emitter.mark(node);
  for (const one of node.specifiers) {
    emitter.emit(Op.Import, emitter.const(module));
    if (one.type !== 'ImportNamespaceSpecifier') {
      const name = one.type === 'ImportDefaultSpecifier' ? 'default' : importedName(one.imported);
      emitter.emit(Op.Get, emitter.const(name));
    }
    emitter.init(emitter.declare(node, one.local.name, 'const'));
  }
  if (node.specifiers.length === 0) emitter.emit(Op.Import, emitter.const(module), Op.Pop);
}

function importedName(node: Node): string {
  const { name, value } = node as { readonly name?: string; readonly value?: unknown };
  return name ?? String(value);
}

/** The lines that Line instructions name, in a code and in those within it. */
function linesOf(code: Code): number[] {
  const lines = new Set<number>();
  const visit = (one: Code): void => {
    for (const line of one.lines) lines.add(line);
    for (const inner of one.codes) visit(inner);
  };
  visit(code);
  return [...lines].sort((a, b) => a - b);
}
