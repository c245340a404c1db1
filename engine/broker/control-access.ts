import { touchConnection, touchQueue } from './access.ts';
import { type Answer, type Command, done, refused, table } from './control-answer.ts';
import { closeFor } from './farewell.ts';
import { hashPassword, saltOf } from './password.ts';
import { deleteQueue } from './queue-life.ts';
import type { BrokerOut, BrokerState, Connection, Limits, User, Vhost } from './state.ts';
import { writeMetadata } from './storage/metadata.ts';
import { addVhost } from './topology.ts';
import { dropTopics, keepTopic, keepUser } from './users.ts';

/* rabbitmqctl about users, vhosts, permissions and limits. RABBITMQ: rabbitmq_cli ctl commands */

const noUser = (name: string): Answer => refused(`Error:\nUser "${name}" does not exist`);
const tooFew = refused('Error:\nnot enough arguments');

function withUser(b: BrokerState, name: string, then: (user: User) => Answer): Answer {
  const user = b.users.get(name);
  return user === undefined ? noUser(name) : then(user);
}

function saveUser(b: BrokerState, name: string, out: BrokerOut): void {
  const user = b.users.get(name);
  if (user !== undefined) writeMetadata(b, { op: 'user', name, passwordHash: user.passwordHash, tags: user.tags }, out);
}

