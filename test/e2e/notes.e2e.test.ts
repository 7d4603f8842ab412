import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { recordingPath } from '../support/recordings.ts';
import { startServer, type TestServer } from '../support/server.ts';

declare global {
  /** What the page handed to its player. */
  var played: Blob[];
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ speech: 'whisper', sfu: null });
});
afterAll(() => server.close());

/** Each with a courier of its own: one with a single stop sees its line at once. */
const delivery = () => server.createDelivery({ courier: { id: newId(), name: '王师傅' } });
const talk = (page: Page) => page.getByRole('button', { name: 'Hold to talk' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const notes = (page: Page) => timeline(page).locator('.note');

const faults = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

/** Presses the button with a finger's pointer, and lets go after so long. */
async function hold(page: Page, ms: number) {
  await talk(page).hover();
  await page.mouse.down();
  await page.getByText('Let go to send to').waitFor();
  await page.waitForTimeout(ms);
  await page.mouse.up();
}

describe.each([
  { name: 'Mandarin', file: 'zh-aishell-guangzhou.wav', lastsMs: 4600, words: /广州市.*协会分析/ },
  { name: 'English', file: 'en-jfk.wav', lastsMs: 11_200, words: /ask what you can do for your country/i },
] as const)('a note said in $name', ({ file, lastsMs, words }) => {
  let microphone: TestBrowser;
  beforeAll(async () => {
    microphone = await openBrowser({ speechFile: `${recordingPath(file)}%noloop` });
  });
  afterAll(() => microphone[Symbol.asyncDispose]());

  it('is read and heard on the other page', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient);
    await using courier = await microphone.open(links.courier);
    const requests: Request[] = [];
    recipient.page.on('request', (request) => requests.push(request));
    await hold(recipient.page, lastsMs);

    const note = notes(courier.page);
    await note.getByText(words).waitFor();
    await notes(recipient.page).getByText(words).waitFor();

    await note.getByRole('button', { name: 'Play, not heard yet' }).click();
    await note.getByRole('button', { name: 'Pause' }).waitFor();
    // The time is the player's own: it moves because sound is played.
    await note.getByText('0:01', { exact: true }).waitFor();
    await note.getByText('0:02', { exact: true }).waitFor();
    await note.getByRole('slider', { name: 'Position in the note' }).press('End');
    await note.getByRole('button', { name: 'Play', exact: true }).waitFor({ timeout: 15_000 }); // to its end
    expect(await note.getByText(words).count()).toBe(1);

    // Most of it went out while it was spoken: the last request began within the last two seconds of it.
    const [end, ...again] = requests.filter(
      (request) => request.method() === 'POST' && request.url().endsWith('/notes'),
    );
    expect(again).toEqual([]);
    expect(requests.filter((request) => request.url().includes('/parts?from=')).length).toBeGreaterThan(3);
    expect(Number(end?.headers()['x-note-from'])).toBeGreaterThan(4000 * (lastsMs / 1000 - 2));
  });
});

