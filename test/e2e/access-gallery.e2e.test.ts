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

/** Chinese by day and English by night, in turn: the colours of both are measured elsewhere. */
const variants = ['language=zh&scheme=day', 'language=en&scheme=night'];

it('each state of the gallery that is no page of its own breaks no rule', { timeout: 240_000 }, async () => {
  const states = pageScenes.filter(({ isPage }) => !isPage);
  const views = states.map(({ name, on }, index) => ({
    search: `?${variants[index % 2]}&page=${name}`,
    viewport: on === 'desk' ? { width: 1440, height: 900 } : { width: 390, height: 844 },
  }));
  expect(views.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  async function look() {
    for (let view = views.shift(); view; view = views.shift()) {
      await using opened = await browser.open(address + view.search, {
        viewport: view.viewport,
        permissions: [],
        expectedErrors: /ERR_|file:/,
      });
      const { page } = opened;
      // Of one that does not come to stand, the test of the pictures tells.
      await page.locator('html[data-stands]').waitFor({ state: 'attached' });
      const all = [...(await faults(page)), ...(await smallTargets(page)), ...(await sticksOut(page))];
      wrong.push(...all.map((one) => `${view.search}: ${one}`));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  expect(wrong).toEqual([]);
});
