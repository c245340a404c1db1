// Runs the end-to-end tests against what is in dist. Arguments go to Playwright: `npm run test:e2e -- -g prompt`.
import './node-version.mjs';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { root } from './files.mjs';
import { run } from './run.mjs';
import { serve } from './static-server.mjs';

rmSync(join(root, 'test-results/e2e.json'), { force: true });
if (!existsSync(join(root, 'dist/index.html'))) {
  console.error('There is no built lab in dist: run `npm run build` first.');
  process.exit(1);
}

let browser;
try {
  browser = await findBrowser();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

console.log(`browser: ${browser}`);
const { url, stop } = await serve();
const { code } = await run('playwright', ['test', ...process.argv.slice(2)], {
  live: true,
  env: { INFLIGHT_URL: url, INFLIGHT_BROWSER: browser },
});
await stop();
process.exitCode = code;
