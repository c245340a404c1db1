// Type-checks every project with the native compiler, two at a time, and makes sure no file slipped between fences.
// `npm run types -- engine/kv` checks everything but prints only what concerns those paths.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { join, relative, sep } from 'node:path';
import { root, sourceFiles } from './files.mjs';
import { projects } from './projects.mjs';

const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
const seen = new Set();
const concerns = process.argv.slice(2);
let failed = 0;

function check(project) {
  return new Promise((resolve) => {
    const args = [compiler, '-p', project, '--listFiles', '--pretty', 'false'];
    const child = spawn(process.execPath, args, { cwd: root });
    let text = '';
    child.stdout.on('data', (data) => (text += data));
    child.stderr.on('data', (data) => (text += data));
    child.on('close', (code) => {
      const lines = text.split(/\r?\n/).filter(Boolean);
      const isFile = (line) => /^(\/|[A-Za-z]:[\\/])[^()]*\.(d\.)?[cm]?(tsx?|json)$/.test(line);
      for (const line of lines.filter(isFile)) seen.add(relative(root, line).split(sep).join('/'));
      const complaints = lines.filter((line) => !isFile(line));
      // A project may be empty while the tree grows (a folder without tests, say): the check below misses nothing.
      const empty = complaints.some((line) => line.includes('TS18003'));
      if (code !== 0 && !empty) {
        failed += 1;
        const shown = complaints.filter(
          (line) => concerns.length === 0 || concerns.some((path) => line.includes(path)),
        );
        if (shown.length > 0) console.error(`${project}\n  ${shown.join('\n  ')}`);
      }
      resolve();
    });
  });
}

const waiting = [...projects];
const worker = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) await check(next);
};
await Promise.all([worker(), worker()]);

const files = sourceFiles();
const unread = files.filter((file) => !seen.has(file));
if (unread.length > 0) {
  failed += 1;
  console.error(`no TypeScript project reads:\n  ${unread.join('\n  ')}`);
}
console.log(
  `types: ${projects.length} projects, ${files.length} files, ${failed === 0 ? 'no errors' : `${failed} failed`}`,
);
process.exitCode = failed === 0 ? 0 : 1;
