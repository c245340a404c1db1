import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openBroker, pressUntil } from './driving.ts';
import { TENANTS, withLargeTopology } from './large-topology.ts';

/* A topology is changed by hand, and a large one stays usable: by mouse, and again by keyboard alone. */

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Change the topology' });
const transcript = (page: Page) => page.getByRole('log');

async function axeFindsNothing(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
}

test('a queue is declared with arguments, bound and deleted, and each is a command in the transcript', async ({
  page,
}) => {
  await openBroker(page);
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Change the topology' }).click();
  await dialog(page).getByLabel('Name').fill('late');
  await dialog(page).getByText('Arguments').click();
  await dialog(page).getByLabel('x-message-ttl').fill('5000');
  await axeFindsNothing(page);
  await dialog(page).getByRole('button', { name: 'Do it' }).click();
  await expect(dialog(page).getByText('queue declared')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Binding' }).click();
  await dialog(page).getByLabel('From exchange').fill('amq.topic');
  await dialog(page).getByRole('combobox', { name: 'To', exact: true }).fill('late');
  await dialog(page).getByLabel('Binding key').fill('image.*');
  await dialog(page).getByRole('button', { name: 'Do it' }).click();
  await expect(dialog(page).getByText('binding declared')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(transcript(page)).toContainText('declare queue name=late durable=true arguments={"x-message-ttl":5000}');
  await expect(transcript(page)).toContainText('declare binding source=amq.topic destination=late routing_key=image.*');
  await expect(page.getByRole('img', { name: /Queue late: 0 ready/ })).toBeVisible();
});

test('by keyboard alone: a queue is declared and deleted; what the broker refuses is said in its words', async ({
  page,
}) => {
  await openBroker(page);
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await pressUntil(page, 'Tab', () =>
    page.getByRole('button', { name: 'Change the topology' }).evaluate((element) => element === document.activeElement),
  );
  await page.keyboard.press('Enter');
  const name = dialog(page).getByLabel('Name');
  await pressUntil(page, 'Tab', () => name.evaluate((element) => element === document.activeElement));
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('queue declared')).toBeVisible();
  await dialog(page).getByLabel('Durable').focus();
  await page.keyboard.press('ArrowDown');
  await name.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText(/PRECONDITION_FAILED - inequivalent arg 'durable'/)).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Space');
  await name.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('queue deleted')).toBeVisible();
});

test('five thousand queues: the picture is there, one is found, a neighbourhood is looked at alone', async ({
  page,
}) => {
  await withLargeTopology(page);
  await page.goto('./#/lab/broker-work');
  await expect(page.getByRole('status').getByText(/of 5,000 queues are drawn, 20,000 bindings/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('list', { name: /beginning of their names/ }).getByRole('listitem')).toHaveCount(TENANTS);
  await axeFindsNothing(page);
  await page.getByRole('searchbox', { name: 'Search queues and exchanges' }).fill('orders.4321');
  await expect(page.getByText(/^1 of 5,000 queues are drawn/)).toBeVisible();
  await expect(page.getByRole('img', { name: /Queue tenant-1\.orders\.4321/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: /^tenant-7\.orders\.\*/ }).click();
  await expect(page.getByRole('searchbox')).toHaveValue('tenant-7.orders.');
  await expect(page.getByRole('img', { name: /Queue tenant-7\.orders\.7:/ })).toBeVisible();
});
