import type { Pattern, Piece } from './regexp-parse.ts';

/*
 * Matching, by backtracking, as the language defines it: a matcher is asked with a place and with what must match
 * behind it. A budget counts the attempts, and how deep they lie within one another.
 */

export interface Match {
  readonly from: number;
  readonly to: number;
  /** Pairs of places, -1 for a group that took no part. */
  readonly groups: readonly (readonly [number, number])[];
}

/** The pattern tried too much: it would go on for ever, or nearly. */
export class MatchExhausted extends Error {}

const STEPS_MAX = 500_000;
const DEPTH_MAX = 4000;

type Continue = (at: number) => boolean;

/** Where the pattern matches at or behind a place; with `sticky` only at it. Null for nowhere. */
export function matchPattern(pattern: Pattern, text: string, from: number, sticky: boolean): Match | null {
  const matcher = new Matcher(pattern, text);
  for (let at = from; at <= text.length; at++) {
    const to = matcher.tryAt(at);
    if (to >= 0) return { from: at, to, groups: matcher.found() };
    if (sticky) return null;
  }
  return null;
}

class Matcher {
  readonly #pattern: Pattern;
  readonly #text: string;
  #groups: number[];
  #steps = 0;
  #depth = 0;

  constructor(pattern: Pattern, text: string) {
    this.#pattern = pattern;
    this.#text = text;
    this.#groups = [];
  }

