import type { Input } from '../sim/input.ts';
import { formatDuration, parseDuration } from './duration.ts';

/*
 * Actions: the lines that do something to a world. Everything a person can type or click has one, and each is one
 * input. A line typed at a node's prompt is `node> line`, in that node's own language; what one line cannot hold is
 * `node>> "..."`, a JSON string.
 *
 *   cli> SET order:1 paid
 *   kill redis            power-cut redis         start redis
 *   partition app redis   heal app redis
 *   drop 3 120            delay 3 120 5ms         (connection, and the seq of the frame's net.sent)
 *   lose 3 120            hold 3 120              release 3 120
 *   configure worker-1 {"prefetch":1}
 */

export type ActionRead = { readonly ok: true; readonly input: Input } | { readonly ok: false; readonly error: string };

const no = (error: string): ActionRead => ({ ok: false, error });
const yes = (input: Input): ActionRead => ({ ok: true, input });

/** How each verb is written, for errors and for help. */
export const ACTION_FORMS: Readonly<Record<string, string>> = {
  kill: 'kill NODE',
  'power-cut': 'power-cut NODE',
  start: 'start NODE',
  partition: 'partition NODE NODE',
  heal: 'heal NODE NODE',
  drop: 'drop CONNECTION FRAME',
  delay: 'delay CONNECTION FRAME DURATION',
  lose: 'lose CONNECTION FRAME',
  hold: 'hold CONNECTION FRAME',
  release: 'release CONNECTION FRAME',
  configure: 'configure NODE JSON',
};

const NODE_VERBS: Readonly<Record<string, 'kill' | 'powerCut' | 'start'>> = {
  kill: 'kill',
  'power-cut': 'powerCut',
  start: 'start',
};

const FRAME_VERBS: Readonly<Record<string, 'dropFrame' | 'loseFrame' | 'holdFrame' | 'releaseFrame'>> = {
  drop: 'dropFrame',
  lose: 'loseFrame',
  hold: 'holdFrame',
  release: 'releaseFrame',
};

/** Reads one action. The error says what was expected. Whether the nodes exist is for the world to say. */
export function readAction(line: string): ActionRead {
  const prompt = /^([^\s>]+)>(?: (.*))?$/s.exec(line.trim());
  if (prompt !== null) return yes({ kind: 'command', node: prompt[1] as string, line: prompt[2] ?? '' });
  const quoted = /^([^\s>]+)>> (".*")$/.exec(line.trim());
  if (quoted !== null) return readQuoted(quoted[1] as string, quoted[2] as string);
  const [verb = '', ...words] = line.trim().split(/\s+/);
  const form = Object.hasOwn(ACTION_FORMS, verb) ? ACTION_FORMS[verb] : undefined;
  if (form === undefined)
    return no(`"${verb}" is not an action: expected NODE> LINE, ${Object.keys(ACTION_FORMS).join(', ')}`);
  return readVerb(verb, words, line) ?? no(`expected: ${form}`);
}

/** The input, or null when the words do not fit the verb's form. */
function readVerb(verb: string, words: readonly string[], line: string): ActionRead | null {
  const [first, second, third] = words;
  const plain = NODE_VERBS[verb];
  if (plain !== undefined) return words.length === 1 && first !== undefined ? yes({ kind: plain, node: first }) : null;
  if (verb === 'configure') return first === undefined ? null : readConfigure(first, line);
  if (first === undefined || second === undefined) return null;
  if (verb === 'partition' || verb === 'heal')
    return words.length === 2 ? yes({ kind: verb, between: [first, second] }) : null;
  const [conn, sent] = [Number(first), Number(second)];
  if (!Number.isSafeInteger(conn) || !Number.isSafeInteger(sent)) return null;
  const framed = FRAME_VERBS[verb];
  if (framed !== undefined) return words.length === 2 ? yes({ kind: framed, conn, sent }) : null;
  const by = third === undefined ? null : parseDuration(third);
  return words.length === 3 && by !== null ? yes({ kind: 'delayFrame', conn, sent, by }) : null;
}

function readQuoted(node: string, json: string): ActionRead {
  try {
    return yes({ kind: 'command', node, line: String(JSON.parse(json)) });
  } catch {
    return no(`this is not a JSON string: ${json.slice(0, 60)}`);
  }
}

function readConfigure(node: string, line: string): ActionRead {
  const json = line.trim().replace(/^configure\s+\S+\s*/, '');
  try {
    return yes({ kind: 'configure', node, config: JSON.parse(json) as unknown });
  } catch {
    return no(`the configuration is not JSON: ${json === '' ? 'it is missing' : json.slice(0, 60)}`);
  }
}

/** The line that means this input. */
export function formatAction(input: Input): string {
  switch (input.kind) {
    case 'command':
      return /[\n\r]/.test(input.line)
        ? `${input.node}>> ${JSON.stringify(input.line)}`
        : `${input.node}> ${input.line}`;
    case 'kill':
    case 'start':
      return `${input.kind} ${input.node}`;
    case 'powerCut':
      return `power-cut ${input.node}`;
    case 'partition':
    case 'heal':
      return `${input.kind} ${input.between[0]} ${input.between[1]}`;
    case 'dropFrame':
    case 'loseFrame':
    case 'holdFrame':
    case 'releaseFrame':
      return `${input.kind.replace('Frame', '')} ${input.conn} ${input.sent}`;
    case 'delayFrame':
      return `delay ${input.conn} ${input.sent} ${formatDuration(input.by)}`;
    case 'configure':
      return `configure ${input.node} ${JSON.stringify(input.config)}`;
  }
}
