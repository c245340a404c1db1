import type { FieldTable, FieldValue } from '../../wire/amqp-methods.ts';
import { erlangOf, fieldOf, integerOf, stringField } from '../fields.ts';
import { CRASHED, type Refusal, refuse } from '../refusal.ts';
import type { QueueType } from '../state.ts';
import type { QueueTraits } from './traits.ts';

/*
 * The arguments of queues and consumers: which kind of queue knows which, and what values are fit for them.
 * RABBITMQ: rabbit_amqqueue check_declare_arguments, check_consume_arguments
 */

type Check = (value: FieldValue, all: FieldTable) => string | null;

/** Ten years. RABBITMQ: rabbit_misc check_expiry, MAX_EXPIRY_TIMER */
const EXPIRY_MAX = 315_360_000_000;

function integerFrom(least: number, most = Number.POSITIVE_INFINITY, above = 'max_value_exceeded'): Check {
  return (value) => {
    const number = integerOf(value);
    if (number === undefined) return `"expected integer, got ${value.type}"`;
    if (number < 0) return `{value_negative,${number}}`;
    if (number < least) return `{value_zero,${number}}`;
    return number > most ? `{${above},${number}}` : null;
  };
}

const isInteger: Check = (value) => (integerOf(value) === undefined ? `"expected integer, got ${value.type}"` : null);

const isText: Check = (value) => (value.type === 'longstr' ? null : `{unacceptable_type,${value.type}}`);
const isFlag: Check = (value) => (value.type === 'bool' ? null : `{unacceptable_type,${value.type}}`);

function oneOf(values: readonly string[], fault: (value: string) => string): Check {
  return (value, all) => {
    if (value.type !== 'longstr') return isText(value, all);
    return values.includes(value.value) ? null : fault(value.value);
  };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  Y: 365 * 86_400,
  M: 30 * 86_400,
  D: 86_400,
  h: 3600,
  m: 60,
  s: 1,
};

/** An age such as `7D` in milliseconds; null for what is none. RABBITMQ: rabbit_amqqueue check_max_age */
export function ageOf(text: string): number | null {
  const [, count = '', unit = ''] = /^([0-9]+)([YMDhms])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? 0);
  return seconds > 0 ? seconds * 1000 : null;
}

const QUEUE_TYPES: readonly string[] = ['classic', 'quorum', 'stream'] satisfies readonly QueueType[];

const TYPE_CHECK = oneOf(QUEUE_TYPES, (value) => `"unsupported queue type '${value}'"`);

/** RABBITMQ: rabbit_amqqueue declare_args */
const QUEUE_ARGUMENTS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['x-expires', integerFrom(1, EXPIRY_MAX, 'value_too_large')],
  ['x-message-ttl', integerFrom(0, EXPIRY_MAX, 'value_too_large')],
  ['x-dead-letter-exchange', isText],
  [
    'x-dead-letter-routing-key',
    (value, all) =>
      isText(value, all) ??
      (fieldOf(all, 'x-dead-letter-exchange') === undefined ? 'routing_key_but_no_dlx_defined' : null),
  ],
  ['x-dead-letter-strategy', oneOf(['at-most-once', 'at-least-once'], () => 'invalid_dlx_strategy')],
  ['x-max-length', integerFrom(0)],
  ['x-max-length-bytes', integerFrom(0)],
  ['x-max-in-memory-length', integerFrom(0)],
  ['x-max-in-memory-bytes', integerFrom(0)],
  ['x-max-priority', integerFrom(0, 255)],
  ['x-overflow', oneOf(['drop-head', 'reject-publish', 'reject-publish-dlx'], () => 'invalid_overflow')],
  ['x-queue-mode', oneOf(['default', 'lazy'], (value) => `"unsupported queue mode '${value}'"`)],
  [
    'x-queue-version',
    (value, all) => {
      const version = integerOf(value);
      return version === 1 || version === 2
        ? null
        : (integerFrom(0)(value, all) ?? `"unsupported queue version '${version}'"`);
    },
  ],
  ['x-single-active-consumer', isFlag],
  ['x-quorum-initial-group-size', integerFrom(1)],
  [
    'x-max-age',
    (value, all) =>
      value.type === 'longstr' ? (ageOf(value.value) === null ? 'invalid_max_age' : null) : isText(value, all),
  ],
  ['x-stream-max-segment-size-bytes', integerFrom(0)],
  ['x-initial-cluster-size', integerFrom(1)],
  [
    'x-queue-leader-locator',
    oneOf(['client-local', 'balanced', 'random', 'least-leaders'], () => 'invalid_queue_locator_arg'),
  ],
  /** Known to quorum queues, and taken as it is. */
  ['x-delivery-limit', () => null],
  ['x-queue-type', () => null],
]);

