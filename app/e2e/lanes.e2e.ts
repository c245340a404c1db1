import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { clockOf, openBroker, openKv, pressUntil, stepUntil } from './driving.ts';

/* The lanes, and what can be asked of a frame and done to it: by mouse, and again by keyboard alone. */

const picture = (page: Page): Locator => page.getByRole('listbox', { name: /^Lanes from/ });
const inspector = (page: Page): Locator => page.getByRole('region', { name: 'Inspector' });
const wire = (page: Page): Locator => page.getByRole('region', { name: 'On the wire' });

/** The stretch of time that the lanes show, in seconds. */
async function span(page: Page): Promise<readonly [number, number]> {
  const name = (await picture(page).getAttribute('aria-label')) ?? '';
  const [, from = '', to = ''] = /from (-?[\d.]+) to (-?[\d.]+) s/.exec(name) ?? [];
  return [Number(from), Number(to)];
}

/** Clicks in the middle of a slanted line. */
async function clickLine(page: Page, line: Locator): Promise<void> {
  const middle = await line.evaluate((group) => {
    const path = group.querySelector('path');
    const matrix = path?.getScreenCTM();
    const point = path?.getPointAtLength(path.getTotalLength() / 2);
    return matrix && point ? { x: point.x * matrix.a + matrix.e, y: point.y * matrix.d + matrix.f } : { x: 0, y: 0 };
  });
  await page.mouse.click(middle.x, middle.y);
}

/** Step by step, looking after each, until it is there. */
async function stepTo(page: Page, what: Locator): Promise<void> {
  const clock = clockOf(page);
  for (let i = 0; i < 100; i++) {
    if ((await what.count()) > 0) return;
    const before = (await clock.textContent()) ?? '';
    await page.keyboard.press('ArrowRight');
    await expect(clock).not.toHaveText(before);
    // The inspector is told with the same frame that moves the clock, and draws a moment later.
    await page.waitForTimeout(60);
  }
  throw new Error('it never came');
}

async function noViolations(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
    where,
  ).toEqual([]);
}

async function lanesOfWork(page: Page): Promise<void> {
  await openBroker(page);
  await stepUntil(page, /[2-9]acked/);
  await page.getByRole('button', { name: 'Lanes', exact: true }).click();
  await expect(picture(page)).toBeVisible();
}

test('a slanted line of the lanes selects its message, says why, and shows its bytes', async ({ page }) => {
  await lanesOfWork(page);
  await expect(page.locator('svg g[data-sent]').first()).toBeVisible();
  const deliver = page.locator('svg g[data-sent][data-kind="message"]').last();
  await clickLine(page, deliver);
  await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText(/^Message \d+$/);
  await expect(inspector(page)).toContainText('Decided by');
  await expect(deliver).toHaveAttribute('data-selected', 'true');
  await expect(wire(page)).toContainText('AMQP 0-9-1');
  const fields = wire(page).getByRole('listbox', { name: 'Fields' });
  await fields.getByRole('option', { name: /^routing-key/ }).click();
  const lit = wire(page).locator('[data-lit]');
  await expect(lit.first()).toBeVisible();
  // Seven bytes, in both columns of the dump: the length and "orders".
  await expect(lit).toHaveCount(14);
  await noViolations(page, 'lanes with a selected frame');
});

test('wheel zooms, dragging moves, and Now goes back', async ({ page }) => {
  await lanesOfWork(page);
  const [from, to] = await span(page);
  const box = (await picture(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await span(page))[1] - (await span(page))[0]).toBeLessThan((to - from) * 0.7);
  const near = await span(page);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await span(page))[0]).toBeLessThan(near[0]);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByRole('button', { name: 'Back to now' })).toHaveAttribute('aria-pressed', 'true');
});

test('nodes and kinds can be left out', async ({ page }) => {
  await lanesOfWork(page);
  await expect(picture(page).getByText('worker-1', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Show/ }).click();
  await page.getByRole('checkbox', { name: 'worker-1' }).uncheck();
  await expect(picture(page).getByText('worker-1', { exact: true })).toBeHidden();
  await page.getByRole('checkbox', { name: 'handshakes and heartbeats' }).check();
  await page.getByRole('checkbox', { name: 'messages and commands' }).uncheck();
  await expect(page.locator('svg g[data-sent][data-kind="message"]')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await noViolations(page, 'filtered lanes');
});

test('the table twin holds the same frames, and they open the inspector', async ({ page }) => {
  await lanesOfWork(page);
  const drawn = await page.locator('svg g[data-sent]').count();
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  const frames = page.getByRole('table', { name: 'Frames' });
  await expect(frames.locator('tbody tr')).toHaveCount(drawn);
  await frames.getByRole('button').first().click();
  await expect(inspector(page).getByRole('heading', { level: 2 })).not.toBeEmpty();
  await noViolations(page, 'the table of lanes');
});

test('by keyboard alone: to the lanes, from thing to thing, closer and further, select', async ({ page }) => {
  await openKv(page);
  await page.keyboard.press('l');
  await expect(picture(page)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('SET a 1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log')).toContainText('OK');
  await pressUntil(page, 'Escape', () => page.evaluate(() => document.activeElement === document.body), 5);
  await pressUntil(page, 'Tab', () => picture(page).evaluate((element) => element === document.activeElement), 60);
  await page.keyboard.press('End');
  const active = async (): Promise<string> =>
    (await picture(page).getByRole('option', { selected: true }).textContent()) ?? '';
  await expect.poll(active).toMatch(/\d s: ./);
  const last = await active();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(active).not.toBe(last);
  const [from, to] = await span(page);
  await page.keyboard.press('+');
  await expect.poll(async () => (await span(page))[1] - (await span(page))[0]).toBeLessThan(to - from);
  await page.keyboard.press(',');
  await expect.poll(async () => (await span(page))[0]).toBeLessThan(to);
  await page.keyboard.press('0');
  await page.keyboard.press('Home');
  await expect.poll(active).toContain('redis started');
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('heading', { level: 2 })).not.toBeEmpty();
});

