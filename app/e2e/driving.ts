import { expect, type Locator, type Page } from '@playwright/test';

/*
 * What the end-to-end tests do over and over, as a visitor does it, and what they look up in the browser's own storage.
 */

export async function openKv(page: Page): Promise<void> {
  await page.goto('./#/lab/kv-one');
  await expect(page.getByRole('button', { name: 'Kill redis' })).toBeVisible();
}

export async function openBroker(page: Page): Promise<void> {
  await page.goto('./#/lab/broker-work');
  await expect(page.getByRole('button', { name: 'Kill worker-1' })).toBeVisible();
}

export const fates = (page: Page): Locator => page.getByRole('region', { name: 'Fate bar' });
export const clockOf = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Time' }).locator('p').first();
export const saved = (page: Page): Locator => page.getByText('Saved in this browser');

/** Types lines at the prompt, each once the one before is answered, and leaves the prompt. */
export async function type(page: Page, ...lines: readonly string[]): Promise<void> {
  const answers = page.getByRole('log').locator('p[data-kind="answer"], p[data-kind="error"]');
  const prompt = page.getByRole('combobox', { name: /^Command for/ });
  await expect(page.getByRole('button', { name: /^(Kill|Start) / }).first()).toBeVisible();
  await page.keyboard.press('/');
  await expect(prompt).toBeFocused();
  for (const line of lines) {
    const before = await answers.count();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
    await expect.poll(() => answers.count()).toBeGreaterThan(before);
  }
  await page.keyboard.press('Escape');
  if (await prompt.evaluate((element) => element === document.activeElement)) await page.keyboard.press('Escape');
}

/** A key again and again until it has led there. */
export async function pressUntil(page: Page, key: string, there: () => Promise<boolean>, most = 200): Promise<void> {
  for (let i = 0; i < most; i++) {
    if (await there()) return;
    await page.keyboard.press(key);
    await page.waitForTimeout(25);
  }
  throw new Error(`pressed ${key} ${most} times in vain`);
}

/** Step by step until the fate bar says so. */
export const stepUntil = (page: Page, says: RegExp): Promise<void> =>
  pressUntil(page, 'ArrowRight', async () => says.test((await fates(page).textContent()) ?? ''));

/** Opens another world than the one the page names: what it sends to its worker is given this spec instead. */
export async function withSpec(page: Page, spec: unknown): Promise<void> {
  await page.addInitScript((world) => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function send(this: Worker, message: unknown): void {
      const { call, argument } = message as { call?: string; argument?: { kind?: string } };
      const named = call === 'open' && argument?.kind === 'world';
      post.call(
        this,
        named ? { ...(message as object), argument: { ...argument, kind: 'spec', spec: world } } : message,
      );
    } as typeof post;
  }, spec);
}

export interface Stored {
  /** Logs by session, one character a byte. */
  readonly logs: Readonly<Record<string, string>>;
  /** Files of disks by "session node file", one character a byte. */
  readonly disks: Readonly<Record<string, string>>;
}

/** What lies in the browser's storage, read past the product. */
export function stored(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('inflight');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no storage'));
    });
    const logs: Record<string, string> = {};
    const disks: Record<string, string> = {};
    if (db.objectStoreNames.length > 0) {
      const tx = db.transaction(['log', 'disk']);
      const each = (store: string, found: (key: IDBValidKey, value: unknown) => void): Promise<void> =>
        new Promise((resolve) => {
          const request = tx.objectStore(store).openCursor();
          request.onsuccess = () => {
            const cursor = request.result;
            if (cursor === null) return resolve();
            found(cursor.key, cursor.value);
            cursor.continue();
          };
        });
      const latin = (value: unknown): string =>
        value instanceof Uint8Array ? Array.from(value, (byte) => String.fromCharCode(byte)).join('') : '';
      await Promise.all([
        each('log', (key, value) => {
          const [session = ''] = key as string[];
          logs[session] = (logs[session] ?? '') + latin(value);
        }),
        each('disk', (key, value) => {
          const name = (key as string[]).slice(0, 3).join(' ');
          disks[name] = (disks[name] ?? '') + latin(value);
        }),
      ]);
    }
    db.close();
    return { logs, disks };
  });
}

/** Puts a log and a head in the place of what is stored of a session. */
export function plant(page: Page, id: string, log: readonly number[], head: object = {}): Promise<void> {
  return page.evaluate(
    ([session, bytes, changes]) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('inflight');
        request.onsuccess = () => {
          const db = request.result;
          const tx = db.transaction(['sessions', 'log'], 'readwrite');
          const about = { id: session, name: session, format: 1, savedAt: 1, ...changes };
          tx.objectStore('sessions').put(about);
          tx.objectStore('log').delete(IDBKeyRange.bound([session], [session, []]));
          tx.objectStore('log').put(new Uint8Array(bytes), [session, 0]);
          tx.oncomplete = () => {
            db.close();
            resolve();
          };
          tx.onabort = () => reject(tx.error ?? new Error('aborted'));
        };
      }),
    [id, log, head] as const,
  );
}

/** The keys that an append-only file sets, in order. */
export const keysIn = (aof: string): string[] =>
  [...aof.matchAll(/\*3\r\n\$3\r\n(?:SET|set)\r\n\$\d+\r\n([^\r]*)\r\n/g)].map(([, key = '']) => key);
