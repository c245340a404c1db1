/* Writing SVG: text that stands for itself, numbers without noise, attributes. */

export const escaped = (text: string): string =>
  text
    .replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char)
    // What XML cannot hold at all.
    // oxlint-disable-next-line no-control-regex -- exactly these
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd');

export const number = (value: number): string => String(Math.round(value * 100) / 100);

/** `<name a="1">inside</name>`; attributes that are null are left out. */
export function tag(name: string, attributes: Readonly<Record<string, string | number | null>>, inside = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? number(value) : String(value))}"`)
    .join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}
