import fc from 'fast-check';
import { test } from 'vitest';
import { broken, survives } from '../testing/fuzz/amqp-frames.ts';

const CASES = 100_000;
const cuts = fc.array(fc.nat(), { maxLength: 6 });

test(`${CASES} broken frames and field tables end in an error or wait for more, and never throw`, () => {
  fc.assert(fc.property(broken, cuts, survives), { numRuns: CASES });
});

test(`${CASES} pieces of noise do the same`, () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), cuts, survives), { numRuns: CASES });
});
