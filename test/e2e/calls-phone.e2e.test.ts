import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { hear, loudnessOf } from '../support/heard.ts';
import { recordingPath } from '../support/recordings.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;

beforeAll(async () => {
  server = await startServer();
  browser = await openBrowser({ speechFile: recordingPath('en-jfk.wav') });
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const inCall = (page: Page) =>
  page
    .getByRole('dialog', { name: /^Call with/ })
    .getByText('In a call')
    .waitFor();
const isHeard = async (page: Page) => expect(loudnessOf(await hear(page, 4))).toBeGreaterThan(0.005);

/** What a page has opened of the browser so far. */
interface Opened {
  readonly tracks: MediaStreamTrack[];
  readonly peers: RTCPeerConnection[];
  readonly contexts: AudioContext[];
}

/** Runs in the page before its scripts: keeps hold of whatever it opens. */
function keepHold(): void {
  const opened: Opened = { tracks: [], peers: [], contexts: [] };
  Object.assign(globalThis, { opened });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      opened.peers.push(this);
    }
  };
  globalThis.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      opened.contexts.push(this);
    }
  };
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    opened.tracks.push(...stream.getTracks());
    return stream;
  };
}

const stillOpen = (page: Page) =>
  page.evaluate(() => {
    const { contexts, peers, tracks } = Reflect.get(globalThis, 'opened') as Opened;
    return {
      tracks: tracks.filter(({ readyState }) => readyState === 'live').length,
      peers: peers.filter(({ connectionState }) => connectionState !== 'closed').length,
      contexts: contexts.filter(({ state }) => state !== 'closed').length,
    };
  });

let line = 0;
async function openTwo() {
  line += 1;
  const { links } = await server.createDelivery({ courier: { id: `courier-phone-${line}`, name: '王师傅' } });
  const options = { script: keepHold, expectedErrors: networkAway };
  const [courier, recipient] = await Promise.all([
    browser.open(links.courier, options),
    browser.open(links.recipient, options),
  ]);
  return {
    courier: courier.page,
    recipient: recipient.page,
    async [Symbol.asyncDispose]() {
      for (const one of [courier, recipient]) await one[Symbol.asyncDispose]();
    },
  };
}

async function talk(courier: Page, recipient: Page): Promise<void> {
  await press(courier, 'Call');
  await press(recipient, 'Answer');
  await Promise.all([inCall(courier), inCall(recipient)]);
}

describe('a phone in a call', () => {
  it('is heard again after its headset was unplugged', async () => {
    await using two = await openTwo();
    await talk(two.courier, two.recipient);
    await two.courier.evaluate(() => {
      const [track] = (Reflect.get(globalThis, 'opened') as Opened).tracks;
      track?.stop();
      // A page that stops a track itself is told nothing; the system's hand is what is tried here.
      track?.dispatchEvent(new Event('ended'));
    });
    await two.courier.waitForFunction(
      () => (Reflect.get(globalThis, 'opened') as Opened).tracks.filter((one) => one.readyState === 'live').length,
    );
    await isHeard(two.recipient);
    await press(two.courier, 'Hang up');
  });

  it('goes on with the call when the server was started anew', async () => {
    await using two = await openTwo();
    await talk(two.courier, two.recipient);
    const away = [two.courier, two.recipient].map((page) =>
      page.waitForFunction(() => document.body.textContent?.includes('Reconnecting'), null, { polling: 'raf' }),
    );
    await server.restart();
    await Promise.all(away);
    await Promise.all([inCall(two.courier), inCall(two.recipient)]);
    await Promise.all([isHeard(two.courier), isHeard(two.recipient)]);
    await press(two.recipient, 'Hang up');
  });

  it('sends the note that is being recorded when a call is taken, and the call is heard', async () => {
    await using two = await openTwo();
    const button = two.recipient.getByRole('button', { name: /^Hold to talk/ });
    await button.focus();
    await two.recipient.keyboard.press('Enter');
    await two.recipient.waitForTimeout(2000);
    await press(two.courier, 'Call');
    await press(two.recipient, 'Answer');
    await Promise.all([inCall(two.courier), inCall(two.recipient)]);
    await two.courier
      .getByRole('region', { name: 'Timeline' })
      .getByText(/^0:0[1-9]$/)
      .first()
      .waitFor();
    await isHeard(two.courier);
    await press(two.courier, 'Hang up');
  });

  it('says that nothing is heard of a page that was closed, before the server can know it', async () => {
    await using two = await openTwo();
    await talk(two.courier, two.recipient);
    await two.recipient.close();
    const call = two.courier.getByRole('dialog', { name: /^Call with/ });
    await call.getByText('Nothing is heard from 李女士').waitFor();
    await call.getByText('李女士 lost the connection').waitFor();
    await press(two.courier, 'Hang up');
  });

  it('gives whoever was writing their text and its box back', async () => {
    await using two = await openTwo();
    const box = two.recipient.getByRole('textbox', { name: 'Message' });
    await box.fill('on the third floor');
    for (const [page, end] of [
      [two.recipient, 'Decline'],
      [two.courier, 'Hang up'],
    ] as const) {
      await box.focus();
      await press(two.courier, 'Call');
      await two.recipient.getByRole('alertdialog').waitFor();
      await press(page, end);
      await two.recipient.getByRole('alertdialog').waitFor({ state: 'detached' });
      expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await box.inputValue()).toBe('on the third floor');
    }
  });

  it("lets a person choose where the sound comes out, in the system's own list", async () => {
    await using two = await openTwo();
    await talk(two.courier, two.recipient);
    const sound = two.courier.getByRole('combobox', { name: 'Sound' });
    await sound.selectOption({ index: 1 });
    expect(await sound.evaluate((element: HTMLSelectElement) => element.selectedIndex)).toBe(1);
    await isHeard(two.courier);
    await press(two.courier, 'Hang up');
  });

  it('holds nothing open after it, however it ended', async () => {
    await using two = await openTwo();
    const none = { tracks: 0, peers: 0, contexts: 0 };
    const rests = async () => {
      for (const page of [two.courier, two.recipient])
        await expect.poll(() => stillOpen(page), { timeout: 15_000 }).toEqual(none);
      await expect
        .poll(() => server.sfu?.counts(), { timeout: 15_000 })
        .toMatchObject({ transports: 0, producers: 0, consumers: 0 });
    };
    await talk(two.courier, two.recipient);
    await press(two.recipient, 'Hang up');
    await rests();
    await press(two.courier, 'Call');
    await press(two.recipient, 'Decline');
    await rests();
    await press(two.courier, 'Call');
    await two.recipient.getByRole('alertdialog').waitFor();
    await press(two.courier, 'Hang up');
    await rests();
  });
});
