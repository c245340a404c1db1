/* The bundled font, inside the picture: whoever opens it elsewhere has no other way to it. */

/** The `@font-face` of the page's own fonts with their bytes; '' when they cannot be had. */
export async function fontFaces(): Promise<string> {
  const faces = [...document.styleSheets].flatMap((sheet) => facesIn(sheet));
  const written = await Promise.all(faces.map(withBytes));
  return written.join('');
}

interface Face {
  readonly family: string;
  readonly weight: string;
  readonly address: string;
}

function facesIn(sheet: CSSStyleSheet): Face[] {
  return [...sheet.cssRules].flatMap((rule) => {
    if (!(rule instanceof CSSFontFaceRule)) return [];
    const address = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
    if (address === undefined) return [];
    return {
      family: rule.style.getPropertyValue('font-family'),
      weight: rule.style.getPropertyValue('font-weight') || 'normal',
      address: new URL(address, sheet.href ?? document.baseURI).href,
    };
  });
}

async function withBytes({ family, weight, address }: Face): Promise<string> {
  try {
    const answer = await fetch(address);
    const data = await dataUrl(await answer.blob());
    return `@font-face{font-family:${family};font-weight:${weight};src:url(${data}) format("woff2")}`;
  } catch {
    return ''; // Offline and not kept: the picture then shows the next font of the list.
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('it cannot be read'));
    reader.readAsDataURL(blob);
  });
}