/** The kind an argument table asks for; it was checked. */
export function typeOf(args: FieldTable): QueueType {
  const asked = stringField(args, 'x-queue-type');
  return asked === 'quorum' || asked === 'stream' ? asked : 'classic';
}

const fault = (key: string, what: string, why: string): Refusal =>
  refuse('PRECONDITION_FAILED', `invalid arg '${key}' for ${what}: ${why}`);

/** Why there is no such kind of queue. */
export function typeFault(args: FieldTable, what: string): Refusal | null {
  const value = fieldOf(args, 'x-queue-type');
  const why = value === undefined ? null : TYPE_CHECK(value, args);
  return why === null ? null : fault('x-queue-type', what, why);
}

function tableFault(
  checks: ReadonlyMap<string, Check>,
  known: ReadonlySet<string>,
  args: FieldTable,
  what: string,
  module: string,
): Refusal | null {
  for (const [key, check] of checks) {
    const value = known.has(key) ? fieldOf(args, key) : undefined;
    const why = value === undefined ? null : check(value, args);
    if (why !== null) return fault(key, what, why);
  }
  const foreign = args.find((field) => checks.has(field.key) && !known.has(field.key));
  if (foreign === undefined) return null;
  return refuse('PRECONDITION_FAILED', `invalid arg '${foreign.key}' for ${what} of queue type ${module}`);
}

export function argumentFault(traits: QueueTraits, args: FieldTable, what: string): Refusal | null {
  return tableFault(QUEUE_ARGUMENTS, traits.arguments, args, what, traits.module);
}

/** RABBITMQ: rabbit_amqqueue consume_args */
const CONSUMER_ARGUMENTS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['x-priority', isInteger],
  ['x-cancel-on-ha-failover', isFlag],
  ['x-stream-offset', (value) => (offsetFits(value) ? null : `{invalid_stream_offset_arg,${termOf(value)}}`)],
  ['x-credit', () => null],
]);

export function consumerFault(traits: QueueTraits, args: FieldTable, what: string): Refusal | null {
  const offset = traits.consumerArguments.has('x-stream-offset') ? fieldOf(args, 'x-stream-offset') : undefined;
  // RABBITMQ: rabbit_amqqueue check_max_age: a text that does not begin with a digit ends the channel's process
  if (offset?.type === 'longstr' && !offsetFits(offset) && !/^[0-9]/.test(offset.value)) return CRASHED;
  if (
    offset !== undefined &&
    offset.type !== 'longstr' &&
    offset.type !== 'timestamp' &&
    integerOf(offset) === undefined
  )
    return CRASHED;
  return tableFault(CONSUMER_ARGUMENTS, traits.consumerArguments, args, what, traits.module);
}

function termOf(value: FieldValue): string {
  return `{${value.type},${erlangOf(value)}}`;
}

/** RABBITMQ: rabbit_stream_queue parse_offset_arg: what is no text is taken as it is. */
function offsetFits(value: FieldValue): boolean {
  if (value.type !== 'longstr') return true;
  return ['first', 'last', 'next'].includes(value.value) || ageOf(value.value) !== null;
}
