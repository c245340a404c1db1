import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startRabbit } from './amqp-server.ts';
import { SESSIONS } from './amqplib-session.ts';
import { type Script, TUTORIALS } from './amqplib-tutorials.ts';

/*
 * Records what the scripts print with the real server: `node --import tsx engine/testing/oracles/record-amqplib.ts`.
 */

export const SCRIPTS: readonly (readonly [string, Script])[] = [
  ...Object.entries(TUTORIALS),
  ...Object.entries(SESSIONS),
];

/** The lines a script prints. */
export async function printed(script: Script, port: number): Promise<string[]> {
  const lines: string[] = [];
  await script(port, (line) => lines.push(line));
  return lines;
}

export async function recordScripts(port: number): Promise<Record<string, string[]>> {
  const recorded: Record<string, string[]> = {};
  for (const [name, script] of SCRIPTS) recorded[name] = await printed(script, port);
  return recorded;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startRabbit();
  try {
    const path = fileURLToPath(new URL('recorded/amqplib.json', import.meta.url));
    writeFileSync(path, `${JSON.stringify(await recordScripts(server.port), null, 1)}\n`);
  } finally {
    server.stop();
  }
}
