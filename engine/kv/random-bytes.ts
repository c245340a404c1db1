import type { Out } from '../sim/machine.ts';

/** `digits` lower-case hexadecimal digits from the node's own stream: run ids, replication ids. */
export function randomHex(out: Out, digits: number): string {
  let text = '';
  while (text.length < digits) text += out.random(0x100000000).toString(16).padStart(8, '0');
  return text.slice(0, digits);
}
