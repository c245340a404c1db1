import { replicationCommands } from '../replication/commands.ts';
import { GEO } from '../types/geo.ts';
import { HASH } from '../types/hash-commands.ts';
import { HYPERLOGLOG } from '../types/hyperloglog.ts';
import { LIST } from '../types/list-commands.ts';
import { SET } from '../types/set-commands.ts';
import { STREAM } from '../types/stream-commands.ts';
import { ZSET } from '../types/zset-commands.ts';
import { aclCommands } from './acl.ts';
import { bitfieldCommands } from './bitfield.ts';
import { bitCommands } from './bitmap.ts';
import { clientCommands } from './client.ts';
import { clientTrackingCommands } from './client-tracking.ts';
import { configCommands } from './config.ts';
import { connectionCommands } from './connection.ts';
import { debugCommands } from './debug.ts';
import { expireCommands } from './expire.ts';
import { functionCommands } from './functions.ts';
import { introspectionCommands } from './introspection.ts';
import { keyCommands } from './keys.ts';
import { lcsCommands } from './lcs.ts';
import { migrateCommands } from './migrate.ts';
import { persistenceCommands } from './persistence.ts';
import { pubsubCommands } from './pubsub.ts';
import { scriptingCommands } from './scripting.ts';
import { serverCommands } from './server.ts';
import { sortCommands } from './sort.ts';
import { stringCommands } from './string.ts';
import { commandTable } from './table.ts';
import { transactionCommands } from './transactions.ts';

/*
 * Every group of commands there is. A new data type is its file and a line here.
 */

/** The table of this server. */
export const COMMANDS = commandTable([
  aclCommands,
  bitfieldCommands,
  bitCommands,
  clientCommands,
  clientTrackingCommands,
  configCommands,
  debugCommands,
  introspectionCommands,
  serverCommands,
  sortCommands,
  connectionCommands,
  expireCommands,
  functionCommands,
  GEO,
  HASH,
  HYPERLOGLOG,
  keyCommands,
  LIST,
  lcsCommands,
  migrateCommands,
  persistenceCommands,
  pubsubCommands,
  replicationCommands,
  scriptingCommands,
  SET,
  STREAM,
  stringCommands,
  transactionCommands,
  ZSET,
]);
