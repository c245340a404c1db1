import type { SessionHead, StoredFileView, StoredView } from '../../engine/host/protocol.ts';
import { download } from './download.ts';
import { ask } from './lab.ts';

/*
 * What this browser holds of the open world, and how to take it out of the browser.
 */

/** What is stored of a session, and the sessions that lie beside it under its name. */
export interface Stored {
  readonly disks: StoredView | null;
  readonly sessions: readonly SessionHead[];
}

export function lookAtStored(session: string, name: string): Promise<Stored | null> {
  return ask(async (lab) => ({ disks: await lab.stored({ of: session }), sessions: await lab.sessions({ of: name }) }));
}

export const forgetSession = (id: string): Promise<unknown> => ask((lab) => lab.forget({ id }));

/** A file as the server wrote it: a real server reads it. */
export async function downloadFile(session: string, { node, file }: StoredFileView): Promise<void> {
  const bytes = await ask((lab) => lab.storedFile({ of: session, node, file }));
  if (bytes) download(file.slice(file.lastIndexOf('/') + 1), bytes);
}

/** The stored log of a session, whether it can be read or not. */
export async function downloadLog(session: string): Promise<void> {
  const bytes = await ask((lab) => lab.storedLog({ of: session }));
  if (bytes) download(`${session.replaceAll(' ', '-')}.inflight.jsonl`, bytes);
}

/** The open world as it would be stored. */
export async function downloadRunning(name: string): Promise<void> {
  const shared = await ask((lab) => lab.share(undefined));
  if (shared) download(`${name}.inflight`, shared.file);
}
