import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { executablePath, quiet } from '../support/browser.ts';
import { compare, type Difference } from './album.ts';
import { pageScenes } from './page-scenes.ts';

const zhDay = { language: 'zh', scheme: 'day' } as const;
const enNight = { language: 'en', scheme: 'night' } as const;
type Variant = typeof zhDay | typeof enNight;
/** One for each language and each scheme: all four would be twice the pictures and no other code. */
const both: readonly Variant[] = [zhDay, enNight];

interface Size {
  readonly width: number;
  readonly height: number;
  readonly variants: readonly Variant[];
}
/** The longest words where there is least room. */
const smallPhone: Size = { width: 360, height: 740, variants: [enNight] };
const phone: Size = { width: 390, height: 844, variants: both };
/** So that all of a long page is seen. */
const tallPhone: Size = { ...phone, height: 1500 };
const tablet: Size = { width: 820, height: 1180, variants: [zhDay] };
const desk: Size = { width: 1440, height: 900, variants: both };
const pageSizes: readonly Size[] = [smallPhone, phone, tablet, desk];

/** What is seen on it, as a file name without its ending, and the picture as PNG. */
export interface Picture {
  readonly name: string;
  readonly png: Buffer;
}

/** How a browser on this machine draws: the widths of some words, px, and its main version. */
export interface DrawnWith {
  readonly chromium: string;
  readonly widths: readonly number[];
}

/** What is photographed of the gallery: whole pages, and on the board (null) each section. */
interface Shot {
  readonly page: string | null;
  readonly size: Size;
  readonly variant: Variant;
}

const shotsOf = (page: string | null, sizes: readonly Size[]): readonly Shot[] =>
  sizes.flatMap((size) => size.variants.map((variant) => ({ page, size, variant })));

const allShots: readonly Shot[] = [
  ...shotsOf(null, [{ ...tablet, variants: both }]),
  ...pageScenes.flatMap(({ name, isPage, on = 'phone' }) =>
    shotsOf(name, isPage ? pageSizes : [{ phone, tall: tallPhone, desk }[on]]),
  ),
];

type Take = (picture: Picture, difference: Difference | null) => void;

/** Windows at once: each of them draws on one core most of the time. */
const AT_ONCE = 4;

/** What a busy machine draws late is there when one looks again, ms. */
const LATER_MS = 1000;
const LOOKS_MAX = 10;

/** Takes all pictures, and tells of each how it differs from the kept one. `only`: those of one page, or of the `board`. Rejects with the words of the first page that does not come to stand as it should. */
export async function photograph(file: string, take: Take, only = ''): Promise<DrawnWith> {
  const browser = await chromium.launch({
    executablePath,
    // The same letters on every machine: no hinting, no colours at their edges, one colour space.
    args: [
      ...quiet,
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--force-color-profile=srgb',
      '--hide-scrollbars',
    ],
  });
  try {
    const address = pathToFileURL(file).href;
    const drawnWith = await measure(browser, address);
    const shots = allShots.filter(({ page }) => only === '' || only === (page ?? 'board'));
    const workers = Array.from({ length: AT_ONCE }, async () => {
      const windows = new Map<Size, BrowserContext>();
      for (let shot = shots.shift(); shot; shot = shots.shift()) {
        const context = windows.get(shot.size) ?? (await windowOf(browser, shot.size));
        windows.set(shot.size, context);
        const page = await context.newPage();
        await shoot(page, address, shot, take);
        await page.close();
      }
    });
    await Promise.all(workers);
    return drawnWith;
  } finally {
    await browser.close();
  }
}

/** A window of this size; it is for one page after the other. */
function windowOf(browser: Browser, { width, height }: Size): Promise<BrowserContext> {
  const isPhone = width < 900;
  return browser.newContext({
    viewport: { width, height },
    timezoneId: 'Asia/Shanghai',
    locale: 'en-US',
    reducedMotion: 'reduce',
    hasTouch: isPhone,
    isMobile: isPhone,
  });
}

