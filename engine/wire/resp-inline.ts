/*
 * The line a person types: words separated by blanks, in quotes where they hold blanks. The same rules serve inline
 * commands, redis-cli's prompt, redis.conf and the AOF manifest.
 */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

// A vertical tab or form feed counts as a blank between words and yet does not end one.
function endsWord(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/**
 * The words of a line, or null where a quote is not closed or is followed by anything but a blank.
 * A NUL ends the line, as it ends a C string. REDIS: sds.c sdssplitargs
 */
export function splitArguments(line: string): string[] | null {
  const nul = line.indexOf('\0');
  const text = nul < 0 ? line : line.slice(0, nul);
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    if (at === text.length) return words;
    const word = readWord(text, at);
    if (word === null) return null;
    words.push(word.value);
    at = word.end;
  }
}

interface Word {
  readonly value: string;
  readonly end: number;
}

function readWord(text: string, from: number): Word | null {
  let value = '';
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (endsWord(code)) break;
    if (code === 34 || code === 39) {
      const quoted = code === 34 ? readDoubleQuoted(text, at + 1) : readSingleQuoted(text, at + 1);
      if (quoted === null) return null;
      // A closing quote ends the word.
      if (quoted.end < text.length && !isBlank(text.charCodeAt(quoted.end))) return null;
      return { value: value + quoted.value, end: quoted.end };
    }
    value += text[at];
    at++;
  }
  return { value, end: at };
}

function readDoubleQuoted(text: string, from: number): Word | null {
  let value = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') return { value, end: at + 1 };
    if (char !== '\\' || at + 1 === text.length) {
      value += char;
      continue;
    }
    const escaped = text[at + 1] as string;
    if (escaped === 'x' && isHex(text.charCodeAt(at + 2)) && isHex(text.charCodeAt(at + 3))) {
      value += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 4), 16));
      at += 3;
    } else {
      value += ESCAPES[escaped] ?? escaped;
      at += 1;
    }
  }
  return null;
}

function readSingleQuoted(text: string, from: number): Word | null {
  let value = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "'") return { value, end: at + 1 };
    if (char === '\\' && text[at + 1] === "'") {
      value += "'";
      at += 1;
    } else value += char;
  }
  return null;
}
