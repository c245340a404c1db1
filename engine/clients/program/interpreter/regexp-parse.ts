/*
 * Regular expressions of our own: matching goes step by step under a budget, so that a pattern which backtracks for
 * ever ends in an error and not in a page that stands still. This half reads the pattern into a tree.
 */

export type Piece =
  | { readonly kind: 'char'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'notBoundary' }
  | { readonly kind: 'group'; readonly index: number | null; readonly body: Piece }
  | { readonly kind: 'back'; readonly index: number | string }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negated: boolean; readonly body: Piece }
  | { readonly kind: 'sequence'; readonly parts: readonly Piece[] }
  | { readonly kind: 'choice'; readonly options: readonly Piece[] }
  | {
      readonly kind: 'repeat';
      readonly body: Piece;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
      /** Groups within, which each round begins without. */
      readonly groups: readonly [number, number];
    };

export interface Pattern {
  readonly root: Piece;
  /** Capture groups, without the whole. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly unicode: boolean;
}

export class PatternError extends Error {}

const FLAGS = /^[dgimsuy]*$/;

/** Throws PatternError with V8's text. */
export function compilePattern(source: string, flags: string): Pattern {
  if (!FLAGS.test(flags) || new Set(flags).size !== flags.length)
    throw new PatternError(`Invalid flags supplied to RegExp constructor '${flags}'`);
  const reader = new Reader(source, flags);
  const root = reader.choice();
  if (!reader.atEnd) reader.fail("Unmatched ')'");
  return {
    root,
    groups: reader.groups,
    names: reader.names,
    ignoreCase: flags.includes('i'),
    multiline: flags.includes('m'),
    dotAll: flags.includes('s'),
    unicode: flags.includes('u'),
  };
}

type Range = readonly [number, number];

const DIGIT: readonly Range[] = [[48, 57]];
const WORD: readonly Range[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: readonly Range[] = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

function negate(ranges: readonly Range[]): readonly Range[] {
  const rest: Range[] = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (low > from) rest.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= 0x10ffff) rest.push([from, 0x10ffff]);
  return rest;
}

const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: DIGIT,
  D: negate(DIGIT),
  w: WORD,
  W: negate(WORD),
  s: SPACE,
  S: negate(SPACE),
};

const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, '0': 0 };
const DEPTH_MAX = 200;
const REPEAT_MAX = 100_000;

