import { error } from '../../wire/reply.ts';

/* REDIS: server.c createSharedObjects */

export const READONLY = error("READONLY You can't write against a read only replica.");
export const NOREPLICAS = error('NOREPLICAS Not enough good replicas to write.');
export const MASTERDOWN = error("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
export const REPLICA_WITH_KEYS = error("ERR Replica can't interact with the keyspace");