test('a frame on its way is held, let go, delayed, lost and broken off, from the wires of its node', async ({
  page,
}) => {
  await openBroker(page);
  await page.getByRole('button', { name: 'Wires of rabbit' }).click();
  const node = page.getByRole('region', { name: 'Wires of rabbit' });
  const publish = node.getByRole('button', { name: /basic\.publish/ });
  await stepTo(page, publish);
  await publish.first().click();
  await expect(wire(page)).toContainText('arrives at');
  await wire(page).getByRole('button', { name: 'Hold' }).click();
  await expect(wire(page)).toContainText('held by you');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(wire(page)).toContainText('held by you');
  await wire(page).getByRole('button', { name: 'Let go' }).click();
  await expect(wire(page)).toContainText('arrives at');
  const before =
    (await wire(page)
      .getByText(/arrives at/)
      .textContent()) ?? '';
  await wire(page).getByRole('button', { name: 'Delay', exact: true }).click();
  await expect(wire(page).getByText(/arrives at/)).not.toHaveText(before);
  const later =
    (await wire(page)
      .getByText(/arrives at/)
      .textContent()) ?? '';
  await wire(page).getByRole('button', { name: 'Lose the packet' }).click();
  await expect(wire(page).getByText(/arrives at/)).not.toHaveText(later);
  await noViolations(page, 'a frame in flight');
  await wire(page).getByRole('button', { name: 'Break the connection' }).click();
  await expect(wire(page)).toContainText('lost at');
});

test('two nodes are parted and joined again, and what was under way between them waits', async ({ page }) => {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  await page.getByRole('button', { name: 'Wires of rabbit' }).click();
  const node = page.getByRole('region', { name: 'Wires of rabbit' });
  await node.getByRole('button', { name: 'Part rabbit and shop' }).click();
  await expect(node).toContainText('parted');
  await page.getByRole('button', { name: 'Lanes', exact: true }).click();
  await pressUntil(page, 'ArrowRight', async () => (await page.locator('svg g[data-end="held"]').count()) > 0);
  await node.getByRole('button', { name: 'Join rabbit and shop again' }).click();
  await expect(page.locator('svg g[data-end="held"]')).toHaveCount(0);
  await noViolations(page, 'the wires of a node');
});

test('by keyboard alone: a frame is found on the wires of its node, held, read and let go; two nodes are parted', async ({
  page,
}) => {
  const tabTo = async (to: Locator): Promise<void> => {
    await expect(to.first()).toBeVisible();
    await pressUntil(page, 'Tab', () => to.first().evaluate((element) => element === document.activeElement), 200);
  };
  await openBroker(page);
  await tabTo(page.getByRole('button', { name: 'Wires of rabbit' }));
  await page.keyboard.press('Enter');
  const node = page.getByRole('region', { name: 'Wires of rabbit' });
  const publish = node.getByRole('button', { name: /basic\.publish/ });
  await stepTo(page, publish);
  await tabTo(publish);
  await page.keyboard.press('Enter');
  await tabTo(wire(page).getByRole('button', { name: 'Hold' }));
  await page.keyboard.press('Enter');
  await expect(wire(page)).toContainText('held by you');
  await tabTo(wire(page).getByRole('listbox', { name: 'Fields' }));
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  await expect(wire(page).locator('[data-lit]').first()).toBeVisible();
  await tabTo(wire(page).getByRole('button', { name: 'Let go' }));
  await page.keyboard.press('Enter');
  await expect(wire(page)).toContainText('arrives at');
  await tabTo(page.getByRole('button', { name: 'Wires of rabbit' }));
  await page.keyboard.press('Enter');
  await tabTo(node.getByRole('button', { name: 'Part rabbit and shop' }));
  await page.keyboard.press('Enter');
  await expect(node.getByRole('button', { name: 'Join rabbit and shop again' })).toBeVisible();
});
