import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { openKeys } from '../../server/storage/keys.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { sticksOut } from '../support/access.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { seedLines } from '../support/seed-lines.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startServerProcess } from '../support/server-process.ts';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ sfu: null }), openBrowser()]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe('the courier’s page stays whole', () => {
  it.each([
    [320, 568, 1],
    [390, 844, 2],
    [568, 320, 1],
    [1440, 900, 1],
  ])('with odd names and addresses at %d × %d, text of %d times the size', async (width, height, times) => {
    const courier = { id: newId(), name: `${'Very Long Delivery Company '.repeat(7)}محمد` };
    const first = await server.createDelivery({
      courier,
      recipient: { name: 'דוד בן־גוריון '.repeat(14).trim() },
      address: Array.from({ length: 5 }, (_, line) => `Line ${line + 1} of an address that goes on and on`).join('\n'),
      addressDetail: '',
    });
    await server.createDelivery({ courier, recipient: { name: 'x'.repeat(200) }, addressDetail: '9'.repeat(200) });
    await server.operator('POST', `/deliveries/${first.delivery.id}/status`, { status: 'out_for_delivery' });
    await using opened = await browser.open(first.links.courier, { viewport: { width, height } });
    const { page } = opened;
    await page.evaluate((size) => (document.documentElement.style.fontSize = `${size * 100}%`), times);
    await heading(page, '2 to go today').waitFor();
    expect(await sticksOut(page)).toEqual([]);
    for (const name of ['Arrived', 'Call', 'Hold to talk']) {
      const button = page.getByRole('button', { name, exact: true });
      await button.scrollIntoViewIfNeeded();
      const box = await button.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= width + 1 && box.y + box.height <= height + 1, name).toBe(true);
    }
    await page.evaluate((id) => (location.hash = id), first.delivery.id);
    await message(page).waitFor();
    expect(await sticksOut(page)).toEqual([]);
    await press(page, 'Riding');
    const words = page.getByRole('region', { name: 'Riding' }).getByText('New messages are read aloud');
    expect((await words.boundingBox())?.height, 'the words of riding mode').toBeGreaterThan(28);
    expect(await sticksOut(page)).toEqual([]);
  });

  it('says that the phone keeps nothing and that its clock is wrong', async () => {
    const courier = { id: newId(), name: '王师傅' };
    const { links } = await server.createDelivery({ courier });
    await server.createDelivery({ courier });
    await using opened = await browser.open(links.courier, {
      script: () => {
        const forbidden = {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        };
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
          Object.defineProperty(window, name, forbidden);
        const now = Date.now;
        Date.now = () => now() - 2 * 3_600_000;
      },
    });
    const { page } = opened;
    await page.getByText('This browser keeps nothing').waitFor();
    await page.getByText('This device’s clock is about 2 hours slow').waitFor();
    await press(page, 'Set out');
    await press(page, 'Arrived');
    await page.getByRole('button', { name: 'Delivered', exact: true }).waitFor();
  });
});

it('a round of 200 stops and a line of 10,000 texts open, scroll and answer', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-much-'));
  const db = await openDatabase({ databaseUrl: null, dataFolder });
  const texts = (line: number) => (line === 0 ? Array.from({ length: 10_000 }, (_, i) => `text ${i}`) : []);
  const lines = await seedLines(db, openKeys(dataFolder).linkSecret, { lines: 200, perRound: 200, texts });
  await db.destroy();
  const [first, last] = [lines[0], lines.at(-1)];
  const much = await startServerProcess(dataFolder, { PORT: String(await freePort()) });
  await using opened = await browser.open(`${much.url}/l/${first?.courierToken}`);
  const { page } = opened;
  await heading(page, '200 to go today').waitFor();
  const row = page.locator(`a[href="#${last?.lineId}"]`);
  await row.scrollIntoViewIfNeeded();
  await row.click();
  await message(page).fill('the last door');
  await press(page, 'Send');
  await page.getByText('the last door', { exact: true }).waitFor();

  await page.evaluate((id) => (location.hash = id ?? ''), first?.lineId);
  await page.getByText('text 9999', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Earlier messages' }).click();
  await page.getByText('text 9900', { exact: true }).waitFor();
  await message(page).fill('after ten thousand');
  await press(page, 'Send');
  await page.getByText('after ten thousand', { exact: true }).waitFor();
  await much.end('SIGTERM');
  await rm(dataFolder, { recursive: true });
});
