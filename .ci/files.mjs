import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Source files under the given top-level folders, as slash-separated paths from the root. */
export function sourceFiles(folders = ['engine', 'lessons', 'app'], wanted = /\.tsx?$/) {
  const found = [];
  for (const folder of folders) {
    let entries;
    try {
      entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    } catch {
      continue; // a folder that is not there yet has no files
    }
    for (const entry of entries) {
      if (!entry.isFile() || !wanted.test(entry.name)) continue;
      const path = relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/');
      if (!path.includes('node_modules/')) found.push(path);
    }
  }
  return found.sort();
}