/** How this machine draws. */
async function measure(browser: Browser, address: string): Promise<DrawnWith> {
  const context = await windowOf(browser, phone);
  const page = await context.newPage();
  await open(page, address, { page: 'opening', size: phone, variant: zhDay });
  const widths = await page.evaluate(() => {
    const ink = document.createElement('canvas').getContext('2d');
    if (!ink) throw new Error('There is no canvas to measure on');
    const { fontFamily } = getComputedStyle(document.body);
    return ['400', '600'].flatMap((weight) =>
      ['约 4 分钟，王师傅', 'About 4 min, parcel 6208', 'محمد שלום'].map((words) => {
        ink.font = `${weight} 34px ${fontFamily}`;
        return Math.round(ink.measureText(words).width * 10) / 10;
      }),
    );
  });
  await context.close();
  return { chromium: browser.version().split('.')[0] ?? '', widths };
}

/** Resolves when it stands; rejects with the words of what does not come. */
async function open(page: Page, address: string, { page: scene, variant }: Shot): Promise<void> {
  const { language, scheme } = variant;
  await page.goto(`${address}?language=${language}&scheme=${scheme}${scene ? `&page=${scene}` : ''}`);
  await page.waitForFunction(() => 'stands' in document.documentElement.dataset);
  const drawn = await page.evaluate(() => document.documentElement.dataset['stands']);
  if (drawn !== 'yes') throw new Error(`${scene ?? 'the board'} in ${language}: ${drawn}`);
}

async function shoot(page: Page, address: string, shot: Shot, take: Take): Promise<void> {
  const { page: scene, variant, size } = shot;
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await open(page, address, shot);
  if (scene) {
    await shootOne(page, page, `${scene}.${size.width}`, variant, take);
  } else {
    await force(page);
    for (const cells of await page.locator('[data-cells]').all()) {
      const title = (await cells.getAttribute('data-cells')) ?? '';
      await shootOne(page, cells, `board-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`, variant, take);
    }
  }
  if (errors.length > 0) throw new Error(`${scene ?? 'the board'} in ${variant.language}: ${errors.join('; ')}`);
}

/** Looks until it is as it was kept, or twice the same. */
async function shootOne(page: Page, part: Page | Locator, of: string, variant: Variant, take: Take): Promise<void> {
  const name = `${of}.${variant.language}-${variant.scheme}`;
  let before: Buffer | null = null;
  for (let look = 0; look < LOOKS_MAX; look++) {
    await page.evaluate(untilStill);
    const png = await part.screenshot({ animations: 'disabled' });
    const difference = compare({ name, png });
    if (difference === null || before?.equals(png)) return take({ name, png }, difference);
    before = png;
    await page.waitForTimeout(LATER_MS);
  }
  throw new Error(`${name} never stands still`);
}

/**
 * Runs in the page: resolves when the browser has had time and nothing has changed in it for a while; on a machine that never
 * has time, after some seconds.
 */
async function untilStill(): Promise<void> {
  const STILL_ROUNDS = 3;
  const PATIENCE_MS = 8000;
  const IDLE_MAX_MS = 1000;
  const end = performance.now() + PATIENCE_MS;
  let changes = 0;
  const watch = new MutationObserver(() => (changes += 1));
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let still = 0, before = -1; still < STILL_ROUNDS && performance.now() < end;) {
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: IDLE_MAX_MS }));
    await new Promise((resolve) => setTimeout(resolve, 60));
    const isWhole = document.fonts.status === 'loaded' && [...document.images].every(({ complete }) => complete);
    still = isWhole && changes === before ? still + 1 : 0;
    before = changes;
  }
  watch.disconnect();
}

/** Presses and focuses what the board says is pressed or has the focus: no mouse can do it to several at once. */
async function force(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  for (const state of ['active', 'focus-visible']) {
    const { nodeIds } = await session.send('DOM.querySelectorAll', {
      nodeId: root.nodeId,
      selector: `[data-force="${state}"]`,
    });
    for (const nodeId of nodeIds) await session.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses: [state] });
  }
}
