import { readFileSync } from 'node:fs';

import { utf8Bytes } from '../../base/bytes.ts';
import { Rig, type RigClient, textOf } from '../../broker/rig.ts';
import { type AmqpFrame, METHODS, type MethodName, type MethodSpec } from '../../wire/amqp-methods.ts';
import { CONVERSATIONS, type Conversation } from './amqp-conversations.ts';
import {
  basicProperties,
  fieldTable,
  frameLine,
  type Plain,
  parseLine,
  plainProperties,
  type Said,
} from './amqp-lines.ts';

/* The engine in the same conversations as the real server was recorded in. */

const path = new URL('recorded/amqp.json', import.meta.url);
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, readonly (readonly string[])[]>>;

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
  return frameLine(
    name,
    frame.channel,
    frame.method as MethodName,
    { ...frame },
    properties,
    content ? textOf(frame.body) : null,
  );
}

function converse(conversation: Conversation): string[][] {
  const rig = new Rig();
  const clients = new Map<string, RigClient>();
  const heard: string[][] = [];
  for (const line of conversation.says) {
    const [verb = '', what = ''] = line.split(' ');
    if (verb === 'connect') clients.set(what, rig.client());
    else if (verb === 'vanish') clients.get(what)?.vanish();
    else if (verb === 'wait') rig.pass(Number(what) * 1000);
    else if (verb === 'restart') {
      rig.restart('kill');
      clients.clear();
    } else {
      const client = clients.get(verb.slice(0, 1));
      if (client !== undefined) say(client, parseLine(line));
    }
    rig.pass(1000);
    const lines: string[] = [];
    for (const [name, client] of [...clients].sort(([a], [z]) => (a < z ? -1 : 1))) {
      lines.push(...client.take().map((frame) => lineOf(name, frame)));
      if (verb === 'vanish' && name === what) lines.push(`${name} closed`);
    }
    heard.push(lines);
  }
  return heard;
}

for (const c of CONVERSATIONS) {
  const exp = recorded[c.name] ?? [];
  let got: string[][];
  try {
    got = converse(c);
  } catch (e) {
    console.log('## ' + c.name, e);
    continue;
  }
  if (JSON.stringify(exp) === JSON.stringify(got)) continue;
  console.log('## ' + c.name);
  c.says.forEach((line, i) => {
    if (JSON.stringify(exp[i]) !== JSON.stringify(got[i]))
      console.log(
        '  > ' +
          line +
          '\n     real: ' +
          (exp[i] ?? []).join('\n           ') +
          '\n     mine: ' +
          (got[i] ?? []).join('\n           '),
      );
  });
}
