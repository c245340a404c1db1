import { bytesOf, utf8Decode, utf8Encode } from '../../base/bytes.ts';
import { exportDefinitions } from '../../broker/definitions.ts';
import { Rig, type RigClient, textOf } from '../../broker/rig.ts';
import { type AmqpFrame, METHODS, type MethodName, type MethodSpec } from '../../wire/amqp-methods.ts';
import {
  basicProperties,
  fieldTable,
  frameLine,
  type Plain,
  parseLine,
  plainProperties,
  REPLY_TO,
  type Said,
} from './amqp-lines.ts';
import { byPlace, LIMITED, topologyLines } from './amqp-talk.ts';

/* The engine's side of a conversation, line by line. */

const DEFINITIONS = {
  users: [
    {
      name: LIMITED.user,
      // SHA-256 of the salt and the name, behind the salt.
      password_hash: 'AQIDBDZWJ9mIuAkTimJMYqVsug5WoBgnF3GSL+Y38X8+mlaf',
      tags: [],
    },
  ],
  permissions: [{ user: LIMITED.user, vhost: '/', ...LIMITED.permission }],
};

export class EngineTalk {
  readonly rig = new Rig();
  readonly #clients = new Map<string, RigClient>();
  /** The last address that was heard with a request. */
  #replyTo = '';
  #knowsLimited = false;

  /** Says one line and returns what every client heard then, clients in the order of their names. */
  hear(line: string): string[] {
    const [verb = '', what = ''] = line.split(' ');
    const answers: string[] = [];
    if (verb === 'connect') this.#connect(line);
    else if (verb === 'vanish') this.#clients.get(what)?.vanish();
    else if (verb === 'wait') this.rig.pass(Number(what) * 1000);
    else if (verb === 'ctl') this.rig.on({ kind: 'command', line: line.slice(4) });
    else if (verb === 'restart') {
      this.rig.restart('kill');
      this.#clients.clear();
    } else if (verb === 'operator') answers.push(...this.#operate(line.slice(verb.length + 1)));
    else {
      const client = this.#clients.get(verb.slice(0, 1));
      if (client !== undefined) say(client, parseLine(utf8Encode(line.replaceAll(REPLY_TO, this.#replyTo))));
    }
    this.rig.pass(1000);
    return [...answers, ...this.#heard(verb === 'vanish' ? what : null)];
  }

  /** The number by which the broker knows a client. */
  connOf(name: string): number {
    return this.#clients.get(name)?.conn ?? 0;
  }

  #connect(line: string): void {
    const [, name = '', user = 'guest'] = line.split(' ');
    if (user === LIMITED.user && !this.#knowsLimited) {
      this.#knowsLimited = true;
      this.rig.on({ kind: 'command', line: `import_definitions ${JSON.stringify(DEFINITIONS)}` });
    }
    const client = this.rig.connect({ user, password: user });
    client.method(1, 'channel.open', {});
    client.take();
    this.#clients.set(name, client);
  }

  /** What an operator does, as rabbitmqctl says it. */
  #operate(command: string): string[] {
    if (command === 'topology') return topologyLines(exportDefinitions(this.rig.state));
    this.rig.on({ kind: 'command', line: command });
    return [this.rig.factsOf('broker.commandAnswered').at(-1)?.ok === true ? 'done' : 'refused'];
  }

  #heard(vanished: string | null): string[] {
    const lines: string[] = [];
    for (const [name, client] of [...this.#clients].sort(([a], [z]) => (a < z ? -1 : 1))) {
      const frames = client.take();
      for (const frame of frames) {
        if (frame.method === 'basic.deliver') this.#replyTo = frame.properties.replyTo ?? this.#replyTo;
        lines.push(lineOf(name, frame));
      }
      // Answered, a client that has closed its connection closes the socket.
      const leaves = frames.some(({ method }) => method === 'connection.close-ok');
      if (name !== vanished && !leaves && !this.rig.closed.has(client.conn)) continue;
      if (leaves) client.vanish();
      lines.push(`${name} closed`);
      this.#clients.delete(name);
    }
    // The engine has byte strings, a conversation is text.
    return byPlace(lines.map((line) => utf8Decode(line) ?? line));
  }
}

function say(client: RigClient, said: Said): void {
  const spec: MethodSpec = METHODS[said.method];
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(said.fields)) {
    fields[key] = spec.fields[key] === 'table' ? fieldTable(value as Readonly<Record<string, Plain>>) : value;
  }
  if (said.method === 'basic.publish') {
    Object.assign(fields, { properties: basicProperties(said.properties), body: bytesOf(said.body) });
  }
  client.method(said.channel, said.method, fields);
}

function lineOf(name: string, frame: AmqpFrame): string {
  const content = 'body' in frame;
  const properties = content ? plainProperties(frame.properties) : {};
  const body = content ? textOf(frame.body) : null;
  return frameLine(name, frame.channel, frame.method as MethodName, { ...frame }, properties, body);
}
