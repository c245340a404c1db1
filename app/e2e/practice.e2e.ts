import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { practice } from '../../lessons/practice/en.ts';
import { KINDS } from '../../lessons/practice/practice.ts';

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Question' });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

async function open(page: Page, where: string): Promise<void> {
  await page.goto(`./#/practice/${where}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('the course leads to the practice, and that to every kind of question', async ({ page }) => {
  await page.goto('./#/course');
  await page.getByRole('link', { name: 'Practice' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Practice');
  for (const kind of KINDS) await expect(page.getByRole('heading', { name: practice[kind.id].title })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('link', { name: 'Level 1: Turns alone' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who gets it?');
});

test('an answer is judged by the run, and the moment that decided is shown', async ({ page }) => {
  await open(page, 'turns/1/1');
  await expect(button(page, 'Answer')).toBeDisabled();
  await page.keyboard.press('Space');
  await expect(page.getByRole('status').filter({ hasText: 'Answer first' })).toBeVisible();
  // Four workers, no prefetch, message 4: it is worker-4's turn.
  await page.getByRole('radio', { name: 'worker-1', exact: true }).check();
  await button(page, 'Answer').click();
  await expect(panel(page)).toContainText('Not quite.');
  await expect(panel(page)).toContainText('It goes to the next consumer that may hold more.');
  await expect(panel(page).locator('label[data-true]')).toContainText('worker-4');
  await button(page, 'Show the moment').click();
  await expect(panel(page)).toContainText('This is the moment that decided.');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Decided by');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('several can be right, and there is always another question', async ({ page }) => {
  await open(page, 'bindings/2/1');
  for (const queue of ['gold', 'blue', 'red'])
    await page.getByRole('checkbox', { name: new RegExp(`^${queue},`) }).check();
  await button(page, 'Answer').click();
  await expect(panel(page)).toContainText('Right.');
  await expect(panel(page)).toContainText('1 of 1 right in this visit');
  await button(page, 'Next question').click();
  await expect(panel(page)).toContainText('Question 2');
  await expect(button(page, 'Answer')).toBeVisible();
});

test('a question of Redis is run, too', async ({ page }) => {
  await open(page, 'keys/1/1');
  await page.getByRole('checkbox', { name: 'a', exact: true }).check();
  await button(page, 'Answer').click();
  await expect(panel(page)).toContainText('Right.');
});

test('what is no question is said to be none', async ({ page }) => {
  await open(page, 'turns/9/1');
  await expect(page.getByRole('link', { name: 'All kinds of questions' })).toBeVisible();
});

test('on a phone a question can be answered', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, 'length/1/1');
  await page.getByRole('checkbox', { name: 'm5', exact: true }).check();
  await button(page, 'Answer').click();
  await expect(panel(page).or(page.locator('main'))).toContainText('Not quite.');
});
