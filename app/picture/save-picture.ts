import { download } from '../store/download.ts';
import type { Theme } from '../ui/theme.ts';
import { fontFaces } from './fonts.ts';
import { type Picture, pictureOf } from './picture.ts';

export type PictureFormat = 'svg' | 'png';

/** The parts of the screen that can be saved: what carries `data-picture`. */
export const PICTURE_PARTS = ['stage', 'fate', 'inspect', 'time'] as const;
export type PicturePart = (typeof PICTURE_PARTS)[number];

export const partOnPage = (part: PicturePart): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-picture="${part}"]`);

/** Points of a PNG for each of the screen. */
const SCALE = 2;

/** A file name that says which world, which part of it, and when: `broker-work-stage-2.404000s.svg`. */
export function pictureName(world: string, part: PicturePart, at: number, format: PictureFormat): string {
  const plain = world
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${plain || 'world'}-${part}-${(at / 1_000_000).toFixed(6)}s.${format}`;
}

/** Saves a part of the screen as it is now, in the colours of a theme. False when there is nothing to draw, or it failed. */
export async function savePicture(
  part: PicturePart,
  world: string,
  at: number,
  theme: Theme,
  format: PictureFormat,
): Promise<boolean> {
  const root = partOnPage(part);
  if (root === null) return false;
  const fonts = await fontFaces();
  const title = `${world}, ${part}, ${(at / 1_000_000).toFixed(6)} s`;
  const picture = inTheme(theme, () => pictureOf(root, title, fonts));
  const name = pictureName(world, part, at, format);
  if (format === 'svg') download(name, new TextEncoder().encode(picture.svg));
  else {
    const bytes = await pngOf(picture);
    if (bytes === null) return false;
    download(name, bytes);
  }
  return true;
}

/** Does something while the page wears another theme. Nothing is painted in between, so nobody sees it. */
function inTheme<Result>(theme: Theme, does: () => Result): Result {
  const { documentElement: page } = document;
  const before = page.dataset['theme'];
  // Colours that ease into each other would be read half way.
  const still = new CSSStyleSheet();
  still.replaceSync('*,*::before,*::after{transition:none!important}');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  page.dataset['theme'] = theme;
  // A theme for the back row is larger too: the picture keeps the size that the page was laid out for.
  page.style.setProperty('--ui-zoom', '1');
  try {
    return does();
  } finally {
    page.style.removeProperty('--ui-zoom');
    if (before === undefined) delete page.dataset['theme'];
    else page.dataset['theme'] = before;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== still);
  }
}

async function pngOf({ svg, width, height }: Picture): Promise<Uint8Array | null> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return blob === null ? null : new Uint8Array(await blob.arrayBuffer());
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}
