import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { copyOf } from '../../clients/program/interpreter/memory.ts';
import { runProgram } from './run-program.ts';
import { sourcesText, writtenSources } from './write-sources.ts';

/* Programs that the interpreter and Node run alike, to the letter of what they print. */

const FOLDER = fileURLToPath(new URL('conformance/', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.mjs'));

function onNode(file: string): string {
  return execFileSync(process.execPath, [FOLDER + file], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(FOLDER + file, 'utf8');

  test('prints what Node prints', () => {
    const ran = runProgram(text);
    expect(ran.error).toBeNull();
    expect(ran.out.split('\n')).toEqual(onNode(file).split('\n'));
  });

  test('prints the same when its process is copied before every 50th line', () => {
    let lines = 0;
    const ran = runProgram(text, { between: (vm) => (++lines % 50 === 0 && vm.frames.length < 50 ? copyOf(vm) : vm) });
    expect(ran.out).toBe(runProgram(text).out);
  });
});

test('the texts the lab has are those of the files', () => {
  expect(writtenSources()).toBe(sourcesText());
});
