import { type Out, SpecError } from '../sim/machine.ts';
import type { MethodFrame, MethodName } from '../wire/amqp-methods.ts';
import { readAmqpLine } from './amqp-line.ts';
import { type Session, sendOn } from './amqp-session.ts';
import type { Field } from './config.ts';
import type { ClientFact } from './facts.ts';

/*
 * What a client declares before it works, as lines of the broker prompt: `declare queue name=orders durable=true`.
 * All of them are sent at once; the broker answers in order.
 */

/** A configuration's list of lines, each checked. */
export const topologyField: Field<readonly string[]> = {
  default: [],
  read(value, name) {
    if (!Array.isArray(value) || value.length > 1000) throw new SpecError(`${name} must be a list of lines`);
    return value.map((line: unknown) => {
      if (typeof line !== 'string') throw new SpecError(`${name} must be a list of lines`);
      const action = readAmqpLine(line);
      if (action.kind === 'wrong') throw new SpecError(`${name}: ${line}: ${action.text}`);
      if (action.kind !== 'call' || !line.trim().startsWith('declare '))
        throw new SpecError(`${name}: ${line}: only declarations can stand here`);
      return line;
    });
  },
};

/** Sends the declarations and says how many answers to wait for. */
export function declare(session: Session, lines: readonly string[], out: Out<ClientFact>): number {
  for (const line of lines) sendOn(session, frameOf(line), out);
  return lines.length;
}

function frameOf(line: string): MethodFrame {
  const action = readAmqpLine(line);
  if (action.kind !== 'call') throw new SpecError(`not a declaration: ${line}`);
  return action.frame;
}

const DECLARED: ReadonlySet<MethodName> = new Set([
  'queue.declare-ok',
  'exchange.declare-ok',
  'queue.bind-ok',
  'exchange.bind-ok',
]);

/** Whether a frame answers a declaration. */
export function answersDeclaration(method: string): boolean {
  return (DECLARED as ReadonlySet<string>).has(method);
}
