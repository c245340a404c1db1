// Makes the built lab work without a network: a service worker that keeps every built file.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Files a visitor never loads. */
const notKept = /^(sw\.js|offline\.js|screenshot\.png|licenses\.md|\.vite\/.*|.*\.map)$/;

export function offline() {
  let outDir = 'dist';
  return {
    name: 'inflight:offline',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { defer: true, src: './offline.js' }, injectTo: 'head' }],
    // Read from disk, after everything is written: that way files from public/ and from worker bundles are in too.
    closeBundle() {
      const files = builtFiles(outDir).filter((file) => !notKept.test(file));
      if (!files.includes('index.html')) return; // the build failed earlier and says why
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update(readFileSync(join(outDir, file)));
      const version = hash.digest('hex').slice(0, 16);
      writeFileSync(join(outDir, 'sw.js'), serviceWorker(version, files));
      writeFileSync(join(outDir, 'offline.js'), registration);
    },
  };
}

function builtFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort();
}

// The worker does not skip waiting: a page that is open keeps the version it began with, whose lazily loaded parts
// are only in the old cache. The new version takes over when the last such page is closed.
const serviceWorker = (version, files) => `const cacheName = 'inflight-${version}';
const files = ${JSON.stringify(files)};
const scope = self.registration.scope;
const kept = new Set(files.map((file) => new URL(file, scope).href));
const page = new URL('index.html', scope).href;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(cacheName).then((cache) => cache.addAll(files.map((file) => new Request(new URL(file, scope), { cache: 'no-cache' })))),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('inflight-') && name !== cacheName).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  const url = new URL(event.request.url);
  url.hash = '';
  url.search = '';
  const wanted = url.href === scope ? page : url.href;
  if (!kept.has(wanted)) return;
  event.respondWith(
    caches.open(cacheName).then((cache) => cache.match(wanted)).then((answer) => answer ?? fetch(event.request)),
  );
});
`;

// A file of its own, because the policy allows no inline script.
const registration = `const home = document.currentScript.src;
if ('serviceWorker' in navigator && window.isSecureContext) {
  window.addEventListener('load', () => {
    // Without it (a private window, a full disk) the lab works all the same, only not without a network.
    navigator.serviceWorker.register(new URL('sw.js', home)).catch(() => {});
  });
}
`;
