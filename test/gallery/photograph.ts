import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { executablePath, quiet } from '../support/browser.ts';

const sizes = [
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
] as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** One variant for each language and each scheme: all four would be twice the pictures and no other code. */
const variants = [
  { language: 'zh', scheme: 'day' },
  { language: 'en', scheme: 'night' },
] as const;
type Variant = (typeof variants)[number];

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

/** What is photographed of the gallery: whole pages, and on the board each section. */
interface Shot {
  readonly page: string | null;
  readonly size: Size;
  readonly variant: Variant;
}

interface Scene {
  readonly name: string;
  readonly isPage: boolean;
}

type Take = (picture: Picture) => void;

/** Windows at once: each of them draws on one core most of the time. */
const AT_ONCE = 4;

const phone = sizes[1];
const wide = sizes[2];

/** Takes all pictures. Rejects with the words of the first page that does not come to stand as it should. */
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
    const [drawnWith, scenes] = await look(browser, address);
    const views: Omit<Shot, 'variant'>[] = scenes.flatMap(({ name, isPage }) =>
      (isPage ? sizes : [phone]).map((size) => ({ page: name, size })),
    );
    views.push({ page: null, size: wide });
    const shots = variants
      .flatMap((variant) => views.map(({ page, size }): Shot => ({ page, size, variant })))
      .filter(({ page }) => only === '' || page === only);
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

/** What there is to be photographed, and how this machine draws. */
async function look(browser: Browser, address: string): Promise<[DrawnWith, Scene[]]> {
  const context = await windowOf(browser, sizes[3]);
  const page = await context.newPage();
  await page.goto(address);
  const [widths, scenes] = await page.evaluate(async () => {
    await document.fonts.ready;
    const ink = document.createElement('canvas').getContext('2d');
    if (!ink) throw new Error('There is no canvas to measure on');
    const { fontFamily } = getComputedStyle(document.body);
    const widths = ['400', '600'].flatMap((weight) =>
      ['约 4 分钟，王师傅', 'About 4 min, parcel 6208', 'محمد שלום'].map((words) => {
        ink.font = `${weight} 34px ${fontFamily}`;
        return Math.round(ink.measureText(words).width * 10) / 10;
      }),
    );
    const frames = [...document.querySelectorAll<HTMLElement>('[data-scene]')];
    return [
      widths,
      frames.map(({ dataset }) => ({
        name: dataset['scene'] ?? '',
        isPage: 'page' in dataset,
      })),
    ] as const;
  });
  await context.close();
  return [{ chromium: browser.version().split('.')[0] ?? '', widths: [...widths] }, [...scenes]];
}

async function shoot(page: Page, address: string, { page: scene, variant, size }: Shot, take: Take): Promise<void> {
  const { language, scheme } = variant;
  const search = `?language=${language}&scheme=${scheme}${scene ? `&page=${scene}` : ''}`;
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address + search);
  await page.waitForFunction(() => 'stands' in document.documentElement.dataset);
  const drawn = await page.evaluate(() => document.documentElement.dataset['stands']);
  if (drawn !== 'yes') throw new Error(`${scene ?? 'the board'} in ${language}: ${drawn}`);
  await page.evaluate(untilStill);
  if (scene) {
    const png = await stillPicture(page, () => page.screenshot({ animations: 'disabled' }));
    take({ name: `${scene}.${size.width}.${language}-${scheme}`, png });
  } else {
    await force(page);
    for (const cells of await page.locator('[data-cells]').all()) {
      const title = (await cells.getAttribute('data-cells')) ?? '';
      const png = await stillPicture(page, () => cells.screenshot({ animations: 'disabled' }));
      const name = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
      take({ name: `board-${name}.${language}-${scheme}`, png });
    }
  }
  if (errors.length > 0) throw new Error(`${scene ?? 'the board'} in ${language}: ${errors.join('; ')}`);
}

/** Runs in the page: resolves when nothing has changed for a while and no picture is still to come. */
async function untilStill(): Promise<void> {
  const STILL_MS = 250;
  if (document.activeElement instanceof HTMLElement && document.activeElement.closest('.board'))
    document.activeElement.blur();
  await document.fonts.ready;
  await new Promise<void>((resolve) => {
    let timer = setTimeout(done, STILL_MS);
    const watch = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, STILL_MS);
    });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    function done() {
      watch.disconnect();
      resolve();
    }
  });
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}

/** The same picture twice: it stands. */
async function stillPicture(page: Page, take: () => Promise<Buffer>): Promise<Buffer> {
  const TRIES_MAX = 20;
  let before = await take();
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const now = await take();
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error(`${page.url()} never stands still`);
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
