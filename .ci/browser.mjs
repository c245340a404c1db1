// Finds a browser for the end-to-end tests, or gets one, or says what to do. Never goes on without.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { command } from './run.mjs';

const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** For tests that start a browser of their own (a profile that must survive a kill, say). */
export function launchOptions(executablePath = process.env.INFLIGHT_BROWSER) {
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      // Chromium refuses to sandbox for root.
      ...(asRoot ? ['--no-sandbox'] : []),
      // The browser's own traffic must not be mistaken for ours.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // Containers often have a /dev/shm too small for a page.
      ...(process.platform === 'linux' ? ['--disable-dev-shm-usage'] : []),
    ],
  };
}

/** The path of a browser that answers when asked for its version. */
export async function findBrowser({ say = console.log } = {}) {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (works(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, and that does not run as a browser.`);
  }
  const there = installed().find(works) ?? (await playwrightsOwn());
  if (there) return there;

  say('No Chromium or Chrome found: installing one.');
  attempt(process.execPath, [command('@playwright/test', 'playwright'), 'install', 'chromium']);
  const downloaded = await playwrightsOwn();
  if (downloaded) return downloaded;

  if (asRoot && existsSync('/etc/debian_version')) {
    attempt('apt-get', ['update']);
    attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    const packaged = installed().find(works);
    if (packaged) return packaged;
  }

  throw new Error(
    [
      'The end-to-end tests need a Chromium or Chrome, and none could be found or installed. Do one of these:',
      '  - install Chromium or Google Chrome the usual way for this system;',
      '  - npx playwright install --with-deps chromium;',
      '  - set CHROME_PATH to the program of a Chromium you have.',
    ].join('\n'),
  );
}

function installed() {
  const { env, platform } = process;
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['', env.HOME ?? ''].flatMap((home) =>
      names.map((name) => `${home}/Applications/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform === 'win32') {
    const homes = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean);
    const tails = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];
    return homes.flatMap((home) => tails.map((tail) => join(home, tail)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && works(path) ? path : undefined;
}

function works(path) {
  try {
    accessSync(path, constants.X_OK);
    // On Windows chrome.exe prints no version but opens a window: there, that the file is there must do.
    if (process.platform === 'win32') return true;
    const args = asRoot ? ['--no-sandbox', '--version'] : ['--version'];
    return /\d+\.\d+/.test(
      execFileSync(path, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 }),
    );
  } catch {
    return false;
  }
}

function attempt(program, args) {
  spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
