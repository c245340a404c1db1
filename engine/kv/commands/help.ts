import type { Reply } from '../../wire/reply.ts';
import { simple } from '../../wire/reply.ts';
import type { ServerRun, ServerRuns } from '../command.ts';
import texts from './help.json' with { type: 'json' };

/** HELP of a container, in the words of redis-server 7.0.15. REDIS: networking.c addReplyHelp */
export function helpOf(container: keyof typeof texts.containers): ServerRuns {
  const reply: Reply = texts.containers[container].map(simple);
  const run: ServerRun = () => reply;
  return { [`${container}|help`]: run };
}
