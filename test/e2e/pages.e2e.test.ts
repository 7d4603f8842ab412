import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { startServer } from '../support/server.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
async function say(page: Page, text: string) {
  await message(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}
/** What the timeline shows as said, in its order. */
const said = (page: Page) => page.getByRole('region', { name: 'Timeline' }).locator('.bubble').allInnerTexts();
const heard = (page: Page, text: string) =>
  page.getByRole('region', { name: 'Timeline' }).getByText(text, { exact: true }).waitFor();

describe('the two pages of a line', () => {
  it('open from their links and carry texts both ways, in one order', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await recipient.page.getByRole('region', { name: 'Map' }).waitFor();
    for (const name of ['Call', 'Hold to talk', 'Share my location'])
      for (const { page } of [recipient, courier]) await page.getByRole('button', { name, exact: true }).waitFor();
    await say(courier.page, 'I am at the north gate');
    await heard(recipient.page, 'I am at the north gate');
    await say(recipient.page, 'Building 3, blue door');
    await heard(courier.page, 'Building 3, blue door');
    await recipient.page.getByRole('button', { name: 'Coming down' }).click();
    await heard(courier.page, 'Coming down');
    const all = ['I am at the north gate', 'Building 3, blue door', 'Coming down'];
    expect(await said(recipient.page)).toEqual(all);
    expect(await said(courier.page)).toEqual(all);
  });

  it('connect by plain requests where the network lets no WebSocket through', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { expectedErrors: networkAway });
    await recipient.context.routeWebSocket(/socket\.io/, (socket) => socket.close());
    await recipient.page.reload();
    await using courier = await browser.open(links.courier);
    await say(courier.page, 'I am at the north gate');
    await heard(recipient.page, 'I am at the north gate');
    await say(recipient.page, 'Building 3');
    await heard(courier.page, 'Building 3');
  });

  it('show the courier’s steps on both sides', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await courier.page.getByRole('button', { name: 'Set out' }).click();
    await recipient.page.getByText('王师傅 is on the way').waitFor();
    await courier.page.getByRole('button', { name: 'Arrived' }).click();
    await recipient.page.getByRole('heading', { name: 'At the door' }).waitFor();
    await courier.page.getByRole('button', { name: 'Delivered' }).click();
    await recipient.page.getByRole('heading', { name: 'Delivered' }).waitFor();
    await courier.page
      .getByRole('listitem')
      .getByText(/^\d\d:\d\d Parcel delivered$/)
      .waitFor();
    expect(await courier.page.getByRole('button', { name: 'Delivered' }).count()).toBe(0);
  });

  it('keep what was said, and what was only typed, over a reload and a restart of the server', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { expectedErrors: networkAway });
    await using courier = await browser.open(links.courier, { expectedErrors: networkAway });
    await say(recipient.page, 'before the reload');
    await heard(courier.page, 'before the reload');
    await message(recipient.page).fill('half a sent');
    await recipient.page.reload();
    await heard(recipient.page, 'before the reload');
    expect(await message(recipient.page).inputValue()).toBe('half a sent');
    await server.restart();
    await say(recipient.page, 'after the restart');
    await heard(courier.page, 'after the restart');
    expect(await said(courier.page)).toEqual(['before the reload', 'after the restart']);
  });

  it('keep what is said offline, say so, and send it once, in order, also after a reload', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { expectedErrors: networkAway });
    await using courier = await browser.open(links.courier);
    await say(recipient.page, 'one');
    await heard(courier.page, 'one');
    await recipient.context.setOffline(true);
    await recipient.page.getByText('You are offline').first().waitFor();
    await say(recipient.page, 'two');
    await say(recipient.page, 'three');
    await recipient.page.getByText('2 waiting to send, in this order').waitFor();
    await recipient.page.getByText('Your 2 messages are kept').waitFor();
    expect(await said(courier.page)).toEqual(['one']);
    await recipient.context.setOffline(false);
    await heard(courier.page, 'three');
    expect(await said(courier.page)).toEqual(['one', 'two', 'three']);
    await recipient.page.reload();
    await heard(recipient.page, 'three');
    expect(await said(recipient.page)).toEqual(['one', 'two', 'three']);
    expect(await said(courier.page)).toEqual(['one', 'two', 'three']);
  });

  it('stay where the reader has scrolled, and offer the way to new messages', async () => {
    await using server = await startServer({ sfu: null });
    const { links, delivery, tokens } = await server.createDelivery();
    await using phone = await server.phone(tokens.courier);
    const tell = (count: number) =>
      phone.ask('timeline.send', {
        lineId: delivery.id,
        clientId: `client-id-${count}` as never,
        text: `line ${count}`,
      });
    for (let count = 1; count <= 25; count += 1) await tell(count);
    await using recipient = await browser.open(links.recipient);
    await heard(recipient.page, 'line 25');
    const log = recipient.page.getByRole('log');
    await expect.poll(() => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(2);
    await log.evaluate((box) => box.scrollTo(0, 0));
    await tell(26);
    await recipient.page.getByRole('button', { name: 'New messages' }).click();
    await expect.poll(() => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(2);
  });

  it('say in words that a text is too long, and send it once it is shorter', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await message(recipient.page).fill('x'.repeat(2001));
    await message(recipient.page).press('Enter');
    await recipient.page.getByText('Too long: take out 1 character').waitFor();
    expect(await said(recipient.page)).toEqual([]);
    await say(recipient.page, 'x'.repeat(2000));
    await expect.poll(() => said(recipient.page)).toEqual(['x'.repeat(2000)]);
  });

  it('stay two devices when a tab is duplicated', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await say(recipient.page, 'from the first tab');
    const [copy] = await Promise.all([
      recipient.context.waitForEvent('page'),
      recipient.page.evaluate(() => void window.open(location.href)),
    ]);
    await heard(copy, 'from the first tab');
    await say(copy, 'from its copy');
    await heard(recipient.page, 'from its copy');
    await say(recipient.page, 'both are here');
    await heard(copy, 'both are here');
  });

  it('need nothing but a keyboard to send a text', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { viewport: { width: 1280, height: 800 } });
    await message(recipient.page).waitFor();
    for (let presses = 0; presses < 40; presses += 1) {
      await recipient.page.keyboard.press('Tab');
      if (await message(recipient.page).evaluate((box) => box === document.activeElement)) break;
    }
    await recipient.page.keyboard.type('typed without a mouse');
    await recipient.page.keyboard.press('Enter');
    await heard(recipient.page, 'typed without a mouse');
    expect(await message(recipient.page).inputValue()).toBe('');
  });

  it('say in words that the microphone is not allowed, and texts still go', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { permissions: [] });
    const talk = recipient.page.getByRole('button', { name: 'Hold to talk', exact: true });
    await talk.dispatchEvent('pointerdown', { button: 0, isPrimary: true, pointerId: 1 });
    await recipient.page.getByRole('main').getByText('The microphone is not allowed.').waitFor();
    await talk.dispatchEvent('pointerup', { button: 0, isPrimary: true, pointerId: 1 });
    await say(recipient.page, 'typed instead');
    await heard(recipient.page, 'typed instead');
  });

  it('follow the browser’s language and switch by hand', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, { locale: 'zh-CN' });
    await recipient.page.getByRole('button', { name: '按住说话', exact: true }).waitFor();
    expect(await recipient.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await recipient.page.getByRole('button', { name: 'English' }).click();
    await recipient.page.getByRole('button', { name: 'Hold to talk', exact: true }).waitFor();
    await recipient.page.reload();
    await recipient.page.getByRole('button', { name: '中文' }).waitFor();
  });
});

