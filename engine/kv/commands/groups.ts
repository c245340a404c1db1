import { HASH } from '../types/hash.ts';
import { LIST } from '../types/list.ts';
import { SET } from '../types/set.ts';
import { ZSET } from '../types/zset-commands.ts';
import { connectionCommands } from './connection.ts';
import { expireCommands } from './expire.ts';
import { keyCommands } from './keys.ts';
import { persistenceCommands } from './persistence.ts';
import { pubsubCommands } from './pubsub.ts';
import { stringCommands } from './string.ts';
import { commandTable } from './table.ts';
import { transactionCommands } from './transactions.ts';

/*
 * Every group of commands there is. A new data type is its file and a line here.
 */

/** The table of this server. */
export const COMMANDS = commandTable([
  connectionCommands,
  expireCommands,
  HASH,
  keyCommands,
  LIST,
  persistenceCommands,
  pubsubCommands,
  SET,
  stringCommands,
  transactionCommands,
  ZSET,
]);
