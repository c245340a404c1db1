/** A short name for a text, the same on every visit: two 32-bit FNV-1a hashes of it, forth and back. */
export function digestOf(text: string): string {
  const hash = (chars: Iterable<string>): string => {
    let sum = 0x811c9dc5;
    for (const char of chars) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193);
    return (sum >>> 0).toString(16).padStart(8, '0');
  };
  return hash(text) + hash([...text].reverse());
}
