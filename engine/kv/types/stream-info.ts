import type { Reply } from '../../wire/reply.ts';
import { map } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { formatId } from '../encodings/stream-id.ts';
import { nodeEntries, nodeEntry, nodeSize } from '../encodings/stream-node.ts';
import { NO_SUCH_KEY, NOT_AN_INTEGER, WRONG_TYPE } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import type { StreamGroup, StreamId, StreamPending, StreamValue } from '../value.ts';
import { isWord } from './arguments.ts';
import { entriesUpTo, entryReply, hasTombstonesFrom } from './stream.ts';
import { findGroup, noSuchGroup, subcommandSyntax } from './stream-group.ts';

/* XINFO. REDIS: t_stream.c xinfoCommand, xinfoReplyWithStreamInfo, streamReplyWithCGLag */

/** Entries the group has not been given yet, where that can be known. */
function lag(stream: StreamValue, { entriesRead, lastId }: StreamGroup): Reply {
  if (stream.entriesAdded === 0) return 0;
  if (entriesRead !== -1 && !hasTombstonesFrom(stream, lastId)) return stream.entriesAdded - entriesRead;
  const read = entriesUpTo(stream, lastId);
  return read === -1 ? null : stream.entriesAdded - read;
}

function read(ctx: Context, argv: readonly string[], answer: (stream: StreamValue) => Reply): Reply {
  const stream = ctx.lookupRead(argv[2] as string);
  if (stream === null) return NO_SUCH_KEY;
  return stream.type === 'stream' ? answer(stream) : WRONG_TYPE;
}

function pendingOf(group: StreamGroup, consumer: string): readonly StreamPending[] {
  return group.pending.filter((one) => one.consumer === consumer);
}

function consumers(ctx: Context, argv: readonly string[]): Reply {
  return read(ctx, argv, (stream) => {
    const name = argv[3] as string;
    const group = findGroup(stream, name);
    if (group === null) return noSuchGroup(name, argv[2] as string);
    return group.consumers.map((consumer) => {
      const idle = Math.max(0, ctx.nowMs - consumer.seenAt);
      return map(['name', consumer.name, 'pending', pendingOf(group, consumer.name).length, 'idle', idle]);
    });
  });
}

function groups(ctx: Context, argv: readonly string[]): Reply {
  return read(ctx, argv, (stream) =>
    stream.groups.map((group) =>
      map([
        'name',
        group.name,
        'consumers',
        group.consumers.length,
        'pending',
        group.pending.length,
        'last-delivered-id',
        formatId(group.lastId),
        'entries-read',
        group.entriesRead === -1 ? null : group.entriesRead,
        'lag',
        lag(stream, group),
      ]),
    ),
  );
}

/** The 32 hexadecimal digits of an ID as a key of the radix tree. */
function treeKey({ ms, seq }: StreamId): string {
  return BigInt(ms).toString(16).padStart(16, '0') + BigInt(seq).toString(16).padStart(16, '0');
}

function commonBytes(a: string, b: string): number {
  let digits = 0;
  while (digits < a.length && a[digits] === b[digits]) digits += 1;
  return digits >> 1;
}

const KEY_BYTES = 16;

/**
 * Nodes of the radix tree Redis keeps the macro nodes in: one for each key's end, one where keys part, and one for each
 * run of bytes in between. REDIS: rax.c raxGenericInsert
 */
function radixNodes(stream: StreamValue): number {
  const keys = stream.nodes.map((node) => treeKey(node.master.id));
  if (keys.length === 0) return 1;
  let nodes = keys.length;
  // The depths at which the path to the current key parts from earlier ones, ascending.
  const partings: number[] = [];
  let previous = '';
  for (const key of keys) {
    if (previous !== '') {
      const shared = commonBytes(previous, key);
      nodes += leavesOf(partings, shared);
      if (partings.at(-1) !== shared) {
        partings.push(shared);
        nodes += 1;
      }
    }
    previous = key;
  }
  return nodes + leavesOf(partings, -1);
}

/** Closes the path below `shared`: how many runs of bytes lie on it. A parting takes one byte itself. */
function leavesOf(partings: number[], shared: number): number {
  let runs = 0;
  let below = KEY_BYTES;
  while (partings.length > 0 && (partings.at(-1) as number) > shared) {
    const parting = partings.pop() as number;
    if (below - parting - 1 > 0) runs += 1;
    below = parting;
  }
  const above = partings.at(-1) ?? -1;
  const from = shared > above ? shared : above;
  return runs + (below - from - 1 > 0 ? 1 : 0);
}

function common(stream: StreamValue): Reply[] {
  return [
    'length',
    stream.length,
    'radix-tree-keys',
    stream.nodes.length,
    'radix-tree-nodes',
    radixNodes(stream),
    'last-generated-id',
    formatId(stream.lastId),
    'max-deleted-entry-id',
    formatId(stream.maxDeletedId),
    'entries-added',
    stream.entriesAdded,
    'recorded-first-entry-id',
    formatId(stream.firstId),
  ];
}

function summary(stream: StreamValue): Reply {
  const first = stream.nodes[0];
  const last = stream.nodes.at(-1);
  return map([
    ...common(stream),
    'groups',
    stream.groups.length,
    'first-entry',
    first === undefined ? null : entryReply(nodeEntry(first, 0)),
    'last-entry',
    last === undefined ? null : entryReply(nodeEntry(last, nodeSize(last) - 1)),
  ]);
}

function fullGroup(stream: StreamValue, group: StreamGroup, max: number): Reply {
  const pending = group.pending
    .slice(0, max)
    .map((one) => [formatId(one.id), one.consumer, one.deliveredAt, one.deliveries]);
  const each = group.consumers.map(({ name, seenAt }) => {
    const own = pendingOf(group, name);
    const shown = own.slice(0, max).map((one) => [formatId(one.id), one.deliveredAt, one.deliveries]);
    return map(['name', name, 'seen-time', seenAt, 'pel-count', own.length, 'pending', shown]);
  });
  return map([
    'name',
    group.name,
    'last-delivered-id',
    formatId(group.lastId),
    'entries-read',
    group.entriesRead === -1 ? null : group.entriesRead,
    'lag',
    lag(stream, group),
    'pel-count',
    group.pending.length,
    'pending',
    pending,
    'consumers',
    each,
  ]);
}

function full(stream: StreamValue, count: number): Reply {
  const max = count === 0 ? Infinity : count;
  const entries: Reply[] = [];
  for (const node of stream.nodes) {
    for (const entry of nodeEntries(node, max)) {
      if (entries.length === max) break;
      entries.push(entryReply(entry));
    }
    if (entries.length === max) break;
  }
  const each = stream.groups.map((group) => fullGroup(stream, group, max));
  return map([...common(stream), 'entries', entries, 'groups', each]);
}

function info(ctx: Context, argv: readonly string[]): Reply {
  return read(ctx, argv, (stream) => {
    if (argv.length === 3) return summary(stream);
    if ((argv.length !== 4 && argv.length !== 6) || !isWord(argv[3], 'full')) return subcommandSyntax(argv);
    if (argv.length === 4) return full(stream, 10);
    if (!isWord(argv[4], 'count')) return subcommandSyntax(argv);
    const count = parseCount(argv[5] as string);
    return count === null ? NOT_AN_INTEGER : full(stream, count < 0 ? 10 : count);
  });
}

export const STREAM_INFO: Runs = {
  'xinfo|consumers': consumers,
  'xinfo|groups': groups,
  'xinfo|stream': info,
};
