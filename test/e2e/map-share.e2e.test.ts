import { setTimeout } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Point } from '#protocol';
import { alongDemoWalk, demoCourierId, demoPlace } from '../../server/location/demo-place.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { newId } from '../../server/new-id.ts';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { drawnOn, fromPath, otherOn } from '../support/drawn-map.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ sfu: null }), openBrowser()]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

const at = ({ lat, lng }: Point) => ({ latitude: lat, longitude: lng, accuracy: 8 });
const share = (page: Page) => page.getByRole('button', { name: 'Share my location' }).click();
const inWords = (page: Page) => page.getByRole('region', { name: 'Map' }).getByRole('list').innerText();
/** What the timeline says has become of the parcel. */
const stepsOn = (page: Page) => page.getByRole('region', { name: 'Timeline' }).locator('.status-line').allInnerTexts();
/** What is drawn is where it is said to be, m. */
const WITHIN_M = 5;
const seenM = async (page: Page, point: Point) => distanceM((await drawnOn(page)).marker, point);

/** The last steps of the demo walk, past two corners to the door, farther apart than a phone's unrest. */
const walkHome = alongDemoWalk(10).slice(-16);
const [here = demoPlace.home] = walkHome;

async function line() {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: '王师傅' } });
  const lineId = made.delivery.id;
  await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
  // Hears what the recipient's page hears.
  const witness = await server.phone(made.tokens.recipient);
  return { ...made, lineId, witness };
}

/** Sends a phone somewhere and waits until the line has been told: pages send one step a second. */
async function goTo(context: BrowserContext, witness: Phone, point: Point): Promise<void> {
  await context.setGeolocation(at(point));
  await witness.next('location.moved', ({ fix }) => distanceM(fix.point, point) < 1);
}

