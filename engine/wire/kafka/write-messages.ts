import { API_SOURCES } from './apis.ts';
import { DATA_SOURCES } from './data.ts';
import type { Field } from './schema.ts';
import { fieldsOf } from './schema.ts';

/*
 * Writes messages.ts: the types of all messages, from their schemas.
 *
 *   node --import tsx engine/testing/oracles/write-kafka-messages.ts
 */

const HEAD = `/*
 * The types of Kafka's messages. Written by write-messages.ts from the schemas: change those.
 */
`;

/** The text of messages.ts. */
export function messagesText(): string {
  const parts = [HEAD];
  parts.push(
    `export const ApiKey = {\n${API_SOURCES.map(({ key, name }) => `  ${name}: ${key},\n`).join('')}} as const;\n`,
  );
  for (const { name, request, response } of API_SOURCES) {
    parts.push(
      ...interfacesOf(`${name}Request`, fieldsOf(request)),
      ...interfacesOf(`${name}Response`, fieldsOf(response)),
    );
  }
  for (const { name, text } of DATA_SOURCES) parts.push(...interfacesOf(name, fieldsOf(text)));
  for (const side of ['Request', 'Response']) {
    const entries = API_SOURCES.map(({ key, name }) => `  ${key}: ${name}${side};\n`).join('');
    parts.push(
      `/** By key. */\nexport interface ${side === 'Request' ? 'RequestBodies' : 'ResponseBodies'} {\n${entries}}\n`,
    );
  }
  parts.push(
    `/** By name. */\nexport interface DataBodies {\n${DATA_SOURCES.map(({ name }) => `  ${name}: ${name};\n`).join('')}}\n`,
  );
  return parts.join('\n');
}

/** The interface of a message behind those of its structs, which have its name and theirs. */
function interfacesOf(name: string, fields: readonly Field[]): string[] {
  const inner: string[] = [];
  const lines = fields.map((field) => {
    const own = `${name}${field.name[0]!.toUpperCase()}${field.name.slice(1)}`; // no name is empty
    if (field.type === 'struct') inner.push(...interfacesOf(own, field.fields));
    const isNullable = field.nullable.last >= field.nullable.first;
    return `  ${field.name}: ${typeOf(field, own)}${isNullable ? ' | null' : ''};\n`;
  });
  return [
    ...inner,
    lines.length === 0 ? `export type ${name} = object;\n` : `export interface ${name} {\n${lines.join('')}}\n`,
  ];
}

function typeOf({ type, isArray }: Field, own: string): string {
  const one =
    type === 'struct'
      ? own
      : type === 'bool'
        ? 'boolean'
        : type === 'string' || type === 'uuid'
          ? 'string'
          : type === 'bytes' || type === 'records'
            ? 'Uint8Array'
            : 'number';
  return isArray ? `${one}[]` : one;
}
