import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

let browser: TestBrowser;
let server: TestServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer({ sfu: null })]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

async function onTheWay() {
  const made = await server.createDelivery();
  await using phone = await server.phone(made.tokens.courier);
  await phone.ask('deliveries.set_status', { lineId: made.delivery.id, status: 'out_for_delivery' });
  return made;
}

/** Where everything is that the first screen and the page have in common. */
const placesOf = (page: Page) =>
  page.evaluate(() => {
    const parts = [
      '.stage',
      '.sheet',
      '.trip h1',
      '.trip p',
      '.face',
      '.steps',
      '.timeline',
      '.chip',
      '.composer',
      '.bar-talk',
    ];
    return parts.map((part) => {
      const { x, y, width, height } = document.querySelector(part)?.getBoundingClientRect() ?? new DOMRect();
      return `${part} ${[x, y, width, height].map(Math.round).join(' ')}`;
    });
  });

describe('the first screen', () => {
  it('is there without any script, and says what the rest needs', async () => {
    const { links } = await onTheWay();
    const context = await browser.browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto(links.recipient);
    await page.getByRole('heading', { name: '正在派送' }).waitFor();
    await page.getByText('王师傅正在送来你的包裹').waitFor();
    expect(await page.locator('noscript').innerText()).toContain('打开 JavaScript');
    expect(await page.getByRole('button', { name: '打电话' }).isDisabled()).toBe(true);
    await context.close();
  });

  it.each([
    ['a phone', { width: 390, height: 844 }, 'light'],
    ['a small phone at night', { width: 320, height: 568 }, 'dark'],
    ['a desk', { width: 1440, height: 900 }, 'light'],
  ] as const)('stays where it is on %s when the script draws over it', async (_, viewport, colorScheme) => {
    const { links } = await onTheWay();
    await using opened = await browser.open('about:blank', { viewport, colorScheme });
    const { page } = opened;
    const script = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const styles: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'stylesheet') styles.push(new URL(request.url()).pathname);
    });
    await page.route(/\/assets\/.*\.js$/, async (route) => {
      await script.promise;
      if (route.request().url().includes('/answer-')) await answer.promise;
      await route.continue();
    });
    await page.goto(links.recipient, { waitUntil: 'commit' });
    await page.getByRole('heading', { name: 'On the way' }).waitFor();
    expect(await page.getByRole('button', { name: 'Coming down' }).isDisabled()).toBe(true);
    const [before, colours] = [await placesOf(page), await coloursOf(page)];
    script.resolve();
    await page.getByRole('button', { name: 'Coming down', disabled: false }).waitFor();
    expect(await placesOf(page)).toEqual(before);
    expect(await coloursOf(page)).toEqual(colours);
    expect(await page.locator('#first-view').count()).toBe(0);
    // Whoever writes already goes on writing when what was said appears.
    const box = page.getByRole('textbox', { name: 'Message' });
    await box.pressSequentially('I am ');
    answer.resolve();
    await page.getByText('Parcel out for delivery').waitFor();
    await page.keyboard.type('coming');
    expect(await box.inputValue()).toBe('I am coming');
    await box.fill('');
    expect(await placesOf(page)).toEqual(before);
    // The styles of what comes later come after those in the page, which are not asked for again.
    await page.locator('.leaflet-container').waitFor();
    expect(styles.filter((name) => name.includes('/first-'))).toEqual([]);
    expect(styles).not.toEqual([]);
  });

  it('can be answered before the page has reached the server, and the answer arrives once', async () => {
    const { links } = await onTheWay();
    await using opened = await browser.open('about:blank', { expectedErrors: networkAway });
    await using courier = await browser.open(links.courier);
    const { page, context } = opened;
    const held: (() => void)[] = [];
    let isHeld = true;
    await context.routeWebSocket(/socket\.io/, (socket) => {
      const connect = () => void socket.connectToServer();
      if (isHeld) held.push(connect);
      else connect();
    });
    await page.goto(links.recipient);
    await page.getByRole('button', { name: 'Coming down' }).click();
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByText('Coming down').waitFor();
    expect(await timeline.locator('.is-waiting').count()).toBe(1);
    isHeld = false;
    for (const connect of held) connect();
    await courier.page.getByText('Coming down').first().waitFor();
    await timeline.locator('.entry-me:not(.is-waiting)').waitFor();
    expect(await timeline.locator('.entry-me').count()).toBe(1);
  });

  it('remembers the language that was chosen, for the server too', async () => {
    const { links } = await onTheWay();
    await using opened = await browser.open(links.recipient);
    const { page } = opened;
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '正在派送' }).waitFor();
    const answer = await page.reload();
    expect(await answer?.text()).toContain('<html lang="zh-CN"');
    await page.getByRole('button', { name: '马上下来' }).waitFor();
  });

  it('of a link that opens nothing has its words at once, and switches their language', async () => {
    const { links, linkIds } = await onTheWay();
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    await using opened = await browser.open(links.recipient, { expectedErrors: /410/ });
    const { page } = opened;
    await page.getByRole('heading', { name: 'This link was switched off' }).waitFor();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '这个链接已经停用' }).waitFor();
  });
});

/** Of what a dark phone would flash at. */
const coloursOf = (page: Page) =>
  page.evaluate(() =>
    ['body', '.sheet', '.trip h1', '.face'].map((part) => {
      const element = document.querySelector(part);
      if (!element) return part;
      const { color, backgroundColor } = getComputedStyle(element);
      return `${part} ${color} ${backgroundColor}`;
    }),
  );
