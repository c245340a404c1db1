// Runs a package's command from node_modules, without a shell, so that it is the same on every platform.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

/** Node's arguments for the command a package installs under its own name, or under `bin`. */
export function command(packageName, bin = packageName.replace(/^@[^/]+\//, '')) {
  const folder = join(root, 'node_modules', packageName);
  const { bin: bins } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bins === 'string' ? bins : bins[bin]);
}

const packageOf = { biome: '@biomejs/biome', depcruise: 'dependency-cruiser', playwright: '@playwright/test' };

/** Resolves with the exit code and all output; with `live`, output goes straight to the terminal instead. */
export function run(bin, args, { live = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command(packageOf[bin] ?? bin, bin), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout?.on('data', (data) => (text += data));
    child.stderr?.on('data', (data) => (text += data));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, text: signal ? `${text}\nended by ${signal}` : text }),
    );
  });
}
