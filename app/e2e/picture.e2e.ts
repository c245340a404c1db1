import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { openBroker, openKv, pressUntil, stepUntil, type } from './driving.ts';

/* Pictures of what the screen shows: files that need nothing else. */

interface Saved {
  readonly name: string;
  readonly bytes: Buffer;
}

async function save(page: Page, theme: string, format: string, part?: string): Promise<Saved> {
  await page.getByRole('button', { name: 'Save a picture' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save a picture' });
  if (part !== undefined) await dialog.getByRole('combobox', { name: 'Picture of' }).selectOption({ label: part });
  await dialog.getByRole('button', { name: theme, exact: true }).click();
  await dialog.getByRole('button', { name: format }).click();
  const waiting = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const download = await waiting;
  await expect(dialog).toBeHidden();
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Nothing in it is to be looked up elsewhere. */
function standsAlone(svg: string): void {
  expect(svg).not.toMatch(/var\(--|class=|href=|url\((?!data:)|<foreignObject|<script/);
  expect(svg).toContain('@font-face');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
}

test('the stage, the lanes and the fate bar are saved as SVG that stands alone, light and dark', async ({ page }) => {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  const light = await save(page, 'Light', 'SVG');
  expect(light.name).toMatch(/^one-queue-two-workers-stage-\d+\.\d{6}s\.svg$/);
  const stage = light.bytes.toString();
  standsAlone(stage);
  for (const word of ['shop', 'orders', 'worker-1', 'worker-2']) expect(stage).toContain(`>${word}<`);
  expect(stage).toContain('rgb(250, 251, 251)');
  const dark = (await save(page, 'Dark', 'SVG')).bytes.toString();
  expect(dark).toContain('rgb(16, 21, 23)');
  expect(dark).not.toContain('rgb(250, 251, 251)');
  // The page itself is as it was.
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('l');
  await expect(page.getByRole('listbox', { name: /^Lanes from/ })).toBeVisible();
  const lanes = await save(page, 'Light', 'SVG');
  standsAlone(lanes.bytes.toString());
  expect(lanes.bytes.toString()).toContain('basic.');
  const fate = await save(page, 'Light', 'SVG', 'Fate bar');
  expect(fate.name).toContain('-fate-');
  expect(fate.bytes.toString()).toContain('>unacked<');
  // A browser can draw it.
  const drawn = await page.evaluate(async (svg) => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, stage);
  expect(drawn[0]).toBeGreaterThan(400);
});

test('a skip list is saved as PNG at twice its size', async ({ page }) => {
  await openKv(page);
  await type(page, 'CONFIG SET zset-max-listpack-entries 2', 'ZADD board 1 ann 2 bob 3 cy 4 dee 5 eve');
  await page.getByRole('gridcell', { name: /board/ }).click();
  await expect(page.getByRole('region', { name: 'board' })).toContainText('skiplist');
  const { name, bytes } = await save(page, 'Projector', 'PNG, twice the size');
  expect(name).toMatch(/^one-server-two-clients-stage-\d+\.\d{6}s\.png$/);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  const width = bytes.readUInt32BE(16);
  const stage = (await page.locator('[data-picture="stage"]').boundingBox())?.width ?? 0;
  expect(width).toBeGreaterThanOrEqual(Math.floor(stage * 2));
  const colours = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const pen = canvas.getContext('2d');
    pen?.drawImage(image, 0, 0);
    const seen = new Set<number>();
    const { data } = pen?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    for (let i = 0; i < data.length; i += 400)
      seen.add((data[i] ?? 0) * 65536 + (data[i + 1] ?? 0) * 256 + (data[i + 2] ?? 0));
    return seen.size;
  }, bytes.toString('base64'));
  expect(colours).toBeGreaterThan(3);
});

test('by keyboard alone: a picture is saved', async ({ page }) => {
  await openBroker(page);
  await stepUntil(page, /unacked/);
  const open = page.getByRole('button', { name: 'Save a picture' });
  await pressUntil(page, 'Tab', () => open.evaluate((element) => element === document.activeElement), 200);
  await page.keyboard.press('Enter');
  const button = page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true });
  await pressUntil(page, 'Tab', () => button.evaluate((element) => element === document.activeElement), 20);
  const waiting = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await waiting).suggestedFilename()).toMatch(/\.svg$/);
});
