import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const row = (page: Page, text: string) => timeline(page).getByRole('listitem').filter({ hasText: text }).last();
const heard = (page: Page, text: string) => timeline(page).getByText(text, { exact: true }).waitFor();
/** The entry that was gone to stands out for a moment. */
const found = (page: Page, text: string) => timeline(page).locator('.is-found').filter({ hasText: text }).waitFor();
async function say(page: Page, text: string) {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}
async function act(page: Page, text: string, action: 'Reply' | 'Copy' | 'Take back') {
  await row(page, text).getByRole('button', { name: 'Message actions' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${action}`) })
    .click();
}
async function axe(page: Page) {
  // What fades in is judged once it is there.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}
async function guest(server: TestServer, path: string, name: string): Promise<string> {
  const { body } = await server.operator('PUT', path, { name });
  return (body as { link: string }).link;
}
/** Says so many texts as the courier, `word 1` first. */
async function tell(server: TestServer, token: string, lineId: string, word: string, count: number) {
  await using phone = await server.phone(token);
  for (let one = 1; one <= count; one += 1)
    await phone.ask('timeline.send', {
      lineId: lineId as never,
      clientId: `client-${word}-${one}` as never,
      text: `${word} ${one}`,
    });
}
const patient = { timeout: 15_000 };
const position = { geolocation: { latitude: 30.2825, longitude: 120.0222, accuracy: 12 } };

describe('what was said on a line', () => {
  it('can be answered; a tap on the answer leads to what it answers', async () => {
    await using server = await startServer({ sfu: null });
    const { links, tokens, delivery } = await server.createDelivery();
    await tell(server, tokens.courier, delivery.id, 'stop', 20);
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await heard(recipient.page, 'stop 20');
    // A held finger, a right click and the menu key open the same as the button.
    await row(recipient.page, 'stop 2').locator('.bubble').dispatchEvent('contextmenu');
    await recipient.page.getByRole('dialog', { name: 'This message' }).waitFor();
    await recipient.page.keyboard.press('Escape');
    await recipient.page.getByRole('dialog').waitFor({ state: 'detached' });
    await act(recipient.page, 'stop 2', 'Reply');
    await recipient.page.getByText('Reply to 王师傅').waitFor();
    await say(recipient.page, 'the second one');
    await heard(courier.page, 'the second one');
    await row(courier.page, 'the second one').getByRole('button', { name: 'In reply to You said: stop 20' }).click();
    await found(courier.page, 'stop 20');
    expect(await recipient.page.getByText('Reply to 王师傅').count()).toBe(0);
  });

  it('can be taken back by its sender, on both pages, and not by the other', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await say(recipient.page, 'the gate’s code is 4711');
    await heard(courier.page, 'the gate’s code is 4711');
    await row(courier.page, '4711').getByRole('button', { name: 'Message actions' }).click();
    await courier.page.getByRole('dialog').getByRole('button', { name: 'Copy' }).waitFor();
    expect(
      await courier.page
        .getByRole('dialog')
        .getByRole('button', { name: /Take back/ })
        .count(),
    ).toBe(0);
    await axe(courier.page);
    await courier.page.keyboard.press('Escape');
    await act(recipient.page, '4711', 'Take back');
    for (const { page } of [recipient, courier]) {
      await heard(page, 'Taken back');
      expect(await timeline(page).getByText(/4711/).count()).toBe(0);
    }
  });

  it('shows its sender when it was read', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await say(recipient.page, 'is anybody there');
    await row(recipient.page, 'is anybody there').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    await using courier = await browser.open(links.courier);
    await heard(courier.page, 'is anybody there');
    await row(recipient.page, 'is anybody there').getByText('Read', { exact: true }).first().waitFor();
  });

  it('is announced while it is typed', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await heard(recipient.page, 'Nothing said yet. Hold the button below to talk, or type.');
    // It ends by itself: somebody must be looking when it comes.
    await Promise.all([
      timeline(recipient.page).getByText('王师傅 is writing…').waitFor(),
      courier.page.getByRole('textbox', { name: 'Message' }).pressSequentially('I am'),
    ]);
    await courier.page.getByRole('button', { name: 'Send', exact: true }).click();
    await heard(recipient.page, 'I am');
    await timeline(recipient.page).getByText('王师傅 is writing…').waitFor({ state: 'detached' });
  });

  it('comes by screens: what is read stays where it is while earlier entries come', async () => {
    await using server = await startServer({ sfu: null });
    const { links, tokens, delivery } = await server.createDelivery();
    await tell(server, tokens.courier, delivery.id, 'line', 130);
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await heard(page, 'line 130');
    expect(await timeline(page).locator('.bubble').count()).toBe(50);
    const log = page.getByRole('log');
    const first = timeline(page).getByText('line 90', { exact: true });
    // A little below the top, where the next screen is asked for; measured before it can come.
    const before = await first.evaluate((bubble) => {
      bubble.closest('[role=log]')?.scrollTo(0, 300);
      return bubble.getBoundingClientRect().top;
    });
    await expect.poll(() => timeline(page).locator('.bubble').count(), patient).toBe(100);
    await expect
      .poll(
        async () => Math.abs((await first.evaluate((bubble) => bubble.getBoundingClientRect().top)) - before),
        patient,
      )
      .toBeLessThan(3);
    expect(await log.evaluate((box) => box.scrollTop)).toBeGreaterThan(1000);
    await log.evaluate((box) => box.scrollTo(0, 0));
    await heard(page, 'line 1');
    await expect.poll(() => timeline(page).locator('.bubble').count(), patient).toBe(130);
    expect(await page.getByRole('button', { name: 'Earlier messages' }).count()).toBe(0);
  });

  it('is found by its words, also where it is not loaded yet', async () => {
    await using server = await startServer({ sfu: null });
    const { links, tokens, delivery } = await server.createDelivery();
    await tell(server, tokens.courier, delivery.id, 'needle', 1);
    await tell(server, tokens.courier, delivery.id, 'hay', 110);
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await heard(page, 'hay 110');
    await page.getByRole('button', { name: /^More:/ }).click();
    await page.getByRole('button', { name: 'Search in this line' }).click();
    await page.getByRole('searchbox').fill('needle');
    const result = page.getByRole('dialog').getByRole('button', { name: /needle 1/ });
    await result.getByText('needle', { exact: true }).waitFor();
    await axe(page);
    await result.click();
    await found(page, 'needle 1');
  });

  it('is drawn harmless, whatever it is made of', async () => {
    await using server = await startServer({ sfu: null });
    const { links, tokens, delivery } = await server.createDelivery({ recipient: { name: '李\u202E女士' } });
    const nasty = [
      '<img src=x onerror="document.title=1"><script>document.title=2</script>',
      '\u202Eright to left\u202C and \u2066isolated',
      'zero\u200B\u200D\u2060width',
      `o${'\u0301'.repeat(1900)}`,
      'x'.repeat(2000),
      '👩‍👩‍👧‍👦🇨🇳'.repeat(80),
      'https://evil.example/tap?me=1',
    ];
    await using phone = await server.phone(tokens.courier);
    for (const [index, text] of nasty.entries())
      await phone.ask('timeline.send', {
        lineId: delivery.id,
        clientId: `client-nasty-${index}` as never,
        text,
      });
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await heard(page, 'https://evil.example/tap?me=1');
    const bubbles = timeline(page).locator('.bubble');
    expect(await bubbles.allTextContents()).toEqual(nasty);
    expect(await timeline(page).locator('img, script, a').count()).toBe(0);
    expect(await page.title()).toBe('王师傅 · Doorline');
    const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width[0]).toBe(width[1]);
    const log = await page.getByRole('log').evaluate((box) => [box.scrollWidth, box.clientWidth]);
    expect(log[0]).toBe(log[1]);
    // A pile of accents draws nothing outside its own bubble.
    expect(await bubbles.nth(3).evaluate((bubble) => getComputedStyle(bubble).overflowY)).toBe('clip');
    expect(await bubbles.nth(1).evaluate((bubble) => getComputedStyle(bubble).unicodeBidi)).toMatch(
      /isolate|plaintext/,
    );
  });
});

describe('a place', () => {
  it('is pointed at by its name, shown on the other’s map and said in words', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await recipient.page.getByRole('button', { name: 'Place', exact: true }).click();
    await axe(recipient.page);
    await recipient.page.getByRole('button', { name: /A landmark/ }).click();
    await recipient.page.getByRole('searchbox', { name: 'Find a landmark' }).fill('north');
    await recipient.page.getByRole('button', { name: /North gate/ }).waitFor();
    await axe(recipient.page);
    await recipient.page.getByRole('button', { name: /North gate/ }).click();
    const place = timeline(courier.page).getByRole('button', { name: /North gate.* m from the door/ });
    await courier.page.getByRole('button', { name: 'Centre the map' }).waitFor();
    await place.click();
    await courier.page.locator('.map-spoken-of').getByText('North gate').waitFor();
  });

  it('is where somebody stands, sent once and only by a tap', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient, position);
    await using courier = await browser.open(links.courier);
    await recipient.page.getByRole('button', { name: 'Place', exact: true }).click();
    await recipient.page.getByRole('button', { name: /Where I am/ }).click();
    await recipient.page.getByText(/m from the door · Within about 10 m/).waitFor();
    await recipient.page.getByRole('button', { name: 'Send place' }).click();
    await timeline(courier.page)
      .getByRole('button', { name: /李女士 is here/ })
      .waitFor();
    await recipient.page.getByRole('button', { name: 'Share my location' }).waitFor();
  });

  it('is pointed at on the map and named', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await recipient.page.getByRole('button', { name: 'Place', exact: true }).click();
    await recipient.page.getByRole('button', { name: /Point on the map/ }).click();
    const send = recipient.page.getByRole('button', { name: 'Send place' });
    await recipient.page.locator('.pin-map .map-door').waitFor({ state: 'attached' });
    await recipient.page.getByRole('application', { name: /Move the map/ }).press('ArrowUp');
    await recipient.page.getByRole('textbox', { name: 'Its name' }).fill('blue bench');
    await send.click();
    await timeline(courier.page)
      .getByRole('button', { name: /^blue bench/ })
      .waitFor();
  });
});

describe('who is on a line', () => {
  it('asks for customer service, which joins, is announced, and leaves', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    const agentLink = await guest(server, '/agents/agent-1', '客服小林');
    await using agent = await browser.open(agentLink, { viewport: { width: 1280, height: 800 } });
    await agent.page.getByRole('heading', { name: 'Customer service' }).waitFor();
    await using recipient = await browser.open(links.recipient);
    await say(recipient.page, 'my parcel is not here');
    await recipient.page.getByRole('button', { name: /^More:/ }).click();
    await recipient.page.getByRole('button', { name: /Ask customer service/ }).click();
    await recipient.page
      .getByRole('dialog')
      .getByText(/Customer service was asked/)
      .waitFor();
    await axe(recipient.page);
    // The page says so too, also when it is opened anew.
    await recipient.page.reload();
    await recipient.page.getByText('Waiting for customer service', { exact: true }).waitFor();
    await agent.page.getByRole('button', { name: 'Join', exact: true }).click();
    await heard(agent.page, 'my parcel is not here');
    await timeline(recipient.page)
      .getByText(/客服小林 \(customer service\) joined/)
      .waitFor();
    await say(agent.page, 'I am looking');
    await heard(recipient.page, 'I am looking');
    await timeline(recipient.page).getByText('客服小林 · customer service').waitFor();
    // Names have come over earlier words: the newest are still in sight.
    await expect
      .poll(() =>
        recipient.page
          .getByRole('log')
          .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight),
      )
      .toBeLessThan(48);
    await axe(agent.page);
    await agent.page.getByRole('searchbox').fill('parcel is');
    await agent.page.getByRole('button', { name: /李女士.*my parcel is not here/ }).click();
    await found(agent.page, 'my parcel is not here');
    await agent.page.getByRole('button', { name: /^More:/ }).click();
    await agent.page.getByRole('button', { name: /Leave this line/ }).click();
    await timeline(recipient.page)
      .getByText(/客服小林 \(customer service\) left/)
      .waitFor();
    await agent.page.getByRole('searchbox').fill('');
    await agent.page.getByText('No lines at the moment').waitFor();
  });

  it('calls the station, which sees what is said from then on', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    const stationLink = await guest(server, '/stations/station-1', '花园驿站');
    await using courier = await browser.open(links.courier);
    await say(courier.page, 'only for the door');
    await heard(courier.page, 'only for the door');
    await courier.page.getByRole('button', { name: /^More:/ }).click();
    await courier.page.getByRole('button', { name: /Ask the station to join/ }).click();
    await courier.page.getByRole('button', { name: '花园驿站' }).click();
    await courier.page.getByText('花园驿站 has joined').waitFor();
    await courier.page.keyboard.press('Escape');
    await using station = await browser.open(stationLink);
    await station.page.getByRole('link', { name: /李女士/ }).click();
    await say(courier.page, 'the parcel comes to you');
    await heard(station.page, 'the parcel comes to you');
    expect(await station.page.getByText('only for the door').count()).toBe(0);
    // What it was not shown it has not read.
    const read = timeline(courier.page).getByRole('listitem').filter({ hasText: 'Read by 花园驿站' });
    await read.last().waitFor();
    expect(await read.filter({ hasText: 'only for the door' }).filter({ hasNotText: 'joined' }).count()).toBe(0);
    await axe(station.page);
  });
});

describe('quick replies', () => {
  it('are the operator’s own', async () => {
    await using server = await startServer({ sfu: null });
    const { links } = await server.createDelivery();
    const one = [{ statuses: ['assigned'], zh: '放柜子里', en: 'In the locker, please' }];
    const { status } = await server.operator('PUT', '/quick-replies', {
      recipient: one,
      courier: [],
      station: [],
      agent: [],
    });
    expect(status).toBeLessThan(300);
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await recipient.page.getByRole('button', { name: 'In the locker, please' }).click();
    await heard(courier.page, 'In the locker, please');
    expect(await courier.page.getByRole('group', { name: 'Quick replies' }).count()).toBe(0);
  });
});
