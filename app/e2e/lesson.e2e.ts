import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { CATALOG } from '../../lessons/catalog.ts';
import type { Lesson, StepData } from '../../lessons/format.ts';

const narrative = (page: Page): Locator => page.getByRole('region', { name: 'Lesson' });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** What a person reads: the marks of code and emphasis are not shown. */
const plain = (text: string): string => text.replaceAll(/`|\*\*/g, '').trim();

async function open(page: Page, id: string): Promise<void> {
  await page.goto(`./#/lesson/${id}`);
  await expect(button(page, 'Predict')).toBeVisible();
}

/** Looks, commits to the right answer, and goes on to doing. */
async function predict(page: Page, { data, prose }: Lesson, step: StepData): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(prose.steps[step.id]?.title ?? '');
  await button(page, 'Predict').click();
  await expect(button(page, 'Predict first')).toBeDisabled();
  const right = Object.keys(step.predict.options).find((id) => step.predict.options[id] === null) ?? '';
  await page.getByRole('radio', { name: plain(prose.steps[step.id]?.options[right] ?? ''), exact: true }).check();
  await button(page, 'Now do it').click();
  expect(data.steps).toContain(step);
}

/** Does what the step asks for, line by line. */
async function perform(page: Page, step: StepData): Promise<void> {
  const lines = narrative(page)
    .getByRole('list')
    .filter({ has: page.getByRole('button') })
    .getByRole('button');
  for (let done = 0; done < step.do.length; done++) {
    if (await button(page, 'Why?').isVisible()) break; // The goal is met: what is left to do is left.
    await expect(lines.and(page.locator(':enabled')).or(button(page, 'Why?')).first()).toBeVisible();
    const next = lines.and(page.locator(':enabled'));
    if ((await next.count()) === 0) break;
    try {
      await next.first().click({ timeout: 15_000 });
    } catch (error) {
      // The line before may reach the goal while this one is reached for: then it is gone.
      if (!(await button(page, 'Why?').isVisible())) throw error;
    }
    await expect(lines.nth(done).and(page.locator(':disabled')).or(button(page, 'Why?')).first()).toBeVisible();
  }
  await expect(button(page, 'Why?')).toBeVisible();
}

/** No text of the page is left to be filled, and the narrative fits its column. */
async function expectTold(page: Page): Promise<void> {
  await expect(narrative(page)).not.toContainText('…');
  await expect(narrative(page)).not.toContainText('{');
}

