import { totalTraffic } from '../bounds.ts';
import type { CommandSpec } from '../command.ts';
import { dataBytes, STARTUP_BYTES, usedMemory } from '../memory/accounting.ts';
import { heldByClients } from '../memory/evict.ts';
import { bucketEnd, latencyBuckets } from '../observe.ts';
import { savingMicros } from '../persistence/save.ts';
import { backlogBytes, replicationFields } from '../replication/info.ts';
import { isReplica } from '../replication/peers.ts';
import type { Child, KvState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { humanBytes } from './human.ts';
import { averageTtl } from './keyspace-section.ts';

/*
 * INFO: every section and field of redis-server 7.0 in its order. Fields about processors, allocators and the
 * operating system have values that fit a small server at rest. REDIS: server.c genRedisInfoString
 */

type Fields = readonly (readonly [string, string | number])[];
type Section = (turn: Turn) => Fields;

const SECONDS_PER_DAY = 86400;

const server: Section = (turn) => {
  const { state } = turn;
  const uptime = Math.floor((turn.nowMs - state.startedAt) / 1000);
  return [
    ['redis_version', '7.0.15'],
    ['redis_git_sha1', '00000000'],
    ['redis_git_dirty', 0],
    ['redis_build_id', 'ae4d7c971a948f0'],
    ['redis_mode', 'standalone'],
    ['os', 'Inflight'],
    ['arch_bits', 64],
    ['monotonic_clock', 'POSIX clock_gettime'],
    ['multiplexing_api', 'epoll'],
    ['atomicvar_api', 'c11-builtin'],
    ['gcc_version', '12.2.0'],
    ['process_id', state.processId],
    ['process_supervised', 'no'],
    ['run_id', state.runId],
    ['tcp_port', state.config.get('port') ?? '6379'],
    ['server_time_usec', String(state.settings.epochMs * 1000 + turn.now)],
    ['uptime_in_seconds', uptime],
    ['uptime_in_days', Math.floor(uptime / SECONDS_PER_DAY)],
    ['hz', state.settings.hz],
    ['configured_hz', state.settings.hz],
    ['lru_clock', turn.clock],
    ['executable', '/usr/bin/redis-server'],
    ['config_file', state.source?.path ?? ''],
    ['io_threads_active', 0],
    ...shutdownField(turn),
  ];
};

const clients: Section = ({ state }) => {
  const all = [...state.clients.values()];
  return [
    ['connected_clients', all.filter((client) => client.conn >= 0 && !isReplica(client)).length],
    ['cluster_connections', 0],
    ['maxclients', state.config.get('maxclients') ?? '10000'],
    ['client_recent_max_input_buffer', 20480],
    ['client_recent_max_output_buffer', 0],
    // Those a pause holds up count too. REDIS: BLOCKED_POSTPONE
    ['blocked_clients', all.filter((client) => client.blocked !== null || client.inbox.length > 0).length],
    ['tracking_clients', all.filter((client) => client.tracking !== null).length],
    ['clients_in_timeout_table', all.filter((client) => (client.blocked?.untilAt ?? 0) > 0).length],
  ];
};

function functionCount({ scripting }: KvState): number {
  let count = 0;
  for (const { functions } of scripting.libraries.values()) count += functions.length;
  return count;
}

const memory: Section = (turn) => {
  const { state } = turn;
  const used = usedMemory(state) + heldByClients(turn);
  state.stats.peakMemory = Math.max(state.stats.peakMemory, used);
  const peak = state.stats.peakMemory;
  const dataset = Math.round(dataBytes(state));
  const overhead = used - dataset;
  const percent = (part: number, whole: number): string => `${((part * 100) / Math.max(1, whole)).toFixed(2)}%`;
  const rss = used + 4_000_000;
  return [
    ['used_memory', used],
    ['used_memory_human', humanBytes(used)],
    ['used_memory_rss', rss],
    ['used_memory_rss_human', humanBytes(rss)],
    ['used_memory_peak', peak],
    ['used_memory_peak_human', humanBytes(peak)],
    ['used_memory_peak_perc', percent(used, peak)],
    ['used_memory_overhead', overhead],
    ['used_memory_startup', STARTUP_BYTES],
    ['used_memory_dataset', dataset],
    ['used_memory_dataset_perc', percent(dataset, used - STARTUP_BYTES)],
    ['allocator_allocated', used],
    ['allocator_active', used],
    ['allocator_resident', rss],
    ['total_system_memory', 17179869184],
    ['total_system_memory_human', '16.00G'],
    ['used_memory_lua', 32768],
    ['used_memory_vm_eval', 32768],
    ['used_memory_lua_human', '32.00K'],
    ['used_memory_scripts_eval', 0],
    ['number_of_cached_scripts', state.scripting.scripts.size],
    ['number_of_functions', functionCount(state)],
    ['number_of_libraries', state.scripting.libraries.size],
    ['used_memory_vm_functions', 33792],
    ['used_memory_vm_total', 66560],
    ['used_memory_vm_total_human', '65.00K'],
    ['used_memory_functions', 200],
    ['used_memory_scripts', 200],
    ['used_memory_scripts_human', '200B'],
    ['maxmemory', state.settings.maxmemory],
    ['maxmemory_human', humanBytes(state.settings.maxmemory)],
    ['maxmemory_policy', state.settings.maxmemoryPolicy],
    ['allocator_frag_ratio', '1.00'],
    ['allocator_frag_bytes', 0],
    ['allocator_rss_ratio', '1.00'],
    ['allocator_rss_bytes', 0],
    ['rss_overhead_ratio', '1.00'],
    ['rss_overhead_bytes', 0],
    ['mem_fragmentation_ratio', (rss / used).toFixed(2)],
    ['mem_fragmentation_bytes', rss - used],
    ['mem_not_counted_for_evict', state.aof.bufferBytes],
    ['mem_replication_backlog', backlogBytes(state)],
    ['mem_total_replication_buffers', backlogBytes(state)],
    ['mem_clients_slaves', 0],
    ['mem_clients_normal', state.clients.size * 1928],
    ['mem_cluster_links', 0],
    ['mem_aof_buffer', state.aof.bufferBytes],
    ['mem_allocator', 'jemalloc-5.3.0'],
    ['active_defrag_running', 0],
    ['lazyfree_pending_objects', 0],
    ['lazyfreed_objects', state.stats.lazyFreed],
  ];
};

/** How far the child is, by its time. */
function keysSaved(turn: Turn, child: Child): number {
  const micros = savingMicros(turn.state, child.keys);
  const share = micros === 0 ? 1 : Math.min(1, ((turn.nowMs - child.startedAt) * 1000) / micros);
  return Math.floor(share * child.keys);
}

const persistence: Section = (turn) => {
  const { state } = turn;
  const { aof, child } = state;
  const since = (kind: 'rdb' | 'aofRewrite'): number =>
    child?.kind === kind ? Math.floor((turn.nowMs - child.startedAt) / 1000) : -1;
  const fields: (readonly [string, string | number])[] = [
    ['loading', 0],
    ['async_loading', 0],
    ['current_cow_peak', 0],
    ['current_cow_size', 0],
    ['current_cow_size_age', 0],
    ['current_fork_perc', '0.00'],
    ['current_save_keys_processed', child === null ? 0 : keysSaved(turn, child)],
    ['current_save_keys_total', child?.keys ?? 0],
    ['rdb_changes_since_last_save', state.dirty],
    ['rdb_bgsave_in_progress', child?.kind === 'rdb' ? 1 : 0],
    ['rdb_last_save_time', state.lastSaveAt],
    ['rdb_last_bgsave_status', state.lastSaveOk ? 'ok' : 'err'],
    ['rdb_last_bgsave_time_sec', state.lastSaveSeconds],
    ['rdb_current_bgsave_time_sec', since('rdb')],
    ['rdb_saves', state.saves],
    ['rdb_last_cow_size', 0],
    ['rdb_last_load_keys_expired', state.loaded.expired],
    ['rdb_last_load_keys_loaded', state.loaded.keys],
    ['aof_enabled', aof.status === 'off' ? 0 : 1],
    ['aof_rewrite_in_progress', child?.kind === 'aofRewrite' ? 1 : 0],
    ['aof_rewrite_scheduled', aof.rewriteScheduled ? 1 : 0],
    ['aof_last_rewrite_time_sec', aof.lastRewriteSeconds],
    ['aof_current_rewrite_time_sec', since('aofRewrite')],
    ['aof_last_bgrewrite_status', aof.lastRewriteOk ? 'ok' : 'err'],
    ['aof_rewrites', aof.rewrites],
    ['aof_rewrites_consecutive_failures', 0],
    ['aof_last_write_status', 'ok'],
    ['aof_last_cow_size', 0],
    ['module_fork_in_progress', 0],
    ['module_fork_last_cow_size', 0],
  ];
  if (aof.status === 'off') return fields;
  return [
    ...fields,
    ['aof_current_size', aof.currentSize],
    ['aof_base_size', aof.rewriteBaseSize],
    ['aof_pending_rewrite', 0],
    ['aof_buffer_length', aof.bufferBytes],
    ['aof_pending_bio_fsync', aof.syncingTo >= 0 ? 1 : 0],
    ['aof_delayed_fsync', aof.delayedFsyncs],
  ];
};

/** How long replicas are still waited for. */
function shutdownField({ state, nowMs }: Turn): readonly (readonly [string, number])[] {
  const untilAt = state.shutdown?.untilAt ?? 0;
  return untilAt === 0 ? [] : [['shutdown_in_milliseconds', untilAt - nowMs]];
}

const statistics: Section = (turn) => {
  const { state } = turn;
  const { stats } = state;
  const { received, sent } = totalTraffic(turn);
  return [
    ['total_connections_received', stats.connections],
    ['total_commands_processed', stats.commands],
    ['instantaneous_ops_per_sec', 0],
    ['total_net_input_bytes', received],
    ['total_net_output_bytes', sent],
    ['total_net_repl_input_bytes', 0],
    ['total_net_repl_output_bytes', 0],
    ['instantaneous_input_kbps', '0.00'],
    ['instantaneous_output_kbps', '0.00'],
    ['instantaneous_input_repl_kbps', '0.00'],
    ['instantaneous_output_repl_kbps', '0.00'],
    ['rejected_connections', stats.rejectedConnections],
    ['sync_full', stats.fullSyncs],
    ['sync_partial_ok', stats.partialSyncs],
    ['sync_partial_err', stats.failedPartialSyncs],
    ['expired_keys', stats.expired],
    ['expired_stale_perc', (stats.expiredStalePerc * 100).toFixed(2)],
    ['expired_time_cap_reached_count', stats.expiredTimeCapReached],
    ['expire_cycle_cpu_milliseconds', 0],
    ['evicted_keys', stats.evicted],
    ['evicted_clients', stats.evictedClients],
    ['total_eviction_exceeded_time', 0],
    ['current_eviction_exceeded_time', 0],
    ['keyspace_hits', stats.keyspaceHits],
    ['keyspace_misses', stats.keyspaceMisses],
    ['pubsub_channels', state.channels.size],
    ['pubsub_patterns', state.patterns.size],
    ['pubsubshard_channels', state.shardChannels.size],
    ['latest_fork_usec', stats.lastForkMicros],
    ['total_forks', stats.forks],
    ['migrate_cached_sockets', state.migrations.sockets.size],
    ['slave_expires_tracked_keys', state.replication.ownExpires.length],
    ['active_defrag_hits', 0],
    ['active_defrag_misses', 0],
    ['active_defrag_key_hits', 0],
    ['active_defrag_key_misses', 0],
    ['total_active_defrag_time', 0],
    ['current_active_defrag_time', 0],
    ['tracking_total_keys', state.tracking?.keys.size ?? 0],
    ['tracking_total_items', state.tracking?.items ?? 0],
    ['tracking_total_prefixes', state.tracking?.prefixes.size ?? 0],
    ['unexpected_error_replies', stats.unexpectedErrors],
    ['total_error_replies', stats.totalErrorReplies],
    ['dump_payload_sanitizations', 0],
    ['total_reads_processed', stats.commands],
    ['total_writes_processed', stats.commands],
    ['io_threaded_reads_processed', 0],
    ['io_threaded_writes_processed', 0],
    ['reply_buffer_shrinks', 0],
    ['reply_buffer_expands', 0],
  ];
};

const cpu: Section = ({ state }) => {
  let micros = 0;
  for (let at = 1; at < state.stats.perCommand.length; at += 4) micros += state.stats.perCommand[at] ?? 0;
  const user = (micros / 1_000_000).toFixed(6);
  return [
    ['used_cpu_sys', '0.000000'],
    ['used_cpu_user', user],
    ['used_cpu_sys_children', '0.000000'],
    ['used_cpu_user_children', '0.000000'],
    ['used_cpu_sys_main_thread', '0.000000'],
    ['used_cpu_user_main_thread', user],
  ];
};

function eachSpec(turn: Turn, visit: (spec: CommandSpec) => void): void {
  for (const spec of turn.table.commands.values()) {
    visit(spec);
    for (const sub of spec.subcommands?.values() ?? []) visit(sub);
  }
}

/** REDIS: server.c genRedisInfoStringCommandStats */
const commandstats: Section = (turn) => {
  const fields: [string, string][] = [];
  const { perCommand } = turn.state.stats;
  eachSpec(turn, (spec) => {
    const [calls = 0, micros = 0, rejected = 0, failed = 0] = perCommand.subarray(spec.index * 4, spec.index * 4 + 4);
    if (calls === 0 && rejected === 0 && failed === 0) return;
    const each = (calls === 0 ? 0 : micros / calls).toFixed(2);
    fields.push([
      `cmdstat_${spec.name}`,
      `calls=${calls},usec=${micros},usec_per_call=${each},rejected_calls=${rejected},failed_calls=${failed}`,
    ]);
  });
  return fields;
};

const errorstats: Section = ({ state }) =>
  [...state.stats.errorStats]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, count]) => [`errorstat_${code}`, `count=${count}`]);

