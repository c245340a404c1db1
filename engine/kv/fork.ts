import { clone } from '../base/clone.ts';
import type { Dict } from './dict.ts';
import { forkReplication } from './replication/state.ts';
import type { KvState, SnapshotDb } from './state.ts';
import type { Owner } from './value.ts';
import { newOwner } from './value.ts';

/*
 * Forks of a server's state: checkpoints and branches of the world, and the children of BGSAVE. All that is big is
 * shared until somebody writes; see value.ts for who may.
 */

/** The header of a dict under an owner; buckets stay shared. */
function sharing<V>(dict: Dict<V>, owner: Owner): Dict<V> {
  return { ...dict, owner };
}

/** From here on nothing that is there is owned: the next write to each part copies it. */
function disown(state: KvState): void {
  state.owner = newOwner();
  for (const db of state.dbs) {
    db.keys.owner = state.owner;
    db.expires.owner = state.owner;
  }
  for (const sizes of state.accounting?.sizes ?? []) sizes.owner = state.owner;
}

/** The data set as it is now, for a child that only reads. */
export function snapshotOf(state: KvState): readonly SnapshotDb[] {
  const nobody = newOwner();
  const snapshot = state.dbs.map((db) => ({
    index: db.index,
    keys: sharing(db.keys, nobody),
    expires: sharing(db.expires, nobody),
  }));
  disown(state);
  return snapshot;
}

/** A state that lives on by itself, as the given one does. Costs what clients and counters cost, not keys. */
export function forkState(state: KvState): KvState {
  const owner = newOwner();
  const { dbs, child, accounting, config, settings, deferred, held, slowlog, replication, ...small } = state;
  const twin: KvState = {
    ...clone(small),
    owner,
    config,
    settings,
    // Entries of these are never edited, only added and removed.
    deferred: deferred.slice(),
    held: held.slice(),
    slowlog: slowlog.slice(),
    replication: forkReplication(replication, clone),
    child: child === null ? null : { ...child },
    accounting:
      accounting === null
        ? null
        : { total: accounting.total, sizes: accounting.sizes.map((sizes) => sharing(sizes, owner)) },
    dbs: dbs.map(({ keys, expires, watched, blocking, ...db }) => ({
      ...db,
      keys: sharing(keys, owner),
      expires: sharing(expires, owner),
      watched: clone(watched),
      blocking: clone(blocking),
    })),
  };
  disown(state);
  return twin;
}
