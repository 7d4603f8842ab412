import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;

beforeAll(async () => {
  server = await startServer({ speech: 'whisper' });
  browser = await openBrowser({ speechFile: join(import.meta.dirname, '../speech/en-jfk.wav') });
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const incoming = (page: Page) => page.getByRole('alertdialog');
const call = (page: Page) => page.getByRole('dialog', { name: /^Call with/ });
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const isMuted = (page: Page) => call(page).getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed');

/** The tab is behind another one: no headless browser has one in front. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

describe('a call that nobody takes', () => {
  it('offers a voice note in one tap to the one who called, and the way back to the one who missed it', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-missed', name: '王师傅' } });
    await using courier = await browser.open(links.courier);
    await using recipient = await browser.open(links.recipient);
    await press(courier.page, 'Call');
    await press(recipient.page, 'Decline');
    const ended = courier.page.getByRole('region', { name: 'Declined' });
    await ended.getByRole('button', { name: 'Leave a voice note' }).click();
    await courier.page
      .getByRole('timer')
      .getByText(/0:0[5-9]|0:[1-5]\d/)
      .waitFor();
    await press(courier.page, 'Send note');
    await timeline(recipient.page)
      .getByText(/fellow|american/i)
      .waitFor();
    // They have said something about it now.
    expect(await timeline(courier.page).getByRole('button', { name: 'Call again' }).count()).toBe(0);

    await press(courier.page, 'Call');
    await incoming(recipient.page).waitFor();
    await press(courier.page, 'Hang up');
    const missed = recipient.page.getByRole('region', { name: 'Missed call' });
    await missed.getByRole('button', { name: 'Leave a voice note' }).waitFor();
    await missed.getByRole('button', { name: 'Close' }).click();
    await timeline(recipient.page).getByRole('button', { name: 'Call back' }).click();
    await press(courier.page, 'Answer');
    await call(recipient.page).getByText('In a call').waitFor();
    await press(recipient.page, 'Hang up');
    await call(courier.page).waitFor({ state: 'detached' });
    expect(await timeline(recipient.page).getByRole('button', { name: 'Call back' }).count()).toBe(0);
  });

  it('can be answered by voice in its own time', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-instead', name: '王师傅' } });
    await using courier = await browser.open(links.courier);
    await using recipient = await browser.open(links.recipient);
    await press(courier.page, 'Call');
    await incoming(recipient.page).getByRole('button', { name: 'Voice note' }).click();
    await courier.page.getByRole('region', { name: 'Declined' }).waitFor();
    await recipient.page
      .getByRole('timer')
      .getByText(/0:0[1-9]/)
      .waitFor();
    await press(recipient.page, 'Send note');
    await timeline(courier.page).getByRole('button', { name: /^Play/ }).waitFor();
  });

  it('is seen while another tab is in front: in the title and in a notification that leads back', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-hidden', name: '王师傅' } });
    await using courier = await browser.open(links.courier);
    await using recipient = await browser.open(links.recipient);
    await recipient.context.grantPermissions(['microphone', 'notifications']);
    await recipient.page.evaluate(() => {
      const shown: { title: string; body: string | undefined; closed: boolean }[] = [];
      class Shown extends EventTarget {
        static readonly permission = 'granted';
        readonly #one: (typeof shown)[number];
        readonly data: unknown;
        constructor(title: string, options?: NotificationOptions) {
          super();
          this.data = options?.data;
          this.#one = { title, body: options?.body, closed: false };
          shown.push(this.#one);
        }
        close() {
          this.#one.closed = true;
        }
      }
      Object.assign(globalThis, { Notification: Shown, shown });
    });
    const shown = () => recipient.page.evaluate(() => (globalThis as { shown?: unknown }).shown);
    const title = await recipient.page.title();
    await hide(recipient.page, true);
    await press(courier.page, 'Call');
    const becomes = (text: string) => expect.poll(() => recipient.page.title(), { timeout: 10_000 }).toBe(text);
    await becomes('王师傅 is calling');
    await becomes(title);
    await becomes('王师傅 is calling');
    expect(await shown()).toEqual([
      { title: '王师傅 is calling', body: expect.stringContaining('parcel'), closed: false },
    ]);
    await hide(recipient.page, false);
    await expect.poll(shown).toEqual([expect.objectContaining({ closed: true })]);
    await press(recipient.page, 'Decline');
    await incoming(recipient.page).waitFor({ state: 'detached' });
    expect(await recipient.page.title()).toBe(title);
  });
});

describe('notifications of calls', () => {
  it('are offered after the first call and not before, once', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-offer', name: '王师傅' } });
    await using courier = await browser.open(links.courier);
    await using recipient = await browser.open(links.recipient);
    // A headless browser has answered for the person already.
    await recipient.page.evaluate(() => {
      const Notification = { permission: 'default', requestPermission: () => Promise.resolve('granted') };
      Object.assign(globalThis, { Notification });
    });
    const offer = recipient.page.getByRole('region', { name: /^Get notified of calls/ });
    await press(courier.page, 'Call');
    await press(recipient.page, 'Answer');
    await call(recipient.page).getByText('In a call').waitFor();
    expect(await offer.count()).toBe(0);
    await press(courier.page, 'Hang up');
    await offer.getByRole('button', { name: 'Allow notifications' }).click();
    await offer.getByText('You will be notified').waitFor();
    await offer.getByRole('button', { name: 'Close' }).click();
    await offer.waitFor({ state: 'detached' });
  });
});

describe('what can be done in a call', () => {
  it('is muted by the key M, and no key hangs up', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-keys', name: '王师傅' } });
    await using courier = await browser.open(links.courier, { viewport: { width: 1280, height: 800 } });
    await using recipient = await browser.open(links.recipient);
    await press(courier.page, 'Call');
    await press(recipient.page, 'Answer');
    await call(courier.page).getByText('In a call').waitFor();
    await courier.page.keyboard.press('m');
    await call(courier.page).getByText('you are muted').waitFor();
    await call(recipient.page).getByText('王师傅 is muted').waitFor();
    await courier.page.keyboard.press('Escape');
    await courier.page.keyboard.press('m');
    await expect.poll(() => isMuted(courier.page)).toBe('false');
    await call(recipient.page).getByText('王师傅 is muted').waitFor({ state: 'detached' });
    await press(courier.page, 'Hang up');
    await call(recipient.page).waitFor({ state: 'detached' });
    // Where it came from: the button that had called.
    await expect.poll(() => courier.page.evaluate(() => document.activeElement?.textContent)).toBe('Call');
  });

  it('writes down what is said where one wants it, tells both, and keeps it with the call', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-captions', name: '王师傅' } });
    await using courier = await browser.open(links.courier);
    await using recipient = await browser.open(links.recipient);
    await press(courier.page, 'Call');
    await press(recipient.page, 'Answer');
    await call(courier.page).getByText('In a call').waitFor();
    await press(recipient.page, 'Captions');
    for (const { page } of [courier, recipient]) {
      await call(page).getByText('What is said is being written down').waitFor();
      await call(page)
        .getByText(/country/i)
        .first()
        .waitFor();
    }
    await press(courier.page, 'Hang up');
    const said = timeline(recipient.page).getByText('Show what was said');
    await said.click();
    await timeline(recipient.page)
      .getByText(/country/i)
      .first()
      .waitFor();
  });
});

describe('the microphone before the first call', () => {
  it('is tried from the line’s menu: one is heard, and hears oneself', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-test', name: '王师傅' } });
    await using recipient = await browser.open(links.recipient);
    await recipient.page.getByRole('button', { name: /^More:/ }).click();
    await press(recipient.page, 'Test the microphone');
    const sheet = recipient.page.getByRole('dialog', { name: 'Test the microphone' });
    await sheet.getByRole('button', { name: 'Start the test' }).click();
    await sheet.getByText('Say something now').waitFor();
    await sheet.getByText('This is how others hear you').waitFor();
    await sheet.getByText('Your microphone works').waitFor();
  });
});
