import type { Lab } from './lab.ts';
import type { Shared } from './protocol.ts';
import { encodeRecords, FORMAT, hashesOf } from './session/saved-session.ts';
import { encodeLink, encodeSessionFile, LINK_MAX } from './session/session-file.ts';
import { SessionLog } from './session/session-log.ts';

/** The open world with all its branches, as it stands: spec, seed, journal, position. */
export async function share(lab: Lab): Promise<Shared> {
  const { simulation, t } = lab;
  const log = encodeRecords(new SessionLog().take(simulation, t));
  const blobs = new Map<string, Uint8Array>();
  for (const hash of hashesOf(simulation.spec)) {
    const bytes = simulation.blobs.get(hash);
    if (bytes !== undefined) blobs.set(hash, bytes);
  }
  const link = blobs.size === 0 ? await encodeLink(log) : null;
  return {
    link: link !== null && link.length <= LINK_MAX ? link : null,
    file: encodeSessionFile({ format: FORMAT, log, blobs }),
  };
}
