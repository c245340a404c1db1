import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openKv, pressUntil, type } from './driving.ts';

/* What keys are made of, and the bytes that a server has written: by mouse, and by keyboard alone. */

async function axeFindsNothing(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
}

test('a bitmap, a HyperLogLog and a stream with what is pending are drawn', async ({ page }) => {
  await openKv(page);
  await type(
    page,
    'SETBIT flags 3 1',
    'PFADD seen a b c',
    'XADD s 1-1 a 1',
    'XADD s 2-1 a 2',
    'XGROUP CREATE s g 0',
    'XREADGROUP GROUP g me COUNT 1 STREAMS s >',
  );
  await page.getByRole('button', { name: /^flags/ }).click();
  await expect(page.getByText('8 bits, 1 of them set; bit 0 is the first')).toBeVisible();
  await axeFindsNothing(page);
  await page.getByRole('button', { name: /^seen/ }).click();
  await expect(page.getByText(/^About 3 different elements. Sparse/)).toBeVisible();
  await page
    .getByRole('button', { name: /^s,|^s / })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Group g' }).getByText('pending at me')).toBeVisible();
  await axeFindsNothing(page);
});

test('by keyboard alone: the bytes of the append-only file, command by command', async ({ page }) => {
  await openKv(page);
  await type(page, 'SET greeting hello');
  const open = page.getByRole('button', { name: 'Bytes of the files' });
  await pressUntil(page, 'Tab', () => open.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Files of redis' });
  await expect(dialog.getByText(/more stand in the page cache alone/)).toBeVisible();
  await dialog.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('listbox').getByRole('option', { selected: true })).toContainText('SET greeting hello');
  await axeFindsNothing(page);
  await page.keyboard.press('Escape');
  await expect(open).toBeFocused();
});
