import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/* The texts behind `SIMPLIFIED:` in the code: what FIDELITY.md must list. */

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** One list item each, with the file it stands in, named from `base`; of the files of `folder` that `concerns` lets through. */
export function taggedSimplifications(
  folder: string,
  base = folder,
  concerns: (file: string) => boolean = () => true,
): string[] {
  return sourceFiles(folder)
    .sort()
    .flatMap((path) => {
      const file = relative(base, path).split(sep).join('/');
      if (!concerns(file)) return [];
      const text = readFileSync(path, 'utf8').replaceAll(/\n\s*(\*(?!\/)|\/\/)[ \t]?/g, '\n// ');
      const tags = text.matchAll(
        /SIMPLIFIED: ((?:(?!SIMPLIFIED:|\*\/)[^\n])*(?:\n\/\/ \S(?:(?!SIMPLIFIED:|\*\/)[^\n])*)*)/g,
      );
      return [...tags].map(([, words = '']) => `- \`${file}\`: ${words.replaceAll('\n// ', ' ').trim()}`);
    });
}
