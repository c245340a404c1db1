import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { pressUntil } from './driving.ts';

/* A Redis server from inside: its one thread, its clients, its memory, its replicas; by mouse, and by keyboard alone. */

async function open(page: Page, world: string): Promise<void> {
  await page.goto(`./#/lab/${world}`);
  await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
}

const inside = (page: Page) => page.getByRole('region', { name: /^Server/ });

async function axeFindsNothing(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
}

test('one slow command, and everybody stands in line behind it', async ({ page }) => {
  await open(page, 'kv-stall');
  await page.getByRole('button', { name: 'Server', exact: true }).click();
  await pressUntil(
    page,
    'ArrowRight',
    async () =>
      (await inside(page)
        .getByText(/^\d+ wait/)
        .count()) > 0,
    600,
  );
  await expect(inside(page).getByRole('progressbar', { name: 'DEBUG SLEEP 0.2' })).toBeVisible();
  await expect(
    inside(page)
      .getByRole('list', { name: /in line/ })
      .getByRole('listitem')
      .first(),
  ).toContainText('waited');
  await expect(inside(page).getByRole('row', { name: /worker .*blocked: an element in jobs/ })).toBeVisible();
  await axeFindsNothing(page);
});

test('by keyboard alone: the replicas, how far each has got, and what it has on the ladder', async ({ page }) => {
  await open(page, 'kv-replicas');
  await pressUntil(page, 'Tab', () =>
    page.getByRole('button', { name: 'Server', exact: true }).evaluate((element) => element === document.activeElement),
  );
  await page.keyboard.press('Enter');
  await pressUntil(page, 'ArrowRight', async () => (await page.getByText(/^replica-1 has [1-9]/).count()) > 0, 600);
  await expect(inside(page).getByRole('row', { name: /^replica-1:6379 online/ })).toBeVisible();
  await expect(inside(page).getByText(/backlog: bytes 1 to/)).toBeVisible();
  await axeFindsNothing(page);
  await page.getByRole('button', { name: /^Select replica-1/ }).focus();
  await page.keyboard.press('Enter');
  await expect(inside(page).getByText(/^replica of redis:6379, connected/)).toBeVisible();
});

test('at the limit, the sampled candidates stand in line and the evicted are told with their reason', async ({
  page,
}) => {
  await open(page, 'kv-cache');
  await page.getByRole('button', { name: 'Server', exact: true }).click();
  const meter = inside(page).getByRole('meter', { name: 'Memory used' });
  await expect(meter).toBeVisible();
  for (let i = 0; i < 6; i++) await page.keyboard.press(']');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(
    inside(page)
      .getByRole('row', { name: /not used for/ })
      .first(),
  ).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(inside(page).getByText('next to go')).toBeVisible();
  await expect(
    inside(page)
      .getByText(/evicted/)
      .first(),
  ).toBeVisible();
  await axeFindsNothing(page);
});
