import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contentSecurity } from './.ci/vite/content-security.mjs';
import { offline } from './.ci/vite/offline.mjs';

export default defineConfig({
  // Relative addresses: dist works from any sub-path of any static host.
  base: './',
  plugins: [react(), contentSecurity(), offline()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    // The policy has no font-src of its own and allows no data: fonts, so every asset stays a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The bundle check reads from it what the first visit loads.
    manifest: true,
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
  },
});
