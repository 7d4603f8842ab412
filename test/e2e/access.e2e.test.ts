import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import {
  faults,
  focused,
  keepSpoken,
  moving,
  sharedNames,
  smallTargets,
  sticksOut,
  timesSpoken,
  wrongWith,
} from '../support/access.ts';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { nameGuest } from '../support/guests.ts';
import { recordingPath } from '../support/recordings.ts';
import { ScriptedSpeech } from '../support/scripted-speech.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { say, talkedLine } from '../support/talked-line.ts';

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

const position = { latitude: 30.2825, longitude: 120.0222, accuracy: 12 };
const wide = { width: 1440, height: 900 };
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });

/** Each state is judged by every rule of axe, by day and by night: on a busy machine that takes its time, ms. */
const EVERY_STATE_MS = 240_000;

describe.concurrent('every state of a page', { timeout: EVERY_STATE_MS }, () => {
  it('of a recipient breaks no rule, has targets for a thumb, and keeps the focus', async ({ expect }) => {
    const { links, linkIds, lineId, courier } = await talkedLine(server, speech);
    const wrong: string[] = [];
    await using opened = await browser.open(links.recipient, { geolocation: position, expectedErrors: networkAway });
    await using other = await browser.open(links.courier);
    const { page, context } = opened;
    const look = async (state: string, on = page) => void wrong.push(...(await wrongWith(on, state)));
    await timeline(page).getByText('the parcel is in the locker').waitFor();
    await timeline(page).getByRole('button', { name: 'north gate' }).first().waitFor();
    await button(page, 'Coming down').focus();
    await look('a line');
    expect(await sharedNames(page, 'button')).toEqual([]);

    /** Opens it by key, looks, closes it by key: the focus is back where it was. */
    const sheet = async (
      opener: string | RegExp,
      title: string | RegExp,
      more: () => Promise<void> = async () => {},
    ) => {
      await button(page, opener).first().press('Enter');
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      await more();
      await look(`the sheet ${title}`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(() => focused(page), { message: `after the sheet ${title}` }).toMatch(opener);
    };
    await sheet(/^Message actions, You said: yes/, 'This message', async () => {
      await button(page, 'Reply').waitFor();
    });
    await sheet('Place', 'Send a place', async () => {
      await button(page, /^A landmark/).waitFor();
    });
    await sheet('Place', 'Send a place', async () => {
      await button(page, /^A landmark/).press('Enter');
      await button(page, /^North gate/).waitFor();
    });
    await sheet('Place', 'Send a place', async () => {
      await button(page, /^Point on the map/).press('Enter');
      await page.getByRole('textbox', { name: 'Its name' }).waitFor();
    });
    await sheet(/^More:/, /1201/, async () => {
      await button(page, 'Test the microphone').waitFor();
    });
    await sheet(/^Photo from/, /^Photo from/);

    // Speaking a note that goes on without a finger.
    await button(page, 'Hold to talk').press('Enter');
    await page.getByText('No need to hold').waitFor();
    await look('recording');
    await page.keyboard.press('Escape');
    await page.getByRole('timer').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Hold to talk');

    await context.setOffline(true);
    await page.getByText('You are offline', { exact: true }).first().waitFor();
    await button(page, 'Coming down').press('Enter');
    await page.getByText('Waiting to send').first().waitFor();
    await look('offline');
    await context.setOffline(false);
    await page.getByText('You are offline', { exact: true }).first().waitFor({ state: 'detached' });

    await button(page, 'Call').press('Enter');
    await page.getByText('Ringing…').first().waitFor();
    await look('ringing');
    await other.page.getByRole('alertdialog').waitFor();
    expect(await focused(other.page)).toContain('is calling');
    await look('an incoming call', other.page);
    await button(other.page, 'Answer').press('Enter');
    await page.getByText('In a call').first().waitFor();
    await look('in a call');
    await look('in a call that was taken', other.page);
    await button(other.page, 'Hang up').press('Enter');
    await page.getByText('Call ended').first().waitFor();
    await expect.poll(() => focused(page)).toBe('Call');
    await look('after a call');

    await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    await courier.ask('deliveries.set_status', { lineId, status: 'delivered' });
    await page.getByRole('heading', { name: 'Delivered' }).waitFor();
    await look('delivered');
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    await page.getByRole('heading', { name: 'This link was switched off' }).waitFor();
    await look('shut out');
    expect(wrong).toEqual([]);
  });

  it('of a courier does the same, while riding too', async ({ expect }) => {
    const courierId = newId();
    const { links, lineId, recipient, courier } = await talkedLine(server, speech, courierId);
    for (const addressDetail of ['Building 2, 1501', 'Building 7, 601'])
      await server.createDelivery({ courier: { id: courierId, name: '王师傅' }, addressDetail });
    const wrong: string[] = [];
    await using opened = await browser.open(links.courier, { geolocation: position, expectedErrors: networkAway });
    const { page, context } = opened;
    const look = async (state: string) => void wrong.push(...(await wrongWith(page, state)));
    await page.getByRole('heading', { name: '3 to go today' }).waitFor();
    await page.getByRole('link', { name: /1501/ }).focus();
    await look('a round');

    await button(page, 'Share my location').press('Enter');
    await button(page, /^How long to share/).press('Enter');
    await page.getByRole('dialog', { name: 'How long to share' }).getByRole('button', { name: '1 hour' }).waitFor();
    await look('how long to share');
    await button(page, /^Keep sharing with the screen off/).press('Enter');
    await page.getByRole('dialog', { name: 'Keep sharing with the screen off' }).getByRole('button').nth(1).waitFor();
    await look('sharing by an app');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toMatch(/^How long to share/);

    await page.getByRole('link', { name: /Open/ }).press('Enter');
    await timeline(page).getByText('yes, the ').waitFor();
    await look('a line');
    await context.setOffline(true);
    await page.getByText('You are offline', { exact: true }).first().waitFor();
    await button(page, 'Arrived').press('Enter');
    await page.getByText('No network. Tap again when you are online').waitFor();
    await look('a step without network');
    await context.setOffline(false);
    await page.getByText('You are offline', { exact: true }).first().waitFor({ state: 'detached' });

    await say(recipient, lineId, 'the second door');
    await timeline(page).getByText('the second door').waitFor();
    await button(page, 'Riding').press('Enter');
    await page.getByRole('region', { name: 'Riding' }).getByText('the second door').waitFor();
    await look('riding');
    await button(page, 'Close').press('Enter');
    await button(page, 'Riding').waitFor();
    await expect.poll(() => focused(page)).not.toBe('nothing');
    await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    const last = page.getByRole('button', { name: 'Delivered', exact: true, disabled: false });
    await last.press('Enter');
    await button(page, 'Delivered').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).not.toBe('nothing');
    await look('after the last step');
    expect(wrong).toEqual([]);
  });

  it('of customer service and a station does the same, at a desk and on a phone', async ({ expect }) => {
    const { lineId, courier, recipient } = await talkedLine(server, speech);
    const [agent, keeper] = [await nameGuest(server, 'agent', '小林'), await nameGuest(server, 'station', '花园驿站')];
    await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
    await courier.ask('people.invite', { lineId, invite: { role: 'station', stationId: keeper.id as never } });
    const wrong: string[] = [];
    const look = async (page: Page, state: string) => void wrong.push(...(await wrongWith(page, state)));
    const link = (token: string) => `${server.url}/l/${token}`;

    await using atDesk = await browser.open(link(agent.token), { viewport: wide });
    await using station = await browser.open(link(keeper.token));
    const { page } = atDesk;
    await button(page, 'Join').first().focus();
    await look(page, 'who waits');
    await button(page, 'Join').first().press('Enter');
    await timeline(page).getByText('yes, the ').waitFor();
    await expect.poll(() => focused(page)).not.toBe('nothing');
    await look(page, 'a line at the desk');

    await page.setViewportSize({ width: 390, height: 844 });
    await timeline(page).getByText('yes, the ').waitFor();
    await look(page, 'a line of an agent with a phone');

    await station.page.getByRole('link', { name: /李女士/ }).focus();
    await look(station.page, 'the lines of a station');
    await station.page.getByRole('link', { name: /李女士/ }).press('Enter');
    await button(station.page, 'Hold to talk').waitFor();
    await look(station.page, 'a line of a station');
    expect(wrong).toEqual([]);
  });
});

