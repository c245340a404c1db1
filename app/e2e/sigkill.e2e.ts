import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type Page, test } from '@playwright/test';
import { launchOptions } from '../../.ci/browser.mjs';
import { clockOf, keysIn, pressUntil, saved, stored, type, withSpec } from './driving.ts';

/*
 * The browser itself is killed with SIGKILL while a server is writing. Then the session is there at a step, and a server
 * booted from what the browser stored holds exactly what the session at that step says is synced.
 */

/** A load that never ends, and somebody at a prompt. */
const WRITING = {
  name: 'kv-one',
  seed: 5,
  nodes: [
    {
      id: 'redis',
      machine: 'kv',
      config: { parameters: { appendonly: 'yes', appendfsync: 'everysec', save: '' } },
    },
    { id: 'cli', machine: 'kv-prompt', config: { server: 'redis' } },
    { id: 'load', machine: 'kv-load', config: { server: 'redis', rate: 300, commands: ['SET key:{n} value-{n}'] } },
  ],
};

interface Browser {
  readonly process: ChildProcess;
  readonly page: Page;
}

/** A browser of our own: Playwright hands out no process of one that keeps its profile. */
async function launch(profile: string): Promise<Browser> {
  const { executablePath = chromium.executablePath(), args } = launchOptions();
  rmSync(join(profile, 'DevToolsActivePort'), { force: true });
  const process = spawn(
    executablePath,
    [
      ...args,
      '--headless=new',
      '--window-size=1440,1000',
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      'about:blank',
    ],
    { stdio: 'ignore' },
  );
  const announced = join(profile, 'DevToolsActivePort');
  await expect.poll(() => existsSync(announced) && readFileSync(announced, 'utf8').includes('\n')).toBe(true);
  const [port] = readFileSync(announced, 'utf8').split('\n');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
  return { process, page };
}

async function kill({ process }: Browser): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, 'exit');
  process.kill('SIGKILL');
  await gone;
}

const SESSION = 'lab kv-one';
const AOF = 'redis appendonlydir/appendonly.aof.1.incr.aof';

test('after SIGKILL in the middle of writes the session is there, and its disk holds exactly the synced prefix', async ({
  baseURL,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'inflight-'));
  const browsers: Browser[] = [];
  const open = async (): Promise<Browser> => {
    const browser = await launch(profile);
    browsers.push(browser);
    return browser;
  };
  try {
    const first = await open();
    const { page } = first;
    await withSpec(page, WRITING);
    await page.goto(`${baseURL}#/lab/kv-one`);
    await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
    await type(page, 'CONFIG SET appendfsync always', 'SET typed before', 'CONFIG SET appendfsync everysec');
    // Up to real time, and on for long enough that a sync of each second has happened.
    const speed = page.getByRole('slider', { name: 'Speed' });
    await pressUntil(page, ']', async () => (await speed.getAttribute('aria-valuetext')) === '1 x');
    await page.keyboard.press(' ');
    await expect.poll(async () => Number.parseFloat((await clockOf(page).textContent()) ?? '')).toBeGreaterThan(2.5);
    const seenAt = Number.parseFloat((await clockOf(page).textContent()) ?? '');
    await page.keyboard.press('/');
    await page.keyboard.type('SET typed again');
    await page.keyboard.press('Enter');
    await expect(saved(page)).toBeVisible();
    await page.waitForTimeout(400);
    await kill(first);

    // What the killed browser left, before the lab itself has looked at it.
    const second = await open();
    await second.page.goto(`${baseURL}#/keys`);
    const left = await stored(second.page);
    const aof = left.disks[`${SESSION} ${AOF}`] ?? '';
    const keys = keysIn(aof);
    expect(keys).toContain('typed');
    expect(keys.length).toBeGreaterThan(100);

    await second.page.goto(`${baseURL}#/lab/kv-one`);
    await expect(second.page.getByText('Continued from where you left')).toBeVisible();
    expect(Number.parseFloat((await clockOf(second.page).textContent()) ?? '')).toBeGreaterThanOrEqual(seenAt);
    // The session was replayed, and its disks written anew from what is synced in it at its step.
    await expect(saved(second.page)).toBeVisible();
    await expect.poll(async () => (await stored(second.page)).disks[`${SESSION} ${AOF}`] === aof).toBe(true);
    expect((await stored(second.page)).disks).toEqual(left.disks);
    // More was written than synced: the prefix is a real one.
    await expect.poll(() => keyCount(second.page)).toBeGreaterThan(new Set(keys).size);

    await second.page.getByRole('button', { name: 'This tab is the machine' }).click();
    await second.page.getByRole('button', { name: 'Boot the servers from these bytes' }).click();
    await expect(second.page.getByText(/^Booted from/)).toBeVisible();
    const names = [...new Set(keys)];
    // The stage shows a count of its own accord, a tick after the world is there.
    await expect.poll(() => keyCount(second.page)).toBe(names.length);
    await second.page.keyboard.press('/');
    const prompt = second.page.getByRole('combobox', { name: /^Command for/ });
    await prompt.fill(`EXISTS ${names.join(' ')}`);
    await prompt.press('Enter');
    await expect(second.page.getByRole('log')).toContainText(`(integer) ${names.length}`);
  } finally {
    for (const browser of browsers) await kill(browser);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

/** The keys in the memory of the server, as the stage counts them. */
async function keyCount(page: Page): Promise<number> {
  const says = await page.getByText(/in database 0$/).textContent();
  return Number.parseInt((says ?? '').replaceAll(',', ''), 10);
}
