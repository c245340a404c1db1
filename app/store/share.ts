import type { Shared } from '../../engine/host/protocol.ts';
import { text } from '../text/text.ts';
import { ask, notice } from './lab.ts';

/*
 * Giving the open world away, and keeping it under a name.
 */

/** The open world as it stands. Null when no world is open any more. */
export const shareWorld = (): Promise<Shared | null> => ask((lab) => lab.share(undefined));

/** Saves the open world and keeps a copy of it under a name. */
export async function keepCopy(session: string, title: string): Promise<void> {
  const id = await ask(async (lab) => {
    await lab.flush(undefined);
    return lab.duplicate({ id: session, title });
  });
  if (id !== null) notice({ tone: 'plain', what: text.worlds.kept(title) });
}
