import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSpeech } from '../../media/speech/open-speech.ts';
import type { SpeechToText } from '../../media/speech-to-text.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { countPackets, hear, loudnessOf, packetsReceived } from '../support/heard.ts';
import { startServer, type TestServer } from '../support/server.ts';

const recording = (name: string) => join(import.meta.dirname, '../speech', name);

let server: TestServer;
let speech: SpeechToText;
/** The courier's phones say one sentence, the recipient's another: so it shows who is heard. */
let couriers: TestBrowser;
let recipients: TestBrowser;

beforeAll(async () => {
  server = await startServer();
  const engine = openSpeech({ engine: 'whisper', threads: 2, log: { warn: () => undefined } });
  if (engine === null) throw new Error('There is no speech engine');
  speech = engine;
  couriers = await openBrowser({ speechFile: recording('en-jfk.wav') });
  recipients = await openBrowser({ speechFile: recording('en-librispeech.wav') });
});
afterAll(async () => {
  await Promise.allSettled([couriers[Symbol.asyncDispose](), recipients[Symbol.asyncDispose]()]);
  await speech.close();
  await server.close();
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const incoming = (page: Page) => page.getByRole('alertdialog');
const call = (page: Page) => page.getByRole('dialog', { name: /^Call with/ });

const courierSays = /country/;
const recipientSays = /sorrow|cotton|dreams/;

/** Ten seconds cut anywhere out of a sentence may leave the recogniser little to go by: it listens up to three times. */
const LISTENS = 3;

/** What is heard on the page, until it fits; all that was heard where it never does. */
async function words(page: Page, fits: RegExp): Promise<string> {
  const heard: string[] = [];
  while (heard.length < LISTENS && !fits.test(heard.at(-1) ?? '')) {
    const samples = await hear(page, 10);
    const result = await speech.transcribe({ samples, language: 'en' }, AbortSignal.timeout(60_000));
    heard.push(result.kind === 'speech' ? result.text.toLowerCase() : '');
  }
  return heard.join(' / ');
}

describe('a call between two phones', () => {
  it('rings, is answered with one tap, carries speech both ways, and leaves its length', async () => {
    const { links } = await server.createDelivery();
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);

    await press(courier.page, 'Call');
    await incoming(recipient.page).waitFor();
    expect(await incoming(recipient.page).getByRole('heading').textContent()).toContain('王师傅');
    await call(courier.page).getByText('Ringing…').waitFor();
    await press(recipient.page, 'Answer');

    for (const { page } of [courier, recipient]) await call(page).getByText('In a call').waitFor();
    await incoming(recipient.page).waitFor({ state: 'detached' });
    const [byRecipient, byCourier] = await Promise.all([
      words(recipient.page, courierSays),
      words(courier.page, recipientSays),
    ]);
    expect(byRecipient).toMatch(courierSays);
    expect(byCourier).toMatch(recipientSays);

    await press(recipient.page, 'Hang up');
    for (const { page } of [courier, recipient]) {
      await call(page).waitFor({ state: 'detached' });
      await page
        .getByRole('region', { name: 'Timeline' })
        .getByText(/\b0:[1-5]\d\b/)
        .waitFor();
    }
    expect(await button(courier.page, 'Call').isEnabled()).toBe(true);
  });

  it('carries speech both ways when the recipient calls', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-b', name: '刘师傅' } });
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);
    await press(recipient.page, 'Call');
    await incoming(courier.page).waitFor();
    await press(courier.page, 'Answer');
    await call(recipient.page).getByText('In a call').waitFor();
    const [byRecipient, byCourier] = await Promise.all([
      words(recipient.page, courierSays),
      words(courier.page, recipientSays),
    ]);
    expect(byRecipient).toMatch(courierSays);
    expect(byCourier).toMatch(recipientSays);
    await press(courier.page, 'Hang up');
    await call(recipient.page).waitFor({ state: 'detached' });
  });

  it('sends nothing of either microphone before the answer, nor while muted', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-c', name: '陈师傅' } });
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);
    for (const { page } of [courier, recipient]) await countPackets(page);
    await press(courier.page, 'Call');
    await incoming(recipient.page).waitFor();
    await call(courier.page).getByText('Ringing…').waitFor();
    await courier.page.waitForTimeout(2000);
    expect([await packetsReceived(courier.page), await packetsReceived(recipient.page)]).toEqual([0, 0]);

    await press(recipient.page, 'Answer');
    await call(recipient.page).getByText('In a call').waitFor();
    expect(loudnessOf(await hear(recipient.page, 3))).toBeGreaterThan(0.005);
    expect(await packetsReceived(recipient.page)).toBeGreaterThan(0);
    await press(courier.page, 'Mute');
    await call(courier.page).getByText('you are muted').waitFor();
    await hear(recipient.page, 1);
    expect(loudnessOf(await hear(recipient.page, 2))).toBeLessThan(0.001);
    await press(courier.page, 'Mute');
    await hear(recipient.page, 1);
    expect(loudnessOf(await hear(recipient.page, 3))).toBeGreaterThan(0.005);
    await press(courier.page, 'Hang up');
  });

  it('stops ringing on the other phone of the one who answers', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-d', name: '赵师傅' } });
    await using courier = await couriers.open(links.courier);
    await using phone = await recipients.open(links.recipient);
    await using tablet = await recipients.open(links.recipient);
    await press(courier.page, 'Call');
    await Promise.all([incoming(phone.page).waitFor(), incoming(tablet.page).waitFor()]);
    await press(tablet.page, 'Answer');
    await incoming(phone.page).waitFor({ state: 'detached' });
    await phone.page.getByRole('region', { name: 'Answered on another device' }).waitFor();
    await call(tablet.page).getByText('In a call').waitFor();
    expect(await words(courier.page, recipientSays)).toMatch(recipientSays);
    await press(courier.page, 'Hang up');
    await call(tablet.page).waitFor({ state: 'detached' });
  });

  it('is declined, and given up, in words', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-e', name: '孙师傅' } });
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);
    await press(courier.page, 'Call');
    await press(recipient.page, 'Decline');
    await courier.page.getByRole('region', { name: 'Declined' }).waitFor();
    await press(courier.page, 'Call');
    await incoming(recipient.page).waitFor();
    await press(courier.page, 'Hang up');
    await incoming(recipient.page).waitFor({ state: 'detached' });
    await recipient.page.getByRole('region', { name: 'Missed call' }).waitFor();
  });

  it('comes back by itself after a reload in the middle of it', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-f', name: '周师傅' } });
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);
    await press(courier.page, 'Call');
    await press(recipient.page, 'Answer');
    await call(courier.page).getByText('In a call').waitFor();
    await recipient.page.reload();
    await call(recipient.page).getByText('In a call').waitFor();
    await call(courier.page).getByText('In a call').waitFor();
    const [byRecipient, byCourier] = await Promise.all([
      words(recipient.page, courierSays),
      words(courier.page, recipientSays),
    ]);
    expect(byRecipient).toMatch(courierSays);
    expect(byCourier).toMatch(recipientSays);
    await press(courier.page, 'Hang up');
  });

  it('comes back by itself when the media worker is killed', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-g', name: '吴师傅' } });
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);
    await press(courier.page, 'Call');
    await press(recipient.page, 'Answer');
    for (const { page } of [courier, recipient]) await call(page).getByText('In a call').waitFor();
    // Watched from before: they may be back before anybody could look.
    const away = recipient.page.waitForFunction(() => document.body.textContent?.includes('Reconnecting'), null, {
      polling: 'raf',
    });
    for (const pid of server.sfu?.pids ?? []) process.kill(pid, 'SIGKILL');
    await away;
    for (const { page } of [courier, recipient]) await call(page).getByText('In a call').waitFor();
    expect(await words(courier.page, recipientSays)).toMatch(recipientSays);
    await press(courier.page, 'Hang up');
  });
});

