import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { clockOf, fates, openBroker, openKv, pressUntil, stepUntil, type } from './driving.ts';

/* Time: what it stops at, where it can be taken to, its branches as a tree, and chaos. By mouse, and by keyboard alone. */

const play = (page: Page): Locator => page.getByRole('button', { name: 'Play', exact: true });
const stopWhen = (page: Page): Locator => page.getByRole('combobox', { name: 'Stop when' });

async function noViolations(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
    where,
  ).toEqual([]);
}

async function tabTo(page: Page, to: Locator): Promise<void> {
  await expect(to.first()).toBeVisible();
  await pressUntil(page, 'Tab', () => to.first().evaluate((element) => element === document.activeElement), 200);
}

/** Seconds on the clock. */
async function now(page: Page): Promise<number> {
  return Number(((await clockOf(page).textContent()) ?? '').replace(/[^\d.]/g, ''));
}

test('time stops by itself when what was chosen comes true', async ({ page }) => {
  await openBroker(page);
  await stopWhen(page).selectOption({ label: 'a message is redelivered' });
  await stepUntil(page, /unacked/);
  await page.keyboard.press(']');
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Kill worker-1' }).click();
  await expect(play(page)).toBeVisible();
  await expect(page.getByRole('contentinfo', { name: 'Time' })).toContainText('redelivered=true');
});

test('any condition of the language can be written; a wrong one is answered in words', async ({ page }) => {
  await openBroker(page);
  await stopWhen(page).selectOption({ label: 'another condition…' });
  const dialog = page.getByRole('dialog', { name: 'Stop when' });
  const condition = dialog.getByRole('textbox', { name: 'Condition' });
  await condition.fill('queue orders');
  await dialog.getByRole('button', { name: 'Stop there' }).click();
  await expect(dialog.getByRole('alert')).toContainText("expected 'absent' or counts such as ready=2");
  await noViolations(page, 'the dialog of conditions');
  await condition.fill('queue orders unacked>=2');
  await dialog.getByRole('button', { name: 'Stop there' }).click();
  await expect(dialog).toBeHidden();
  await expect(stopWhen(page)).toHaveValue('queue orders unacked>=2');
  await play(page).click();
  await expect(play(page)).toBeVisible();
  await expect(page.getByRole('contentinfo', { name: 'Time' })).toContainText('stopped when queue orders unacked>=2');
  await expect(fates(page)).toContainText('unacked');
});

test('by keyboard alone: choose what to stop at, run into it', async ({ page }) => {
  await openKv(page);
  await type(page, 'SET a 1 PX 300');
  await tabTo(page, stopWhen(page));
  await page.keyboard.press('End');
  const dialog = page.getByRole('dialog', { name: 'Stop when' });
  await expect(dialog).toBeVisible();
  await tabTo(page, dialog.getByRole('textbox', { name: 'Condition' }));
  await page.keyboard.type('facts kv.expired key=a');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await tabTo(page, play(page));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('contentinfo', { name: 'Time' })).toContainText('stopped when facts kv.expired key=a');
});

test('one can go to the next timer, to a TTL, or to any timer of the list', async ({ page }) => {
  await openKv(page);
  await type(page, 'SET a 1 EX 100');
  await page.getByRole('button', { name: 'Jump to a timer or TTL' }).click();
  const dialog = page.getByRole('dialog', { name: 'Timers' });
  await expect(dialog).toContainText('a key of redis is due to expire');
  await noViolations(page, 'the timers');
  await dialog.getByRole('button', { name: /due to expire/ }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => now(page)).toBeGreaterThan(99);
});

test('by keyboard alone: T goes to the next timer', async ({ page }) => {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  const before = await now(page);
  await page.keyboard.press('t');
  await expect.poll(() => now(page)).toBeGreaterThan(before);
});

/** Three histories: one that ran on, one without worker-1, one of that without power. */
async function threeBranches(page: Page): Promise<void> {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  for (const press of ['ArrowLeft', 'k', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 's', 'ArrowRight'])
    await page.keyboard.press(press);
  await expect(page.getByRole('button', { name: 'Tree of branches' })).toBeVisible();
}

test('branches stand as a tree; one is gone to, renamed and deleted', async ({ page }) => {
  await threeBranches(page);
  await page.getByRole('button', { name: 'Tree of branches' }).click();
  const tree = page.getByRole('dialog', { name: 'Branches' });
  await expect(tree.getByRole('listitem')).toHaveCount(3);
  await expect(tree).toContainText('start rabbit');
  await noViolations(page, 'the tree of branches');
  await tree.getByRole('button', { name: 'Rename kill rabbit' }).click();
  await tree.getByRole('textbox', { name: 'Name of the branch' }).fill('without a broker');
  await page.keyboard.press('Enter');
  await expect(tree).toContainText('without a broker');
  await tree.getByRole('button', { name: 'Go to without a broker' }).click();
  await expect(tree.getByRole('listitem').filter({ hasText: 'without a broker' })).toContainText('shown');
  await tree.getByRole('button', { name: 'Delete start rabbit' }).click();
  await expect(tree.getByRole('listitem')).toHaveCount(2);
  // The first history stays.
  await expect(tree.getByRole('button', { name: /^Delete/ })).toHaveCount(1);
  await tree.locator('svg g').first().click();
  await expect(tree.getByRole('listitem').first()).toContainText('shown');
});

test('by keyboard alone: the tree of branches', async ({ page }) => {
  await threeBranches(page);
  await tabTo(page, page.getByRole('button', { name: 'Tree of branches' }));
  await page.keyboard.press('Enter');
  const tree = page.getByRole('dialog', { name: 'Branches' });
  await tabTo(page, tree.getByRole('button', { name: 'Rename kill rabbit' }));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('killed');
  await page.keyboard.press('Enter');
  await expect(tree.getByRole('button', { name: 'Go to killed' })).toBeVisible();
  await tabTo(page, tree.getByRole('button', { name: 'Go to killed' }));
  await page.keyboard.press('Enter');
  await tabTo(page, tree.getByRole('button', { name: 'Delete start rabbit' }));
  await page.keyboard.press('Enter');
  await expect(tree.getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(tree).toBeHidden();
});

test('chaos strikes from a seed, says what it is as a line, and is over when it is stopped', async ({ page }) => {
  await openBroker(page);
  await page.getByRole('button', { name: 'Chaos', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Chaos' });
  await dialog.getByRole('spinbutton', { name: /^Kills/ }).fill('300');
  await dialog.getByRole('spinbutton', { name: 'Seed' }).fill('7');
  await expect(dialog).toContainText('chaos seed=7 kill=300 partition=6 delay=60 lose=30 down=500ms late=200ms');
  await noViolations(page, 'the chaos panel');
  await dialog.getByRole('button', { name: 'Start the chaos' }).click();
  await expect(page.getByText('Chaos is on')).toBeVisible();
  for (let i = 0; i < 3; i++) await page.keyboard.press(']');
  await play(page).click();
  await expect(page.getByRole('log')).toContainText('killed');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Chaos', exact: true }).click();
  await dialog.getByRole('button', { name: 'Stop the chaos' }).click();
  await expect(page.getByText('Chaos is on')).toBeHidden();
});

test('by keyboard alone: chaos', async ({ page }) => {
  await openBroker(page);
  await tabTo(page, page.getByRole('button', { name: 'Chaos', exact: true }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Chaos' });
  await tabTo(page, dialog.getByRole('spinbutton', { name: /^Kills/ }));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('60');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Chaos is on')).toBeVisible();
});
