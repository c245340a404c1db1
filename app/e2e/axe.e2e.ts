import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { fates, openBroker, openKv, plant, saved, stepUntil, type } from './driving.ts';

/*
 * Screens and states that no other test looks at with axe, each in the three themes. (Home, the labs in their plain
 * states, the lessons and the page of keys are looked at beside what else is tested of them.)
 */

async function clean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
    where,
  ).toEqual([]);
}

for (const theme of ['light', 'dark', 'projector']) {
  test.describe(theme, () => {
    test.beforeEach(({ page }) => page.addInitScript((name) => localStorage.setItem('inflight.theme', name), theme));

    test(`axe finds nothing on the home page and in the help, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.goto('./');
      await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
      await clean(page, 'home');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Help and keys' })).toBeVisible();
      await clean(page, 'help');
    });

    test(`axe finds nothing with keys, an open key, lost keys and stored disks, ${theme}`, async ({ page }) => {
      await openKv(page);
      await type(
        page,
        'CONFIG SET appendfsync always',
        'ZADD board 3 ann 5 bob',
        'HSET user:1 name ann',
        'SET order:1 x',
      );
      await clean(page, 'keys');
      await page.getByRole('gridcell', { name: /board/ }).click();
      await expect(page.getByRole('region', { name: 'board' })).toBeVisible();
      await clean(page, 'an open key');
      await page.getByRole('button', { name: 'Its life' }).click();
      await type(page, 'CONFIG SET appendfsync no', 'SET order:2 y');
      await page.keyboard.press('p');
      await expect(fates(page)).toContainText('lost');
      await fates(page).getByRole('button', { name: /lost/ }).click();
      await clean(page, 'lost keys');
      await page.getByRole('button', { name: 'This tab is the machine' }).click();
      await page.locator('summary').first().click();
      await clean(page, 'stored disks');
    });

    test(`axe finds nothing with messages, a selected one, its life, and two branches, ${theme}`, async ({ page }) => {
      await openBroker(page);
      await stepUntil(page, /unacked/);
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('button', { name: 'Kill worker-1' }).click();
      await stepUntil(page, /unacked/);
      await expect(page.getByRole('combobox', { name: 'Branches' })).toBeVisible();
      await fates(page)
        .getByRole('button', { name: /unacked/ })
        .click();
      await fates(page).getByRole('group').getByRole('button').first().click();
      await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Message');
      await clean(page, 'a selected message');
    });

    test(`axe finds nothing where a session cannot be read, or is not saved, ${theme}`, async ({ page }) => {
      await openKv(page);
      await expect(saved(page)).toBeVisible();
      await page.goto('./#/keys');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Help and keys');
      await page.waitForTimeout(300);
      await plant(page, 'lab kv-one', [1, 2, 3]);
      await page.goto('./#/lab/kv-one');
      await expect(page.getByRole('alert')).toBeVisible();
      await clean(page, 'a refused gate');
      await page.getByRole('button', { name: 'Start over beside it' }).click();
      await expect(saved(page)).toBeVisible();
      await page.workers()[0]?.evaluate(() => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('no room', 'QuotaExceededError');
        };
      });
      await page.keyboard.press('ArrowRight');
      await page.getByRole('button', { name: 'What to do' }).click();
      await expect(page.getByRole('dialog', { name: 'This world is not being saved' })).toBeVisible();
      await clean(page, 'not saved');
    });
  });
}
