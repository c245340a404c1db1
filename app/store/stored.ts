import type { SessionHead, StoredFileView, StoredView } from '../../engine/host/protocol.ts';
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
  const bytes = await ask((lab) => lab.log(undefined));
  if (bytes) download(`${name}.inflight.jsonl`, bytes);
}

function download(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
