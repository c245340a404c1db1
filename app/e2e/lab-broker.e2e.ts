import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

async function open(page: Page): Promise<void> {
  await page.goto('./#/lab/broker-work');
  await expect(page.getByRole('button', { name: 'Kill worker-1' })).toBeVisible();
}

const fates = (page: Page) => page.getByRole('region', { name: 'Fate bar' });

/** Step by step, by keyboard, until the fate bar says so. */
async function stepUntil(page: Page, says: RegExp): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (says.test((await fates(page).textContent()) ?? '')) return;
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(30);
  }
  throw new Error(`never saw ${says.source}`);
}

test('a killed worker gives back what it held, and the chain ends at the kill', async ({ page }) => {
  await open(page);
  await stepUntil(page, /unacked/);
  await page.getByRole('button', { name: 'Kill worker-1' }).click();
  await stepUntil(page, /redelivered/);
  await fates(page)
    .getByRole('button', { name: /redelivered/ })
    .click();
  await fates(page).getByRole('group').getByRole('button').first().click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('requeued');
  await expect(inspector).toContainText('Decided by');
});

test('the table twin says what the stage shows, and its messages open the inspector', async ({ page }) => {
  await open(page);
  await stepUntil(page, /unacked/);
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Queues' })).toContainText('orders');
  await page.getByRole('table', { name: 'Messages' }).getByRole('button').first().click();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Message 1');
});

test('axe finds nothing in the RabbitMQ lab, as picture and as table', async ({ page }) => {
  await open(page);
  await stepUntil(page, /unacked/);
  for (const view of ['Stage', 'Table']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  }
});