for (const entry of CATALOG) {
  test.describe(entry.id, () => {
    test.use({ contextOptions: { reducedMotion: 'reduce' } });

    test('can be played to its end by what it asks for, fits its column at 1440 x 900, and axe finds nothing', async ({
      page,
    }) => {
      test.setTimeout(180_000);
      const lesson = await entry.load();
      await open(page, entry.id);
      for (const step of lesson.data.steps) {
        await predict(page, lesson, step);
        await expectFits(page);
        await perform(page, step);
        await expect(narrative(page)).toContainText('as you said');
        await expectTold(page);
        await expectFits(page);
        await button(page, 'Why?').click();
        await expectFits(page);
        await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Decided by');
        await expectTold(page);
        if (step === lesson.data.steps[0]) expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        await page.getByRole('button', { name: /^(Next|To the challenge)$/ }).click();
      }
      await playChallenge(page, lesson);
      await page.goto('./#/course');
      await expect(page.getByRole('progressbar').first()).toBeVisible();
      await page.goto(`./#/lesson/${entry.id}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(lesson.prose.challenge.title);
    });
  });
}

async function expectFits(page: Page): Promise<void> {
  const over = await narrative(page).evaluate((column) => {
    const scroll = [...column.querySelectorAll('*')].find((one) => getComputedStyle(one).overflowY === 'auto');
    return scroll === undefined ? 0 : scroll.scrollHeight - scroll.clientHeight;
  });
  expect(over, 'pixels below the edge of the column').toBeLessThanOrEqual(0);
}

/** First the first wrong pick, which fails somewhere; then the solution. */
async function playChallenge(page: Page, { data, prose }: Lesson): Promise<void> {
  const { challenge } = data;
  const choose = async (pick: Readonly<Record<string, string>>): Promise<void> => {
    for (const [id, option] of Object.entries(pick)) {
      const choice = prose.challenge.choices[id];
      await page
        .getByRole('group', { name: plain(choice?.name ?? '') })
        .getByRole('radio', { name: plain(choice?.options[option] ?? ''), exact: true })
        .check();
    }
    await page.getByRole('button', { name: /^Try it/ }).click();
  };
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(prose.challenge.title);
  await choose(challenge.wrong[0].pick);
  await expect(page.getByText(/^It failed in/)).toBeVisible({ timeout: 60_000 });
  await choose(challenge.solution);
  await expect(page.getByText(/^It held in all/)).toBeVisible({ timeout: 60_000 });
  await button(page, 'Finish the lesson').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The course');
}

test('nothing can be done before an answer is given', async ({ page }) => {
  await open(page, 'kv-aof');
  await page.keyboard.press('Space');
  await expect(page.getByRole('status').filter({ hasText: 'Commit to an answer first' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Command for cli>' }).fill('SET order:1 paid');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log')).not.toContainText('OK');
});

test('a wrong answer is named, and the step can be started again', async ({ page }) => {
  await open(page, 'kv-aof');
  await button(page, 'Predict').click();
  await page.getByRole('radio', { name: 'Both orders' }).check();
  await button(page, 'Now do it').click();
  const prompt = page.getByRole('combobox', { name: 'Command for cli>' });
  for (const line of ['SET order:1 paid', 'SET order:2 paid']) {
    await prompt.fill(line);
    await prompt.press('Enter');
    await expect(page.getByRole('log')).toContainText(line);
  }
  await expect(page.getByRole('log').getByText('OK')).toHaveCount(2);
  await prompt.press('Escape');
  await prompt.blur();
  await page.keyboard.press('k');
  await page.keyboard.press('s');
  await expect(narrative(page)).toContainText('A kill and a power cut are the same.');
  await button(page, 'Start again').click();
  await expect(narrative(page)).not.toContainText('A kill and a power cut are the same.');
  await expect(page.getByRole('log')).not.toContainText('OK');
});

test('a reload goes on in the same part, with the same run', async ({ page }) => {
  await open(page, 'kv-aof');
  await button(page, 'Predict').click();
  await page.getByRole('radio', { name: 'Both orders' }).check();
  await button(page, 'Now do it').click();
  await narrative(page)
    .getByRole('button', { name: /^Type SET order:1/ })
    .click();
  await expect(page.getByRole('log')).toContainText('OK');
  await expect(page.getByText('Saved in this browser')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('log')).toContainText('OK');
  await expect(narrative(page).getByRole('button', { name: /^Type SET order:2/ })).toBeEnabled();
});

test('on a phone the five parts are tabs, and the lesson can be done', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const lesson = await CATALOG.find(({ id }) => id === 'kv-aof')?.load();
  await page.goto('./#/lesson/kv-aof');
  await expect(page.getByRole('tab', { name: 'Watch for' })).toHaveAttribute('aria-selected', 'true');
  await button(page, 'Predict').click();
  await expect(page.getByRole('tab', { name: 'Predict' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('radio').first().check();
  await button(page, 'Now do it').click();
  const done = page.locator('ol li[data-done]');
  for (const [nth] of (lesson?.data.steps[0].do ?? []).entries()) {
    await page.locator('ol button:enabled').or(button(page, 'Why?')).first().waitFor();
    if (await button(page, 'Why?').isVisible()) break;
    await page.locator('ol button:enabled').first().click();
    await expect.poll(async () => (await done.count()) > nth || (await button(page, 'Why?').isVisible())).toBe(true);
  }
  await expect(page.getByRole('tab', { name: 'See' })).toHaveAttribute('aria-selected', 'true');
});
