import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openBroker, openKv, pressUntil, type } from './driving.ts';

test('one setting changed: what is done to one is done to both, and what differs is listed', async ({ page }) => {
  await openKv(page);
  await type(page, 'SET before 1');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const form = page.getByRole('form', { name: 'With one setting changed' });
  await form.getByLabel('Setting').fill('appendfsync');
  await expect(form).toContainText('Here it is everysec.');
  await form.getByLabel('Value there').fill('no');
  await form.getByRole('button', { name: 'Compare' }).click();
  const here = page.getByRole('region', { name: 'Here: as it is' });
  const there = page.getByRole('region', { name: /^There: configure redis/ });
  await expect(here).toBeVisible();
  await expect(there).toContainText('appendfsync');
  await type(page, 'SET order paid');
  const differences = page.getByRole('region', { name: 'What differs' });
  const order = differences.getByRole('row', { name: /SET order paid/ });
  await pressUntil(page, 'ArrowRight', async () => (await order.count()) === 1);
  await page.keyboard.press('p');
  await expect(order).toContainText('on disk');
  await expect(order).toContainText('lost');
  await expect(there).toContainText('lost');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  // Why it is lost there and on the disk here: each side tells its own life.
  await order.getByRole('button', { name: 'lost' }).click();
  await expect(page.getByText('There', { exact: true }).last()).toBeVisible();
  await page.getByRole('button', { name: 'To what differs' }).click();
  await differences.getByRole('button', { name: 'End the comparison' }).click();
  await expect(there).toHaveCount(0);
});

test('two branches, by keyboard alone', async ({ page }) => {
  await openBroker(page);
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('k');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('f');
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  const focused = async (name: string): Promise<boolean> =>
    (
      await page.evaluate(() => (document.activeElement?.matches('button') ? document.activeElement.textContent : ''))
    ).includes(name);
  await pressUntil(page, 'Tab', () => focused('Compare'), 60);
  await page.keyboard.press('Enter');
  await pressUntil(page, 'Tab', () => focused('Compare with'), 20);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'There: another branch' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What differs' })).toContainText('The same until');
});
