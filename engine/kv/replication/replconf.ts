import type { Reply } from '../../wire/reply.ts';
import { error, OK } from '../../wire/reply.ts';
import { splitArguments } from '../../wire/resp-inline.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { parseInteger } from '../numbers.ts';
import type { Turn } from '../turn.ts';
import { sendAck } from './link.ts';
import { addressOf, isReplica } from './peers.ts';
import type { ReplicaPeer } from './state.ts';
import { newReplicaPeer } from './state.ts';

/*
 * REPLCONF: what a replica says about itself, how far it got, and its primary's question how far that is.
 * REDIS: replication.c replconfCommand
 */

const ADDRESS_MAX = 255;

export function replconf(turn: Turn, argv: readonly string[]): Reply | undefined {
  if (argv.length % 2 === 0) return SYNTAX_ERROR;
  for (let i = 1; i < argv.length; i += 2) {
    const word = (argv[i] ?? '').toLowerCase();
    const value = argv[i + 1] ?? '';
    if (word === 'ack') {
      acknowledged(turn, value);
      return undefined;
    }
    if (word === 'getack') {
      sendAck(turn);
      return undefined;
    }
    const refusal = introduce(turn, word, value, argv[i] ?? '');
    if (refusal !== null) return refusal;
  }
  return OK;
}

function peerOf(turn: Turn): ReplicaPeer {
  const { client } = turn;
  client.replica ??= newReplicaPeer();
  return client.replica;
}

function introduce(turn: Turn, word: string, value: string, written: string): Reply | null {
  switch (word) {
    case 'listening-port': {
      const port = parseInteger(value);
      if (port === null) return NOT_AN_INTEGER;
      peerOf(turn).port = Number(port);
      return null;
    }
    case 'ip-address':
      if (value.length > ADDRESS_MAX) {
        return error(`ERR REPLCONF ip-address provided by replica instance is too long: ${value.length} bytes`);
      }
      peerOf(turn).address = value;
      return null;
    case 'capa':
      if (value.toLowerCase() === 'eof') peerOf(turn).capaEof = true;
      if (value.toLowerCase() === 'psync2') peerOf(turn).capaPsync2 = true;
      return null;
    case 'rdb-only': {
      const only = parseInteger(value);
      if (only === null) return NOT_AN_INTEGER;
      if (only !== 0 && only !== 1) return error('ERR value is out of range, must be positive');
      peerOf(turn).rdbOnly = only === 1;
      return null;
    }
    case 'rdb-filter-only':
      return filter(peerOf(turn), value);
    default:
      return error(`ERR Unrecognized REPLCONF option: ${written}`);
  }
}

function filter(peer: ReplicaPeer, value: string): Reply | null {
  const words = splitArguments(value);
  if (words === null) return error('ERR Missing rdb-filter-only values');
  peer.withoutData = true;
  peer.withoutFunctions = true;
  for (const word of words) {
    if (word.toLowerCase() !== 'functions') return error(`ERR Unsupported rdb-filter-only option: ${word}`);
    peer.withoutFunctions = false;
  }
  return null;
}

function acknowledged(turn: Turn, value: string): void {
  const { client } = turn;
  const { replica: peer } = client;
  const offset = parseInteger(value);
  if (peer === null || !isReplica(client) || offset === null) return;
  const further = Number(offset) > peer.acked;
  if (further) peer.acked = Number(offset);
  peer.ackedAt = turn.nowMs;
  if (peer.phase === 'online') peer.startsOnAck = false;
  if (further && turn.out.observed) {
    const { replication } = turn.state;
    turn.note({
      kind: 'kv.replicaAcked',
      replica: addressOf(client),
      client: client.id,
      history: replication.id,
      offset: peer.acked,
      behind: replication.offset - peer.acked,
    });
  }
}
