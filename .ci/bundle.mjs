// What the build promises: a small first load, no other origin, the policy in the page, everything relative.
import './node-version.mjs';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './files.mjs';
import { policy } from './policy.mjs';

const firstLoadMax = 200_000;
const dist = join(root, 'dist');
const wrong = [];

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    relative(dist, join(entry.parentPath ?? entry.path, entry.name))
      .split(sep)
      .join('/'),
  );
const text = (file) => readFileSync(join(dist, file), 'utf8');
const gzipped = (file) => gzipSync(readFileSync(join(dist, file))).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

// The first load is the page's script with all it imports at once; what it imports later is not.
const manifest = JSON.parse(text('.vite/manifest.json'));
const first = new Set(['offline.js']);
const follow = (key) => {
  const chunk = manifest[key];
  if (!chunk || first.has(chunk.file)) return;
  first.add(chunk.file);
  for (const next of chunk.imports ?? []) follow(next);
};
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) follow(key);

const scripts = files.filter((file) => file.endsWith('.js') && file !== 'sw.js');
const firstLoad = [...first].reduce((sum, file) => sum + gzipped(file), 0);
const later = scripts.filter((file) => !first.has(file)).sort();
console.log(`first load: ${kB(firstLoad)} gzip of JavaScript in ${first.size} files (at most ${kB(firstLoadMax)})`);
console.log(`on demand: ${kB(later.reduce((sum, file) => sum + gzipped(file), 0))} gzip in ${later.length} files`);
const largest = later.map((file) => [file, gzipped(file)]).sort((a, b) => b[1] - a[1]);
for (const [file, size] of largest.slice(0, 8)) console.log(`  ${kB(size).padStart(9)}  ${file}`);
if (firstLoad > firstLoadMax) wrong.push(`the first load is ${kB(firstLoad)}`);

const page = text('index.html');
const unescaped = page.replaceAll('&#39;', "'");
const meta = unescaped.indexOf(`content="${policy}"`);
if (meta < 0) wrong.push('index.html does not carry the content security policy');
else if (/<(script|link|style)\b/.test(unescaped.slice(0, meta))) wrong.push('something is loaded before the policy');
if (/<script(?![^>]*\bsrc=)[^>]*>/.test(page)) wrong.push('index.html has an inline script');
if (/<style\b|\sstyle="/.test(page)) wrong.push('index.html has an inline style');
for (const [, address] of page.matchAll(/\s(?:src|href)="([^"]*)"/g)) {
  if (!address.startsWith('./')) wrong.push(`index.html refers to ${address}: not relative to the page`);
}

// A link that a reader may follow is fine; anything the page itself would fetch is not. (The policy forbids it as
// well, and the end-to-end tests watch the traffic: this names the file.)
const fetched = [
  /\bimport\s*\(\s*["'`](https?:)?\/\/[^"'`]*/g,
  /\bfrom\s*["'](https?:)?\/\/[^"']*/g,
  /\b(?:fetch|importScripts|Worker|SharedWorker|EventSource|WebSocket)\s*\(\s*["'`](https?:|wss?:)?\/\/[^"'`]*/g,
  /\burl\(\s*["']?(https?:)?\/\/[^)]*/g,
  /@import\s+["'](https?:)?\/\/[^"']*/g,
  /\.(?:src|srcset)\s*=\s*["'`](https?:)?\/\/[^"'`]*/g,
];
const code = files.filter((file) => /\.(js|css|html|svg)$/.test(file));
for (const file of code) {
  const content = text(file);
  for (const pattern of fetched) {
    for (const [found] of content.matchAll(pattern))
      wrong.push(`${file} fetches from elsewhere: ${found.slice(0, 120)}`);
  }
}

const kept = text('sw.js');
for (const file of scripts) {
  if (file !== 'offline.js' && !kept.includes(`"${file}"`)) wrong.push(`${file} would be missing without a network`);
}

for (const line of wrong) console.error(`bundle: ${line}`);
console.log(wrong.length === 0 ? 'bundle: every promise kept' : `bundle: ${wrong.length} promises broken`);
process.exitCode = wrong.length === 0 ? 0 : 1;
