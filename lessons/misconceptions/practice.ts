/** Those that only questions of the practice meet: `practice/kind`. */
export const PRACTICE_MISCONCEPTIONS = {
  'writes-renew-the-ttl': 'practice/expiry',
  'ttl-stays-with-the-name': 'practice/expiry',
} as const;
