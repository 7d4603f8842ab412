import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPlace } from '../../server/location/demo-place.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { keptOn } from '../support/phone-browser.ts';
import { photoPath } from '../support/photos.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ sfu: null }), openBrowser()]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

const atHome = { latitude: demoPlace.home.lat, longitude: demoPlace.home.lng, accuracy: 8 };
const pins = (page: Page) => page.locator('.map-pin-button');
const timeline = (page: Page) => page.getByRole('region', { name: /^(Timeline|对话)$/ });
/** A machine with much else to do may take its time. */
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000 });
/** Where the pin's point is on the screen. */
const spotOf = async (page: Page) => {
  const box = await pins(page).boundingBox();
  return box && { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height) };
};
/** px; the map puts everything on whole ones. */
const apart = (one: { x: number; y: number } | null, other: { x: number; y: number }) =>
  one ? Math.hypot(one.x - other.x, one.y - other.y) : Infinity;
const axe = async (page: Page) =>
  expect(
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
  ).toEqual([]);
const mapOf = async (page: Page) => {
  const box = await page.locator('.stage .line-map-canvas').boundingBox();
  if (!box) throw new Error('The page shows no map');
  return box;
};

/** Drops a pin in the middle of the sheet's map, moved by some pixels from the door. */
async function drop(page: Page, name: string, { meet = false, photo = false } = {}) {
  await page.getByRole('button', { name: 'Place', exact: true }).click();
  await page.getByRole('button', { name: /^Point on the map/ }).click();
  await page.getByRole('textbox', { name: 'Its name' }).fill(name);
  if (meet) await page.getByRole('checkbox', { name: 'Let’s meet here' }).check();
  if (photo) {
    const button = page.getByRole('button', { name: 'Add a photo' });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
    await chooser.setFiles(photoPath('door.jpg'));
    await page.getByRole('img', { name: 'Photo of the place' }).waitFor();
  }
  const map = page.getByRole('application', { name: 'Move the map until the pin stands on the place' });
  await map.focus();
  await page.keyboard.press('ArrowDown');
  const send = page.getByRole('button', { name: 'Send place' });
  await expect.poll(() => send.getAttribute('aria-disabled')).toBe('false');
  await send.click();
}

