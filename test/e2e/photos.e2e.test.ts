import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { CAMERA, cornersOf, door, markersOf, photoPath } from '../support/photos.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  server = await startServer({ sfu: null });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

/** Each with a courier of its own: one with a single stop sees its line at once. */
const delivery = () => server.createDelivery({ courier: { id: newId(), name: '王师傅' } });
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const photos = (page: Page) => timeline(page).locator('.photo');
const opener = (page: Page) => photos(page).getByRole('button', { name: /^Photo from / });
const viewer = (page: Page) => page.getByRole('dialog', { name: /^Photo from / });
/** Two browsers on a busy machine take their time. */
const soon = { timeout: 10_000 };

/** Chooses a photo as from the phone's camera. */
async function choose(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Photo', exact: true }).click(),
  ]);
  await chooser.setFiles(file);
}

/** Whether the browser has drawn the picture. */
const isDrawn = (page: Page) =>
  opener(page)
    .locator('img')
    .first()
    .evaluate(async (picture: HTMLImageElement) => {
      await picture.decode();
      return picture.naturalWidth > 0;
    });

const scaleOf = (page: Page) =>
  viewer(page)
    .getByRole('img')
    .evaluate((picture) => Number(/scale\(([\d.]+)\)/.exec(picture.getAttribute('style') ?? '')?.[1]));

