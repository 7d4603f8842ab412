import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { focused, wrongWith } from '../support/access.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { nameGuest } from '../support/guests.ts';
import { recordingPath } from '../support/recordings.ts';
import { ScriptedSpeech } from '../support/scripted-speech.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { talkedLine } from '../support/talked-line.ts';

let server: TestServer;
let browser: TestBrowser;
const speech = new ScriptedSpeech();
beforeAll(async () => {
  server = await startServer({ speech });
  browser = await openBrowser({ speechFile: recordingPath('en-jfk.wav') });
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

const geolocation = { latitude: 30.2825, longitude: 120.0222, accuracy: 12 };
const wide = { width: 1440, height: 900 };
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first();
const sheet = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name, exact: true });

/** By keys, so that the focus has a place to come back to. */
async function press(page: Page, ...names: (string | RegExp)[]): Promise<void> {
  for (const name of names) await button(page, name).press('Enter');
}
async function escape(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

describe.concurrent('what opens over a page breaks no rule, has targets for a thumb, and keeps the focus', () => {
  it(
    'of a recipient: a pin and its new place, the search, the microphone',
    { timeout: 120_000 },
    async ({ expect }) => {
      const { links } = await talkedLine(server, speech);
      const wrong: string[] = [];
      await using opened = await browser.open(links.recipient, { geolocation });
      const { page } = opened;
      const look = async (state: string) => void wrong.push(...(await wrongWith(page, state)));

      const pin = page.getByRole('region', { name: 'Map' }).getByRole('button', { name: /^blue bench/ });
      await pin.press('Enter');
      await sheet(page, 'blue bench').waitFor();
      await look('the sheet of a pin');
      await press(page, 'Move the pin');
      await page.getByRole('group', { name: 'Move the pin: blue bench' }).waitFor();
      await look('a pin in the hand');
      await press(page, 'Leave it');
      await expect.poll(() => focused(page)).toMatch(/^blue bench/);

      await press(page, /^More:/, 'Search in this line');
      await page.getByRole('searchbox').fill('north');
      await sheet(page, 'Search in this line')
        .getByText(/found$/)
        .waitFor();
      await look('what was found on the line');
      // Here Escape empties the box first.
      await sheet(page, 'Search in this line').getByRole('button', { name: 'Close' }).press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await press(page, /^More:/, 'Test the microphone');
      await sheet(page, 'Test the microphone').getByRole('button', { name: 'Start the test' }).waitFor();
      await look('the test of the microphone');
      await escape(page);
      expect(wrong).toEqual([]);
    },
  );

  it('of a recipient without a microphone: why, and the steps that help', { timeout: 60_000 }, async ({ expect }) => {
    const { links } = await talkedLine(server, speech);
    const wrong: string[] = [];
    await using opened = await browser.open(links.recipient, { permissions: [] });
    const { page } = opened;
    await press(page, 'Hold to talk');
    await button(page, 'What helps').waitFor();
    wrong.push(...(await wrongWith(page, 'a refused microphone')));
    await press(page, 'What helps');
    await sheet(page, 'The microphone').waitFor();
    wrong.push(...(await wrongWith(page, 'help of the microphone')));
    expect(wrong).toEqual([]);
  });

  it(
    'of a courier: an app that shares, how a stop ends otherwise, words put right',
    { timeout: 120_000 },
    async ({ expect }) => {
      const courierId = newId();
      const { links } = await talkedLine(server, speech, courierId);
      await server.createDelivery({ courier: { id: courierId, name: '王师傅' }, addressDetail: 'Building 2, 1501' });
      const wrong: string[] = [];
      await using opened = await browser.open(links.courier, { geolocation });
      const { page } = opened;
      const look = async (state: string) => void wrong.push(...(await wrongWith(page, state)));

      await press(
        page,
        'Share my location',
        /^How long to share/,
        /^Keep sharing with the screen off/,
        'Set up an app',
      );
      const tracker = sheet(page, 'Keep sharing with the screen off');
      await tracker.getByRole('link', { name: 'Set up in OwnTracks' }).waitFor();
      await tracker.getByText('Fill it in by hand').press('Enter');
      await tracker.getByRole('button', { name: 'Copy: Password' }).waitFor();
      await look('an app that shares');
      await tracker.getByRole('radio', { name: 'OsmAnd (Android)' }).check();
      await look('another app that shares');
      await press(page, 'End the app');
      await tracker.getByText('No app is set up yet.').waitFor();
      await escape(page);

      await press(page, 'Not handed over…');
      await sheet(page, 'Not handed over').getByRole('radio').first().check();
      await look('how a stop ends otherwise');
      await escape(page);

      await press(page, /^Reply, call or update: /);
      await look('what can be done from the list');
      await page.getByRole('link', { name: /Open/ }).press('Enter');
      await press(page, /^Message actions, You said: the parcel/, 'Correct the words');
      await sheet(page, 'Correct the words').getByRole('textbox').waitFor();
      await look('words put right');
      expect(wrong).toEqual([]);
    },
  );

  it(
    'of customer service: what was found, and all that can be done about a line',
    { timeout: 180_000 },
    async ({ expect }) => {
      const { lineId, recipient } = await talkedLine(server, speech);
      const [agent] = [await nameGuest(server, 'agent', '小林'), await nameGuest(server, 'agent', '小陈')];
      await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
      await using phone = await agent.phone();
      await phone.ask('people.join', { lineId });
      const wrong: string[] = [];
      await using opened = await browser.open(`${server.url}/l/${agent.token}#${lineId}`, { viewport: wide });
      const { page } = opened;
      const look = async (state: string) => void wrong.push(...(await wrongWith(page, state)));

      await page.getByText(/nothing was changed$/).waitFor();
      const search = page.getByRole('searchbox');
      await search.fill('locker');
      await page.getByRole('button', { name: /in the locker/ }).press('Enter');
      await page.getByText('1 of 1').waitFor();
      await look('what was found at the desk');
      await search.fill('');

      for (const [action, title, there] of [
        ['All keys', 'Keys', /typing|type/],
        ['Change status', 'Change status', /Everybody/],
        ['New time', 'New time', /Which day/],
        ['Export record', 'Export record', /ZIP/],
        ['Hand over', 'Hand over', /小陈/],
        ['Resolved, close it', 'Resolved, close it', /Everybody/],
      ] as const) {
        await press(page, action);
        await sheet(page, title).getByText(there).first().waitFor();
        await look(`the sheet ${title}`);
        await escape(page);
        await expect.poll(() => focused(page), { message: `after the sheet ${title}` }).toMatch(new RegExp(action));
      }

      await page.setViewportSize({ width: 390, height: 844 });
      await press(page, 'Facts');
      await sheet(page, 'This delivery').getByText('No time agreed').waitFor();
      await look('the facts on a phone');
      expect(wrong).toEqual([]);
    },
  );
});
