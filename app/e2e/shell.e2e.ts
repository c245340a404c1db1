import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { KEY_MAP } from '../keys/key-map.ts';

test('the help opens by key, closes by Escape, and every key stands in it', async ({ page }) => {
  await page.goto('./#/keys');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help and keys' });
  await expect(help).toBeVisible();
  const told = help.getByRole('table').first().getByRole('row');
  await expect(told).toHaveCount(new Set(KEY_MAP.map(({ action }) => action)).size);
  for (const { shown } of KEY_MAP)
    for (const key of shown) await expect(help.locator('kbd', { hasText: key }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('single letters can be turned off, and stay off after a reload', async ({ page }) => {
  await page.goto('./#/keys');
  await page.getByRole('switch', { name: /Single letters act/ }).uncheck();
  await page.reload();
  await page.keyboard.press('?');
  await expect(page.getByRole('switch', { name: /Single letters act/ })).not.toBeChecked();
  await expect(page.getByRole('dialog', { name: 'Help and keys' })).toBeHidden();
});

test('the theme follows the system until one is chosen, and a choice is remembered', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('./#/keys');
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.getByRole('button', { name: /^Theme/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(await ground()).not.toBe(dark);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('an address that is none says so and leads home', async ({ page }) => {
  await page.goto('./#/nowhere');
  await expect(page.getByRole('heading', { name: 'There is no such page.' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the home page' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('See where every');
});

for (const theme of ['light', 'dark', 'projector']) {
  test(`axe finds nothing on the page of keys in the ${theme} theme`, async ({ page }) => {
    await page.addInitScript((name) => localStorage.setItem('inflight.theme', name), theme);
    await page.goto('./#/keys');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}