describe('a pin', () => {
  it('with a photo, dropped by one to meet at, is agreed to, moved, seen to move, and agreed to anew', async () => {
    const { links, delivery, tokens } = await server.createDelivery({ courier: { id: 'of-a-pin', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient, { geolocation: atHome });
    await using courier = await browser.open(links.courier, { locale: 'zh-CN', colorScheme: 'dark' });
    await drop(recipient.page, 'blue shelf', { meet: true, photo: true });

    const his = pins(courier.page);
    await his.waitFor();
    expect(await his.getAttribute('aria-label')).toMatch(/^blue shelf、在这里见、李女士标的、离门口 \d+ 米$/);
    await timeline(courier.page).locator('.place-thumb').waitFor();
    await courier.page.getByRole('button', { name: '好，在那儿见' }).click();
    await timeline(recipient.page).getByText('王师傅 agreed').waitFor();
    expect(await pins(recipient.page).getAttribute('aria-label')).toMatch(/from you, .*, 王师傅 agreed$/);

    await axe(courier.page);

    // Moved by drag, with the pin's sheet in between.
    await pins(recipient.page).click();
    const sheet = recipient.page.getByRole('dialog', { name: 'blue shelf' });
    await sheet.getByRole('img').waitFor();
    await axe(recipient.page);
    await sheet.getByRole('button', { name: 'Move the pin' }).click();
    await sheet.waitFor({ state: 'detached' });
    await axe(recipient.page);
    const before = await spotOf(courier.page);
    const grip = await spotOf(recipient.page);
    if (!grip) throw new Error('There is no pin');
    await recipient.page.mouse.move(grip.x, grip.y - 24);
    await recipient.page.mouse.down();
    await recipient.page.mouse.move(grip.x + 40, grip.y + 16, { steps: 8 });
    await recipient.page.mouse.up();
    expect(apart(await spotOf(recipient.page), { x: grip.x + 40, y: grip.y + 40 })).toBeLessThan(2);
    // Not yet: it is still in her hand.
    expect(await spotOf(courier.page)).toEqual(before);
    await recipient.page.getByRole('button', { name: 'Put it here' }).click();
    await eventually(() => spotOf(courier.page)).not.toEqual(before);
    await timeline(courier.page).getByText('李女士移动过').waitFor();
    await timeline(recipient.page).getByText('王师傅 agreed').waitFor({ state: 'detached' });

    // He moves it further by keys, and she agrees.
    await courier.page.getByRole('button', { name: '换个地方' }).click();
    await eventually(() => his.evaluate((pin) => pin === document.activeElement)).toBe(true);
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp']) await courier.page.keyboard.press(key);
    await courier.page.getByText(/^从原处往东北? 1\d 米/).waitFor();
    await courier.page.keyboard.press('Enter');
    await timeline(recipient.page).getByText('Moved by 王师傅').waitFor();
    await recipient.page.getByRole('button', { name: 'Agree, meet there' }).click();
    await timeline(courier.page).getByText('李女士同意了').waitFor();

    await using witness = await server.phone(tokens.courier);
    const { entries } = await witness.ask('timeline.pins', { lineId: delivery.id });
    const [body] = entries.map((entry) => entry.body);
    if (body?.kind !== 'place' || !body.firstPoint) throw new Error('The pin was not moved');
    expect(body.acceptedBy).toHaveLength(1);
    const shown = { recipient: await pins(recipient.page).count(), courier: await his.count() };
    expect(shown).toEqual({ recipient: 1, courier: 1 });
  });

  it('is put elsewhere by a tap, by buttons and not at all, as the reader likes', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'of-taps', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient, { geolocation: atHome });
    const { page } = recipient;
    await drop(page, 'bench');
    await timeline(page).locator('.entry-me[data-seq]').waitFor();
    await eventually(() => pins(page).getAttribute('aria-disabled')).toBe('false');
    await pins(page).click();
    await page.getByRole('button', { name: 'Move the pin' }).click();
    const start = await spotOf(page);
    const map = await mapOf(page);
    await page.touchscreen.tap(map.x + 80, map.y + 200);
    await eventually(async () => apart(await spotOf(page), { x: map.x + 80, y: map.y + 200 })).toBeLessThan(2);
    const tapped = await spotOf(page);
    await page.getByRole('button', { name: 'Move east' }).click();
    await eventually(() => spotOf(page)).not.toEqual(tapped);
    await page.getByRole('button', { name: 'Leave it' }).click();
    expect(await spotOf(page)).toEqual(start);
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(await timeline(page).getByText('You moved it').count()).toBe(0);
  });

  it('said without a network stands on the map at once, and is sent once, its photo before it', async () => {
    const { links, delivery, tokens } = await server.createDelivery({ courier: { id: 'off-line', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient, {
      geolocation: atHome,
      expectedErrors: /ERR_INTERNET_DISCONNECTED|WebSocket/,
    });
    const { page, context } = recipient;
    await drop(page, 'first', { photo: true });
    await eventually(() => timeline(page).locator('.entry-me[data-seq]').count()).toBe(2);
    await context.setOffline(true);
    await drop(page, 'second', { meet: true, photo: true });
    await page.locator('.map-pin-button.is-waiting').waitFor();
    await eventually(() => keptOn(page)).toBe(2);
    await context.setOffline(false);
    await eventually(() => timeline(page).locator('.entry-me[data-seq]').count()).toBe(4);
    await page.reload();
    await eventually(() => pins(page).count()).toBe(2);
    await using courier = await server.phone(tokens.courier);
    const { entries } = await courier.ask('timeline.open', { lineId: delivery.id });
    expect(entries.map(({ body }) => body.kind)).toEqual(['photo', 'place', 'photo', 'place']);
    expect(entries.map(({ body }) => body.kind === 'place' && body.photo !== undefined)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('a finger on the map', () => {
  it('is seen live on the other page with its name, follows, and goes when it is lifted', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'of-a-finger', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient, { geolocation: atHome });
    await using courier = await browser.open(links.courier, { viewport: { width: 1280, height: 800 } });
    const seen = recipient.page.locator('.map-finger');
    await recipient.page.locator('.stage .map-door svg').waitFor();

    // Held for a moment, with a mouse.
    const map = await mapOf(courier.page);
    await courier.page.getByRole('button', { name: 'Point', exact: true }).waitFor();
    await courier.page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
    await courier.page.mouse.down();
    await seen.waitFor();
    await eventually(() => seen.textContent()).toBe('王师傅');
    const first = await seen.boundingBox();
    await courier.page.mouse.move(map.x + map.width / 2 + 120, map.y + map.height / 2 - 40, { steps: 12 });
    await eventually(async () => ((await seen.boundingBox())?.x ?? 0) > (first?.x ?? 0) + 20).toBe(true);
    await courier.page.mouse.up();
    await recipient.page.locator('.map-finger.is-lifted').waitFor();
    await eventually(() => seen.count()).toBe(0);

    // Switched on, a press that does not move points as well, for as long as it lasts.
    await courier.page.getByRole('button', { name: 'Point', exact: true }).click();
    await courier.page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
    await courier.page.mouse.down();
    await seen.waitFor();
    await eventually(() => courier.page.locator('.map-finger').count()).toBe(1);
    await courier.page.mouse.up();
    await recipient.page.locator('.map-finger.is-lifted').waitFor();
  });

  it('points by a touch and by keys once it is switched on, and both may point', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'of-two-fingers', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient, { geolocation: atHome });
    await using courier = await browser.open(links.courier);
    const toggle = recipient.page.getByRole('button', { name: 'Point', exact: true });
    await toggle.click();
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    const client = await recipient.context.newCDPSession(recipient.page);
    const map = await mapOf(recipient.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await touch('touchStart', map.x + 150, map.y + 120);
    await courier.page.locator('.map-finger.is-other').waitFor();
    await touch('touchMove', map.x + 200, map.y + 160);
    // One's own finger is there as well, where the touch is.
    await eventually(async () => {
      const box = await recipient.page.locator('.map-finger').boundingBox();
      return box && [Math.round(box.x + 28), Math.round(box.y + 28)];
    }).toEqual([Math.round(map.x + 200), Math.round(map.y + 160)]);
    await touch('touchEnd', 0, 0);
    await courier.page.locator('.map-finger.is-lifted').waitFor();
    await eventually(() => courier.page.locator('.map-finger').count()).toBe(0);

    await axe(recipient.page);
    await toggle.focus();
    await recipient.page.keyboard.press('ArrowUp');
    await recipient.page.keyboard.press('ArrowUp');
    await courier.page.locator('.map-finger.is-other').waitFor();
    await courier.page.getByText(/points on the map: \d* ?m? ?.*the door/).waitFor({ state: 'attached' });
    await recipient.page.keyboard.press('Escape');
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
    await courier.page.locator('.map-finger.is-lifted').waitFor();
  });

  it('that points at what the other does not see leads them there by a tap', async () => {
    const courier = { id: 'of-far-fingers', name: '王师傅' };
    const { links, tokens, delivery } = await server.createDelivery({ courier });
    await using recipient = await browser.open(links.recipient, { geolocation: atHome });
    const { page } = recipient;
    await page.getByRole('button', { name: 'Point', exact: true }).waitFor();
    await using phone = await server.phone(tokens.courier);
    const { lat, lng } = demoPlace.home;
    const point = { lat: lat + 0.01, lng };
    const ask = () => phone.ask('location.point', { lineId: delivery.id, point });
    await ask();
    const leads = page.getByRole('button', { name: '王师傅 points elsewhere: show' });
    await leads.click();
    await leads.waitFor({ state: 'detached' });
    await ask();
    const { x, y, width, height } = await mapOf(page);
    await eventually(async () => {
      const box = await page.locator('.map-finger').boundingBox();
      return box !== null && box.x > x && box.x < x + width && box.y > y && box.y < y + height;
    }).toBe(true);
    expect(await leads.count()).toBe(0);
  });
});
