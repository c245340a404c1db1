/*
 * The little of WebAssembly that the interpreter needs. The engine compiles without the types of any host; every host
 * has these.
 */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export interface WasmTable {
  readonly length: number;
  get(at: number): (a: number, b: number) => void;
  set(at: number, run: unknown): void;
  grow(by: number): number;
}

export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface WasmModule {
  /** Keeps the compiled module apart from every other object. */
  readonly compiled: unique symbol;
}

interface WasmNamespace {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: WasmImports) => { readonly exports: object };
}

declare const WebAssembly: WasmNamespace;

/** Compiles a module; kept, it makes instances quickly. */
export function compileWasm(bytes: Uint8Array): WasmModule {
  return new WebAssembly.Module(bytes);
}

/** The exports of a new instance. What they are is for the caller to know. */
export function instantiateWasm(module: WasmModule, imports: WasmImports): object {
  return new WebAssembly.Instance(module, imports).exports;
}

const I32 = 0x7f;
const FUNCTION = 0;

function counted(count: number, items: readonly number[]): number[] {
  return [...leb(count), ...items];
}

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

function section(id: number, count: number, items: readonly number[]): number[] {
  const body = counted(count, items);
  return [id, ...leb(body.length), ...body];
}

/**
 * JavaScript functions of one `i32` that answers one, as functions that a table takes: imported by a module that does
 * nothing but export them again.
 */
export function tableFunctions(runs: readonly ((lua: number) => number)[]): unknown[] {
  const names = runs.map((_run, i) => `f${i}`);
  const bytesOfName = (name: string) =>
    counted(
      name.length,
      [...name].map((char) => char.charCodeAt(0)),
    );
  const imports = names.flatMap((name) => [1, 0x65, ...bytesOfName(name), FUNCTION, 0]);
  const exports = names.flatMap((name, i) => [...bytesOfName(name), FUNCTION, ...leb(i)]);
  const module = compileWasm(
    Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, 1, [0x60, 1, I32, 1, I32]),
      ...section(2, names.length, imports),
      ...section(7, names.length, exports),
    ]),
  );
  const made = instantiateWasm(module, { e: Object.fromEntries(names.map((name, i) => [name, runs[i]])) });
  const byName = made as Readonly<Record<string, unknown>>; // it exports those names
  return names.map((name) => byName[name]);
}

/** A hook is called with two arguments and answers nothing. */
export function tableHook(run: (lua: number, record: number) => void): unknown {
  const module = compileWasm(
    Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, 1, [0x60, 2, I32, I32, 0]),
      ...section(2, 1, [1, 0x65, 1, 0x66, FUNCTION, 0]),
      ...section(7, 1, [1, 0x66, FUNCTION, 0]),
    ]),
  );
  const { f } = instantiateWasm(module, { e: { f: run } }) as { readonly f: unknown }; // its one export
  return f;
}
