import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from './.ci/browser.mjs';

// Started by `npm run test:e2e`, which finds a browser, serves the built lab and hands both over.
const { INFLIGHT_URL, INFLIGHT_BROWSER } = process.env;

export default defineConfig({
  testDir: '.',
  testMatch: ['app/e2e/**/*.e2e.ts', '.ci/e2e/**/*.e2e.ts'],
  outputDir: 'test-results/e2e',
  reporter: [['line'], ['json', { outputFile: 'test-results/e2e.json' }]],
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // No retries: a test that passes the second time has found something.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices['Desktop Chrome'],
    baseURL: INFLIGHT_URL ?? 'http://127.0.0.1:4180/some/where/inflight/',
    viewport: { width: 1440, height: 900 },
    // Each context would fetch and keep the whole lab; the tests of offline use switch it on.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    launchOptions: launchOptions(INFLIGHT_BROWSER),
  },
});
