import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId, Status } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { nameGuest } from '../support/guests.ts';
import { startServer, type Phone, type TestServer } from '../support/server.ts';

let browser: TestBrowser;
let server: TestServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer({ sfu: null })]);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true, level: 1 });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const heard = (page: Page, text: string) =>
  page.getByRole('region', { name: 'Timeline' }).getByText(text, { exact: true }).waitFor();

/** Each courier is another one: their rounds do not meet. */
const order = (fields: Record<string, unknown> = {}) =>
  server.createDelivery({ courier: { id: newId(), name: '王师傅' }, ...fields });
const say = (phone: Phone, lineId: string, text: string) =>
  phone.ask('timeline.send', { lineId: lineId as never, clientId: newId<ClientId>(), text });
async function move(id: string, ...statuses: Status[]) {
  for (const status of statuses) {
    const { status: answer } = await server.operator('POST', `/deliveries/${id}/status`, { status });
    expect(answer).toBe(200);
  }
}
/** Wider than the page: somebody would have to scroll sideways to read it. */
const isTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe('the recipient’s page after the last step', () => {
  it('shows what was agreed, copies the code, says thanks once, and leads to what was said and back', async () => {
    const { links, tokens, delivery } = await order();
    await using phone = await server.phone(tokens.courier);
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await recipient.context.grantPermissions(['microphone', 'clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Hold to talk', exact: true }).waitFor();
    await move(delivery.id, 'out_for_delivery');
    await phone.ask('timeline.send_place', {
      lineId: delivery.id,
      clientId: newId<ClientId>(),
      point: delivery.point,
      name: 'Locker 12',
      source: 'pin',
      accuracy: null,
      meet: true,
    });
    await say(phone, delivery.id, 'In the locker. Pickup code: 628 041');
    await press(page, 'Agree, meet there');
    await heard(page, 'In the locker. Pickup code: 628 041');
    await move(delivery.id, 'left_at_place');
    await heading(page, 'Left at Locker 12').waitFor();
    expect(await heading(page, 'Left at Locker 12').evaluate((element) => element === document.activeElement)).toBe(
      true,
    );
    await page.getByText(/^Said by 王师傅 at/).waitFor();
    await press(page, 'Copy');
    await press(page, 'Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('628041');
    await press(page, 'Thank you, 王师傅');
    await phone.next('timeline.changed', ({ body }) => body.kind === 'text' && body.text === 'Thank you, 王师傅');
    await page.getByRole('button', { name: 'You said thanks' }).waitFor();
    await page.getByRole('button', { name: /^What was said/ }).click();
    await message(page).fill('It is not there');
    await message(page).press('Enter');
    await heard(page, 'It is not there');
    await page.getByRole('button', { name: 'Back: Left at the agreed place' }).click();
    await heading(page, 'Left at Locker 12').waitFor();
    await page.getByText('You: It is not there').waitFor();
    await page.reload();
    await heading(page, 'Left at Locker 12').waitFor();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });

  it('never comes over somebody who writes, and is a tap away', async () => {
    const { links, delivery } = await order();
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await message(page).fill('Please wait, I am');
    await move(delivery.id, 'out_for_delivery', 'delivered');
    await page.getByRole('button', { name: 'Back: Delivered' }).waitFor();
    await message(page).press('End');
    await page.keyboard.type(' coming');
    expect(await message(page).inputValue()).toBe('Please wait, I am coming');
    await page.getByRole('button', { name: 'Back: Delivered' }).click();
    await heading(page, 'Delivered').waitFor();
    await page.getByText('The locations you both shared are deleted').waitFor();
    await page.getByText(/^Kept for 180 days/).waitFor();
  });

  it('has true words for every way it can end, in both languages', async () => {
    const { links, delivery } = await order();
    const station = await nameGuest(server, 'station', 'Garden Station');
    await move(delivery.id, 'out_for_delivery', 'failed');
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await heading(page, 'Not delivered this time').waitFor();
    await move(delivery.id, 'rescheduled');
    await heading(page, 'Another time').waitFor();
    await page.getByText('The new time will be shown here').waitFor();
    await server.operator('POST', `/deliveries/${delivery.id}/members`, { role: 'station', stationId: station.id });
    await move(delivery.id, 'at_station');
    await heading(page, 'Waiting at Garden Station').waitFor();
    await page
      .getByRole('button', { name: 'EN, English' })
      .or(page.getByRole('button', { name: '中文' }))
      .click();
    await heading(page, '在Garden Station等你取').waitFor();
    await move(delivery.id, 'lost');
    await heading(page, '包裹找不到了').waitFor();
    await page.getByRole('button', { name: /^找客服/ }).click();
    await page.getByRole('button', { name: '已经找客服了' }).waitFor();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await press(page, '在这里说');
    await page.getByRole('button', { name: '返回：包裹找不到了' }).waitFor();
  });

  it('keeps thanks that are said without a network, says so, and sends them once', async () => {
    const { links, tokens, delivery } = await order();
    await using phone = await server.phone(tokens.courier);
    await move(delivery.id, 'out_for_delivery', 'delivered');
    await using recipient = await browser.open(links.recipient, { expectedErrors: networkAway });
    const { page, context } = recipient;
    await heading(page, 'Delivered').waitFor();
    await context.setOffline(true);
    await page.getByText('You are offline').first().waitFor();
    await press(page, 'Thank you, 王师傅');
    await page.getByRole('button', { name: 'Your thanks are kept' }).waitFor();
    await context.setOffline(false);
    await phone.next('timeline.changed', ({ body }) => body.kind === 'text' && body.text === 'Thank you, 王师傅');
    await page.getByRole('button', { name: 'You said thanks' }).waitFor();
  });
});

describe('a phone on which something does not work', () => {
  it('says that it keeps nothing, also offline, and goes on', async () => {
    const { links } = await order();
    await using recipient = await browser.open(links.recipient, {
      expectedErrors: networkAway,
      script: () => {
        const forbidden = {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        };
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
          Object.defineProperty(window, name, forbidden);
      },
    });
    const { page, context } = recipient;
    await page.getByText('This browser keeps nothing').waitFor();
    await message(page).fill('online');
    await message(page).press('Enter');
    await heard(page, 'online');
    await press(page, '中文');
    await page.getByText('这个浏览器不保存内容').waitFor();
    await press(page, 'EN, English');
    await context.setOffline(true);
    await page.getByText('You are offline').first().waitFor();
    await message(page).fill('offline');
    await message(page).press('Enter');
    await page.getByText('Your message waits on this page alone').waitFor();
    await context.setOffline(false);
    await page.getByText('Your message waits on this page alone').waitFor({ state: 'detached' });
    await heard(page, 'offline');
  });

  it('says that its clock is wrong, and by how much', async () => {
    const { links } = await order();
    await using recipient = await browser.open(links.recipient, {
      script: () => {
        const now = Date.now;
        Date.now = () => now() + 3 * 3_600_000;
      },
    });
    await recipient.page.getByText('This device’s clock is about 3 hours fast').waitFor();
  });

  it('shows the way out of an app that gives no microphone, and texts still go', async () => {
    const { links } = await order();
    await using recipient = await browser.open(links.recipient, {
      permissions: ['geolocation'],
      script: () =>
        Object.defineProperty(navigator, 'userAgent', {
          value: 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.60',
        }),
    });
    const { page, context } = recipient;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const talk = page.getByRole('button', { name: 'Hold to talk', exact: true });
    await talk.focus();
    await page.keyboard.press('Enter');
    await press(page, 'What helps');
    const sheet = page.getByRole('dialog', { name: 'The microphone' });
    await sheet.getByText('WeChat does not give this page the microphone').waitFor();
    expect(await sheet.getByRole('listitem').allInnerTexts()).toEqual([
      'Tap ⋯ at the top right',
      'Choose “Open in browser”',
    ]);
    await sheet.getByRole('button', { name: 'Copy link' }).click();
    await sheet.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(links.recipient);
    expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
    await sheet.getByRole('button', { name: 'Close' }).click();
    await message(page).fill('typed instead');
    await message(page).press('Enter');
    await heard(page, 'typed instead');
  });
});

describe('the recipient’s page stays whole', () => {
  const long = {
    courier: { id: newId(), name: `${'Very Long Delivery Company '.repeat(7)}محمد` },
    recipient: { name: 'דוד בן־גוריון' },
    address: Array.from({ length: 5 }, (_, line) => `Line ${line + 1} of an address that goes on and on`).join('\n'),
    addressDetail: '3 号楼 2 单元 1201 室，门铃坏了请敲门',
  };

  it.each([
    [320, 568, 1],
    [360, 640, 2],
    [568, 320, 1],
    [390, 844, 2],
    [1440, 900, 1],
    [720, 450, 1],
  ])('at %d × %d with text of %d times the size, before and after the end', async (width, height, times) => {
    const { links, delivery } = await server.createDelivery({ ...long, courier: { ...long.courier, id: newId() } });
    await using recipient = await browser.open(links.recipient, { viewport: { width, height } });
    const { page } = recipient;
    await page.evaluate((size) => (document.documentElement.style.fontSize = `${size * 100}%`), times);
    for (const name of ['Call', 'Hold to talk']) {
      const box = await page.getByRole('button', { name, exact: true }).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    expect(await isTooWide(page)).toBe(false);
    await move(delivery.id, 'out_for_delivery', 'delivered');
    await heading(page, 'Delivered').waitFor();
    expect(await isTooWide(page)).toBe(false);
    const thank = page.getByRole('button', { name: /^Thank you/ });
    await thank.scrollIntoViewIfNeeded();
    expect((await thank.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });
});
