import { defineConfig } from 'vitest/config';

const elsewhere = ['**/node_modules/**', '**/dist/**', 'app/e2e/**'];

// Everything that needs no page: units, the laws, scenarios, lessons. What needs one is in app/e2e.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: elsewhere,
    environment: 'node',
    pool: 'threads',
    maxWorkers: 2,
    // Bounds against a hang, not measures of speed: a loaded machine must not fail a right answer.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
