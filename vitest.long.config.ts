import { defineConfig } from 'vitest/config';

// Long runs: many seeds, big worlds. INFLIGHT_SEEDS (read by the tests) says how many.
export default defineConfig({
  test: {
    include: ['**/*.long.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    environment: 'node',
    maxWorkers: 2,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
