process.env['INFLIGHT_SEEDS'] ??= '10000';
await import('./random.test.ts');
