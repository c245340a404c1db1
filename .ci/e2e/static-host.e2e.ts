// What any static host must be able to give: the lab from a sub-path, under the policy, alone, and without a network.
import { expect, test } from '@playwright/test';

test('the lab opens from a sub-path, breaks no policy and asks nobody else', async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    const ours = url.href.startsWith(baseURL ?? '') || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!ours) elsewhere.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  await page.goto('./');
  await expect(page.locator('#app')).not.toBeEmpty();
  await page.waitForLoadState('networkidle');

  expect(elsewhere).toEqual([]);
  expect(complaints).toEqual([]);
});

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the lab that was opened once opens again', async ({ page, context }) => {
    await page.goto('./');
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
      }
      return registration.scope;
    });

    await context.setOffline(true);
    await page.reload();
    await expect(page.locator('#app')).not.toBeEmpty();
  });
});
