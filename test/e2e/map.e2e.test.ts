import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Point } from '#protocol';
import { alongDemoWalk, demoPlace } from '../../server/location/demo-place.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { otherOn } from '../support/drawn-map.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ sfu: null }), openBrowser()]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

const at = ({ lat, lng }: Point) => ({ latitude: lat, longitude: lng, accuracy: 8 });
const share = (page: Page) => page.getByRole('button', { name: 'Share my location' }).click();

describe('the shared map', () => {
  it('shows both to each other, in drawing and in words, until one stops', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'of-one-stop', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient, { geolocation: at(demoPlace.home) });
    await using courier = await browser.open(links.courier, {
      locale: 'zh-CN',
      geolocation: at(demoPlace.courierStart),
    });
    await courier.page.getByRole('button', { name: '共享我的位置' }).click();
    await share(recipient.page);
    await Promise.all([otherOn(recipient.page).waitFor(), otherOn(courier.page).waitFor()]);

    const words = recipient.page.getByRole('region', { name: 'Map' }).getByRole('list');
    await expect
      .poll(() => words.innerText())
      .toMatch(/王师傅: 1\.2 km from the door, to the north-west, about \d+ min/);
    expect(await words.innerText()).toMatch(/You: at the door/);
    const chinese = courier.page.getByRole('region', { name: '地图' }).getByRole('list');
    expect(await chinese.innerText()).toMatch(/你离门口 1\.2 公里，在西北方向，约 \d+ 分钟/);

    await courier.page.getByRole('button', { name: '停止共享' }).click();
    await otherOn(recipient.page).waitFor({ state: 'detached' });
    expect(await words.innerText()).not.toContain('王师傅');
    await courier.page.getByRole('button', { name: '共享我的位置' }).waitFor();
  });

  it('goes on sharing over a reload of the page, and stays the last known place when the page is gone', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'who-reloads', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient);
    // So short that nobody takes it for a jump of the phone, however soon after the reload it is walked.
    const [here = demoPlace.home, there = demoPlace.home] = alongDemoWalk(20).slice(60);
    await using courier = await browser.open(links.courier, { geolocation: at(here) });
    const words = recipient.page.getByRole('region', { name: 'Map' }).getByRole('list');
    await share(courier.page);
    await expect.poll(() => words.innerText()).toMatch(/王师傅: \d+ m from the door/);
    const first = await words.innerText();
    await courier.page.reload();
    await courier.page.getByRole('button', { name: 'Stop sharing' }).waitFor();
    await courier.context.setGeolocation(at(there));
    await expect.poll(() => words.innerText(), { timeout: 10_000 }).not.toBe(first);
    const before = await words.innerText();
    await courier.page.close();
    await setTimeout(1500);
    expect(await words.innerText()).toBe(before);
  });

  it('draws the compound where no tile server answers', async () => {
    await using remote = await startServer({
      sfu: null,
      settings: { DOORLINE_TILES_URL: 'http://127.0.0.1:9/{z}/{x}/{y}.png' },
    });
    const { links } = await remote.createDelivery();
    await using recipient = await browser.open(links.recipient, { expectedErrors: /127\.0\.0\.1:9/ });
    const { page } = recipient;
    await page.locator('path.map-building.is-target').waitFor();
    await page.waitForLoadState('networkidle');
    await expect.poll(() => page.locator('.map-label-building').count()).toBeGreaterThanOrEqual(6);
    // Streets give way to tiles only where tiles have come.
    expect(await page.locator('path.map-road').first().isVisible()).toBe(true);
    expect(await page.locator('.map-place-gate').first().innerText()).toContain('North gate');
  });

  it('lets the drawn streets give way to tiles that come, and keeps the compound on top', async () => {
    // A grey dot, stretched over every tile.
    const dot = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mM8+R8AAlcBqeZ5Zb0AAAAASUVORK5CYII=',
      'base64',
    );
    const tiles = createServer((_request, response) => void response.setHeader('content-type', 'image/png').end(dot));
    await new Promise<void>((listening) => void tiles.listen(0, '127.0.0.1', listening));
    const { port } = tiles.address() as AddressInfo;
    await using remote = await startServer({
      sfu: null,
      settings: {
        DOORLINE_TILES_URL: `http://127.0.0.1:${port}/{z}/{x}/{y}.png`,
        DOORLINE_TILES_ATTRIBUTION: '© Dots',
      },
    });
    const { links } = await remote.createDelivery();
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await page.locator('path.map-building.is-target').waitFor();
    await page.locator('path.map-road').first().waitFor({ state: 'hidden' });
    await page.getByText('© Dots').waitFor();
    tiles.close();
    tiles.closeAllConnections();
  });

  it('says in words why a position cannot be shared', async () => {
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { permissions: [] });
    await share(recipient.page);
    await recipient.page.getByText('This phone did not allow it').waitFor();
    await recipient.page.getByRole('button', { name: 'Share my location' }).waitFor();
  });

  it('counts the stops before mine while the courier is far, and shows them when mine is next', async () => {
    const courier = { id: 'of-two-stops', name: '王师傅' };
    const [first, mine] = [await server.createDelivery({ courier }), await server.createDelivery({ courier })];
    for (const { delivery } of [first, mine])
      await server.operator('POST', `/deliveries/${delivery.id}/status`, { status: 'out_for_delivery' });
    await using recipient = await browser.open(mine.links.recipient);
    const { page } = recipient;
    const far = { lat: demoPlace.home.lat + 0.03, lng: demoPlace.home.lng };
    await using phone = await browser.open(mine.links.courier, { geolocation: at(far) });
    await share(phone.page);
    await page.getByRole('heading', { name: '1 stop before yours' }).waitFor();
    await page.getByText('王师傅 shows on the map when yours is next').waitFor();
    expect(await otherOn(page).count()).toBe(0);

    await server.operator('POST', `/deliveries/${first.delivery.id}/status`, { status: 'delivered' });
    await otherOn(page).waitFor();
    await page.getByRole('heading', { name: /^About \d+ min · 3\.\d km$/ }).waitFor();
    await page.getByText('王师傅, yours is next').waitFor();
    // Said once, without being asked for.
    const said = page.getByRole('status').filter({ hasText: /3\.\d km from the door.*, yours is next/ });
    await said.waitFor({ state: 'attached' });
  });

  it.each([
    ['rough', 1],
    ['words', 0],
  ])('shows of a courier no more than the operator allows: %s', async (sight, drawn) => {
    await using strict = await startServer({ sfu: null, settings: { DOORLINE_COURIER_SIGHT: sight } });
    const { delivery, links } = await strict.createDelivery();
    await strict.operator('POST', `/deliveries/${delivery.id}/status`, { status: 'out_for_delivery' });
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier, { geolocation: at(demoPlace.courierStart) });
    await share(courier.page);
    const { page } = recipient;
    await page.getByRole('heading', { name: /^About \d+ min · 1\.\d km$/ }).waitFor();
    const area = page.locator('.map-accuracy.is-other .is-rough');
    if (drawn) await area.waitFor();
    expect(await area.count()).toBe(drawn);
    expect(await page.locator('.map-beak:visible').count()).toBe(0);
    expect(await page.locator('path.map-trail').count()).toBe(drawn);
    expect(await page.locator('path.map-trail[d="M0 0"]').count()).toBe(drawn);
  });

  it('goes along with the reader who wants that, until they look elsewhere', async () => {
    const { links } = await server.createDelivery();
    const [here = demoPlace.home, there = demoPlace.home] = alongDemoWalk(60).slice(4);
    await using recipient = await browser.open(links.recipient, { geolocation: at(here) });
    const { page, context } = recipient;
    await share(page);
    const me = page.locator('.map-person.is-mine .map-sign');
    await me.waitFor();
    const followMe = page.getByRole('button', { name: 'Follow me' });
    await followMe.click();
    const stands = () => me.evaluate((sign) => Math.round(sign.getBoundingClientRect().x));
    const middle = await page.getByRole('application').evaluate((map) => {
      const { x, width } = map.getBoundingClientRect();
      return x + width / 2;
    });
    const nearMiddle = () => expect.poll(async () => Math.abs((await stands()) - middle)).toBeLessThan(90);
    await nearMiddle();
    await context.setGeolocation(at(there));
    await expect.poll(() => page.getByRole('region', { name: 'Map' }).getByRole('list').innerText()).toMatch(/You/);
    await nearMiddle();
    await page.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => followMe.getAttribute('aria-pressed')).toBe('false');
  });

  it('lets a share end by itself, and says to both how it goes on', async () => {
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { geolocation: at(demoPlace.home) });
    const { page } = recipient;
    await share(page);
    await page.getByRole('button', { name: 'How long to share: Until the delivery ends' }).click();
    await page.getByRole('dialog', { name: 'How long to share' }).getByRole('button', { name: '30 minutes' }).click();
    await page.getByRole('button', { name: 'How long to share: 30 min left' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
    await page.getByRole('button', { name: 'Share my location' }).waitFor();
  });

  it.each([
    { width: 320, height: 568, percent: 100 },
    { width: 390, height: 740, percent: 100 },
    { width: 360, height: 740, percent: 200 },
    { width: 390, height: 844, percent: 200 },
  ])(
    'has people clear of its buttons at the door, and these of each other: $width × $height, $percent %',
    async (size) => {
      const { width, height, percent } = size;
      const { links } = await server.createDelivery({ courier: { id: `seen-at-${width}-${height}`, name: '王师傅' } });
      const { lat, lng } = demoPlace.home;
      await using recipient = await browser.open(links.recipient, { geolocation: at({ lat, lng: lng + 0.00005 }) });
      await using courier = await browser.open(links.courier, {
        viewport: { width, height },
        geolocation: at({ lat, lng: lng - 0.00005 }),
      });
      const { page } = courier;
      await page.locator('html').evaluate((root, size) => (root.style.fontSize = `${size}%`), percent);
      await Promise.all([share(page), share(recipient.page)]);
      await Promise.all([otherOn(page).waitFor(), page.getByRole('button', { name: 'Stop sharing' }).waitFor()]);
      // The names are apart, and the house's number is not under them.
      await expect.poll(() => page.locator('.map-person .is-left, .map-person .is-right').count()).toBe(2);
      expect(await page.locator('.map-label-building.is-target').evaluateAll(shownOf)).toEqual([]);
      await expect.poll(() => page.evaluate(coveredOnMap)).toEqual([]);
    },
  );

  it('stays where the reader has put it, until they centre it again', async () => {
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { viewport: { width: 1200, height: 800 } });
    const { page } = recipient;
    const door = page.locator('.map-door svg');
    await door.waitFor();
    await page.locator('path.map-building.is-target').waitFor();
    const before = await door.boundingBox();
    await page.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await door.boundingBox())?.x).not.toBe(before?.x);
    await page.getByRole('button', { name: 'Centre the map' }).click();
    await expect.poll(async () => Math.abs(((await door.boundingBox())?.x ?? 0) - (before?.x ?? 0))).toBeLessThan(2);
  });
});

const shownOf = (all: Element[]) =>
  all.filter((one) => getComputedStyle(one).visibility !== 'hidden').map((one) => one.textContent);

/** Buttons and people on the map that something else is over. */
function coveredOnMap(): string[] {
  const middle = (one: Element) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2, width };
  };
  const buttons = [...document.querySelectorAll('.stage button')].filter((one) => middle(one).width > 0);
  const covered = buttons.filter((one) => {
    const { x, y } = middle(one);
    return document.elementFromPoint(x, y)?.closest('button') !== one;
  });
  const hidden = [...document.querySelectorAll('.map-person .map-sign')].filter((one) => {
    const { x, y } = middle(one);
    return document.elementFromPoint(x, y)?.closest('button') !== null;
  });
  return [...covered, ...hidden].map((one) => one.getAttribute('aria-label') ?? one.textContent ?? one.tagName);
}
