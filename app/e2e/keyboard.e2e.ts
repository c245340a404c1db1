import { expect, type Locator, type Page, test } from '@playwright/test';
import { clockOf, fates, openBroker, openKv, pressUntil, stepUntil } from './driving.ts';

/*
 * Every action of the lab, once, by keyboard alone: no click, no pointer.
 */

/** Walks with Tab until the focus is there. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  const there = (): Promise<boolean> =>
    to.first().evaluate((element) => element === document.activeElement || element.contains(document.activeElement));
  await expect(to.first()).toBeVisible();
  await pressUntil(page, 'Tab', there, 150);
}

/** What a key does to something that can be read off the page: it is then another text. */
async function changes(page: Page, key: string, what: Locator): Promise<void> {
  const before = (await what.textContent()) ?? '';
  await page.keyboard.press(key);
  await expect(what, key).not.toHaveText(before);
}

test('time: play, step, step back, speed, milestones, fork and branches', async ({ page }) => {
  await openBroker(page);
  const clock = clockOf(page);
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await stepUntil(page, /unacked/);
  await changes(page, 'ArrowRight', clock);
  await changes(page, 'ArrowLeft', clock);
  const speed = page.getByRole('slider', { name: 'Speed' });
  const rate = await speed.getAttribute('aria-valuetext');
  await page.keyboard.press(']');
  await expect(speed).not.toHaveAttribute('aria-valuetext', rate ?? '');
  await page.keyboard.press('[');
  await expect(speed).toHaveAttribute('aria-valuetext', rate ?? '');

  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Start rabbit' })).toBeVisible();
  await changes(page, 'ArrowRight', clock);
  await changes(page, 'Shift+ArrowLeft', clock);
  await changes(page, 'PageDown', clock);
  await tabTo(page, page.getByRole('slider', { name: 'Time line' }));
  await page.keyboard.press('Home');
  await expect(clock).toContainText('0.000');
  await page.keyboard.press('End');
  await expect(clock).not.toContainText('0.000');

  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('f');
  const branches = page.getByRole('combobox', { name: 'Branches' });
  await tabTo(page, branches);
  const forked = await clock.textContent();
  await page.keyboard.press('ArrowDown');
  await expect(clock).not.toHaveText(forked ?? '');
});

test('nodes: select one, kill it, cut its power, start it', async ({ page }) => {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  const worker = page.getByRole('button', { name: /^Select worker-1/ });
  await tabTo(page, worker);
  await page.keyboard.press('Enter');
  await expect(worker).toHaveAttribute('aria-pressed', 'true');
  const start = page.getByRole('button', { name: 'Start worker-1' });
  for (const stop of ['k', 'p']) {
    await page.keyboard.press(stop);
    await expect(start).toBeVisible();
    await page.keyboard.press('s');
    await expect(start).toBeHidden();
  }
});

test('a message: select it in the list of a fate, read its life, ask why', async ({ page }) => {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  await tabTo(page, fates(page).getByRole('button', { name: /unacked/ }));
  await page.keyboard.press('Enter');
  await tabTo(page, fates(page).getByRole('group').getByRole('button').first());
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('Message');
  // The first question is answered of itself, a moment later.
  await expect(inspector.getByText('Decided by')).not.toHaveCount(0);
  const answered = await inspector.getByText('Decided by').count();
  await tabTo(page, inspector.getByRole('button', { name: /\?$/ }));
  await page.keyboard.press('Enter');
  await expect(inspector.getByText('Decided by')).toHaveCount(answered + 1);
});

test('the prompt: reach it, complete, walk the history, leave it; a key: open it, see its life; the theme', async ({
  page,
}) => {
  await openKv(page);
  await page.keyboard.press('/');
  const prompt = page.getByRole('combobox', { name: /^Command for/ });
  await expect(prompt).toBeFocused();
  await page.keyboard.type('zadd');
  await expect(page.getByRole('listbox', { name: 'Completions' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(prompt).toHaveValue(/^ZADD/i);
  await prompt.press('Control+a');
  await page.keyboard.type('ZADD board 3 ann');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log')).toContainText('(integer) 1');
  await page.keyboard.press('ArrowUp');
  await expect(prompt).toHaveValue('ZADD board 3 ann');
  await pressUntil(page, 'Escape', () => prompt.evaluate((element) => element !== document.activeElement), 5);

  await tabTo(page, page.getByRole('gridcell', { name: /board/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'board' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Its life' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('board');

  await tabTo(page, page.getByRole('button', { name: 'This tab is the machine' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'This tab is the machine' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await tabTo(page, page.getByRole('button', { name: /^Theme/ }));
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});