describe('a courier’s round', () => {
  it('lists the stops, opens one, and the back button closes it', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    const second = await server.createDelivery({ recipient: { name: 'Emma' }, addressDetail: 'Building 2, 1501' });
    await using courier = await browser.open(links.courier);
    await using emma = await browser.open(second.links.recipient);
    await courier.page.getByRole('heading', { name: '2 to go today' }).waitFor();
    await say(emma.page, 'Coming in two minutes');
    const row = courier.page.getByRole('link', { name: /Building 2, 1501/ });
    await row.getByText('Coming in two minutes').waitFor();
    await row.getByRole('img', { name: '1 unread' }).waitFor();
    await row.click();
    await heard(courier.page, 'Coming in two minutes');
    await say(courier.page, 'See you there');
    await heard(emma.page, 'See you there');
    await courier.page.goBack();
    await courier.page.getByRole('heading', { name: '2 to go today' }).waitFor();
    expect(await row.getByRole('img').count()).toBe(0);
    await row.getByText('You: See you there').waitFor();
  });

  it('goes on to the next door when a parcel is delivered, with the map and the position shared', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await server.createDelivery({ recipient: { name: 'Emma' }, addressDetail: 'Building 2, 1501' });
    await using courier = await browser.open(links.courier, {
      geolocation: { latitude: 30.2825, longitude: 120.0222, accuracy: 10 },
    });
    const { page } = courier;
    await page.getByRole('button', { name: 'Centre the map' }).waitFor();
    await page.getByRole('button', { name: 'Share my location' }).click();
    await page.getByText(/^You: .* from the door/).waitFor({ state: 'attached' });
    for (const step of ['Set out', 'Arrived', 'Delivered'])
      await page.getByRole('button', { name: step, exact: true }).click();
    await page.getByRole('heading', { name: '1 to go today' }).waitFor();
    await page.getByRole('heading', { name: 'Building 2, 1501' }).waitFor();
    await page.getByRole('button', { name: 'Centre the map' }).waitFor();
  });

  it('rings whichever line is in view, and brings up the one that calls', async () => {
    await using server = await startServer();
    const { links } = await server.createDelivery();
    const second = await server.createDelivery({ recipient: { name: 'Emma' }, addressDetail: 'Building 2, 1501' });
    await using courier = await browser.open(links.courier);
    await using emma = await browser.open(second.links.recipient);
    await courier.page.getByRole('heading', { name: '2 to go today' }).waitFor();
    await emma.page.getByRole('button', { name: 'Call', exact: true }).click();
    await courier.page.getByRole('button', { name: 'Answer' }).click();
    await courier.page.getByRole('button', { name: 'Hang up' }).click();
    await courier.page.getByRole('heading', { name: 'Building 2, 1501' }).waitFor();
    await courier.page
      .getByRole('region', { name: 'Timeline' })
      .getByText(/^Call · 0:0\d$|^Missed call$/)
      .waitFor();
  });

  it('rings also where the call began while the courier had no network', async () => {
    await using server = await startServer();
    const { links } = await server.createDelivery();
    const second = await server.createDelivery({ recipient: { name: 'Emma' }, addressDetail: 'Building 2, 1501' });
    await using courier = await browser.open(links.courier, { expectedErrors: networkAway });
    await using emma = await browser.open(second.links.recipient);
    await courier.page.getByRole('heading', { name: '2 to go today' }).waitFor();
    await courier.context.setOffline(true);
    await courier.page.getByText('You are offline').first().waitFor();
    await emma.page.getByRole('button', { name: 'Call', exact: true }).click();
    await emma.page.getByRole('button', { name: 'Hang up' }).waitFor();
    await courier.context.setOffline(false);
    await courier.page.getByRole('button', { name: 'Decline' }).click();
    await heard(emma.page, 'Call declined');
  });

  it('lets a courier who is called at the wrong moment answer with one tap', async () => {
    await using server = await startServer();
    const { links } = await server.createDelivery();
    await using courier = await browser.open(links.courier);
    await using recipient = await browser.open(links.recipient);
    await recipient.page.getByRole('button', { name: 'Call', exact: true }).click();
    const incoming = courier.page.getByRole('alertdialog');
    await incoming.getByRole('button', { name: '5 minutes away' }).click();
    await incoming.waitFor({ state: 'hidden' });
    await heard(recipient.page, '5 minutes away');
    await heard(recipient.page, 'Call declined');
  });

  it('shows the round and a line side by side where there is room', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await server.createDelivery({ recipient: { name: 'Emma' }, addressDetail: 'Building 2, 1501' });
    await using courier = await browser.open(links.courier, { viewport: { width: 1440, height: 900 } });
    await courier.page.getByRole('heading', { name: '2 to go today' }).waitFor();
    await message(courier.page).waitFor();
    await courier.page.getByRole('link', { name: /Building 2, 1501/ }).click();
    await courier.page.getByRole('heading', { name: 'Building 2, 1501' }).waitFor();
  });
});

