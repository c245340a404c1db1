import { expect, type Page, test } from '@playwright/test';
import { clockOf, fates, openBroker, openKv, pressUntil, type } from './driving.ts';

/** All that the page shows of the present: stage, fates, nodes, transcript, clock. */
async function picture(page: Page): Promise<unknown> {
  const shapes = (element: Element): string => element.innerHTML.replaceAll(/\s(id|aria-controls)="[^"]*"/g, '');
  return {
    clock: await clockOf(page).textContent(),
    stage: await page.getByRole('region', { name: 'Stage', exact: true }).evaluate(shapes),
    fates: await fates(page).evaluate(shapes),
    nodes: await page.getByRole('list', { name: 'Nodes' }).textContent(),
    log: await page.getByRole('log').textContent(),
  };
}

/** Presses a key so many times, each once the one before has moved the clock or the step. */
async function press(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
  // Calls to the worker are answered in order: an answer to this one means that all before it were.
  await page.waitForTimeout(400);
}

test('two hundred steps back and two hundred forth again lead to the identical scene', async ({ page }) => {
  await openBroker(page);
  const speed = page.getByRole('slider', { name: 'Speed' });
  await pressUntil(page, ']', async () => (await speed.getAttribute('aria-valuetext')) === '1 x');
  await page.keyboard.press(' ');
  await expect.poll(async () => Number.parseFloat((await clockOf(page).textContent()) ?? '')).toBeGreaterThan(5);
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await page.keyboard.press('Alt+ArrowRight');
  await press(page, 'Alt+ArrowLeft', 1);
  const marks = [await picture(page)];
  for (let stretch = 0; stretch < 4; stretch++) {
    await press(page, 'Alt+ArrowLeft', 50);
    marks.push(await picture(page));
  }
  expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(5);
  for (let stretch = 3; stretch >= 0; stretch--) {
    await press(page, 'Alt+ArrowRight', 50);
    expect(await picture(page)).toEqual(marks[stretch]);
  }
});

test('acting in the past makes a branch, and the old one is a click away', async ({ page }) => {
  await openKv(page);
  await type(page, 'SET a 1', 'SET b 2');
  await expect(page.getByText('2 in database 0')).toBeVisible();
  const one = page.getByText('1 in database 0');
  for (let i = 0; i < 20 && (await one.count()) === 0; i++) {
    await page.keyboard.press('ArrowLeft');
    // One step at a time: the picture follows.
    await page.waitForTimeout(250);
  }
  await expect(one).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Start redis' })).toBeVisible();
  // The old branch drops from the line of time; the picture itself can be clicked.
  const old = page.getByRole('contentinfo', { name: 'Time' }).locator('g', { hasText: 'main' }).last();
  await old.locator('rect').click();
  await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
  await expect(page.getByText('2 in database 0')).toBeVisible();
  // And so does the list of branches.
  const branches = page.getByRole('combobox', { name: 'Branches' });
  const killed = branches.locator('option').nth(1);
  await branches.selectOption((await killed.getAttribute('value')) ?? '');
  await expect(page.getByRole('button', { name: 'Start redis' })).toBeVisible();
});