describe('hold to talk', () => {
  let microphone: TestBrowser;
  beforeAll(async () => {
    microphone = await openBrowser({ speechFile: recordingPath('zh-aishell-guangzhou.wav') });
  });
  afterAll(() => microphone[Symbol.asyncDispose]());

  it('sends nothing when the finger slides up, and goes on without it when it slides aside', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient);
    const { page } = recipient;
    const box = await talk(page).boundingBox();
    if (!box) throw new Error('The button is not in sight');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.getByText('Let go to send to').waitFor();
    await page.waitForTimeout(700);
    await page.mouse.move(x, y - 150, { steps: 5 });
    await page.getByText('Let go to cancel').waitFor();
    await page.mouse.up();
    await page.getByRole('timer').waitFor({ state: 'detached' });
    expect(await notes(page).count()).toBe(0);

    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.getByText('Let go to send to').waitFor();
    await page.mouse.move(x + 120, y, { steps: 5 });
    await page.mouse.up();
    await page.getByText('No need to hold').waitFor();
    await page.waitForTimeout(1000);
    await page.getByRole('button', { name: 'Send note' }).click();
    await notes(page).getByRole('button', { name: 'Play' }).waitFor();
    expect(await notes(page).count()).toBe(1);
  });

  it('works by keyboard: one key press starts, the next sends, Escape forgets', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient);
    const { page } = recipient;
    await talk(page).press('Enter');
    await page.getByText('No need to hold').waitFor();
    await page.waitForTimeout(800);
    await talk(page).press('Escape');
    await page.getByRole('timer').waitFor({ state: 'detached' });
    await talk(page).press('Enter');
    await page.getByText('No need to hold').waitFor();
    await page.waitForTimeout(1200);
    await talk(page).press('Enter');
    await notes(page).getByRole('button', { name: 'Play' }).waitFor();
    expect(await notes(page).count()).toBe(1);
  });

  it('works by the space bar: held like a finger, tapped like a switch, and Escape forgets', async () => {
    const { links } = await delivery();
    await using desk = await microphone.open(links.recipient, { viewport: { width: 1440, height: 900 } });
    const { page } = desk;
    const down = async () => {
      await talk(page).focus();
      await page.keyboard.down('Space');
      await page.getByText('Let go to send to').waitFor();
    };
    await down();
    await page.waitForTimeout(1000);
    await page.keyboard.up('Space');
    await notes(page).first().getByRole('button', { name: 'Play' }).waitFor();
    await down();
    await page.waitForTimeout(700);
    await page.keyboard.press('Escape');
    await page.keyboard.up('Space');
    await page.getByRole('timer').waitFor({ state: 'detached' });
    await talk(page).press('Space');
    await page.getByText('No need to hold').waitFor();
    await page.waitForTimeout(800);
    await page.keyboard.press('Space'); // on the sheet's own button, which has the focus now
    await notes(page).nth(1).getByRole('button', { name: 'Play' }).waitFor();
    expect(await notes(page).count()).toBe(2);
    // Elsewhere the space bar is what it always was.
    await page.getByRole('textbox', { name: 'Message' }).pressSequentially('at the door');
    expect(await page.getByRole('timer').count()).toBe(0);
  });

  it.each([
    { size: '320x568', text: 1 },
    { size: '568x320', text: 1 },
    { size: '844x390', text: 1 },
    { size: '390x844', text: 2 },
  ])('shows all of the recording at $size with text of $text times the size', async ({ size, text }) => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient, { viewport: { width, height } });
    const { page } = recipient;
    await page.locator('html').evaluate((root, percent) => (root.style.fontSize = `${percent}%`), text * 100);
    await talk(page).press('Enter');
    const words = page.getByText('No need to hold');
    await words.waitFor();
    const parts = [page.getByRole('timer'), words, ...['Cancel', 'Send note'].map((name) => button(page, name))];
    const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
    for (const [i, box] of boxes.entries()) {
      if (!box) throw new Error('It is not in sight');
      expect(box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= height).toBe(true);
      for (const other of boxes.slice(i + 1)) {
        if (!other) throw new Error('It is not in sight');
        const isBeside = box.x + box.width <= other.x || other.x + other.width <= box.x;
        expect(isBeside || box.y + box.height <= other.y + 1 || other.y + other.height <= box.y + 1).toBe(true);
      }
    }
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('offers what was spoken when the page was killed, and sends it whole', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient, { expectedErrors: networkAway });
    await using courier = await microphone.open(links.courier);
    const { page, context } = recipient;
    await talk(page).press('Enter');
    await page.getByRole('timer').getByText('0:04').waitFor({ timeout: 30_000 });
    const address = page.url();
    const session = await context.newCDPSession(page);
    // No event of its end reaches the page: it is gone as when the phone needs its memory.
    const gone = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => {});
    await gone;
    await page.close();
    const tabs = [await context.newPage(), await context.newPage()] as const;
    const offers = tabs.map((tab) => tab.getByRole('region', { name: 'A recording was cut off' }));
    for (const tab of tabs) await tab.goto(address);
    for (const offer of offers) await offer.getByRole('button', { name: 'Play' }).waitFor({ timeout: 30_000 });
    expect(await faults(tabs[0])).toEqual([]);
    // The other tab cannot have heard of it when it is tapped there too: it is said once all the same.
    await context.setOffline(true);
    for (const offer of offers) {
      await offer.getByRole('button', { name: 'Send' }).click();
      await offer.waitFor({ state: 'detached' });
    }
    await context.setOffline(false);
    await notes(courier.page)
      .getByText(/[地产协会]/)
      .waitFor();
    for (const tab of tabs) {
      await notes(tab)
        .getByText(/[地产协会]/)
        .waitFor();
      await tab.getByText('Not sent').waitFor({ state: 'detached' });
      expect(await notes(tab).count()).toBe(1);
    }
  });

  it('shows both pages the words that its speaker put right, and what was heard to who asks', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient);
    await using courier = await microphone.open(links.courier, {
      // As in WeChat's browser, or on plain HTTP at home.
      script: () => {
        Reflect.deleteProperty(Navigator.prototype, 'clipboard');
        addEventListener('copy', () => (document.title = `copied ${getSelection()?.toString() ?? ''}`));
      },
    });
    const { page } = recipient;
    await hold(page, 4500);
    await notes(page)
      .getByText(/[地产协会]/)
      .waitFor();
    await page.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('button', { name: 'Correct the words' }).click();
    await page.getByRole('textbox', { name: 'What this note says' }).fill('The blue door');
    await page.getByRole('button', { name: 'Save' }).click();
    await notes(page).getByText('The blue door').waitFor();
    await notes(courier.page).getByText('The blue door').click();
    await notes(courier.page).getByText('Copied').waitFor();
    expect(await courier.page.title()).toBe('copied The blue door');
    await notes(courier.page).getByText('show what was heard').click();
    await notes(courier.page)
      .getByText(/[地产协会]/)
      .waitFor();
    expect(await faults(courier.page)).toEqual([]);
    // Only who spoke, or customer service, may.
    await courier.page.getByRole('button', { name: 'Message actions' }).click();
    await courier.page.getByRole('button', { name: 'Copy' }).waitFor();
    expect(await courier.page.getByRole('button', { name: 'Correct the words' }).count()).toBe(0);
  });

  it('records with the browser’s own recorder where there is no AudioWorklet', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient);
    const { page, context } = recipient;
    await context.addInitScript(() => Reflect.deleteProperty(BaseAudioContext.prototype, 'audioWorklet'));
    await page.reload();
    await hold(page, 5000);
    await notes(page)
      .getByText(/[地产协会]/)
      .waitFor();
    await notes(page).getByRole('button', { name: 'Play' }).click();
    await notes(page).getByText('0:01', { exact: true }).waitFor();
  });

  it('says what is wrong where the microphone is not allowed, or the finger slipped', async () => {
    const { links } = await delivery();
    await using refused = await microphone.open(links.recipient, { permissions: [] });
    await talk(refused.page).hover();
    await refused.page.mouse.down();
    await refused.page.getByRole('main').getByText('The microphone is not allowed').waitFor();
    await refused.page.mouse.up();
    expect(await notes(refused.page).count()).toBe(0);

    await using allowed = await microphone.open(links.recipient);
    await hold(allowed.page, 0);
    await allowed.page
      .getByRole('main')
      .getByText(/Too short|The microphone is ready/)
      .waitFor();
    expect(await notes(allowed.page).count()).toBe(0);
  });

  it('keeps what was said without a network, and sends it once when it is back', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient, { expectedErrors: networkAway });
    await using courier = await microphone.open(links.courier);
    const { page } = recipient;
    await hold(page, 1200); // the recorder's code is here from now on
    await notes(courier.page).first().waitFor();
    await recipient.context.setOffline(true);
    await hold(page, 1500);
    await notes(page).getByText('turned into text once it is sent').waitFor();
    await page.getByRole('log').getByText('Waiting to send').last().waitFor();
    expect(await notes(courier.page).count()).toBe(1);
    await recipient.context.setOffline(false);
    await notes(courier.page).nth(1).waitFor();
    await notes(page).getByText('turned into text once it is sent').waitFor({ state: 'detached' });
    expect(await notes(page).count()).toBe(2);
    expect(await notes(courier.page).count()).toBe(2);
  });

  it('reads a rider what comes, and sends what is held to be said', async () => {
    const { links } = await delivery();
    await using recipient = await microphone.open(links.recipient);
    await using courier = await microphone.open(links.courier, {
      viewport: { width: 320, height: 568 },
      expectedErrors: networkAway,
    });
    const { page } = courier;
    await page.getByRole('button', { name: 'Riding' }).click();
    const riding = page.getByRole('region', { name: 'Riding' });
    await riding.getByText('New messages are read aloud').waitFor();
    await recipient.page.getByRole('textbox', { name: 'Message' }).fill('Use the north gate');
    await recipient.page.getByRole('button', { name: 'Send', exact: true }).click();
    await riding.getByText('Use the north gate').waitFor();
    await courier.context.setOffline(true);
    await page.getByText('You are offline').first().waitFor({ state: 'attached' });
    await recipient.page.getByRole('textbox', { name: 'Message' }).fill('and ring twice');
    await recipient.page.getByRole('button', { name: 'Send', exact: true }).click();
    await recipient.page.getByText('and ring twice').first().waitFor();
    await courier.context.setOffline(false);
    await riding.getByText('and ring twice').waitFor();
    await hold(recipient.page, 4500);
    await riding.getByText(/[地产协会]/).waitFor();
    await riding.getByRole('button', { name: 'Listen again' }).waitFor({ timeout: 30_000 });
    expect(await faults(page)).toEqual([]);
    await hold(page, 2500);
    await riding.getByText('Sent to 李女士').waitFor();
    await notes(recipient.page).nth(1).waitFor();
    expect(await riding.getByRole('button').evaluateAll((all) => all.every((one) => one.clientHeight >= 44))).toBe(
      true,
    );
    await riding.getByRole('button', { name: 'Close' }).click();
    await notes(page).nth(1).waitFor();
    // It sounded by itself: it is no news any more.
    expect(await notes(page).getByRole('button', { name: 'Play, not heard yet' }).count()).toBe(0);
  });
});

