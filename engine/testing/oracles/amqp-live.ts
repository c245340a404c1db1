import { parseLine } from './amqp-lines.ts';
import type { RabbitServer } from './amqp-server.ts';
import { byPlace, LIMITED, topologyLines } from './amqp-talk.ts';
import { HIDDEN, WireClient } from './amqp-wire.ts';

/*
 * The real server's side of a conversation, line by line, in a virtual host of its own, so that many can be held at
 * once. Nothing sleeps to let the server finish. A channel has done what it was told when it answers a channel.flow; a
 * queue when it answers a passive declaration; a delivery was heard when its channel answers another channel.flow. As
 * a dead letter or a freed consumer makes one queue's work another's, they are all asked twice.
 */

const ROUNDS = 2;
/** A socket that vanishes is noticed by processes that nobody can ask. */
const VANISH_MS = 60;
/** So is what is said on a channel that is not open. */
const NOWHERE_MS = 40;

/** What a quorum queue or a stream is told goes to the disk first, and there is nobody to ask how far it has got. */
const LOGGED_MS = 100;

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

export class LiveTalk {
  readonly #server: RabbitServer;
  readonly #vhost: string;
  readonly #clients = new Map<string, WireClient>();
  /** Asks queues; on the connection of an exclusive queue's owner where that is another. */
  readonly #watch: WireClient;
  readonly #queues = new Map<string, { readonly channel: number; readonly client: WireClient }>();
  #lastChannel = HIDDEN;
  /** Some queue keeps a log. */
  #logged = false;

  private constructor(server: RabbitServer, vhost: string) {
    this.#server = server;
    this.#vhost = vhost;
    this.#watch = new WireClient('z', server.port);
  }

  static async begin(server: RabbitServer, name: string): Promise<LiveTalk> {
    const talk = new LiveTalk(server, name);
    await talk.#api('PUT', `/vhosts/${name}`);
    await talk.#api('PUT', `/permissions/${name}/guest`, { configure: '.*', write: '.*', read: '.*' });
    await talk.#api('PUT', `/users/${LIMITED.user}`, { password: LIMITED.user, tags: '' });
    await talk.#api('PUT', `/permissions/${name}/${LIMITED.user}`, LIMITED.permission);
    await talk.#watch.open({ vhost: name });
    return talk;
  }

  async end(): Promise<void> {
    for (const client of [...this.#clients.values(), this.#watch]) client.vanish();
    await this.#api('DELETE', `/vhosts/${this.#vhost}`);
  }

  async #api(method: string, path: string, body?: unknown): Promise<{ ok: boolean; value: unknown }> {
    const response = await fetch(`http://127.0.0.1:${this.#server.admin}/api${path}`, {
      method,
      headers: { authorization: `Basic ${btoa('guest:guest')}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { ok: response.ok, value: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  /** Says one line and returns what every client heard then, in the order of `byPlace`. */
  async hear(line: string): Promise<string[]> {
    const [verb = '', what = '', user = 'guest'] = line.split(' ');
    const answers: string[] = [];
    if (verb === 'connect') {
      const client = new WireClient(what, this.#server.port);
      this.#clients.set(what, client);
      await client.open({ vhost: this.#vhost, user });
    } else if (verb === 'vanish') {
      this.#clients.get(what)?.vanish();
      await pause(VANISH_MS);
    } else if (verb === 'wait') await pause(Number(what));
    else if (verb === 'operator') answers.push(...(await this.#operate(line)));
    else await this.#say(line);
    await this.#settle();
    return this.#heard(answers);
  }

  async #say(line: string): Promise<void> {
    const said = parseLine(line);
    const client = this.#clients.get(said.conn);
    if (client === undefined) return;
    client.lastServerName = null;
    await client.say(said);
    if (said.method === 'connection.close' || said.method === 'connection.close-ok') await client.closed();
    if (said.channel !== 0 && !client.channels.includes(said.channel)) await pause(NOWHERE_MS);
    await client.barrier([said.channel]);
    if (said.method === 'queue.declare') {
      this.#learn(client, said.fields);
      if (/"(quorum|stream)"/.test(JSON.stringify(said.fields))) this.#logged = true;
    }
  }

  /** Remembers whom to ask about a queue. One that expires is left alone: asking would keep it. */
  #learn(client: WireClient, fields: Readonly<Record<string, unknown>>): void {
    if (JSON.stringify(fields).includes('x-expires')) return;
    const name = client.lastServerName ?? fields['queue'];
    if (typeof name !== 'string' || name === '') return;
    const exclusive = fields['exclusive'] === true;
    const known = this.#queues.get(name);
    if (known !== undefined && !known.client.over && !exclusive) return;
    this.#queues.set(name, { channel: ++this.#lastChannel, client: exclusive ? client : this.#watch });
  }

  async #settle(): Promise<void> {
    const clients = [...this.#clients.values()];
    await Promise.all(clients.map((client) => client.confirmed()));
    for (let round = 0; round < ROUNDS; round++) {
      if (this.#logged) await pause(LOGGED_MS);
      await Promise.all([...this.#queues].map(([name, { channel, client }]) => client.visit(channel, name)));
      await Promise.all(clients.map((client) => client.barrier(client.channels)));
    }
  }

  #heard(answers: readonly string[]): string[] {
    const own = new RegExp(`vhost '${this.#vhost}'`, 'g');
    const lines = [...this.#clients].flatMap(([, client]) => client.lines.splice(0));
    for (const [name, client] of this.#clients) if (client.gone) this.#clients.delete(name);
    return [...answers, ...byPlace(lines).map((line) => line.replaceAll(own, "vhost '/'"))];
  }

  async #operate(line: string): Promise<string[]> {
    const [, command = '', ...words] = line.split(' ');
    if (command === 'topology') {
      const { value } = await this.#api('GET', `/definitions/${this.#vhost}`);
      return topologyLines(value as Record<string, unknown>);
    }
    const section = command.includes('operator') ? 'operator-policies' : 'policies';
    if (command.startsWith('clear')) {
      const { ok } = await this.#api('DELETE', `/${section}/${this.#vhost}/${words[0]}`);
      return [ok ? 'done' : 'refused'];
    }
    const [, priority, , applyTo, name, pattern, ...definition] = words;
    const { ok } = await this.#api('PUT', `/${section}/${this.#vhost}/${name}`, {
      pattern,
      priority: Number(priority),
      'apply-to': applyTo,
      definition: JSON.parse(definition.join(' ')) as unknown,
    });
    return [ok ? 'done' : 'refused'];
  }
}
