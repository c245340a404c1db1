import { readFileSync } from 'node:fs';
import { expect, type Page, test, type Worker } from '@playwright/test';
import { clockOf, openKv, plant, saved, stored, type } from './driving.ts';

/*
 * A browser that refuses, fills or loses its storage, sessions nobody can read, and a worker that dies: each is said in
 * words with what to do next, the page stays alive, and nothing is dropped in silence.
 */

const SESSION = 'lab kv-one';
const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];

async function workerOf(page: Page): Promise<Worker> {
  await expect.poll(() => page.workers().length).toBe(1);
  const [worker] = page.workers();
  if (!worker) throw new Error('the lab has no worker');
  return worker;
}

for (const { name, log, head, why } of [
  { name: 'damaged bytes', log: [1, 2, 3, 200], head: {}, why: /it is damaged/ },
  { name: 'the JSON of something else', log: bytesOf('{"hello":"world"}\n'), head: {}, why: /record 1 is damaged/ },
  { name: 'a newer version', log: bytesOf('{"record":"dream"}\n'), head: { format: 99 }, why: /newer version/ },
]) {
  test(`a saved session of ${name} is said to be one, can be downloaded, and is never written over`, async ({
    page,
  }) => {
    await openKv(page);
    await expect(saved(page)).toBeVisible();
    await page.goto('./#/keys');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Help and keys');
    // Closing the lab saves once more: after that, nobody writes there.
    await page.waitForTimeout(300);
    await plant(page, SESSION, log, head);
    await page.goto('./#/lab/kv-one');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('What is saved of this world cannot be read.');
    await expect(alert).toContainText(why);

    const download = page.waitForEvent('download');
    await alert.getByRole('button', { name: 'Download what is stored' }).click();
    const path = await (await download).path();
    expect([...readFileSync(path)]).toEqual(log);

    await alert.getByRole('button', { name: 'Start over beside it' }).click();
    await type(page, 'SET a 1');
    await expect(saved(page)).toBeVisible();
    await page.waitForTimeout(300);
    await page.reload();
    await expect(page.getByRole('log')).toContainText('SET a 1');
    const { logs } = await stored(page);
    expect(logs[SESSION]).toBe(String.fromCharCode(...log));
  });
}

test('a browser that refuses storage: the lab works, says that nothing is kept and what to do', async ({ page }) => {
  await page.route('**/worker-*.js', async (route) => {
    const response = await route.fetch();
    const refuse = 'IDBFactory.prototype.open = () => { throw new DOMException("refused here", "SecurityError"); };';
    await route.fulfill({ response, body: `${refuse}\n${await response.text()}` });
  });
  await openKv(page);
  await expect(page.getByText('Not kept: storage is refused')).toBeVisible();
  await type(page, 'SET a 1');
  await expect(page.getByRole('log')).toContainText('OK');
  await page.getByRole('button', { name: 'What to do' }).click();
  const dialog = page.getByRole('dialog', { name: 'This world is not being saved' });
  await expect(dialog).toContainText('refused here');
  await expect(dialog).toContainText('private window');
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download this run' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain('SET a 1');
});

test('a full storage: said at once and for as long as it lasts, and all is saved once there is room', async ({
  page,
}) => {
  await openKv(page);
  await expect(saved(page)).toBeVisible();
  const worker = await workerOf(page);
  await worker.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    Object.assign(globalThis, { makeRoom: () => Object.assign(IDBObjectStore.prototype, { put }) });
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  await type(page, 'SET a 1', 'SET b 2');
  await expect(page.getByText('Not saved: storage is full')).toBeVisible();
  await page.getByRole('button', { name: 'What to do' }).click();
  const dialog = page.getByRole('dialog', { name: 'This world is not being saved' });
  await expect(dialog).toContainText('no room');
  await worker.evaluate(() => (globalThis as unknown as { makeRoom: () => void }).makeRoom());
  await dialog.getByRole('button', { name: 'Try again now' }).click();
  await expect(saved(page)).toBeVisible();
  const clock = await clockOf(page).textContent();
  await page.reload();
  await expect(page.getByRole('log')).toContainText('SET b 2');
  await expect(clockOf(page)).toHaveText(clock ?? '');
});

test('storage that is cleared under a running lab is noticed, and the whole session is stored again', async ({
  page,
}) => {
  await openKv(page);
  await type(page, 'SET a 1');
  await expect(saved(page)).toBeVisible();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase('inflight');
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error ?? new Error('not deleted'));
      }),
  );
  await type(page, 'SET b 2');
  await expect(page.getByText('Not saved: storage failed')).toBeVisible();
  await page.getByRole('button', { name: 'What to do' }).click();
  await page.getByRole('button', { name: 'Try again now' }).click();
  await expect(saved(page)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('log')).toContainText('SET a 1');
  await expect(page.getByRole('log')).toContainText('SET b 2');
});

test('a worker that dies: said with its last words, and the world opens again from what was saved', async ({
  page,
}) => {
  await openKv(page);
  await type(page, 'SET a 1');
  await expect(saved(page)).toBeVisible();
  await page.waitForTimeout(300);
  await (await workerOf(page)).evaluate(() => {
    setTimeout(() => {
      throw new Error('the cat was here');
    });
  });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The lab stopped working.');
  await expect(alert).toContainText('the cat was here');
  await alert.getByRole('button', { name: 'Open again from what was saved' }).click();
  await expect(page.getByRole('log')).toContainText('SET a 1');
  await type(page, 'GET a');
  await expect(page.getByRole('log')).toContainText('"1"');
});

test('a worker that hangs: the page notices, ends it, and opens the world again', async ({ page }) => {
  await page.clock.install();
  await openKv(page);
  await type(page, 'SET a 1');
  await expect(saved(page)).toBeVisible();
  await (await workerOf(page)).evaluate(() => {
    setTimeout(() => {
      for (;;);
    });
  });
  await page.keyboard.press('ArrowRight');
  await page.clock.fastForward(25_000);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The lab no longer answers.');
  await alert.getByRole('button', { name: 'Open again from what was saved' }).click();
  await expect(page.getByRole('log')).toContainText('SET a 1');
});
