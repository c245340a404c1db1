import { utf8Bytes } from '../../base/bytes.ts';
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

/* The engine's side of a conversation, line by line. */

export class EngineTalk {
  readonly rig = new Rig();
  readonly #clients = new Map<string, RigClient>();
  /** The last address that was heard with a request. */
  #replyTo = '';

  /** Says one line and returns what every client heard then, clients in the order of their names. */
  hear(line: string): string[] {
    const [verb = '', what = ''] = line.split(' ');
    if (verb === 'connect') this.#clients.set(what, this.rig.client());
    else if (verb === 'vanish') this.#clients.get(what)?.vanish();
    else if (verb === 'wait') this.rig.pass(Number(what) * 1000);
    else if (verb === 'ctl') this.rig.on({ kind: 'command', line: line.slice(4) });
    else if (verb === 'restart') {
      this.rig.restart('kill');
      this.#clients.clear();
    } else {
      const client = this.#clients.get(verb.slice(0, 1));
      if (client !== undefined) say(client, parseLine(line.replaceAll(REPLY_TO, this.#replyTo)));
    }
    this.rig.pass(1000);
    const lines: string[] = [];
    for (const [name, client] of [...this.#clients].sort(([a], [z]) => (a < z ? -1 : 1))) {
      for (const frame of client.take()) {
        if (frame.method === 'basic.deliver') this.#replyTo = frame.properties.replyTo ?? this.#replyTo;
        lines.push(lineOf(name, frame));
      }
      if (verb === 'vanish' && name === what) lines.push(`${name} closed`);
    }
    return lines;
  }
}

function say(client: RigClient, said: Said): void {
  const spec: MethodSpec = METHODS[said.method];
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(said.fields)) {
    fields[key] = spec.fields[key] === 'table' ? fieldTable(value as Readonly<Record<string, Plain>>) : value;
  }
  if (said.method === 'basic.publish') {
    Object.assign(fields, { properties: basicProperties(said.properties), body: utf8Bytes(said.body) });
  }
  client.method(said.channel, said.method, fields);
}

function lineOf(name: string, frame: AmqpFrame): string {
  const content = 'body' in frame;
  const properties = content ? plainProperties(frame.properties) : {};
  const body = content ? textOf(frame.body) : null;
  return frameLine(name, frame.channel, frame.method as MethodName, { ...frame }, properties, body);
}