describe('a note that was whispered', () => {
  it('is played as loud as one that was shouted', async () => {
    await using browser = await openBrowser();
    const { links, tokens, delivery: line } = await delivery();
    const spoken = readFileSync(recordingPath('zh-aishell-guangzhou.wav'));
    for (const gain of [0.2, 4]) {
      const said = Buffer.from(spoken);
      const from = said.indexOf('data') + 8;
      for (let at = from; at < said.length; at += 2)
        said.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(said.readInt16LE(at) * gain))), at);
      const sent = await fetch(`${server.url}/api/lines/${line.id}/notes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.recipient}`, 'x-client-id': newId() },
        body: said,
      });
      expect(sent.status).toBe(201);
    }
    await using courier = await browser.open(links.courier, {
      script: () => {
        const before = URL.createObjectURL.bind(URL);
        globalThis.played = [];
        URL.createObjectURL = (file: Blob) => {
          globalThis.played.push(file);
          return before(file);
        };
      },
    });
    const { page } = courier;
    // The second follows by itself.
    await notes(page).first().getByRole('button', { name: 'Play, not heard yet' }).click();
    await notes(page).nth(1).getByRole('button', { name: 'Pause' }).waitFor({ timeout: 20_000 });
    const powers = await page.evaluate(() =>
      Promise.all(
        globalThis.played.map(async (file) => {
          const samples = new Int16Array((await file.arrayBuffer()).slice(44));
          return samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
        }),
      ),
    );
    const [whispered = 0, shouted = 0] = powers;
    expect(powers).toHaveLength(2);
    // 26 dB apart as they were spoken.
    expect(Math.abs(10 * Math.log10(whispered / shouted))).toBeLessThan(3);
  });
});
