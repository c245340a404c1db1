/* Where a write goes: a bit each. REDIS: server.h PROPAGATE_AOF, PROPAGATE_REPL; the same numbers as redis.set_repl's */

export const TO_AOF = 1;
export const TO_REPLICAS = 2;
export const TO_ALL = 3;