  tryAt(at: number): number {
    this.#groups = new Array<number>((this.#pattern.groups + 1) * 2).fill(-1);
    let to = -1;
    this.#match(this.#pattern.root, at, true, (end) => {
      to = end;
      return true;
    });
    return to;
  }

  found(): (readonly [number, number])[] {
    const pairs: (readonly [number, number])[] = [];
    for (let i = 2; i < this.#groups.length; i += 2)
      pairs.push([this.#groups[i] as number, this.#groups[i + 1] as number]);
    return pairs;
  }

  #match(piece: Piece, at: number, ahead: boolean, then: Continue): boolean {
    if (++this.#steps > STEPS_MAX || this.#depth > DEPTH_MAX) throw new MatchExhausted();
    this.#depth++;
    const matched = this.#matchPiece(piece, at, ahead, then);
    this.#depth--;
    return matched;
  }

  #matchPiece(piece: Piece, at: number, ahead: boolean, then: Continue): boolean {
    switch (piece.kind) {
      case 'char':
      case 'any':
      case 'set':
        return this.#matchChar(piece, at, ahead, then);
      case 'start':
        return (at === 0 || (this.#pattern.multiline && isNewline(this.#text.charCodeAt(at - 1)))) && then(at);
      case 'end':
        return (
          (at === this.#text.length || (this.#pattern.multiline && isNewline(this.#text.charCodeAt(at)))) && then(at)
        );
      case 'boundary':
      case 'notBoundary':
        return (this.#isWord(at - 1) !== this.#isWord(at)) === (piece.kind === 'boundary') && then(at);
      case 'sequence':
        return this.#matchParts(piece.parts, ahead ? 0 : piece.parts.length - 1, at, ahead, then);
      case 'choice':
        return piece.options.some((option) => this.#match(option, at, ahead, then));
      case 'group':
        return this.#matchGroup(piece, at, ahead, then);
      case 'look':
        return this.#matchLook(piece, at, then);
      case 'back':
        return this.#matchBack(piece.index, at, ahead, then);
      case 'repeat':
        return this.#matchRepeat(piece, 0, at, ahead, then);
    }
  }

  #isWord(at: number): boolean {
    return /^\w/.test(this.#text.charAt(at));
  }

  #matchChar(
    piece: Extract<Piece, { kind: 'char' | 'any' | 'set' }>,
    at: number,
    ahead: boolean,
    then: Continue,
  ): boolean {
    const [code, size] = this.#charAt(at, ahead);
    if (size === 0 || !this.#fits(piece, code)) return false;
    return then(ahead ? at + size : at - size);
  }

  #charAt(at: number, ahead: boolean): readonly [number, number] {
    const text = this.#text;
    const place = ahead ? at : at - 1;
    if (place < 0 || place >= text.length) return [0, 0];
    if (!this.#pattern.unicode) return [text.charCodeAt(place), 1];
    const start = ahead || place === 0 || !isLowSurrogate(text.charCodeAt(place)) ? place : place - 1;
    const code = text.codePointAt(start) as number;
    return code > 0xffff ? [code, 2] : [text.charCodeAt(place), 1];
  }

  #fits(piece: Extract<Piece, { kind: 'char' | 'any' | 'set' }>, code: number): boolean {
    if (piece.kind === 'any') return this.#pattern.dotAll || !isNewline(code);
    const { ignoreCase } = this.#pattern;
    if (piece.kind === 'char') return code === piece.code || (ignoreCase && folded(code) === folded(piece.code));
    const within = (one: number): boolean => piece.ranges.some(([low, high]) => one >= low && one <= high);
    return (within(code) || (ignoreCase && othersOf(code).some(within))) !== piece.negated;
  }

  #matchParts(parts: readonly Piece[], i: number, at: number, ahead: boolean, then: Continue): boolean {
    const part = parts[i];
    if (part === undefined) return then(at);
    const next = ahead ? i + 1 : i - 1;
    return this.#match(part, at, ahead, (to) => this.#matchParts(parts, next, to, ahead, then));
  }

  #matchGroup(piece: Extract<Piece, { kind: 'group' }>, at: number, ahead: boolean, then: Continue): boolean {
    const { index } = piece;
    if (index === null) return this.#match(piece.body, at, ahead, then);
    return this.#match(piece.body, at, ahead, (to) => {
      const groups = this.#groups;
      const before = [groups[index * 2], groups[index * 2 + 1]] as [number, number];
      groups[index * 2] = Math.min(at, to);
      groups[index * 2 + 1] = Math.max(at, to);
      if (then(to)) return true;
      [groups[index * 2], groups[index * 2 + 1]] = before;
      return false;
    });
  }

  #matchLook(piece: Extract<Piece, { kind: 'look' }>, at: number, then: Continue): boolean {
    const before = this.#groups.slice();
    const matched = this.#match(piece.body, at, piece.ahead, () => true);
    if (matched === piece.negated) {
      this.#groups = before;
      return false;
    }
    if (piece.negated) this.#groups = before;
    if (then(at)) return true;
    this.#groups = before;
    return false;
  }

  #matchBack(index: number | string, at: number, ahead: boolean, then: Continue): boolean {
    const group = typeof index === 'number' ? index : (this.#pattern.names.get(index) ?? 0);
    const from = this.#groups[group * 2] ?? -1;
    if (from < 0) return then(at);
    const captured = this.#text.slice(from, this.#groups[group * 2 + 1]);
    const start = ahead ? at : at - captured.length;
    if (start < 0 || this.#text.slice(start, start + captured.length) !== captured) return false;
    return then(ahead ? at + captured.length : start);
  }

  #matchRepeat(
    piece: Extract<Piece, { kind: 'repeat' }>,
    count: number,
    at: number,
    ahead: boolean,
    then: Continue,
  ): boolean {
    const { body, min, max, greedy } = piece;
    if (isSimple(body)) return this.#matchRun(piece, at, ahead, then);
    const more = (): boolean => {
      if (count >= max) return false;
      const before = this.#groups.slice();
      for (let i = piece.groups[0]; i <= piece.groups[1]; i++) this.#groups[i * 2] = this.#groups[i * 2 + 1] = -1;
      const matched = this.#match(body, at, ahead, (to) => {
        if (to === at && count >= min) return false; // an empty round would go on for ever
        return this.#matchRepeat(piece, count + 1, to, ahead, then);
      });
      if (!matched) this.#groups = before;
      return matched;
    };
    if (count < min) return more();
    return greedy ? more() || then(at) : then(at) || more();
  }

  /** A repeated single character needs no nesting: all places it can end at are known. */
  #matchRun(piece: Extract<Piece, { kind: 'repeat' }>, at: number, ahead: boolean, then: Continue): boolean {
    const body = piece.body as Extract<Piece, { kind: 'char' | 'any' | 'set' }>;
    const places = [at];
    const reach = (): boolean => {
      const from = places[places.length - 1] as number;
      const [code, size] = this.#charAt(from, ahead);
      if (size === 0 || !this.#fits(body, code)) return false;
      if (++this.#steps > STEPS_MAX) throw new MatchExhausted();
      places.push(ahead ? from + size : from - size);
      return true;
    };
    if (!piece.greedy) {
      for (let count = 0; ; count++) {
        if (count >= piece.min && then(places[count] as number)) return true;
        if (count >= piece.max || !reach()) return false;
      }
    }
    while (places.length - 1 < piece.max && reach());
    for (let count = places.length - 1; count >= piece.min; count--) {
      if (++this.#steps > STEPS_MAX) throw new MatchExhausted();
      if (then(places[count] as number)) return true;
    }
    return false;
  }
}

function isSimple(piece: Piece): boolean {
  return piece.kind === 'char' || piece.kind === 'any' || piece.kind === 'set';
}

function isNewline(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function folded(code: number): number {
  const upper = String.fromCodePoint(code).toUpperCase();
  return upper.length === 1 ? upper.charCodeAt(0) : code;
}

function othersOf(code: number): number[] {
  const char = String.fromCodePoint(code);
  return [char.toUpperCase(), char.toLowerCase()].filter((one) => one.length === 1).map((one) => one.charCodeAt(0));
}
