import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Programs and library files are kept as plain .js, and reach the lab as texts: this writes them into sources.ts.
 *
 *   node --import tsx engine/testing/programs/write-sources.ts
 */

const ROOT = fileURLToPath(new URL('../../clients/program/', import.meta.url));
const TARGET = `${ROOT}sources.ts`;

export function sourcesText(): string {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  const lines = files.map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(readFileSync(ROOT + name, 'utf8'))},`);
  return [
    '// biome-ignore-all format: written by engine/testing/programs/write-sources.ts',
    '',
    '/** The .js files of this folder, by their paths: library code that the interpreter runs, and programs to begin with. */',
    'export const SOURCES: Readonly<Record<string, string>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

export function writtenSources(): string {
  return readFileSync(TARGET, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, sourcesText());
