import { NOTIFY } from '../command.ts';
import { parseInteger } from '../numbers.ts';
import type { Parameter } from './parameters.ts';

/*
 * Reads the value of one parameter the way CONFIG SET does and gives back the text that CONFIG GET answers.
 */

/** The accepted text, or why not, in Redis's words. */
export type Accepted = { readonly text: string; readonly why?: undefined } | { readonly why: string };

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
};

/** Bytes spelt as `100`, `64kb`, `1G`; null for anything else. REDIS: util.c memtoull */
export function parseMemory(text: string): number | null {
  const match = /^(\d+)([a-z]*)$/i.exec(text);
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/**
 * Accepts `value` for `parameter`, which is `current` so far: buffer limits change only the classes they name.
 * REDIS: config.c boolConfigSet, enumConfigSet, numericConfigSet, ...
 */
export function acceptValue(parameter: Parameter, value: string, current: string): Accepted {
  const { type } = parameter;
  switch (type.kind) {
    case 'bool': {
      const word = value.toLowerCase();
      return word === 'yes' || word === 'no' ? { text: word } : { why: "argument must be 'yes' or 'no'" };
    }
    case 'enum':
      return acceptWord(parameter, type.values, value);
    case 'number':
      return acceptNumber(type, value, parameter.name);
    case 'text':
      return acceptText(parameter, value);
    case 'special':
      return acceptSpecial(parameter.name, value, current);
  }
}

function acceptWord(parameter: Parameter, values: readonly string[], value: string): Accepted {
  const words = parameter.name.startsWith('shutdown-on-') ? value.split(' ') : [value];
  const known = words.map((word) => values.find((candidate) => candidate === word.toLowerCase()));
  // In their own order, each once.
  if (known.every((word) => word !== undefined))
    return { text: values.filter((word) => known.includes(word)).join(' ') };
  return { why: `argument(s) must be one of the following: ${values.join(', ')}` };
}

function acceptText(parameter: Parameter, value: string): Accepted {
  const plainName = parameter.name === 'dbfilename' || parameter.name.startsWith('append');
  if (plainName && value.includes('/')) return { why: `${parameter.name} can't be a path, just a filename` };
  return { text: value };
}

type NumberKind = Extract<Parameter['type'], { kind: 'number' }>;

function acceptNumber(type: NumberKind, value: string, name: string): Accepted {
  let read: number | null;
  if (type.unit === 'percent' && value.endsWith('%')) {
    const percent = parseInteger(value.slice(0, -1));
    if (percent === null || percent < 0) return { why: 'argument must be a memory or percent value' };
    if (Number(percent) > 100) return { why: 'percentage argument must be less or equal to 100' };
    read = -Number(percent);
  } else if (type.unit === 'bytes' || type.unit === 'percent') {
    read = parseMemory(value);
    if (read === null) return { why: `argument must be a memory${type.unit === 'percent' ? ' or percent' : ''} value` };
  } else if (type.unit === 'octal') {
    read = /^[0-7]+$/.test(value) ? Number.parseInt(value, 8) : null;
    if (read === null) return { why: "argument couldn't be parsed as an octal number" };
  } else {
    const integer = parseInteger(value);
    if (integer === null) return { why: "argument couldn't be parsed into an integer" };
    read = Number(integer);
  }
  if (read < type.min || read > type.max) return { why: outside(type) };
  // REDIS: config.c updateHZ
  if (name === 'hz') read = Math.min(500, Math.max(1, read));
  if (type.unit === 'octal') return { text: read.toString(8) };
  return { text: read < 0 && type.unit === 'percent' ? `${-read}%` : String(read) };
}

function outside(type: NumberKind): string {
  if (type.unit === 'octal')
    return `argument must be between ${type.min.toString(8)} and ${type.max.toString(8)} inclusive`;
  // Beyond what a double counts exactly Redis means "any 64-bit number".
  const max = type.max === Number.MAX_SAFE_INTEGER ? '9223372036854775807' : String(type.max);
  return `argument must be between ${type.min} and ${max} inclusive`;
}

function acceptSpecial(name: string, value: string, current: string): Accepted {
  switch (name) {
    case 'save':
      return acceptSave(value);
    case 'notify-keyspace-events': {
      const flags = parseNotifyFlags(value);
      return flags === null
        ? { why: "Invalid event class character. Use 'Ag$lshzxeKEtmdn'." }
        : { text: formatNotifyFlags(flags) };
    }
    case 'client-output-buffer-limit':
      return acceptBufferLimits(value, current);
    case 'oom-score-adj-values':
      return acceptOomValues(value);
    case 'latency-tracking-info-percentiles':
      return acceptPercentiles(value);
    default:
      return { text: value };
  }
}

function acceptSave(value: string): Accepted {
  if (value === '' || value === '""') return { text: '' };
  const words = value.split(' ').filter((word) => word !== '');
  const numbers = words.map((word) => (/^\d+$/.test(word) ? Number(word) : -1));
  const bad = numbers.some((count, i) => (i % 2 === 0 ? count < 1 : count < 0));
  if (bad || numbers.length % 2 !== 0) return { why: 'Invalid save parameters' };
  return { text: numbers.join(' ') };
}

const CLIENT_CLASSES: Readonly<Record<string, string>> = {
  normal: 'normal',
  slave: 'slave',
  replica: 'slave',
  pubsub: 'pubsub',
};

/** REDIS: config.c updateClientOutputBufferLimit */
function acceptBufferLimits(value: string, current: string): Accepted {
  const words = value.split(' ').filter((word) => word !== '');
  if (words.length % 4 !== 0) return { why: 'Wrong number of arguments in buffer limit configuration.' };
  const limits = new Map<string, string>();
  const before = current.split(' ');
  for (let i = 0; i + 3 < before.length; i += 4) limits.set(before[i] ?? '', before.slice(i, i + 4).join(' '));
  for (let i = 0; i < words.length; i += 4) {
    const [client = '', hard = '', soft = '', seconds = ''] = words.slice(i, i + 4);
    const name = CLIENT_CLASSES[client.toLowerCase()];
    if (name === undefined) return { why: 'Invalid client class specified in buffer limit configuration.' };
    const [hardBytes, softBytes] = [parseMemory(hard), parseMemory(soft)];
    if (hardBytes === null || softBytes === null || !/^\d+$/.test(seconds)) {
      return { why: 'Error in hard, soft or soft_seconds setting in buffer limit configuration.' };
    }
    limits.set(name, `${name} ${hardBytes} ${softBytes} ${seconds}`);
  }
  return { text: [...limits.values()].join(' ') };
}

/** REDIS: config.c setConfigOOMScoreAdjValuesOption */
function acceptOomValues(value: string): Accepted {
  const words = value.split(' ').filter((word) => word !== '');
  if (words.length !== 3) return { why: 'wrong number of arguments' };
  for (const word of words) {
    if (!/^-?\d+$/.test(word) || Math.abs(Number(word)) > 2000) {
      return { why: 'Invalid oom-score-adj-values, elements must be between -2000 and 2000.' };
    }
  }
  return { text: words.join(' ') };
}

/** REDIS: config.c setConfigLatencyTrackingInfoPercentilesOutputOption */
function acceptPercentiles(value: string): Accepted {
  const words = value.split(' ').filter((word) => word !== '');
  for (const word of words) {
    if (!/^\d+(\.\d+)?$/.test(word)) return { why: 'Invalid latency-tracking-info-percentiles parameters' };
    if (Number(word) > 100) {
      return { why: 'latency-tracking-info-percentiles parameters should sit between [0.0,100.0]' };
    }
  }
  return { text: words.map((word) => String(Number(word))).join(' ') };
}

const NOTIFY_CLASSES: readonly (readonly [string, number])[] = [
  ['g', NOTIFY.generic],
  ['$', NOTIFY.string],
  ['l', NOTIFY.list],
  ['s', NOTIFY.set],
  ['h', NOTIFY.hash],
  ['z', NOTIFY.zset],
  ['x', NOTIFY.expired],
  ['e', NOTIFY.evicted],
  ['t', NOTIFY.stream],
  ['d', NOTIFY.module],
];

const NOTIFY_EXTRA: readonly (readonly [string, number])[] = [
  ['K', NOTIFY.keyspace],
  ['E', NOTIFY.keyevent],
  ['m', NOTIFY.keyMiss],
  ['n', NOTIFY.new],
];

const NOTIFY_ALL = NOTIFY_CLASSES.reduce((all, [, flag]) => all | flag, 0);

/** The classes a text of letters names, or null. REDIS: notify.c keyspaceEventsStringToFlags */
export function parseNotifyFlags(letters: string): number | null {
  let flags = 0;
  for (const letter of letters) {
    if (letter === 'A') flags |= NOTIFY_ALL;
    else {
      const found = [...NOTIFY_CLASSES, ...NOTIFY_EXTRA].find(([name]) => name === letter);
      if (found === undefined) return null;
      flags |= found[1];
    }
  }
  return flags;
}

/** REDIS: notify.c keyspaceEventsFlagsToString */
function formatNotifyFlags(flags: number): string {
  const letters = (classes: typeof NOTIFY_CLASSES): string =>
    classes.reduce((text, [name, flag]) => ((flags & flag) === 0 ? text : text + name), '');
  const classes = (flags & NOTIFY_ALL) === NOTIFY_ALL ? 'A' : letters(NOTIFY_CLASSES);
  return classes + letters(NOTIFY_EXTRA);
}