describe('the focus', () => {
  it('goes to what is near where its place was taken away', async ({ expect }) => {
    const { links, lineId, recipient, tokens } = await talkedLine(server, speech);
    await using opened = await browser.open(links.recipient);
    const { page } = opened;
    await say(recipient, lineId, 'the wrong words');
    // Taken back on the sheet that its own button opened.
    await button(page, /^Message actions, You said: the wrong words/).press('Enter');
    await button(page, /^Take back/).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await timeline(page).getByText('Taken back', { exact: true }).waitFor();
    await expect.poll(() => focused(page)).not.toBe('nothing');

    // Taken back by the other device of the same person while the button has the focus.
    const slip = await say(recipient, lineId, 'other wrong words');
    await button(page, /^Message actions, You said: other wrong words/).focus();
    await using second = await server.phone(tokens.recipient);
    await second.ask('timeline.take_back', { lineId, entryId: slip.id });
    await button(page, /^Message actions, You said: other wrong words/).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).not.toBe('nothing');
  });

  it('goes through the page in the order in which it is read', async ({ expect }) => {
    const { links } = await talkedLine(server, speech);
    await using opened = await browser.open(links.recipient);
    const { page } = opened;
    await timeline(page).getByText('yes, the ').waitFor();
    const order = await page.evaluate(() => {
      const parts = ['h1', '[role=log]', '[role=group]', 'textarea', '.bar-call'];
      return parts
        .map((part) => document.querySelector(part))
        .map((part, index, all) => {
          const before = all[index - 1];
          return (
            part !== null &&
            (!before || Boolean(before.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING))
          );
        });
    });
    expect(order).toEqual([true, true, true, true, true]);
  });
});

