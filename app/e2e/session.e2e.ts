import { expect, test } from '@playwright/test';
import { clockOf, fates, openBroker, openKv, saved, stepUntil, type } from './driving.ts';

test('a reload goes on at the same step and the same picture, and says so; starting over begins anew', async ({
  page,
}) => {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowRight');
  const picture = async (): Promise<unknown> => ({
    clock: await clockOf(page).textContent(),
    stage: await page.getByRole('region', { name: 'Stage', exact: true }).textContent(),
    nodes: await page.getByRole('list', { name: 'Nodes' }).textContent(),
    fates: await fates(page).textContent(),
  });
  await expect(saved(page)).toBeVisible();
  await page.waitForTimeout(300);
  const before = await picture();
  await page.reload();
  await expect(page.getByText('Continued from where you left')).toBeVisible();
  await expect.poll(picture).toEqual(before);

  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(fates(page)).toContainText('Nothing was sent yet.');
  await expect(page.getByText('Continued from where you left')).toBeHidden();
});

test('a second tab goes on with a copy, again after its own reload, and leaves the first alone', async ({
  page,
  context,
}) => {
  await openKv(page);
  await type(page, 'SET first 1');
  await expect(saved(page)).toBeVisible();
  const second = await context.newPage();
  await openKv(second);
  await expect(second.getByText('This session is open in another tab.')).toBeVisible();
  await expect(second.getByRole('log')).toContainText('SET first 1');
  await type(second, 'SET second 2');
  await expect(saved(second)).toBeVisible();
  await second.waitForTimeout(300);
  await second.reload();
  await expect(second.getByText('A copy: another tab has the session itself.')).toBeVisible();
  await expect(second.getByRole('log')).toContainText('SET second 2');
  await page.reload();
  await expect(page.getByRole('log')).toContainText('SET first 1');
  await expect(page.getByRole('log')).not.toContainText('SET second 2');
  await expect(page.getByText('This session is open in another tab.')).toBeHidden();
});

test('servers boot from the bytes this browser stored: the synced keys are there, the others are not', async ({
  page,
}) => {
  await openKv(page);
  await type(page, 'CONFIG SET appendfsync always', 'SET synced 1', 'CONFIG SET appendfsync no', 'SET unsynced 1');
  await expect(saved(page)).toBeVisible();
  await page.getByRole('button', { name: 'This tab is the machine' }).click();
  const dialog = page.getByRole('dialog', { name: 'This tab is the machine' });
  const file = dialog.getByRole('group').filter({ hasText: 'appendonlydir/appendonly.aof.1.incr.aof' });
  await file.locator('summary').click();
  await expect(file.locator('pre')).toContainText('SET\n$6\nsynced');
  const download = page.waitForEvent('download');
  await file.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('appendonly.aof.1.incr.aof');
  await dialog.getByRole('button', { name: 'Boot the servers from these bytes' }).click();
  await expect(page.getByText(/^Booted from/)).toBeVisible();
  await type(page, 'GET synced', 'GET unsynced');
  const log = page.getByRole('log');
  await expect(log).toContainText('"1"');
  await expect(log).toContainText('(nil)');

  // It is what the name means from now on, and the run before it is kept.
  await expect(saved(page)).toBeVisible();
  await page.waitForTimeout(300);
  await page.reload();
  await expect(log).toContainText('(nil)');
  await page.getByRole('button', { name: 'This tab is the machine' }).click();
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(log).toContainText('SET unsynced 1');
});