describe('a phone whose microphone is not allowed', () => {
  it('hears the call that it answers, says why nobody hears it, and can try again', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-i', name: '冯师傅' } });
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient, { permissions: ['geolocation'] });
    await press(courier.page, 'Call');
    await press(recipient.page, 'Answer');
    const trouble = call(recipient.page).getByRole('alert');
    await trouble.getByText('The microphone is blocked for this page. Click the icon left of the address').waitFor();
    expect(loudnessOf(await hear(recipient.page, 3))).toBeGreaterThan(0.005);
    await recipient.context.grantPermissions(['microphone']);
    await trouble.getByRole('button', { name: 'Try again' }).click();
    await trouble.waitFor({ state: 'detached' });
    await expect.poll(async () => loudnessOf(await hear(courier.page, 2)), { timeout: 20_000 }).toBeGreaterThan(0.005);
    await press(courier.page, 'Hang up');
    await call(recipient.page).waitFor({ state: 'detached' });
  });

  it('rings nobody, says why in words, and can try again', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-h', name: '郑师傅' } });
    await using courier = await couriers.open(links.courier, { permissions: ['geolocation'] });
    await using recipient = await recipients.open(links.recipient);
    await press(courier.page, 'Call');
    await courier.page
      .getByRole('region', { name: 'The call did not start' })
      .getByText('microphone is blocked')
      .waitFor();
    expect(await incoming(recipient.page).count()).toBe(0);
    await courier.context.grantPermissions(['microphone']);
    await press(courier.page, 'Try again');
    await incoming(recipient.page).waitFor();
    await press(recipient.page, 'Decline');
  });
});