describe('what is said aloud', () => {
  it('is each message, step and call once', async ({ expect }) => {
    const { links, lineId, courier } = await talkedLine(server, speech);
    await using opened = await browser.open(links.recipient, { script: keepSpoken, expectedErrors: networkAway });
    await using other = await browser.open(links.courier);
    const { page } = opened;
    await timeline(page).getByText('yes, the ').waitFor();
    const isSpoken = async (words: string, times = 1) => {
      await expect.poll(() => timesSpoken(page, words)).toBeGreaterThanOrEqual(times);
      expect(await timesSpoken(page, words), words).toBe(times);
    };
    // What was there before is read, not said.
    expect(await timesSpoken(page, 'north gate')).toBe(0);
    await say(courier, lineId, 'two minutes');
    await isSpoken('two minutes');
    await courier.ask('deliveries.set_status', { lineId, status: 'arrived' });
    await isSpoken('Parcel at the door');

    // The incoming call takes the focus and is read as what it is: nothing else says it too.
    await button(other.page, 'Call').click();
    const call = page.getByRole('alertdialog', { name: '王师傅 is calling' });
    await call.waitFor();
    expect(await focused(page)).toBe('王师傅 is calling');
    expect(await timesSpoken(page, 'is calling')).toBe(0);
    await button(page, 'Decline').click();
    await call.waitFor({ state: 'detached' });
    expect(await timesSpoken(page, 'Call')).toBe(0);
    // Without network this is said, and that it is back; what came meanwhile is said then.
    await opened.context.setOffline(true);
    await isSpoken('You are offline');
    await say(courier, lineId, 'at the blue bench');
    await opened.context.setOffline(false);
    await isSpoken('Connected again');
    await isSpoken('at the blue bench');
    await isSpoken('You are offline');
    // Nothing of it came again meanwhile.
    await isSpoken('two minutes');
    await isSpoken('Parcel at the door');
  });

  it('is also what comes on a line that is not in front', async ({ expect }) => {
    const courierId = newId();
    const { links, lineId, recipient } = await talkedLine(server, speech, courierId);
    await server.createDelivery({ courier: { id: courierId, name: '王师傅' }, addressDetail: 'Building 2, 1501' });
    await using opened = await browser.open(links.courier, { script: keepSpoken });
    const { page } = opened;
    await page.getByRole('heading', { name: '2 to go today' }).waitFor();
    await say(recipient, lineId, 'the second door');
    await expect.poll(() => timesSpoken(page, '李女士: the second door')).toBe(1);
  });
});