/** The end of the bucket in which so many per cent of the calls are. REDIS: hdr_value_at_percentile */
function percentile(buckets: readonly number[], percent: number): string {
  const calls = buckets.reduce((sum, count) => sum + count, 0);
  const wanted = Math.max(1, Math.ceil((percent / 100) * calls));
  let seen = 0;
  const bucket = buckets.findIndex((count) => (seen += count) >= wanted);
  return bucketEnd(bucket).toFixed(3);
}

const latencystats: Section = (turn) => {
  const fields: [string, string][] = [];
  const { stats, config } = turn.state;
  const percentiles = (config.get('latency-tracking-info-percentiles') ?? '').split(' ').filter(Boolean);
  eachSpec(turn, (spec) => {
    const buckets = latencyBuckets(stats, spec);
    if (buckets.length === 0) return;
    const values = percentiles.map((percent) => `p${percent}=${percentile(buckets, Number(percent))}`);
    fields.push([`latency_percentiles_usec_${spec.name}`, values.join(',')]);
  });
  return fields;
};

const keyspace: Section = (turn) =>
  turn.state.dbs
    .filter((db) => db.keys.count > 0)
    .map((db) => [
      `db${db.index}`,
      `keys=${db.keys.count},expires=${db.expires.count},avg_ttl=${averageTtl(db, turn.nowMs)}`,
    ]);

