import { gzipSync } from 'node:zlib';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { findBrowser, launchOptions } from '../../.ci/browser.mjs';
import { serve } from '../../.ci/static-server.mjs';
import type { Bench, Report } from '../../engine/testing/bench.ts';
import { withLargeTopology } from '../e2e/large-topology.ts';

/*
 * The built lab (`npm run build` first) in a real Chromium: what a first visit loads, when it has painted, and what a
 * frame costs with five hundred messages in flight on the stage of the broker. A browser without a screen draws in
 * software, on the cores that the lab itself uses: figures are those of the machine it ran on.
 */

const RATE = 500;
/** One way, between the shop and the broker: so many microseconds' worth of messages are on their way. */
const LATENCY = 1_000_000;
const WATCHED_MS = 6000;

const TOPOLOGY = ['declare queue name=orders'];
const SLOW_LINK = {
  name: 'five hundred in flight',
  seed: 1,
  nodes: [
    { id: 'rabbit', machine: 'broker' },
    {
      id: 'shop',
      machine: 'publisher',
      config: { server: 'rabbit', rate: RATE, topology: TOPOLOGY, heartbeat: 0, connectTimeout: 60_000_000 },
    },
    { id: 'worker', machine: 'consumer', config: { server: 'rabbit', ack: 'automatic', takes: 1, topology: TOPOLOGY } },
  ],
  links: [{ between: ['shop', 'rabbit'], latency: LATENCY }],
};

/** Gives the page's worker this world instead of the one that the page names, once everybody is connected. */
async function openInstead(page: Page, spec: unknown): Promise<void> {
  await page.addInitScript((world) => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function send(this: Worker, message: unknown): void {
      const call = message as { call?: string };
      const argument = { kind: 'spec', spec: world, lines: ['wait 20s'], session: null };
      post.call(this, call.call === 'open' ? { ...call, argument } : message);
    } as typeof post;
  }, spec);
}

async function firstVisit(report: Report, page: Page, url: string): Promise<void> {
  let bytes = 0;
  const sizes: Promise<void>[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js') && !/worker/.test(response.url()))
      sizes.push(response.body().then((body) => void (bytes += gzipSync(body).length)));
  });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      const latest = list.getEntries().at(-1);
      if (latest) Object.assign(globalThis, { paintedAt: latest.startTime });
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.waitForTimeout(1000);
  await Promise.all(sizes);
  report.value('JavaScript of the home page, gzip, no worker', bytes / 1000, 'kB');
  report.value(
    'largest contentful paint',
    await page.evaluate(() => (globalThis as unknown as { paintedAt?: number }).paintedAt ?? Number.NaN),
    'ms',
  );
}

/** Seconds the main thread has spent so far, by what. */
async function spent(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

async function inFlight(report: Report, page: Page, url: string): Promise<void> {
  await openInstead(page, SLOW_LINK);
  await page.goto(`${url}#/lab/broker-work`);
  await page.getByRole('button', { name: 'Kill shop' }).waitFor();
  const speed = page.getByRole('slider', { name: 'Speed' });
  while ((await speed.getAttribute('aria-valuetext')) !== '1 x') await page.keyboard.press(']');
  await page.keyboard.press(' ');
  await page.waitForTimeout(2000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const before = await spent(session);
  const frames = await page.evaluate(
    (forMs) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        let count = 0;
        const frame = (now: number): void => {
          count++;
          if (now - from < forMs) requestAnimationFrame(frame);
          else resolve((count * 1000) / (now - from));
        };
        requestAnimationFrame(frame);
      }),
    WATCHED_MS,
  );
  const after = await spent(session);
  const fates = (await page.getByRole('region', { name: 'Fate bar' }).textContent()) ?? '';
  const flying = Number(/([\d,]+)in flight/.exec(fates)?.[1]?.replaceAll(',', '') ?? 0);
  report.value('messages in flight', flying, '');
  report.value('frames', frames, '/s');
  const perFrame = (name: string): number =>
    ((((after[name] ?? 0) - (before[name] ?? 0)) * 1000) / WATCHED_MS) * (1000 / frames);
  report.value('main thread, script', perFrame('ScriptDuration'), 'ms/frame');
  report.value(
    'main thread, layout and style',
    perFrame('LayoutDuration') + perFrame('RecalcStyleDuration'),
    'ms/frame',
  );
  report.value('main thread, everything', perFrame('TaskDuration'), 'ms/frame');
}

/** From the moment the world is open to a picture of it; then what a search for one of its queues takes. */
async function largeTopologyDrawn(report: Report, page: Page, url: string): Promise<void> {
  await withLargeTopology(page);
  await page.addInitScript(() => {
    const marks = globalThis as unknown as Record<string, number>;
    new MutationObserver(() => {
      if (document.querySelector('[aria-label="Kill rabbit"]')) marks['openAt'] ??= performance.now();
      if (document.querySelector('svg[role="img"][aria-label*="Queue tenant-"]'))
        marks['drawnAt'] ??= performance.now();
    }).observe(document, { subtree: true, childList: true });
  });
  await page.goto(`${url}#/lab/broker-work`);
  const drawn = page.getByRole('img', { name: /Queue tenant-/ });
  await drawn.waitFor({ timeout: 60_000 });
  const mark = (name: string): Promise<number> =>
    page.evaluate((key) => (globalThis as unknown as Record<string, number>)[key] ?? Number.NaN, name);
  report.value('5,000 queues, 20,000 bindings: declared and open', await mark('openAt'), 'ms');
  report.value(
    '5,000 queues, 20,000 bindings: first drawn after that',
    (await mark('drawnAt')) - (await mark('openAt')),
    'ms',
  );
  const began = performance.now();
  await page.getByRole('searchbox').fill('orders.4321');
  await page.getByRole('img', { name: /Queue tenant-1\.orders\.4321/ }).waitFor();
  report.value('one of them looked for and drawn', performance.now() - began, 'ms');
}

const bench: Bench = async (report) => {
  const path = await findBrowser();
  const { url, stop } = await serve();
  const browser = await chromium.launch(launchOptions(path));
  try {
    for (const [heading, look] of [
      ['A first visit', firstVisit],
      ['Five hundred messages in flight at real time', inFlight],
      ['A topology of five thousand queues', largeTopologyDrawn],
    ] as const) {
      report.heading(heading);
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
      // The runner names functions by a helper of its own, which those handed to the page would miss.
      await context.addInitScript('globalThis.__name = (named) => named;');
      await look(report, await context.newPage(), url);
      await context.close();
    }
  } finally {
    await browser.close();
    await stop();
  }
};

export default bench;