describe('who needs it otherwise', () => {
  it('sees nothing move that can stand, where the system asks for it', async ({ expect }) => {
    const { links } = await talkedLine(server, speech);
    await using opened = await browser.open(links.recipient);
    const { page } = opened;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await timeline(page).getByText('yes, the ').waitFor();
    await button(page, 'Place').press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await moving(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await button(page, 'Hold to talk').press('Enter');
    await page.getByText('No need to hold').waitFor();
    expect(await moving(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await button(page, 'Larger conversation').press('Enter');
    expect(await moving(page)).toEqual([]);
  });

  it('tells by lines what colours told, where the system sets its own', async ({ expect }) => {
    const { links } = await talkedLine(server, speech);
    await using opened = await browser.open(links.recipient);
    const { page } = opened;
    await timeline(page).getByText('yes, the ').waitFor();
    await page.emulateMedia({ forcedColors: 'active' });
    const bare = await page.getByRole('button').evaluateAll((all) =>
      all.flatMap((one) => {
        const { outlineStyle, borderStyle } = getComputedStyle(one);
        const isSeen = one.checkVisibility() && outlineStyle === 'none' && borderStyle === 'none';
        return isSeen ? [one.getAttribute('aria-label') ?? one.textContent] : [];
      }),
    );
    expect(bare).toEqual([]);
    await button(page, 'Point').press('Enter');
    const width = (name: string) => button(page, name).evaluate((one) => getComputedStyle(one).outlineWidth);
    await button(page, 'Call').focus();
    expect([await width('Point'), await width('Centre the map')]).toEqual(['3px', '1px']);
    expect(await faults(page)).toEqual([]);
  });

  it('has the whole page with text of twice the size', async ({ expect }) => {
    const { links } = await talkedLine(server, speech);
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    for (const { page } of [recipient, courier]) {
      await timeline(page).getByText('yes, the ').waitFor();
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      expect(await sticksOut(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
      for (const name of ['Call', 'Hold to talk', 'Photo', 'Place'])
        await button(page, name).first().click({ trial: true });
      await button(page, /^More:/)
        .first()
        .press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Test the microphone' }).click({ trial: true });
      expect(await sticksOut(page)).toEqual([]);
    }
  });

  it('has the whole page at 200 %: nothing out of it, and every control within reach', async ({ expect }) => {
    const { links, delivery } = await talkedLine(server, speech);
    const agent = await nameGuest(server, 'agent', '小林');
    await using recipient = await browser.open(links.recipient);
    await using courier = await browser.open(links.courier);
    await using desk = await browser.open(`${server.url}/l/${agent.token}`, { viewport: wide });
    // Half of the width in CSS pixels is what a page has when it is shown twice as large (WCAG 1.4.10 asks for 320).
    const sizes = [
      [recipient.page, { width: 320, height: 568 }],
      [courier.page, { width: 320, height: 568 }],
      [desk.page, { width: 640, height: 450 }],
    ] as const;
    await button(recipient.page, 'Hold to talk').waitFor();
    await button(courier.page, 'Hold to talk').waitFor();
    await button(desk.page, /^(EN, English|中文)$/).waitFor();
    for (const [page, size] of sizes) {
      await page.setViewportSize(size);
      expect(await sticksOut(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
    }
    for (const page of [recipient.page, courier.page])
      for (const name of ['Call', 'Hold to talk', 'Photo']) await button(page, name).first().click({ trial: true });
    expect(delivery.status).toBe('assigned');
  });
});
