import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGallery } from '../gallery/build.ts';
import { pageScenes } from '../gallery/page-scenes.ts';
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

/** Chinese by day and English by night, as the pictures have it. */
const variants = ['language=zh&scheme=day', 'language=en&scheme=night'];

it('every page and state of the gallery breaks no rule and has targets for a thumb', { timeout: 120_000 }, async () => {
  const views = variants.flatMap((variant) => pageScenes.map(({ name }) => `?${variant}&page=${name}`));
  expect(views.length).toBeGreaterThan(50);
  const wrong: string[] = [];
  async function look() {
    for (let view = views.shift(); view; view = views.shift()) {
      await using opened = await browser.open(address + view, { permissions: [], expectedErrors: /ERR_|file:/ });
      const { page } = opened;
      const stands = page.locator('html[data-stands]');
      await stands.waitFor({ state: 'attached' });
      const drawn = await stands.getAttribute('data-stands');
      if (drawn !== 'yes') wrong.push(`${view}: ${drawn}`);
      const all = [...(await faults(page)), ...(await smallTargets(page)), ...(await sticksOut(page))];
      wrong.push(...all.map((one) => `${view}: ${one}`));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  expect(wrong).toEqual([]);
});