/** In Redis's order. */
const SECTIONS: Readonly<
  Record<string, { readonly title: string; readonly fields: Section; readonly usual: boolean }>
> = {
  server: { title: 'Server', fields: server, usual: true },
  clients: { title: 'Clients', fields: clients, usual: true },
  memory: { title: 'Memory', fields: memory, usual: true },
  persistence: { title: 'Persistence', fields: persistence, usual: true },
  stats: { title: 'Stats', fields: statistics, usual: true },
  replication: { title: 'Replication', fields: replicationFields, usual: true },
  cpu: { title: 'CPU', fields: cpu, usual: true },
  modules: { title: 'Modules', fields: () => [], usual: true },
  commandstats: { title: 'Commandstats', fields: commandstats, usual: false },
  errorstats: { title: 'Errorstats', fields: errorstats, usual: true },
  latencystats: { title: 'Latencystats', fields: latencystats, usual: false },
  cluster: { title: 'Cluster', fields: () => [['cluster_enabled', 0]], usual: true },
  keyspace: { title: 'Keyspace', fields: keyspace, usual: true },
};

/** The text of the sections asked for; none asks for the usual ones. REDIS: server.c genInfoSectionDict */
export function infoText(turn: Turn, asked: readonly string[]): string {
  const words = asked.map((word) => word.toLowerCase());
  const all = words.includes('all') || words.includes('everything');
  const usual = words.length === 0 || words.includes('default');
  const parts: string[] = [];
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (!all && !(usual && section.usual) && !words.includes(name)) continue;
    // `all` leaves modules out.
    if (name === 'modules' && words.includes('all') && !words.includes('everything')) continue;
    const lines = section.fields(turn).map(([field, value]) => `${field}:${value}\r\n`);
    parts.push(`# ${section.title}\r\n${lines.join('')}`);
  }
  return parts.join('\r\n');
}
