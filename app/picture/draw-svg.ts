import { escaped, tag } from './svg-text.ts';

/*
 * An SVG of the page with nothing left to resolve: classes and custom properties become the values that they have.
 */

/** What CSS can say of a shape that an attribute can say too, and what goes without saying. */
const PROPERTIES: Readonly<Record<string, string>> = {
  fill: 'rgb(0, 0, 0)',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'fill-opacity': '1',
  'stroke-opacity': '1',
  opacity: '1',
  'paint-order': 'normal',
  visibility: 'visible',
};
const TEXT_PROPERTIES: readonly string[] = [
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'text-decoration-line',
];
/** Geometry and structure. */
const KEPT: readonly string[] = [
  'd',
  'x',
  'y',
  'x1',
  'x2',
  'y1',
  'y2',
  'cx',
  'cy',
  'r',
  'rx',
  'ry',
  'width',
  'height',
  'points',
  'transform',
  'viewBox',
  'dx',
  'dy',
];
const TEXTS: ReadonlySet<string> = new Set(['text', 'tspan']);
const LEFT_OUT: ReadonlySet<string> = new Set(['title', 'desc', 'style', 'script', 'foreignObject']);

/** @param at where its upper left corner is to lie. */
export function drawSvg(element: SVGSVGElement, at: DOMRect): string {
  const { width, height } = at;
  const viewBox =
    element.getAttribute('viewBox') ?? `0 0 ${element.width.baseVal.value} ${element.height.baseVal.value}`;
  return tag('svg', { x: at.x, y: at.y, width, height, viewBox, overflow: 'visible' }, children(element));
}

function children(element: Element): string {
  return [...element.childNodes]
    .map((node) =>
      node instanceof SVGElement
        ? drawElement(node)
        : node.nodeType === Node.TEXT_NODE
          ? escaped(node.nodeValue ?? '')
          : '',
    )
    .join('');
}

function drawElement(element: SVGElement): string {
  const name = element.tagName;
  if (LEFT_OUT.has(name)) return '';
  const style = getComputedStyle(element);
  if (style.display === 'none') return '';
  const attributes: Record<string, string | null> = {};
  for (const key of KEPT) attributes[key] = element.getAttribute(key);
  const isGroup = name === 'g' || name === 'svg';
  // Only what draws needs colours; a group passes on its opacity alone.
  for (const [property, usual] of Object.entries(PROPERTIES)) {
    const value = style.getPropertyValue(property);
    if (value !== usual && (!isGroup || property === 'opacity')) attributes[property] = value;
  }
  if (TEXTS.has(name)) for (const property of TEXT_PROPERTIES) attributes[property] = style.getPropertyValue(property);
  return tag(name, attributes, children(element));
}
