import { type NodeId, SpecError } from '../sim/machine.ts';
import type { DiskSpec, LinkSpec, NodeSpec, WorldSpec } from '../sim/spec.ts';
import { isName } from './cursor.ts';

/*
 * A world that comes from outside, checked part by part. What its machines are configured with is theirs to check;
 * whether they exist is the registry's.
 */

const NODES_MAX = 200;

type Parts = Readonly<Record<string, unknown>>;

/** Throws SpecError that says which part and why. */
export function readWorldSpec(raw: unknown): WorldSpec {
  const parts = partsOf(raw, 'a world', ['name', 'seed', 'nodes', 'link', 'links']);
  const { name = 'a world', seed = 1, nodes, link, links } = parts;
  if (typeof name !== 'string') throw new SpecError('name must be a text');
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new SpecError('seed must be a whole number of 32 bits');
  if (!Array.isArray(nodes) || nodes.length === 0 || nodes.length > NODES_MAX)
    throw new SpecError(`nodes must be a list of 1 to ${NODES_MAX} nodes`);
  const read = nodes.map(readNode);
  if (links !== undefined && !Array.isArray(links)) throw new SpecError('links must be a list');
  return {
    name,
    seed,
    nodes: read,
    ...(link !== undefined && { link: readLink(link, 'link', []) }),
    ...(links !== undefined && { links: links.map((one, i) => readLinkBetween(one, `links[${i}]`, read)) }),
  };
}

function partsOf(raw: unknown, what: string, known: readonly string[]): Parts {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new SpecError(`${what} must be an object`);
  for (const name of Object.keys(raw))
    if (!known.includes(name)) throw new SpecError(`${what} has no '${name}': expected ${known.join(', ')}`);
  return raw as Parts;
}

function whole(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new SpecError(`${what} must be a whole number, 0 or more`);
  return value;
}

function readNode(raw: unknown, i: number): NodeSpec {
  const what = `nodes[${i}]`;
  const parts = partsOf(raw, what, ['id', 'machine', 'config', 'startsAt', 'disk', 'files']);
  const { id, machine, config, startsAt, disk, files } = parts;
  if (typeof id !== 'string' || !isName(id)) throw new SpecError(`${what}.id must be a name`);
  if (typeof machine !== 'string') throw new SpecError(`${what}.machine must be a text`);
  return {
    id,
    machine,
    ...(config !== undefined && { config }),
    ...(startsAt !== undefined && { startsAt: startsAt === null ? null : whole(startsAt, `${what}.startsAt`) }),
    ...(disk !== undefined && { disk: readDisk(disk, `${what}.disk`) }),
    ...(files !== undefined && { files: readFiles(files, `${what}.files`) }),
  };
}

function readDisk(raw: unknown, what: string): Partial<DiskSpec> {
  const { syncFor, bandwidth, chaos } = partsOf(raw, what, ['syncFor', 'bandwidth', 'chaos']);
  if (chaos !== undefined && typeof chaos !== 'boolean') throw new SpecError(`${what}.chaos must be true or false`);
  return {
    ...(syncFor !== undefined && { syncFor: whole(syncFor, `${what}.syncFor`) }),
    ...(bandwidth !== undefined && { bandwidth: readBandwidth(bandwidth, what) }),
    ...(chaos !== undefined && { chaos }),
  };
}

/** Nothing passes at 0 bytes a second. */
function readBandwidth(value: unknown, what: string): number | null {
  if (value === null) return null;
  if (whole(value, `${what}.bandwidth`) === 0) throw new SpecError(`${what}.bandwidth must be above 0`);
  return value as number;
}

function readFiles(raw: unknown, what: string): Readonly<Record<string, string>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new SpecError(`${what} must be an object`);
  for (const hash of Object.values(raw)) if (typeof hash !== 'string') throw new SpecError(`${what} must name hashes`);
  return raw as Readonly<Record<string, string>>;
}

function readLink(raw: unknown, what: string, more: readonly string[]): Partial<LinkSpec> {
  const { latency, jitterMax, bandwidth } = partsOf(raw, what, ['latency', 'jitterMax', 'bandwidth', ...more]);
  const jitter = jitterMax === undefined ? undefined : whole(jitterMax, `${what}.jitterMax`);
  if (jitter !== undefined && jitter > 4e9) throw new SpecError(`${what}.jitterMax must be at most 4000000000`);
  return {
    ...(latency !== undefined && { latency: whole(latency, `${what}.latency`) }),
    ...(jitter !== undefined && { jitterMax: jitter }),
    ...(bandwidth !== undefined && { bandwidth: readBandwidth(bandwidth, what) }),
  };
}

function readLinkBetween(
  raw: unknown,
  what: string,
  nodes: readonly NodeSpec[],
): Partial<LinkSpec> & { readonly between: readonly [NodeId, NodeId] } {
  const link = readLink(raw, what, ['between']);
  const { between } = raw as Parts;
  const [a, b] = Array.isArray(between) && between.length === 2 ? (between as unknown[]) : [];
  const known = (id: unknown): id is NodeId => nodes.some((node) => node.id === id);
  if (!known(a) || !known(b) || a === b) throw new SpecError(`${what}.between must be two nodes of this world`);
  return { ...link, between: [a, b] };
}
