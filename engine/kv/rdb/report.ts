/*
 * What redis-server logs about a broken RDB file: the reason, and where in rdb.c it gave up. The lines are those of
 * 7.0.15, recorded by giving it files broken in each of these ways. REDIS: rdb.c rdbReportError
 */

const LINES: readonly (readonly [reason: string, line: number])[] = [
  ['Unexpected EOF reading RDB file', 3249],
  ['Unknown length encoding', 236],
  ['Unknown RDB string encoding type', 529],
  ['Unknown RDB encoding type', 2681],
  ['Invalid LZF compressed string', 413],
  ['Duplicate set members detected', 1829],
  ['Zset with NAN score detected', 1882],
  ['Duplicate zset fields detected', 1894],
  ['Duplicate hash fields detected', 2019],
  ['Quicklist integrity check failed.', 2048],
  ['Listpack integrity check failed.', 2071],
  ['Ziplist integrity check failed.', 2081],
  ['Zipmap integrity check failed.', 2130],
  ['Hash zipmap with dup elements', 2154],
  ['List ziplist integrity check failed.', 2189],
  ['Intset integrity check failed.', 2214],
  ['Zset ziplist integrity check failed.', 2229],
  ['Zset listpack integrity check failed.', 2255],
  ['Hash ziplist integrity check failed.', 2275],
  ['Hash listpack integrity check failed.', 2301],
  ['Stream listpacks len loading failed.', 2327],
  ['Stream master ID loading failed', 2338],
  ['Stream node key entry is not the size', 2343],
  ['Stream listpacks loading failed.', 2355],
  ['Stream listpack integrity check failed.', 2362],
  ['Empty listpack inside stream', 2374],
  ['Listpack re-added with existing key', 2386],
  ['Stream object metadata loading failed.', 2424],
  ['Stream length inconsistent with rax', 2430],
  ['Stream cgroup count loading failed.', 2438],
  ['Error reading the consumer group name', 2449],
  ['Stream cgroup ID loading failed.', 2458],
  ['Stream cgroup offset loading failed.', 2469],
  ['Duplicated consumer group name', 2480],
  ['Stream PEL size loading failed.', 2495],
  ['Stream PEL ID loading failed.', 2502],
  ['Stream PEL NACK loading failed.', 2510],
  ['Duplicated global PEL entry', 2516],
  ['Stream consumers num loading failed.', 2527],
  ['Error reading the consumer name', 2534],
  ['Duplicate stream consumer detected.', 2543],
  ['Stream short read reading seen time.', 2549],
  ['Stream consumer PEL num loading failed.', 2558],
  ['Stream short read reading PEL streamID.', 2566],
  ['Consumer entry not found in group', 2573],
  ['Stream consumer PEL entry already has', 2583],
  ['Stream CG PEL entry without consumer', 2611],
  ["The RDB file contains module data I can't load", 2636],
  ['bad when_opcode', 3066],
];

/** The server says how far it is whenever it has read so much more. REDIS: loading-process-events-interval-bytes */
const REPORT_BYTES = 2 * 1024 * 1024;

/** The line in the log. `offset` is that of the record it happened in. */
export function rdbReport(reason: string, offset: number): string {
  const line = LINES.find(([known]) => reason.startsWith(known))?.[1] ?? 0;
  const reported = offset - (offset % REPORT_BYTES);
  return `Internal error in RDB reading offset ${reported}, function at rdb.c:${line} -> ${reason}`;
}

/** What a file that ends too early is told where Redis says nothing more special. */
export const UNEXPECTED_END = 'Unexpected EOF reading RDB file';
