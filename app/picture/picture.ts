import { drawMarks } from './draw-marks.ts';
import { drawSvg } from './draw-svg.ts';
import { escaped, number, tag } from './svg-text.ts';

/*
 * A part of the page as one SVG that needs nothing else: boxes, borders and text where the browser has laid them out,
 * pictures with their colours resolved. Plain shapes and text, so that any program for drawings can open it.
 */

/** Elements that are no part of the picture. */
const LEFT_OUT = '[data-no-picture], dialog, [popover], script, style, [hidden]';

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** @param style what goes into the picture's own style element: its fonts. */
export function pictureOf(root: HTMLElement, title: string, style: string): Picture {
  const origin = root.getBoundingClientRect();
  const walk = new Walk(origin.x, origin.y);
  walk.element(root);
  const width = Math.ceil(Math.max(origin.width, walk.right));
  const height = Math.ceil(Math.max(origin.height, walk.bottom));
  const ground = tag('rect', { width, height, fill: groundOf(root) });
  const inside = `<title>${escaped(title)}</title>${style === '' ? '' : `<style>${style}</style>`}${ground}${walk.drawn.join('')}`;
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` };
  return { svg: tag('svg', attributes, inside), width, height };
}

const isClear = (colour: string): boolean => colour === 'transparent' || /^rgba\(.*, 0\)$/.test(colour);

/** The colour behind an element. */
function groundOf(element: Element): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!isClear(colour)) return colour;
  }
  return 'white';
}

const SIDES = ['Top', 'Right', 'Bottom', 'Left'] as const;

class Walk {
  readonly drawn: string[] = [];
  right = 0;
  bottom = 0;
  readonly #x: number;
  readonly #y: number;

  constructor(x: number, y: number) {
    this.#x = x;
    this.#y = y;
  }

  element(element: Element): void {
    if (element.matches(LEFT_OUT)) return;
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return;
    // Read by screen readers alone.
    if (style.clipPath === 'inset(50%)') return;
    const box = this.#place(element.getBoundingClientRect());
    if (element instanceof SVGSVGElement) {
      this.drawn.push(drawSvg(element, box));
      this.#reach(box);
      return;
    }
    if (element instanceof HTMLCanvasElement) {
      this.drawn.push(drawMarks(element, box));
      return;
    }
    this.#box(box, style);
    this.#control(element, box, style);
    for (const child of element.childNodes) {
      if (child instanceof Element) this.element(child);
      else if (child instanceof Text) this.#text(child, style);
    }
  }

  #place({ x, y, width, height }: DOMRect): DOMRect {
    return new DOMRect(x - this.#x, y - this.#y, width, height);
  }

  #reach(box: DOMRect): void {
    this.right = Math.max(this.right, box.right);
    this.bottom = Math.max(this.bottom, box.bottom);
  }

  #box(box: DOMRect, style: CSSStyleDeclaration): void {
    const { x, y, width, height } = box;
    if (width === 0 || height === 0) return;
    const rx = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, width / 2, height / 2);
    if (!isClear(style.backgroundColor)) {
      this.drawn.push(tag('rect', { x, y, width, height, rx, fill: style.backgroundColor }));
      this.#reach(box);
    }
    const sides = SIDES.map((side) => ({
      width: style[`border${side}Style`] === 'none' ? 0 : Number.parseFloat(style[`border${side}Width`]),
      colour: style[`border${side}Color`],
      dashed: style[`border${side}Style`] === 'dashed',
    }));
    const [top] = sides;
    if (top && top.width > 0 && sides.every((side) => side.width === top.width && side.colour === top.colour)) {
      const half = top.width / 2;
      const frame = { x: x + half, y: y + half, width: width - top.width, height: height - top.width, rx };
      const dash = top.dashed ? '4 3' : null;
      this.drawn.push(
        tag('rect', {
          ...frame,
          fill: 'none',
          stroke: top.colour,
          'stroke-width': top.width,
          'stroke-dasharray': dash,
        }),
      );
      return;
    }
    const lines = [
      `M${x} ${y}H${x + width}`,
      `M${x + width} ${y}V${y + height}`,
      `M${x} ${y + height}H${x + width}`,
      `M${x} ${y}V${y + height}`,
    ];
    sides.forEach((side, i) => {
      if (side.width > 0 && !isClear(side.colour))
        this.drawn.push(tag('path', { d: lines[i] ?? '', stroke: side.colour, 'stroke-width': side.width }));
    });
  }

  /** What a control shows is no text of the page. */
  #control(element: Element, box: DOMRect, style: CSSStyleDeclaration): void {
    const says =
      element instanceof HTMLSelectElement
        ? (element.selectedOptions[0]?.text ?? '')
        : element instanceof HTMLInputElement && ['text', 'number', 'search'].includes(element.type)
          ? element.value
          : '';
    if (says === '') return;
    const left = box.x + (Number.parseFloat(style.paddingLeft) || 0);
    this.#write(says, left, box.y + box.height / 2 + Number.parseFloat(style.fontSize) * 0.35, style);
  }

  #text(node: Text, style: CSSStyleDeclaration): void {
    const text = node.data;
    if (text.trim() === '') return;
    for (const { from, to, box } of linesOf(node)) {
      const placed = this.#place(box);
      const size = Number.parseFloat(style.fontSize);
      this.#reach(placed);
      // Where fonts put their baseline, within a pixel: three quarters of the way down the letters.
      const says = text.slice(from, to).replace(/\s+/g, ' ').trim();
      this.#write(says, placed.x, placed.y + placed.height / 2 + size * 0.35, style);
    }
  }

  #write(text: string, x: number, y: number, style: CSSStyleDeclaration): void {
    const shown = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
    this.drawn.push(
      tag(
        'text',
        {
          x,
          y: number(y),
          fill: style.color,
          'font-family': style.fontFamily,
          'font-size': style.fontSize,
          'font-weight': style.fontWeight,
          'font-style': style.fontStyle === 'normal' ? null : style.fontStyle,
          'letter-spacing': style.letterSpacing === 'normal' ? null : style.letterSpacing,
          'text-decoration': style.textDecorationLine === 'none' ? null : style.textDecorationLine,
        },
        escaped(shown),
      ),
    );
  }
}

interface LineOfText {
  readonly from: number;
  readonly to: number;
  readonly box: DOMRect;
}

/** The stretches of a text that stand on a line each. */
function linesOf(node: Text): LineOfText[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
  const [only, ...more] = rects;
  if (only === undefined) return [];
  if (more.length === 0) return [{ from: 0, to: node.data.length, box: only }];
  return wordLines(node, range);
}

/** Word by word, as a line ends where the next word stands lower. */
function wordLines(node: Text, range: Range): LineOfText[] {
  const lines: { from: number; to: number; box: DOMRect }[] = [];
  for (const match of node.data.matchAll(/\S+/g)) {
    const to = match.index + match[0].length;
    range.setStart(node, match.index);
    range.setEnd(node, to);
    const box = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last && Math.abs(last.box.y - box.y) < 3) {
      last.to = to;
      last.box = new DOMRect(last.box.x, last.box.y, box.right - last.box.x, last.box.height);
    } else if (box.width > 0) lines.push({ from: match.index, to, box });
  }
  return lines;
}
