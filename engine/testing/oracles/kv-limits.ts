/* The two settings the differential test runs under: Redis's own limits, and limits so small that encodings change. */

export const LIMITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {
    'hash-max-listpack-entries': '512',
    'zset-max-listpack-entries': '128',
    'set-max-intset-entries': '512',
    'list-max-listpack-size': '-2',
    'stream-node-max-entries': '100',
    'stream-node-max-bytes': '4096',
    'hll-sparse-max-bytes': '3000',
  },
  small: {
    'hash-max-listpack-entries': '6',
    'zset-max-listpack-entries': '6',
    'set-max-intset-entries': '6',
    'list-max-listpack-size': '5',
    'stream-node-max-entries': '3',
    'stream-node-max-bytes': '200',
    'hll-sparse-max-bytes': '60',
  },
};
