import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGallery } from '../gallery/build.ts';
import { faults, smallTargets, sticksOut } from '../support/access.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';

/** Windows at once. */
const AT_ONCE = 3;

let address = '';
let browser: TestBrowser;
beforeAll(async () => {
  address = pathToFileURL(await buildGallery()).href;
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser[Symbol.asyncDispose]());

async function scenes(): Promise<string[]> {
  await using opened = await browser.open(address, { viewport: { width: 1440, height: 900 } });
  const frames = opened.page.locator('[data-scene]');
  await frames.first().waitFor({ state: 'attached' });
  return frames.evaluateAll((all) => all.map((one) => one.getAttribute('data-scene') ?? ''));
}

/** Chinese by day and English by night, as the pictures have it. */
const variants = ['language=zh&scheme=day', 'language=en&scheme=night'];

it('every page and state of the gallery breaks no rule and has targets for a thumb', { timeout: 120_000 }, async () => {
  const names = await scenes();
  expect(names.length).toBeGreaterThan(25);
  const views = variants.flatMap((variant) => names.map((name) => `?${variant}&page=${name}`));
  const wrong: string[] = [];
  async function look() {
    for (let view = views.shift(); view; view = views.shift()) {
      await using opened = await browser.open(address + view, { locale: 'en-US' });
      const { page } = opened;
      await page.locator('html[data-stands=yes]').waitFor();
      const all = [...(await faults(page)), ...(await smallTargets(page)), ...(await sticksOut(page))];
      wrong.push(...all.map((one) => `${view}: ${one}`));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  expect(wrong).toEqual([]);
});
