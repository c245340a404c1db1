import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { clockOf, fates, saved, type } from './driving.ts';

const yours = (page: Page) => page.getByRole('region', { name: 'Your worlds' });

async function workedWorld(page: Page): Promise<void> {
  await page.goto('./#/lab/kv-one');
  await type(page, 'SET order:1 paid', 'SET order:2 open');
  await page.keyboard.press('p');
  await expect(fates(page)).toContainText('lost');
}

async function shareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  await page.keyboard.press('Escape');
  return link;
}

test('the gallery opens any of its worlds, by mouse and by keyboard', async ({ page }) => {
  await page.goto('./#/lab');
  await expect(page.getByRole('heading', { name: 'The open lab' })).toBeVisible();
  const worlds = page.locator('section li h3 a');
  expect(await worlds.count()).toBeGreaterThanOrEqual(20);
  await page.getByRole('button', { name: 'RabbitMQ' }).click();
  await expect(page.getByRole('link', { name: 'One server, two clients' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Headers' }).click();
  await expect(page.getByRole('button', { name: 'Kill printer' })).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: 'One server, two clients' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
});

test('a world is kept under a name, renamed, doubled, deleted', async ({ page }) => {
  await workedWorld(page);
  const time = await clockOf(page).textContent();
  await page.getByRole('button', { name: 'Keep a copy' }).click();
  await page.keyboard.type('before the talk');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Kept as "before the talk".')).toBeVisible();
  await page.goto('./#/lab');
  await yours(page).getByRole('button', { name: 'Rename: before the talk' }).click();
  await page.keyboard.type('after the talk');
  await page.keyboard.press('Enter');
  await yours(page).getByRole('button', { name: 'Duplicate: after the talk' }).click();
  await expect(yours(page).getByRole('link', { name: 'after the talk, a copy' })).toBeVisible();
  await yours(page).getByRole('button', { name: 'Delete: after the talk, a copy' }).click();
  await yours(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(yours(page).getByRole('link', { name: 'after the talk, a copy' })).toHaveCount(0);
  await yours(page).getByRole('link', { name: 'after the talk' }).click();
  await expect(page.getByRole('heading', { name: 'after the talk' })).toBeAttached();
  await expect(fates(page)).toContainText('lost');
  await expect(clockOf(page)).toHaveText(time ?? '');
});

test('a link holds the exact state, for a browser that has never been here', async ({ page, browser, baseURL }) => {
  await workedWorld(page);
  const time = await clockOf(page).textContent();
  const fate = await fates(page).textContent();
  const link = await shareLink(page);
  const stranger = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  await stranger.goto(link);
  await expect(fates(stranger)).toHaveText(fate ?? '');
  await expect(clockOf(stranger)).toHaveText(time ?? '');
  // What the stranger does is kept, and opening the link again goes on with it.
  await stranger.keyboard.press('s');
  await expect(stranger.getByRole('button', { name: 'Kill redis' })).toBeVisible();
  await expect(saved(stranger)).toBeVisible();
  await stranger.reload();
  await expect(stranger.getByRole('button', { name: 'Kill redis' })).toBeVisible();
  await stranger.context().close();
});

test('a short link has a QR code, and a damaged one a clear answer', async ({ page }) => {
  await page.goto('./#/lab/kv-one');
  await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('img', { name: 'The link as a QR code' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  await page.goto('./');
  await page.goto(link.slice(0, -20));
  await expect(page.getByRole('alert')).toContainText('the link is damaged');
  await page.getByRole('link', { name: 'To all worlds' }).click();
  await expect(page.getByRole('heading', { name: 'The open lab' })).toBeVisible();
});

test('a world goes out as a file and comes back in; what is no world is refused', async ({ page }) => {
  await workedWorld(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as a file' }).click();
  const file = await (await downloading).path();
  const bytes = await readFile(file);
  await page.goto('./#/lab');
  const input = page.locator('input[type="file"]');
  await input.setInputFiles({ name: 'holiday.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([1, 2, 3]) });
  await expect(page.getByRole('alert')).toContainText('holiday.jpg could not be opened. it is not a world of Inflight');
  await input.setInputFiles({ name: 'plug.inflight', mimeType: 'application/octet-stream', buffer: bytes });
  await expect(page.getByRole('heading', { name: 'plug' })).toBeAttached();
  await expect(fates(page)).toContainText('lost');
});
