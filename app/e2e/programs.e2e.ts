import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { clockOf } from './driving.ts';

/* Client programs beside the server: read, stepped, stopped, killed, edited, tried at every crash point. */

async function openProgram(page: Page, world = 'code-ack-after'): Promise<Locator> {
  await page.goto(`./#/lab/${world}`);
  await expect(page.getByRole('button', { name: /^Kill / }).first()).toBeVisible();
  return page.getByRole('region', { name: 'Program', exact: true });
}

/** The number of the line that is lit. */
const litLine = (page: Page): Locator =>
  page.locator('ol[aria-label^="Source of"] > li[aria-current="step"] [data-column="number"]');

/** Next line after next line, until that one is lit. Each takes time: the clock tells when it is there. */
async function stepTo(page: Page, line: number): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const lit = await litLine(page).allTextContents();
    if (lit[0] === String(line)) return;
    const before = await clockOf(page).textContent();
    await page.keyboard.press('n');
    await expect(clockOf(page)).not.toHaveText(before ?? '');
  }
  throw new Error(`line ${line} was never lit`);
}

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

test('a program is stepped line by line in time with the broker, by keys; its names say what they hold', async ({
  page,
}) => {
  const program = await openProgram(page);
  await stepTo(page, 12);
  await expect(page.getByRole('region', { name: 'Fate bar' })).toContainText('unacked');
  await expect(program.getByRole('button', { name: "id: 'order-1'" })).toBeVisible();
  await page.keyboard.press('b');
  await expect(litLine(page)).toHaveText('11');
  await clean(page);
});

test('time stops before a line with a breakpoint, which is put there by keyboard', async ({ page }) => {
  const program = await openProgram(page);
  await program.getByRole('button', { name: /^Line 1:/ }).focus();
  for (let line = 1; line < 14; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(program.getByRole('button', { name: /^Line 14:/ })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(litLine(page)).toHaveText('14');
  await expect(page.getByRole('contentinfo', { name: 'Time' })).toContainText('worker reached line 14');
});

test('the crash cursor between the work and its ack yields the duplicate', async ({ page }) => {
  const program = await openProgram(page);
  await program.getByRole('button', { name: 'Let it die before line 14' }).focus();
  await page.keyboard.press('Enter');
  await expect(program.getByRole('spinbutton', { name: 'Which time it comes there' })).toHaveValue('1');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(program).toContainText('It died here, line 14.');
  await page.getByRole('button', { name: 'Start worker' }).click();
  await expect(program).toContainText('charged order-5');
  await page.getByRole('button', { name: 'Start check' }).click();
  await program.getByRole('combobox', { name: 'Program shown' }).selectOption('check');
  await expect(program).toContainText('violated: order-1 2 times');
});

test('a program is edited and run again as a branch; what cannot be loaded says so at its line', async ({ page }) => {
  const program = await openProgram(page);
  await stepTo(page, 9);
  await program.getByRole('button', { name: 'Edit', exact: true }).click();
  const editor = program.getByRole('textbox', { name: 'Editor of worker' });
  await expect(editor).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type("const a = 1;\neval('a');\n");
  await expect(program.getByRole('status')).toHaveText(
    "Line 2: 'eval' is not supported here; write the code where it runs",
  );
  await expect(program.getByRole('button', { name: 'Run from its start' })).toBeDisabled();
  await clean(page);
  await program.getByRole('combobox', { name: 'Take one from the library' }).selectOption('consumer-idempotent');
  await expect(program.getByRole('status')).toHaveText('It can be loaded.');
  await program.getByRole('button', { name: 'Run from its start' }).click();
  await expect(program).toContainText('redis.hsetnx');
  await expect(page.getByRole('combobox', { name: 'Branch' })).toBeVisible();
  await expect(program).toContainText('charged order-5');
});

test('every crash point is tried, and the shortest run that came out wrong opens and can be played again', async ({
  page,
}) => {
  const program = await openProgram(page);
  await program.getByRole('button', { name: 'Every crash point' }).click();
  const dialog = page.getByRole('dialog', { name: 'Every crash point' });
  await dialog.getByRole('button', { name: 'Try them all' }).click();
  await expect(dialog.getByText(/^15 of 36 runs came out wrong/)).toBeVisible();
  await expect(dialog.getByRole('row', { name: /^14 / })).toContainText('5 of 5 wrong');
  await clean(page);
  await dialog.getByRole('button', { name: 'Open the shortest run that came out wrong' }).click();
  await expect(page).toHaveURL(/saved/);
  await program.getByRole('combobox', { name: 'Program shown' }).selectOption('check');
  await expect(program).toContainText(/violated: order-\d 2 times/);
});

test('an idempotent consumer passes at every crash point', async ({ page }) => {
  const program = await openProgram(page, 'code-idempotent');
  await program.getByRole('button', { name: 'Every crash point' }).click();
  const dialog = page.getByRole('dialog', { name: 'Every crash point' });
  await dialog.getByRole('button', { name: 'Try them all' }).click();
  await expect(dialog.getByText(/^All \d+ runs came out right/)).toBeVisible();
});

test('the programs of a world are taken to Node as a folder', async ({ page }) => {
  const program = await openProgram(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    program.getByRole('button', { name: 'Take it to Node' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('work-then-acknowledge.zip');
});