/** A definition in JSON, quoted as a shell wants it or not: names to whole numbers. */
function limitsIn(text: string, known: readonly string[]): Limits | string {
  try {
    const value: unknown = JSON.parse(text.replace(/^'(.*)'$/, '$1'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'JSON decoding error';
    for (const [key, limit] of Object.entries(value)) {
      if (!known.includes(key))
        return `Validation failed\n\nUnrecognised terms [{<<"${key}">>,${String(limit)}}] in limits\n`;
      if (!Number.isSafeInteger(limit))
        return `Validation failed\n\n<<"${key}">> should be integer, actually was ${JSON.stringify(limit)}\n`;
    }
    // Every value was found to be a number.
    return value as Limits;
  } catch {
    return 'JSON decoding error';
  }
}

function endConnectionsOf(
  b: BrokerState,
  is: (connection: Connection) => boolean,
  why: string,
  out: BrokerOut,
): number {
  let ended = 0;
  for (const id of [...b.connections.keys()]) {
    const connection = touchConnection(b, id);
    if (connection === undefined || connection.stage !== 'open' || !is(connection)) continue;
    const replyText = `CONNECTION_FORCED - ${why}`;
    closeFor(b, connection, { replyCode: 320, replyText, classId: 0, methodId: 0 }, out);
    ended++;
  }
  return ended;
}

const permissionRows = (b: BrokerState, vhost: string): string[][] =>
  [...b.users.values()].flatMap(({ name, permissions }) => {
    const own = permissions.get(vhost);
    return own === undefined ? [] : [[name, own.configure, own.write, own.read]];
  });

export const ACCESS_COMMANDS: Readonly<Record<string, Command>> = {
  add_user(b, [name, password], _, out) {
    if (name === undefined || password === undefined) return tooFew;
    if (b.users.has(name)) return refused(`Error:\nUser "${name}" already exists`);
    keepUser(b, name, { passwordHash: hashPassword(saltOf(out), password) });
    saveUser(b, name, out);
    return done(
      `Adding user "${name}" ...\nDone. Don't forget to grant the user permissions to some virtual hosts! See 'rabbitmqctl help set_permissions' to learn more.`,
    );
  },
  delete_user: (b, [name = ''], _, out) =>
    withUser(b, name, () => {
      b.users.delete(name);
      writeMetadata(b, { op: 'user.delete', name }, out);
      endConnectionsOf(b, ({ user }) => user === name, `user '${name}' was deleted`, out);
      return done(`Deleting user "${name}" ...`);
    }),
  change_password: (b, [name = '', password = ''], _, out) =>
    withUser(b, name, () => {
      keepUser(b, name, { passwordHash: hashPassword(saltOf(out), password) });
      saveUser(b, name, out);
      return done(`Changing password for user "${name}" ...`);
    }),
  set_user_tags: (b, [name = '', ...tags], _, out) =>
    withUser(b, name, () => {
      keepUser(b, name, { tags });
      saveUser(b, name, out);
      return done(`Setting tags for user "${name}" to [${tags.join(', ')}] ...`);
    }),
  list_users: (b) =>
    table(
      'Listing users ...',
      ['user', 'tags'],
      [...b.users.values()].map((user) => [user.name, `[${user.tags.join(', ')}]`]),
    ),
  set_permissions(b, [name = '', configure, write, read], vhost, out) {
    if (configure === undefined || write === undefined || read === undefined) return tooFew;
    return withUser(b, name, (user) => {
      user.permissions.set(vhost, { configure, write, read });
      writeMetadata(b, { op: 'permission', user: name, vhost, configure, write, read }, out);
      return done(`Setting permissions for user "${name}" in vhost "${vhost}" ...`);
    });
  },
  clear_permissions: (b, [name = ''], vhost, out) =>
    withUser(b, name, (user) => {
      user.permissions.delete(vhost);
      writeMetadata(b, { op: 'permission.delete', user: name, vhost }, out);
      return done(`Clearing permissions for user "${name}" in vhost "${vhost}" ...`);
    }),
  list_permissions: (b, _, vhost) =>
    table(
      `Listing permissions for vhost "${vhost}" ...`,
      ['user', 'configure', 'write', 'read'],
      permissionRows(b, vhost),
    ),
  set_topic_permissions(b, [name = '', exchange, write, read], vhost, out) {
    if (exchange === undefined || write === undefined || read === undefined) return tooFew;
    return withUser(b, name, () => {
      keepTopic(b, name, { vhost, exchange, write, read });
      writeMetadata(b, { op: 'topic', user: name, vhost, exchange, write, read }, out);
      return done(`Setting topic permissions on "${exchange}" for user "${name}" in vhost "${vhost}" ...`);
    });
  },
  clear_topic_permissions: (b, [name = '', exchange], vhost, out) =>
    withUser(b, name, () => {
      dropTopics(b, name, vhost, exchange ?? null);
      writeMetadata(b, { op: 'topic.delete', user: name, vhost, exchange: exchange ?? null }, out);
      const where = exchange === undefined ? '' : `on "${exchange}" `;
      return done(`Clearing topic permissions ${where}for user "${name}" in vhost "${vhost}" ...`);
    }),
  list_topic_permissions: (b, _, vhost) =>
    table(
      `Listing topic permissions for vhost "${vhost}" ...`,
      ['user', 'exchange', 'write', 'read'],
      [...b.users.values()].flatMap(({ name, topics }) =>
        topics.filter((topic) => topic.vhost === vhost).map((t) => [name, t.exchange, t.write, t.read]),
      ),
    ),
  add_vhost(b, [name = ''], _, out) {
    if (!b.vhosts.has(name)) {
      addVhost(b, name, out);
      writeMetadata(b, { op: 'vhost', name }, out);
    }
    return done(`Adding vhost "${name}" ...`);
  },
  delete_vhost(b, [name = ''], _, out) {
    const vhost = b.vhosts.get(name);
    if (vhost === undefined) return refused(`Error:\nVirtual host '${name}' does not exist`);
    removeVhost(b, vhost, out);
    return done(`Deleting vhost "${name}" ...`);
  },
  list_vhosts: (b) =>
    table(
      'Listing vhosts ...',
      ['name'],
      [...b.vhosts.keys()].map((name) => [name]),
    ),
  set_vhost_limits(b, words, vhost, out) {
    const limits = limitsIn(words.join(' '), ['max-connections', 'max-queues']);
    const place = b.vhosts.get(vhost);
    if (typeof limits === 'string') return refused(`Error:\n${limits}`);
    if (place === undefined) return refused(`Error:\nVirtual host '${vhost}' does not exist`);
    place.limits = limits;
    writeMetadata(b, { op: 'vhost.limits', name: vhost, limits }, out);
    return done(`Setting vhost limits to "${words.join(' ')}" for vhost "${vhost}" ...`);
  },
  clear_vhost_limits(b, _, vhost, out) {
    const place = b.vhosts.get(vhost);
    if (place !== undefined) place.limits = {};
    writeMetadata(b, { op: 'vhost.limits', name: vhost, limits: {} }, out);
    return done(`Clearing vhost "${vhost}" limits ...`);
  },
  list_vhost_limits: (b, _, vhost) =>
    done(`Listing limits for vhost "${vhost}" ...\n${JSON.stringify(b.vhosts.get(vhost)?.limits ?? {})}`),
  set_user_limits(b, [name = '', ...words], _, out) {
    const limits = limitsIn(words.join(' '), ['max-connections', 'max-channels']);
    if (typeof limits === 'string') return refused(`Error:\n${limits}`);
    return withUser(b, name, () => {
      keepUser(b, name, { limits });
      writeMetadata(b, { op: 'user.limits', name, limits }, out);
      return done(`Setting user limits to "${words.join(' ')}" for user "${name}" ...`);
    });
  },
  clear_user_limits: (b, [name = '', limit = 'all'], _, out) =>
    withUser(b, name, (user) => {
      const left = Object.fromEntries(Object.entries(user.limits).filter(([key]) => limit !== 'all' && key !== limit));
      keepUser(b, name, { limits: left });
      writeMetadata(b, { op: 'user.limits', name, limits: left }, out);
      return done(`Clearing "${limit}" limit for user "${name}" ...`);
    }),
  close_all_connections(b, reason, vhost, out) {
    const ended = endConnectionsOf(b, (connection) => connection.vhost === vhost, reason.join(' '), out);
    return done(`Closed ${ended} connections`);
  },
};

/** A vhost goes with all that is in it; those who work in it are told. */
function removeVhost(b: BrokerState, vhost: Vhost, out: BrokerOut): void {
  endConnectionsOf(b, (connection) => connection.vhost === vhost.name, `vhost '${vhost.name}' is deleted`, out);
  for (const name of [...vhost.queues.keys()]) {
    const queue = touchQueue(vhost, name);
    if (queue !== undefined) deleteQueue(b, vhost, queue, 'its vhost was deleted', out);
  }
  b.vhosts.delete(vhost.name);
  for (const user of b.users.values()) {
    user.permissions.delete(vhost.name);
    dropTopics(b, user.name, vhost.name, null);
  }
  writeMetadata(b, { op: 'vhost.delete', name: vhost.name }, out);
}
