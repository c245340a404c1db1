/** A program that cannot be loaded: what is wrong, on which line, and what to write instead. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

interface Located {
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
}

/** Refuses a part of a program by name and line. `instead` completes "write ...". */
export function refuse(node: Located, what: string, instead: string): never {
  const start = node.loc?.start ?? { line: 1, column: 0 };
  throw new LoadError(`line ${start.line}: ${what} is not supported here; ${instead}`, start.line, start.column + 1);
}