describe.concurrent('what the others see of who shares', () => {
  it('is the way they walked, within 5 m, and by itself that they are near and at the door', async ({ expect }) => {
    const { links, witness } = await line();
    await using recipient = await browser.open(links.recipient, { geolocation: at(demoPlace.home) });
    await using courier = await browser.open(links.courier, { geolocation: at(here) });
    await share(courier.page);
    await witness.next('location.moved');
    for (const step of walkHome.slice(1)) await goTo(courier.context, witness, step);

    await expect.poll(() => seenM(recipient.page, demoPlace.home)).toBeLessThan(WITHIN_M);
    // The way is drawn a moment after the marker has come.
    const farthest = async () => {
      const { trail } = await drawnOn(recipient.page);
      return Math.max(...walkHome.map((step) => fromPath(trail, step)));
    };
    await expect.poll(farthest).toBeLessThan(WITHIN_M);
    const { trail, metresInPixel } = await drawnOn(recipient.page);
    expect(metresInPixel).toBeLessThan(WITHIN_M / 2);
    for (const corner of trail) expect(fromPath(walkHome, corner)).toBeLessThan(WITHIN_M);

    // Before the door from one foot on the other, until it is sure that they do not just pass.
    const { lat, lng } = demoPlace.home;
    const pages = [recipient.page, courier.page];
    const statuses = async () => (await Promise.all(pages.map(stepsOn))).join();
    for (let foot = 1; !/at the door.*at the door/.test(await statuses()); foot = 1 - foot)
      await goTo(courier.context, witness, { lat: lat + foot * 0.00006, lng });
    const steps = ['Parcel out for delivery', 'Parcel nearby', 'Parcel at the door'];
    for (const page of pages) expect(await stepsOn(page)).toEqual(steps.map((step) => expect.stringContaining(step)));
  });

  it('grows old in words after a cut, and is right again after it', async ({ expect }) => {
    const { links, witness } = await line();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier, {
      geolocation: at(here),
      expectedErrors: networkAway,
    });
    await share(courier.page);
    await otherOn(recipient.page).waitFor();
    await witness.next('location.moved');
    await courier.context.setOffline(true);
    const walked = walkHome.slice(1, 9);
    for (const step of walked) {
      await courier.context.setGeolocation(at(step));
      await setTimeout(1100);
    }
    const tag = recipient.page.locator('.map-person.is-other');
    await expect.poll(() => tag.innerText(), { timeout: 45_000 }).toMatch(/王师傅 · \d+ seconds ago/);
    expect(await inWords(recipient.page)).toMatch(/\d+ seconds ago/);
    expect(await tag.locator('xpath=.//*[contains(@class,"is-stale")]').count()).toBeGreaterThan(0);
    expect(await seenM(recipient.page, here)).toBeLessThan(WITHIN_M);

    await courier.context.setOffline(false);
    const last = walked.at(-1) ?? here;
    await expect.poll(() => seenM(recipient.page, last), { timeout: 20_000 }).toBeLessThan(WITHIN_M);
    expect(await tag.innerText()).toBe('王师傅');
    // What was walked meanwhile came with it.
    const { trail } = await drawnOn(recipient.page);
    for (const step of walked) expect(fromPath(trail, step)).toBeLessThan(WITHIN_M);
  });

  it('goes on when a page that was put to sleep is opened again', async ({ expect }) => {
    const { links, witness } = await line();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier, { geolocation: at(here) });
    await share(courier.page);
    await otherOn(recipient.page).waitFor();
    await witness.next('location.moved');
    // Nothing of it runs, as on a phone whose screen is off.
    const phone = await courier.context.newCDPSession(courier.page);
    await phone.send('Debugger.enable');
    await phone.send('Debugger.pause');
    const there = walkHome[9] ?? here;
    await courier.context.setGeolocation(at(there));
    await setTimeout(3000);
    expect(await seenM(recipient.page, here)).toBeLessThan(WITHIN_M);
    await phone.send('Debugger.resume');
    await expect.poll(() => seenM(recipient.page, there), { timeout: 20_000 }).toBeLessThan(WITHIN_M);
  });

  it('is gone for everybody, for good, with the link of who shared', async ({ expect }) => {
    const { links, linkIds, lineId, witness } = await line();
    // The recipient on two phones.
    await using recipient = await browser.open(links.recipient);
    await using family = await browser.open(links.recipient, { viewport: { width: 1280, height: 800 } });
    await using courier = await browser.open(links.courier, { geolocation: at(here) });
    const others = [recipient.page, family.page];
    await share(courier.page);
    await Promise.all(others.map((page) => otherOn(page).waitFor()));
    await witness.next('location.moved');

    await server.operator('DELETE', `/links/${linkIds.courier}`);
    for (const page of others) {
      await otherOn(page).waitFor({ state: 'detached' });
      expect(await inWords(page)).not.toMatch(/from the door/);
    }
    await courier.page.getByText('This link was switched off').waitFor();
    await recipient.page.reload();
    await recipient.page.locator('path.map-building.is-target').waitFor();
    expect(await otherOn(recipient.page).count()).toBe(0);
    expect(await witness.ask('location.positions', { lineId })).toEqual({ positions: [] });
  });

  it('stays alive while nobody moves, on a browser that calls back only when they do', async ({ expect }) => {
    const { links, tokens } = await line();
    const courier = await server.phone(tokens.courier);
    await using recipient = await browser.open(links.recipient, { geolocation: at(here) });
    await share(recipient.page);
    const { fix: first } = await courier.next('location.moved');
    // A sign of life with a time of its own, and after it another one: the sensor says the same each time it is asked.
    let { at: last } = first;
    for (const _ of ['one', 'another']) {
      const fix = () => courier.untaken('location.moved').at(-1)?.fix;
      await expect.poll(() => fix()?.at ?? 0, { timeout: 40_000 }).toBeGreaterThan(last);
      expect(fix()?.point).toEqual(first.point);
      last = fix()?.at ?? 0;
    }
  });

  it('is a courier whom nobody moves but the demo, begun and ended by a tap of either', async ({ expect }) => {
    await using demo = await startServer({ sfu: null, settings: { DOORLINE_DEMO: 'on' } });
    const { links } = await demo.createDelivery({ courier: { id: demoCourierId, name: '王师傅' } });
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier, { locale: 'zh-CN' });
    await recipient.page.getByRole('button', { name: 'Watch a demo ride' }).click();
    await otherOn(recipient.page).waitFor();
    await expect.poll(() => inWords(recipient.page)).toMatch(/王师傅: 1\.[12] km from the door/);
    // The courier sees it too, and that their own phone shares nothing.
    await courier.page.getByRole('button', { name: '共享我的位置' }).waitFor();
    await courier.page.getByRole('button', { name: '停止演示骑行' }).click();
    await otherOn(recipient.page).waitFor({ state: 'detached' });
    await recipient.page.getByRole('button', { name: 'Watch a demo ride' }).waitFor();

    // A real courier's page offers none, once it has heard so.
    const real = await demo.createDelivery({ courier: { id: 'courier-42', name: '王师傅' } });
    await using page = await browser.open(real.links.recipient);
    const shown = page.page.getByRole('button', { name: 'Watch a demo ride' });
    await page.page.getByRole('button', { name: 'Centre the map' }).waitFor();
    expect(await shown.count()).toBe(0);
  });
});
