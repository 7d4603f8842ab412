import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fix, Point } from '#protocol';
import { demoPlace } from '../../server/location/demo-place.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ sfu: null }), openBrowser()]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

const { home } = demoPlace;
/** 100 m north of the door: so near that the walk from there needs no more than the time between. */
const close: Point = { lat: home.lat + 0.0009, lng: home.lng };

/** Ten seconds of standing there, told at once, `agoMs` after the last of them. */
const stands = (courier: Phone, point: Point, agoMs: number) => {
  const last = Date.now() - agoMs;
  const fixes = Array.from({ length: 6 }, (_, i): Fix => {
    return { point, accuracy: 6, speed: 0, heading: null, at: last - (5 - i) * 2000 };
  });
  return courier.ask('location.report', { fixes });
};

const chip = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Quick replies' }).getByRole('button', { name, exact: true });

it('who comes near and to the door is announced on both pages, with answers that fit', async () => {
  const { delivery, links, tokens } = await server.createDelivery({ courier: { id: 'arrives', name: 'Wang' } });
  await server.operator('POST', `/deliveries/${delivery.id}/status`, { status: 'out_for_delivery' });
  // The courier's positions come from their other phone: this page only shows what they bring about.
  const phone = await server.phone(tokens.courier);
  await phone.ask('location.share', { lineIds: [delivery.id], forMs: null });
  await using recipient = await browser.open(links.recipient);
  await using courier = await browser.open(links.courier);
  const timeline = recipient.page.getByRole('region', { name: 'Timeline' });

  await chip(recipient.page, 'When will you be here?').waitFor();
  await stands(phone, close, 21_000);
  await timeline.getByText('Nearby').waitFor();
  await chip(recipient.page, 'Please wait 5 minutes').waitFor();
  await chip(courier.page, 'Please come down').waitFor();

  await stands(phone, home, 0);
  await timeline.getByText('At the door').waitFor();
  await chip(recipient.page, 'When will you be here?').waitFor({ state: 'detached' });
  await courier.page.getByRole('button', { name: 'Delivered' }).waitFor();
  await chip(recipient.page, 'Please wait 5 minutes').click();
  await courier.page.getByRole('region', { name: 'Timeline' }).getByText('Please wait 5 minutes').waitFor();
  expect(await timeline.getByText('At the door').count()).toBe(1);
});

it('a courier sets up an app that shares while the screen is off, sees it heard, and ends it', async () => {
  const { delivery, links, tokens } = await server.createDelivery({ courier: { id: 'screen-off', name: 'Wang' } });
  const geolocation = { latitude: home.lat + 0.0002, longitude: home.lng, accuracy: 8 };
  await using courier = await browser.open(links.courier, { geolocation });
  await using recipient = await server.phone(tokens.recipient);
  const { page } = courier;
  await page.getByRole('button', { name: 'Share my location' }).click();
  await recipient.next('location.moved');
  await page.getByRole('button', { name: /^How long to share/ }).click();
  await page.getByRole('button', { name: /^Keep sharing with the screen off/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Keep sharing with the screen off' });
  await sheet.getByRole('button', { name: 'Set up an app' }).click();
  await sheet.getByText('Nothing from the app yet.').waitFor();
  expect(await sheet.getByRole('link', { name: 'Set up in OwnTracks' }).getAttribute('href')).toMatch(
    /^owntracks:\/\/\/config\?inline=/,
  );
  const found = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);

  await sheet.getByLabel('OsmAnd (Android)').click();
  const template = await sheet.getByText('/api/osmand/').innerText();
  const report = () => {
    const numbers = [home.lat, home.lng, Date.now(), 5, 10, 0, 0];
    return fetch(template.replace(/\{(\d)\}/g, (_, place: string) => String(numbers[Number(place)])));
  };
  // The page reports too; of both, the newest holds.
  await expect
    .poll(async () => {
      expect((await report()).status).toBe(200);
      const { positions } = await recipient.ask('location.positions', { lineId: delivery.id });
      return positions[0]?.fix?.point;
    })
    .toEqual(home);
  await sheet.getByText('Last report from the app: just now').waitFor();
  await sheet.getByRole('button', { name: 'End the app' }).click();
  await sheet.getByText('No app is set up yet.').waitFor();
  expect((await fetch(template.replaceAll(/\{\d\}/g, '1'))).status).toBe(401);
});
