/*
 * Byte strings as text in quotes, and back: how a person types an argument and how MONITOR and redis-cli print one.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u0007': '\\a',
  '\b': '\\b',
};

/** `"like this\x00"`. REDIS: sds.c sdscatrepr */
export function quoted(text: string): string {
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const code = text.charCodeAt(i);
    const escaped = ESCAPES[char];
    if (escaped !== undefined) out += escaped;
    else if (code >= 32 && code < 127) out += char;
    else out += `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return `${out}"`;
}
