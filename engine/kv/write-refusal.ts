import type { ErrorReply } from '../wire/reply.ts';
import { error } from '../wire/reply.ts';
import type { Turn } from './turn.ts';

/** Why nothing may be written now, or null. REDIS: server.c writeCommandsDeniedByDiskError */
export function writeRefusal(turn: Turn): ErrorReply | null {
  const { config, settings, lastSaveOk } = turn.state;
  if (lastSaveOk) return null;
  if (config.get('stop-writes-on-bgsave-error') !== 'yes' || settings.savePoints.length === 0) return null;
  return error(
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist on disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.',
  );
}
