import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

async function open(page: Page): Promise<void> {
  await page.goto('./#/lab/kv-one');
  await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
}

/** Types at the prompt by keyboard alone and leaves it again. */
async function type(page: Page, ...lines: readonly string[]): Promise<void> {
  await page.keyboard.press('/');
  const prompt = page.getByRole('combobox', { name: /^Command for/ });
  await expect(prompt).toBeFocused();
  for (const line of lines) {
    const before = await page.getByRole('log').locator('p[data-kind="answer"], p[data-kind="error"]').count();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('log').locator('p[data-kind="answer"], p[data-kind="error"]').count())
      .toBeGreaterThan(before);
  }
  await page.keyboard.press('Escape');
  if (await prompt.evaluate((element) => element === document.activeElement)) await page.keyboard.press('Escape');
}

const fates = (page: Page) => page.getByRole('region', { name: 'Fate bar' });

test('commands are answered in the words of Redis, while time stands still afterwards', async ({ page }) => {
  await open(page);
  await type(page, 'SET order:1 paid', 'GET order:1', 'NOSUCH x');
  const log = page.getByRole('log');
  await expect(log).toContainText('"paid"');
  await expect(log).toContainText("ERR unknown command 'NOSUCH', with args beginning with: 'x'");
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a power cut before the next fsync loses the write, and the chain ends at appendfsync everysec', async ({
  page,
}) => {
  await open(page);
  await type(page, 'SET order:1 paid');
  await page.keyboard.press('p');
  await expect(fates(page)).toContainText('1lost');
  await fates(page).getByRole('button', { name: /lost/ }).click();
  await fates(page).getByRole('group').getByRole('button').first().click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('Decided by');
  await expect(inspector).toContainText('appendfsync everysec');
});

test('a kill loses nothing that was written', async ({ page }) => {
  await open(page);
  await type(page, 'SET order:1 paid');
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Start redis' })).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
  await expect(fates(page)).not.toContainText('lost');
  // The first line finds the old connection broken, the second a new one.
  await type(page, 'PING', 'GET order:1');
  await expect(page.getByRole('log')).toContainText('"paid"');
});

test('a reload goes on at the same step', async ({ page }) => {
  await open(page);
  await type(page, 'SET a 1', 'SET b 2');
  const clock = page.getByRole('contentinfo', { name: 'Time' }).locator('p').first();
  const before = await clock.textContent();
  await expect(page.getByText('Saved in this browser')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('log')).toContainText('SET b 2');
  await expect(clock).toHaveText(before ?? '');
});

test('stepping back takes the answer back, stepping forth gives it again', async ({ page }) => {
  await open(page);
  await type(page, 'SET a 1');
  await expect(page.getByRole('log')).toContainText('OK');
  const after = await page.getByRole('log').textContent();
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('log')).not.toContainText('OK');
  for (let i = 0; i < 20; i++) {
    if ((await page.getByRole('log').textContent()) === after) break;
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(50);
  }
  await expect(page.getByRole('log')).toHaveText(after ?? '');
});

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing in the Redis lab after a power cut, ${theme}`, async ({ page }) => {
    await page.addInitScript((name) => localStorage.setItem('inflight.theme', name), theme);
    await open(page);
    await type(page, 'SET a 1');
    await page.keyboard.press('p');
    await expect(fates(page)).toContainText('lost');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}
