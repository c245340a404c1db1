import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, map, OK, set } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOT_AN_INTEGER, printed, SYNTAX_ERROR } from '../errors.ts';
import { parseInteger } from '../numbers.ts';
import type { Client } from '../state.ts';
import type { TrackingOptions } from '../tracking/tracking.ts';
import { disableTracking, enableTracking } from '../tracking/tracking.ts';
import type { Turn } from '../turn.ts';

/*
 * CLIENT TRACKING and its like. REDIS: networking.c clientCommand
 */

function readOptions(turn: Turn, argv: readonly string[]): TrackingOptions | ErrorReply {
  const options = { redirect: 0, broadcast: false, optIn: false, optOut: false, noLoop: false };
  const prefixes: string[] = [];
  for (let i = 3; i < argv.length; i++) {
    const hasMore = i + 1 < argv.length;
    const word = (argv[i] ?? '').toLowerCase();
    if (word === 'redirect' && hasMore) {
      if (options.redirect !== 0) return error('ERR A client can only redirect to a single other client');
      const id = parseInteger(argv[++i] ?? '');
      if (id === null) return NOT_AN_INTEGER;
      if (!turn.state.clients.has(Number(id))) return error('ERR The client ID you want redirect to does not exist');
      options.redirect = Number(id);
    } else if (word === 'bcast') options.broadcast = true;
    else if (word === 'optin') options.optIn = true;
    else if (word === 'optout') options.optOut = true;
    else if (word === 'noloop') options.noLoop = true;
    else if (word === 'prefix' && hasMore) prefixes.push(argv[++i] ?? '');
    else return SYNTAX_ERROR;
  }
  return { ...options, prefixes };
}

/** Why these options cannot be, with one another or with what the client has. */
function refusalOf(client: Client, options: TrackingOptions): ErrorReply | null {
  const { tracking } = client;
  if (!options.broadcast && options.prefixes.length > 0) {
    return error('ERR PREFIX option requires BCAST mode to be enabled');
  }
  if (tracking !== null && tracking.broadcast !== options.broadcast) {
    return error(
      "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a different mode.",
    );
  }
  if (options.broadcast && (options.optIn || options.optOut)) {
    return error('ERR OPTIN and OPTOUT are not compatible with BCAST');
  }
  if (options.optIn && options.optOut) return error("ERR You can't specify both OPTIN mode and OPTOUT mode");
  if ((options.optIn && tracking?.optOut === true) || (options.optOut && tracking?.optIn === true)) {
    return error(
      "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a different mode.",
    );
  }
  return options.broadcast ? overlap(client, options.prefixes) : null;
}

function overlaps(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** REDIS: tracking.c checkPrefixCollisionsOrReply */
function overlap(client: Client, prefixes: readonly string[]): ErrorReply | null {
  const only = 'Prefixes for a single client must not overlap.';
  for (const [i, prefix] of prefixes.entries()) {
    const existing = client.tracking?.prefixes.find((known) => overlaps(known, prefix));
    if (existing !== undefined) {
      return error(
        `ERR Prefix '${printed(prefix, Infinity)}' overlaps with an existing prefix '${printed(existing, Infinity)}'. ${only}`,
      );
    }
    const other = prefixes.slice(i + 1).find((known) => overlaps(known, prefix));
    if (other !== undefined) {
      return error(
        `ERR Prefix '${printed(prefix, Infinity)}' overlaps with another provided prefix '${printed(other, Infinity)}'. ${only}`,
      );
    }
  }
  return null;
}

function tracking(turn: Turn, argv: readonly string[]): Reply {
  const { client } = turn;
  const options = readOptions(turn, argv);
  if ('kind' in options) return options;
  switch ((argv[2] ?? '').toLowerCase()) {
    case 'on': {
      const refusal = refusalOf(client, options);
      if (refusal !== null) return refusal;
      enableTracking(turn, client, options);
      return OK;
    }
    case 'off':
      disableTracking(turn, client);
      return OK;
    default:
      return SYNTAX_ERROR;
  }
}

function caching(turn: Turn, argv: readonly string[]): Reply {
  const { tracking: own } = turn.client;
  if (own === null) {
    return error(
      'ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled',
    );
  }
  const word = (argv[2] ?? '').toLowerCase();
  if (word !== 'yes' && word !== 'no') return SYNTAX_ERROR;
  if (word === 'yes' && !own.optIn) {
    return error('ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.');
  }
  if (word === 'no' && !own.optOut) {
    return error('ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.');
  }
  own.caching = true;
  return OK;
}

function trackingInfo({ client: { tracking: own } }: Turn): Reply {
  const flags = [own === null ? 'off' : 'on'];
  if (own?.broadcast === true) flags.push('bcast');
  if (own?.optIn === true) flags.push('optin', ...(own.caching ? ['caching-yes'] : []));
  if (own?.optOut === true) flags.push('optout', ...(own.caching ? ['caching-no'] : []));
  if (own?.noLoop === true) flags.push('noloop');
  if (own?.brokenRedirect === true) flags.push('broken_redirect');
  return map(['flags', set(flags), 'redirect', own?.redirect ?? -1, 'prefixes', own?.prefixes ?? []]);
}

export const clientTrackingCommands: ServerRuns = {
  'client|tracking': tracking,
  'client|caching': caching,
  'client|trackinginfo': trackingInfo,
  'client|getredir': (turn) => turn.client.tracking?.redirect ?? -1,
};
