import type { ServerRuns } from '../command.ts';
import { helpOf } from '../commands/help.ts';
import { STREAM_CLAIMS } from './stream-claim.ts';
import { STREAM_GROUPS } from './stream-group.ts';
import { STREAM_INFO } from './stream-info.ts';
import { STREAM_READS } from './stream-read.ts';
import { STREAM_WRITES } from './stream-write.ts';

/** All commands of streams. */
export const STREAM: ServerRuns = {
  ...STREAM_WRITES,
  ...STREAM_READS,
  ...STREAM_GROUPS,
  ...STREAM_CLAIMS,
  ...STREAM_INFO,
  ...helpOf('xgroup'),
  ...helpOf('xinfo'),
};