describe('a photo', () => {
  it('that was taken sideways, with its place in it, arrives upright and without its place', async () => {
    const { links, tokens, delivery: line } = await delivery();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    const upload = recipient.page.waitForRequest((request) => request.url().endsWith('/photos'));
    await choose(recipient.page, photoPath('door-turned-gps.jpg'));
    // Already what leaves the phone tells nothing but the picture.
    const sent = (await upload).postDataBuffer() ?? Buffer.alloc(0);
    expect(markersOf(sent).filter((marker) => marker >= 0xe0)).toEqual([]);
    expect(sent.includes(CAMERA)).toBe(false);

    await opener(courier.page).waitFor();
    expect(await opener(courier.page).getByRole('img').getAttribute('alt')).toMatch(/^Photo from 李女士, \d\d:\d\d$/);
    expect(await isDrawn(courier.page)).toBe(true);
    const room = await photos(courier.page).boundingBox();
    expect((room?.width ?? 0) / (room?.height ?? 1)).toBeCloseTo(720 / 960, 1);

    await using phone = await server.phone(tokens.courier);
    const { entries } = await phone.ask('timeline.open', { lineId: line.id });
    const body = entries[0]?.body;
    if (body?.kind !== 'photo') throw new Error('There is no photo on the line');
    expect(body).toMatchObject({ width: 720, height: 960 });
    const kept = await fetch(`${server.url}/api/photos/${body.photoId}`, {
      headers: { authorization: `Bearer ${tokens.courier}` },
    });
    const bytes = Buffer.from(await kept.arrayBuffer());
    expect(bytes.includes(CAMERA)).toBe(false);
    expect(markersOf(bytes).filter((marker) => marker >= 0xe0)).toEqual([]);
    expect(await cornersOf(bytes)).toMatchObject({ corners: ['blue', 'red', 'green', 'yellow'] });
  });

  it('said without network survives the page, and is sent once when it is back', async () => {
    const { links } = await delivery();
    await using recipient = await browser.open(links.recipient, { expectedErrors: networkAway });
    await using courier = await browser.open(links.courier);
    const { page, context } = recipient;
    await choose(page, photoPath('door.jpg')); // the code for photos is here from now on
    await opener(courier.page).waitFor();
    await opener(page).waitFor();
    await context.setOffline(true);
    await choose(page, photoPath('door-turned-gps.jpg'));
    await photos(page)
      .getByRole('button', { name: /^Photo to be sent/ })
      .waitFor();
    await page.waitForFunction(
      () =>
        new Promise<boolean>((resolve) => {
          const opening = indexedDB.open('doorline');
          opening.addEventListener('success', () => {
            const count = opening.result.transaction('unsent').objectStore('unsent').count();
            count.addEventListener('success', () => {
              opening.result.close();
              resolve(count.result === 1);
            });
          });
        }),
    );
    await page.close(); // as a crash would
    await context.setOffline(false);
    const again = await context.newPage();
    await again.goto(links.recipient);
    await opener(courier.page).nth(1).waitFor();
    await opener(again).nth(1).waitFor();
    await photos(again)
      .getByRole('button', { name: /^Photo to be sent/ })
      .waitFor({ state: 'detached' });
    expect(await photos(again).count()).toBe(2);
    expect(await photos(courier.page).count()).toBe(2);
  });

  it('said without network is seen while it waits, although the page had none before', async () => {
    const { links } = await delivery();
    await using recipient = await browser.open(links.recipient, { expectedErrors: networkAway });
    const { page, context } = recipient;
    await page.waitForFunction(
      () => {
        const names = performance.getEntriesByType('resource').map(({ name }) => name);
        return ['photo-picture', 'send-photos'].every((part) => names.some((name) => name.includes(part)));
      },
      undefined,
      soon,
    );
    await context.setOffline(true);
    await choose(page, photoPath('door.jpg'));
    await photos(page)
      .getByRole('img', { name: /^Photo to be sent/ })
      .waitFor();
  });

  it('that is none, or too large for a phone, is refused in words, and the next one is sent', async () => {
    const { links } = await delivery();
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    const huge = Buffer.from(door());
    const frame = huge.indexOf(Buffer.of(0xff, 0xc0));
    huge.writeUInt16BE(10_000, frame + 5);
    huge.writeUInt16BE(10_000, frame + 7);
    await choose(page, { name: 'huge.jpg', mimeType: 'image/jpeg', buffer: huge });
    await page.getByRole('alert').getByText('This photo is too large').waitFor();
    await choose(page, { name: 'page.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>alert(1)</script>') });
    await page.getByRole('alert').getByText('This file cannot be read').waitFor();
    expect(await photos(page).count()).toBe(0);
    await choose(page, photoPath('door.jpg'));
    await opener(page).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('that does not come is asked for again, and one that was taken back is shown no more', async () => {
    const { links, tokens, delivery: line } = await delivery();
    await using recipient = await browser.open(links.recipient);
    await choose(recipient.page, photoPath('door.jpg'));
    await opener(recipient.page).waitFor();
    await using courier = await browser.open(links.courier, { expectedErrors: networkAway });
    const { page } = courier;
    await opener(page).waitFor();
    await courier.context.route('**/thumb', (route) => route.abort());
    await page.reload();
    await photos(page).getByText('The photo did not load').waitFor();
    await courier.context.unroute('**/thumb');
    await photos(page).getByRole('button', { name: 'Try again' }).click();
    expect(await isDrawn(page)).toBe(true);

    await using phone = await server.phone(tokens.recipient);
    const { entries } = await phone.ask('timeline.open', { lineId: line.id });
    const [entry] = entries;
    if (!entry) throw new Error('There is no entry on the line');
    await phone.ask('timeline.take_back', { lineId: line.id, entryId: entry.id });
    await photos(page).waitFor({ state: 'detached' });
    await photos(recipient.page).waitFor({ state: 'detached' });
  });
});

describe('the whole photo', () => {
  /** The courier's page with one photo of the recipient's. */
  async function withPhoto(options: Parameters<TestBrowser['open']>[1] = {}) {
    const { links } = await delivery();
    {
      await using recipient = await browser.open(links.recipient);
      await choose(recipient.page, photoPath('door.jpg'));
      await opener(recipient.page).waitFor();
    }
    const opened = await browser.open(links.courier, options);
    await opener(opened.page).click();
    await viewer(opened.page).waitFor();
    // The whole one, and not its small stand-in.
    await viewer(opened.page).getByText('Loading the whole photo').waitFor({ state: 'detached' });
    return opened;
  }

  it('comes closer by double tap, wheel, keys and buttons, and goes away by Escape with the focus back', async () => {
    await using courier = await withPhoto({ viewport: { width: 1280, height: 800 } });
    const { page } = courier;
    const widthOf = (picture: HTMLImageElement) => picture.naturalWidth;
    await expect.poll(() => viewer(page).getByRole('img').evaluate(widthOf), soon).toBe(960);
    expect(await scaleOf(page)).toBe(1);
    await page.mouse.dblclick(640, 400);
    await expect.poll(() => scaleOf(page), soon).toBe(2.5);
    await page.mouse.dblclick(640, 400);
    await expect.poll(() => scaleOf(page), soon).toBe(1);
    await page.mouse.wheel(0, -400);
    await expect.poll(() => scaleOf(page), soon).toBeGreaterThan(2);
    await page.keyboard.press('0');
    await expect.poll(() => scaleOf(page), soon).toBe(1);
    await page.keyboard.press('+');
    await expect.poll(() => scaleOf(page), soon).toBe(1.5);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByText('225%').waitFor();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(
        () =>
          viewer(page)
            .getByRole('img')
            .evaluate((picture) => picture.getAttribute('style')),
        soon,
      )
      .toMatch(/translate\(-60px/);
    const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);

    await page.keyboard.press('Escape');
    await viewer(page).waitFor({ state: 'detached' });
    await expect.poll(() => opener(page).evaluate((button) => button === document.activeElement), soon).toBe(true);
    expect(page.url()).toContain('/l/');
  });

  it('comes closer between two fingers, and goes away by the back button or when it is swiped down', async () => {
    await using courier = await withPhoto({ viewport: { width: 360, height: 740 } });
    const { page, context } = courier;
    const touch = await context.newCDPSession(page);
    const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    await fingers('touchStart', { x: 150, y: 370 }, { x: 210, y: 370 });
    for (const apart of [40, 60, 90])
      await fingers('touchMove', { x: 180 - apart, y: 370 }, { x: 180 + apart, y: 370 });
    await fingers('touchEnd');
    await expect.poll(() => scaleOf(page), soon).toBeGreaterThan(2.5);
    const close = await scaleOf(page);
    // While it is close, a finger moves the picture and does not send it away.
    await fingers('touchStart', { x: 180, y: 300 });
    for (const y of [340, 420, 520]) await fingers('touchMove', { x: 180, y });
    await fingers('touchEnd');
    expect(await scaleOf(page)).toBe(close);
    await page.goBack();
    await viewer(page).waitFor({ state: 'detached' });
    expect(page.url()).toContain('/l/');

    await opener(page).click();
    await viewer(page).waitFor();
    await fingers('touchStart', { x: 180, y: 300 });
    for (const y of [340, 420, 520]) await fingers('touchMove', { x: 180, y });
    await fingers('touchEnd');
    await viewer(page).waitFor({ state: 'detached' });
  });
});
