import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

/*
 * Files of a Redis server, dropped or chosen: what all their keys come to, and away again as a file. The files are what
 * redis-server 7.0 wrote.
 */

const RDB = readFileSync(new URL('../../engine/testing/oracles/recorded/dataset.rdb', import.meta.url));

async function choose(page: Page, ...files: { name: string; buffer: Buffer }[]): Promise<void> {
  await page.goto('./#/dump');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles(files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })));
}

const aof = (...commands: string[][]): Buffer =>
  Buffer.from(
    commands.map((argv) => `*${argv.length}\r\n${argv.map((w) => `$${w.length}\r\n${w}\r\n`).join('')}`).join(''),
    'latin1',
  );

const SHOP = aof(
  ...Array.from({ length: 40 }, (_, i) => ['SET', `user:${i}:name`, 'x'.repeat(i)]),
  ...Array.from({ length: 10 }, (_, i) => ['HSET', `cart:${i}`, 'sku', `${i}`]),
);

test('a snapshot that is chosen is surveyed, and can be run commands on', async ({ page }) => {
  await choose(page, { name: 'prod.rdb', buffer: RDB });
  await expect(page.getByRole('heading', { name: 'prod.rdb' })).toBeAttached();
  await expect(page.getByRole('status').filter({ hasText: 'in the memory of a Redis server' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'By type' })).toContainText('sorted set');
  await expect(page.getByRole('table', { name: 'Biggest keys' }).getByRole('row')).toHaveCount(51);
  const violations = await new AxeBuilder({ page }).analyze();
  expect(violations.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});

test('files dropped on the lab open there; a prefix is gone into by keyboard, and a key opened', async ({ page }) => {
  await page.goto('./#/lab/kv-one');
  await page.getByRole('button', { name: 'Kill redis' }).waitFor();
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'appendonly.aof'));
    return transfer;
  }, SHOP.toString('latin1'));
  await page.locator('body').dispatchEvent('dragover', { dataTransfer: data });
  await expect(page.getByText('Drop a Redis dump')).toBeVisible();
  await page.locator('body').dispatchEvent('drop', { dataTransfer: data });
  const parts = page.getByRole('table', { name: 'Memory by prefix' });
  await expect(parts.getByRole('row', { name: /user:/ })).toContainText('40');
  await parts.getByRole('button', { name: 'user:' }).focus();
  await page.keyboard.press('Enter');
  await expect(parts.getByRole('row', { name: /39:/ })).toBeVisible();
  await parts.getByRole('button', { name: '39:', exact: true }).press('Enter');
  await parts.getByRole('button', { name: 'name' }).press('Enter');
  await expect(page.getByRole('region', { name: 'user:39:name' })).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Where in the keyspace' })
    .getByRole('button', { name: 'All keys' })
    .click();
  await expect(parts.getByRole('row', { name: /cart:/ })).toContainText('10');
});

test('what the lab holds is downloaded as the files of a real server', async ({ page }) => {
  await choose(page, { name: 'appendonly.aof', buffer: SHOP });
  const first = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as dump.rdb' }).click();
  const rdb = readFileSync(await (await first).path());
  expect(rdb.subarray(0, 9).toString()).toBe('REDIS0010');
  const second = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as appendonly.aof' }).click();
  const commands = readFileSync(await (await second).path(), 'latin1');
  expect(commands.match(/\r\nuser:\d+:name\r\n/g)).toHaveLength(40);
});

for (const [what, name, buffer, says] of [
  ['is cut short', 'prod.rdb', RDB.subarray(0, 3000), /prod\.rdb|dump\.rdb, at byte \d+: .*Unexpected EOF/],
  ['is a zip', 'prod.zip', Buffer.from('PK\x03\x04something'), /it is a zip archive: unpack it/],
  ['is a picture', 'cat.rdb', Buffer.from('\x89PNG\r\n and more of it'), /Wrong signature trying to load DB from file/],
] as const)
  test(`a file that ${what} is refused in words, and another can be chosen`, async ({ page }) => {
    await choose(page, { name, buffer: Buffer.from(buffer) });
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The server cannot start from these files');
    await expect(alert).toContainText(says);
    await alert.getByRole('button', { name: 'Choose other files' }).click();
    await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
    await page.goto('./#/lab/kv-one');
    await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
  });

test('a dump is kept in the browser and opens again from the list of worlds', async ({ page }) => {
  await choose(page, { name: 'prod.rdb', buffer: RDB });
  await expect(page.getByRole('table', { name: 'By type' })).toBeVisible();
  await expect(page.getByText(/^Saved/).first()).toBeVisible();
  await page.goto('./#/lab');
  await page.getByRole('link', { name: 'prod.rdb' }).click();
  await expect(page.getByRole('table', { name: 'By type' })).toContainText('sorted set');
});
