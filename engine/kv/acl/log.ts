import { clientLine } from '../client-line.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { AclLogEntry, DenialContext, DenialReason } from './state.ts';

/*
 * The log of what was denied: like denials within a minute are one entry. REDIS: acl.c addACLLogEntry
 */

const GROUPED_FOR_MS = 60000;
/** So many of the latest entries are looked at for a like one. */
const LOOKED_AT = 10;

interface Denied {
  readonly reason: DenialReason;
  readonly context: DenialContext;
  readonly object: string;
  readonly username: string;
}

export function noteDenial(turn: Turn, client: Client, denied: Denied): void {
  const { acl, config } = turn.state;
  const at = acl.log.slice(0, LOOKED_AT).findIndex((entry) => isAlike(entry, denied, turn.nowMs));
  const count = (acl.log[at]?.count ?? 0) + 1;
  const entry: AclLogEntry = { ...denied, count, at: turn.nowMs, client: clientLine(turn, client) };
  if (at >= 0) acl.log.splice(at, 1);
  acl.log.unshift(entry);
  if (at < 0) acl.log.length = Math.min(acl.log.length, Number(config.get('acllog-max-len')));
}

function isAlike(entry: AclLogEntry, denied: Denied, nowMs: number): boolean {
  return (
    entry.reason === denied.reason &&
    entry.context === denied.context &&
    entry.object === denied.object &&
    entry.username === denied.username &&
    nowMs - entry.at <= GROUPED_FOR_MS
  );
}
