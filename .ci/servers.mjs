// The real servers are the referees of the engines. Where they can be had, tests compare with them as they run;
// elsewhere tests compare with what was recorded from them. INFLIGHT_SERVERS=recorded installs nothing.
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const servers = [
  { name: 'Redis', program: 'redis-server', packages: ['redis-server', 'redis-tools'] },
  { name: 'RabbitMQ', program: 'rabbitmq-server', packages: ['rabbitmq-server'] },
];

/** Where a server's program is, or undefined. Debian keeps some out of an ordinary PATH. */
export function programPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/** Installs what is missing where that is possible, and says what the tests will compare with. */
export function provideServers({ say = console.log } = {}) {
  const missing = servers.filter(({ program }) => !programPath(program));
  const mayInstall =
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    existsSync('/etc/debian_version') &&
    process.env.INFLIGHT_SERVERS !== 'recorded';
  if (missing.length > 0 && mayInstall) {
    withoutStartingServices(() => {
      apt(['update']);
      for (const { packages } of missing) apt(['install', '-y', '--no-install-recommends', ...packages]);
    });
  }
  for (const { name, program } of servers) {
    const path = programPath(program);
    say(path ? `${name}: the real server, ${path}` : `${name}: not installed here; its recorded transcripts are used`);
  }
}

const apt = (args) =>
  spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });

// Debian starts a service as it installs it. Tests start their own, on free ports, with their own folders.
function withoutStartingServices(install) {
  const guard = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(guard);
  if (ours) {
    writeFileSync(guard, '#!/bin/sh\nexit 101\n');
    chmodSync(guard, 0o755);
  }
  try {
    install();
  } finally {
    if (ours) rmSync(guard, { force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) provideServers();
