import type { Frame } from './values.ts';
import type { Vm } from './vm.ts';

/** What executes an instruction. Its operands stand at the frame's `pc`. */
export type Handler = (vm: Vm, frame: Frame) => void;

/** By operation code; filled by the ops-*.ts files. */
export const HANDLERS: Handler[] = [];

export function operand(frame: Frame): number {
  return frame.code.ops[frame.pc++] as number;
}

/** A text among the code's constants. */
export function textOperand(frame: Frame): string {
  return frame.code.consts[operand(frame)] as string;
}
