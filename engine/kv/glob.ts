/**
 * Redis's glob: `*`, `?`, `[a-z]`, `[^a]`, `\x`. Matches bytes. REDIS: util.c stringmatchlen
 */
export function globMatch(pattern: string, text: string, ignoreCase = false): boolean {
  return ignoreCase ? match(pattern.toLowerCase(), 0, text.toLowerCase(), 0) : match(pattern, 0, text, 0);
}

/**
 * Goes on from the last star instead of trying every split of every star: the text before it matched, and a shorter
 * match for an earlier star cannot help the later ones.
 */
function match(pattern: string, p: number, text: string, t: number): boolean {
  let starAt = -1;
  let resumeAt = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      while (pattern[p] === '*') p++;
      if (p === pattern.length) return true;
      starAt = p;
      resumeAt = t;
      continue;
    }
    const next = p < pattern.length ? matchOne(pattern, p, text.charCodeAt(t)) : 0;
    if (next > 0) {
      p = next;
      t++;
    } else if (starAt >= 0) {
      p = starAt;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Where the pattern goes on after it matched one byte, or 0 when it did not. */
function matchOne(pattern: string, p: number, byte: number): number {
  const first = pattern[p];
  if (first === '?') return p + 1;
  if (first === '[') return matchClass(pattern, p + 1, byte);
  if (first === '\\' && p + 1 < pattern.length) p++;
  return pattern.charCodeAt(p) === byte ? p + 1 : 0;
}

/** A class may end with the pattern itself, as an unclosed one does in Redis. */
function matchClass(pattern: string, p: number, byte: number): number {
  const negated = pattern[p] === '^';
  if (negated) p++;
  let found = false;
  for (; p < pattern.length && pattern[p] !== ']'; p++) {
    if (pattern[p] === '\\' && p + 1 < pattern.length) {
      p++;
      if (pattern.charCodeAt(p) === byte) found = true;
    } else if (pattern[p + 1] === '-' && p + 2 < pattern.length) {
      const [from, to] = [pattern.charCodeAt(p), pattern.charCodeAt(p + 2)];
      p += 2;
      if (byte >= Math.min(from, to) && byte <= Math.max(from, to)) found = true;
    } else if (pattern.charCodeAt(p) === byte) {
      found = true;
    }
  }
  return found === negated ? 0 : Math.min(p + 1, pattern.length);
}
