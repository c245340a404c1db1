import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

test('the fidelity screen shows what each engine simplifies, and axe finds nothing', async ({ page }) => {
  await page.goto('./#/fidelity');
  await expect(page.getByRole('heading', { name: 'Redis', exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'RabbitMQ', exact: true })).toBeVisible();
  await expect(page.getByRole('table').first()).toContainText('how it differs');
  await page
    .getByRole('navigation', { name: 'Contents' })
    .getByRole('button', { name: 'RabbitMQ', exact: true })
    .click();
  await expect(page.getByRole('heading', { name: 'RabbitMQ', exact: true })).toBeInViewport();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a teacher finds the notes of a lesson and a sheet to print', async ({ page }) => {
  await page.goto('./#/teachers');
  await page.getByText('When is it on the disk?').click();
  await expect(page.getByRole('heading', { name: 'What goes wrong' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('link', { name: 'Sheet to print' }).click();
  await expect(page.getByRole('heading', { name: '1. Pull the plug' })).toBeVisible();
  await expect(page.getByText('Both orders').first()).toBeVisible();
});

test('progress goes out as a file, is forgotten, and comes back; another file changes nothing', async ({ page }) => {
  await page.addInitScript(() => {
    if (localStorage.getItem('inflight.progress') === null)
      localStorage.setItem('inflight.progress', JSON.stringify({ version: 1, done: ['kv-aof'], lessons: {} }));
  });
  await page.goto('./#/course');
  const finished = page.locator('li[data-done]');
  await expect(finished).toHaveCount(1);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export progress' }).click();
  const bytes = await readFile(await (await downloading).path());
  await page.getByRole('button', { name: 'Forget progress' }).click();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await expect(finished).toHaveCount(0);
  const input = page.locator('input[type="file"]');
  await input.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"version":2}') });
  await expect(page.getByText('x.json is no progress of this course.')).toBeVisible();
  await expect(finished).toHaveCount(0);
  await input.setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: bytes });
  await expect(finished).toHaveCount(1);
});
