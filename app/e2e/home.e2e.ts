import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

test('within one click something was broken and the fate bar answers', async ({ page }) => {
  await page.goto('./');
  const fates = page.getByRole('region', { name: 'Fate bar' });
  await expect(fates).toContainText('unacked', { timeout: 30_000 });
  await page.getByRole('button', { name: /Kill the consumer/ }).click();
  await expect(page.getByRole('button', { name: /Start mailer again/ })).toBeVisible();
  await expect(fates).toContainText('redelivered');
});

test('the plug loses what was only in memory, and says which', async ({ page }) => {
  await page.goto('./');
  const fates = page.getByRole('region', { name: 'Fate bar' });
  await expect(fates).toContainText('unacked', { timeout: 30_000 });
  await page.getByRole('button', { name: /Pull the plug/ }).click();
  await page.getByRole('button', { name: /Start broker again/ }).click();
  await expect(page.getByRole('button', { name: /Pull the plug/ })).toBeVisible();
});

test('whoever asked for less motion is shown a world that stands still', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

for (const [width, theme] of [
  [1440, 'light'],
  [1024, 'dark'],
  [390, 'light'],
] as const) {
  test(`axe finds nothing on the home page at ${width}, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.addInitScript((name) => localStorage.setItem('inflight.theme', name), theme);
    await page.goto('./');
    await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}