class Reader {
  groups = 0;
  readonly names = new Map<string, number>();
  readonly #source: string;
  readonly #flags: string;
  #at = 0;
  #depth = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  fail(why: string): never {
    throw new PatternError(`Invalid regular expression: /${this.#source}/${this.#flags}: ${why}`);
  }

  #peek(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** The next character; with the flag u a whole code point. */
  #next(): number {
    const code = this.#flags.includes('u')
      ? (this.#source.codePointAt(this.#at) as number)
      : this.#source.charCodeAt(this.#at);
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }

  choice(): Piece {
    if (++this.#depth > DEPTH_MAX) this.fail('Regular expression too large');
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 ? (options[0] as Piece) : { kind: 'choice', options };
  }

  #sequence(): Piece {
    const parts: Piece[] = [];
    while (!this.atEnd && !this.#peek('|') && !this.#peek(')')) parts.push(this.#quantified());
    return parts.length === 1 ? (parts[0] as Piece) : { kind: 'sequence', parts };
  }

  #quantified(): Piece {
    const before = this.groups;
    const body = this.#atom();
    const bounds = this.#bounds();
    if (bounds === null) return body;
    if (body.kind === 'start' || body.kind === 'end' || body.kind === 'boundary' || body.kind === 'notBoundary')
      this.fail('Nothing to repeat');
    const greedy = !this.#take('?');
    return { kind: 'repeat', body, min: bounds[0], max: bounds[1], greedy, groups: [before + 1, this.groups] };
  }

  #bounds(): readonly [number, number] | null {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const counted = /^\{(\d+)(,(\d*))?\}/.exec(this.#source.slice(this.#at, this.#at + 24));
    if (counted === null) return null;
    this.#at += counted[0].length;
    const min = Math.min(Number(counted[1]), REPEAT_MAX);
    const max = counted[2] === undefined ? min : counted[3] === '' ? Infinity : Number(counted[3]);
    if (max < min) this.fail('numbers out of order in {} quantifier');
    return [min, max];
  }

  #atom(): Piece {
    if (this.#take('^')) return { kind: 'start' };
    if (this.#take('$')) return { kind: 'end' };
    if (this.#take('.')) return { kind: 'any' };
    if (this.#take('(')) return this.#group();
    if (this.#take('[')) return this.#set();
    if (this.#take('\\')) return this.#escape();
    if (this.#peek('*') || this.#peek('+') || this.#peek('?')) this.fail('Nothing to repeat');
    return { kind: 'char', code: this.#next() };
  }

  #group(): Piece {
    const close = (body: Piece): Piece => {
      if (!this.#take(')')) this.fail('Unterminated group');
      return body;
    };
    if (this.#take('?:')) return { kind: 'group', index: null, body: close(this.choice()) };
    for (const [mark, ahead, negated] of LOOKS)
      if (this.#take(mark)) return { kind: 'look', ahead, negated, body: close(this.choice()) };
    const index = ++this.groups;
    if (this.#take('?<')) {
      const name = /^[\w$]+/.exec(this.#source.slice(this.#at))?.[0];
      if (name === undefined) this.fail('Invalid capture group name');
      this.#at += name.length;
      if (!this.#take('>')) this.fail('Invalid capture group name');
      if (this.names.has(name)) this.fail('Duplicate capture group name');
      this.names.set(name, index);
    } else if (this.#peek('?')) this.fail('Invalid group');
    return { kind: 'group', index, body: close(this.choice()) };
  }

  #escape(): Piece {
    if (this.atEnd) this.fail('\\ at end of pattern');
    if (this.#take('b')) return { kind: 'boundary' };
    if (this.#take('B')) return { kind: 'notBoundary' };
    const number = /^[1-9]\d?/.exec(this.#source.slice(this.#at, this.#at + 2))?.[0];
    if (number !== undefined) {
      this.#at += number.length;
      return { kind: 'back', index: Number(number) };
    }
    const named = /^k<([\w$]+)>/.exec(this.#source.slice(this.#at));
    if (named !== null) {
      this.#at += named[0].length;
      return { kind: 'back', index: named[1] as string };
    }
    const ranges = CLASSES[this.#source[this.#at] as string];
    if (ranges !== undefined) {
      this.#at++;
      return { kind: 'set', negated: false, ranges };
    }
    return { kind: 'char', code: this.#escapedChar() };
  }

  #escapedChar(): number {
    const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|c([A-Za-z]))/.exec(
      this.#source.slice(this.#at, this.#at + 10),
    );
    if (hex !== null && (hex[3] === undefined || this.#flags.includes('u'))) {
      this.#at += hex[0].length;
      if (hex[4] !== undefined) return hex[4].charCodeAt(0) % 32;
      return Number.parseInt((hex[1] ?? hex[2] ?? hex[3]) as string, 16);
    }
    if (this.#peek('p{') || this.#peek('P{')) this.fail('Invalid property name: properties are not supported here');
    const letter = this.#source[this.#at] as string;
    const control = CONTROLS[letter];
    if (control !== undefined) {
      this.#at++;
      return control;
    }
    return this.#next();
  }

  #set(): Piece {
    const negated = this.#take('^');
    const ranges: Range[] = [];
    while (!this.#take(']')) {
      if (this.atEnd) this.fail('Unterminated character class');
      const low = this.#setItem();
      if (typeof low !== 'number') {
        ranges.push(...low);
        continue;
      }
      if (!this.#peek('-') || this.#source[this.#at + 1] === ']') {
        ranges.push([low, low]);
        continue;
      }
      this.#at++;
      const high = this.#setItem();
      if (typeof high !== 'number') ranges.push([low, low], [45, 45], ...high);
      else if (high < low) this.fail('Range out of order in character class');
      else ranges.push([low, high]);
    }
    return { kind: 'set', negated, ranges };
  }

  #setItem(): number | readonly Range[] {
    if (this.atEnd) this.fail('Unterminated character class');
    if (!this.#take('\\')) return this.#next();
    if (this.#take('b')) return 8;
    const ranges = CLASSES[this.#source[this.#at] as string];
    if (ranges === undefined) return this.#escapedChar();
    this.#at++;
    return ranges;
  }
}

const LOOKS = [
  ['?=', true, false],
  ['?!', true, true],
  ['?<=', false, false],
  ['?<!', false, true],
] as const;