describe('a link that opens nothing', () => {
  it('says so in words, and what to do', async () => {
    await using server = await startServer({ sfu: null });
    const { tokens } = await server.createDelivery();
    await using forged = await browser.open(`${server.url}/l/${tokens.recipient.slice(0, -4)}AAAA`, {
      expectedErrors: /404/,
    });
    await forged.page.getByRole('heading', { name: 'This link does not open' }).waitFor();
    expect(await forged.page.getByRole('textbox').count()).toBe(0);
  });

  it('shuts an open page out at once when it is revoked', async () => {
    await using server = await startServer({ sfu: null });
    const { links, linkIds } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await say(recipient.page, 'still here');
    await heard(recipient.page, 'still here');
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    await recipient.page.getByRole('heading', { name: 'This link was switched off' }).waitFor();
    expect(await recipient.page.getByText('still here').count()).toBe(0);
  });
});

describe('what a screen reader and a weak eye meet', () => {
  it.each([
    ['zh-CN', 'light'],
    ['zh-CN', 'dark'],
    ['en-US', 'light'],
    ['en-US', 'dark'],
  ] as const)('breaks no rule of axe in %s, %s', async (locale, colorScheme) => {
    await using server = await startServer({ sfu: null });
    const { links, tokens, delivery } = await server.createDelivery();
    await server.createDelivery({ recipient: { name: 'Emma' } });
    await using phone = await server.phone(tokens.courier);
    await phone.ask('deliveries.set_status', { lineId: delivery.id, status: 'out_for_delivery' });
    await phone.ask('timeline.send', { lineId: delivery.id, clientId: 'client-id-1' as never, text: '您好，我快到了' });
    for (const link of [links.recipient, links.courier, `${links.courier}#${delivery.id}`]) {
      await using opened = await browser.open(link, { locale, colorScheme });
      await opened.page.getByRole('button', { name: /Hold to talk|按住说话/ }).waitFor();
      await opened.page.getByText('您好，我快到了').waitFor();
      const { violations } = await new AxeBuilder({ page: opened.page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
    }
  });
});