const spoken = {
  'en-US': {
    call: 'Call',
    answer: 'Answer',
    hangUp: 'Hang up',
    with: /^Call with/,
    running: /^Call going on/,
    more: /^More:/,
    test: 'Test the microphone',
  },
  'zh-CN': {
    call: '打电话',
    answer: '接听',
    hangUp: '挂断',
    with: /^与.*通话$/,
    running: /正在通话$/,
    more: /^更多：/,
    test: '试一下麦克风',
  },
};

describe('what a screen reader and a weak eye meet in a call', () => {
  it.each([
    { colorScheme: 'light', locale: 'en-US' },
    { colorScheme: 'dark', locale: 'zh-CN' },
    { colorScheme: 'light', locale: 'zh-CN' },
    { colorScheme: 'dark', locale: 'en-US' },
  ] as const)('breaks no rule of axe while it rings, talks and after it, in $locale, $colorScheme', async (look) => {
    const id = `courier-axe-${look.colorScheme}-${look.locale}`;
    const { links } = await server.createDelivery({ courier: { id, name: '王师傅' } });
    await using courier = await couriers.open(links.courier, look);
    await using recipient = await recipients.open(links.recipient, look);
    const t = spoken[look.locale];
    const panel = (page: Page) => page.getByRole('dialog', { name: t.with });
    const broken = async (page: Page) =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

    await press(courier.page, t.call);
    await incoming(recipient.page).waitFor();
    expect(await broken(courier.page)).toEqual([]);
    expect(await broken(recipient.page)).toEqual([]);
    // The page behind is out of reach, and no stray space can take the call.
    expect(await recipient.page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alertdialog');
    await recipient.page.keyboard.press('Escape');
    expect(await incoming(recipient.page).count()).toBe(1);

    await press(recipient.page, t.answer);
    await panel(recipient.page).getByRole('timer').waitFor();
    expect(await recipient.page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('dialog');
    expect(await broken(recipient.page)).toEqual([]);
    const targets = await panel(recipient.page)
      .getByRole('button')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => [width, height]));
    for (const [width = 0, height = 0] of targets) expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    await using tablet = await recipients.open(links.recipient, look);
    await tablet.page.getByRole('region', { name: t.running }).waitFor();
    expect(await broken(tablet.page)).toEqual([]);
    await tablet.page.getByRole('button', { name: t.more }).click();
    await press(tablet.page, t.test);
    await tablet.page.getByRole('dialog', { name: t.test }).waitFor();
    expect(await broken(tablet.page)).toEqual([]);
    await press(recipient.page, t.hangUp);
    await courier.page.locator('.call-ended').waitFor();
    expect(await broken(courier.page)).toEqual([]);
    await courier.page
      .getByRole('region', { name: /^(Timeline|对话)$/ })
      .getByText(/\b0:\d\d\b/)
      .waitFor();
  });
});
