import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { wrongWith } from '../support/access.ts';
import { nameGuest } from '../support/guests.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import type { Entry, LineId, Status } from '#protocol';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on' } });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

const about = (page: Page) => page.getByRole('region', { name: 'How 李女士 likes it' });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const sheet = (page: Page) => page.getByRole('dialog', { name: 'What is remembered' });

/** A line to the recipient of that id; all have one name and one door. */
async function lineTo(id: string | null) {
  const made = await server.createDelivery({
    courier: { id: `courier-${newId()}`, name: 'Wang' },
    recipient: { name: '李女士', ...(id === null ? {} : { id }) },
  });
  const lineId = made.delivery.id;
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  const step = async (...statuses: Status[]) => {
    for (const status of statuses) await courier.ask('deliveries.set_status', { lineId, status });
  };
  return { ...made, lineId, courier, recipient, step };
}
type Line = Awaited<ReturnType<typeof lineTo>>;

/** The parcel is left at the door, as both have agreed. */
async function leaveAtDoor({ lineId, courier, recipient, step }: Line) {
  await step('out_for_delivery');
  await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '放门口吧' });
  const isOpen = ({ body }: Entry) => body.kind === 'suggestion' && body.state === 'open';
  const { id: entryId } = await courier.next('timeline.changed', isOpen);
  await courier.ask('assistant.answer', { lineId, entryId, answer: 'confirm' });
  await step('left_at_place');
}

/** So many deliveries of before, each learnt before the next one. */
async function past(id: string, times: number, visit: (line: Line) => Promise<void>) {
  for (let count = 1; count <= times; count++) {
    const line = await lineTo(id);
    await visit(line);
    await learnt(line, count);
    line.courier.close();
    line.recipient.close();
  }
}
const learnt = ({ recipient, lineId }: Line, deliveries: number) =>
  expect.poll(async () => (await recipient.ask('preferences.mine', { lineId })).deliveries).toBe(deliveries);

/** Resolves once the server has told the page something with these words, on a connection to come. */
const answered = (page: Page, words: string): Promise<void> =>
  new Promise((resolve) => {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (payload.includes(words)) resolve();
      }),
    );
  });
async function toldAnew(page: Page, words: string): Promise<void> {
  const told = answered(page, words);
  await page.reload();
  await told;
}

describe('what is remembered of a recipient', () => {
  it(
    'is a line with its reason at the door, theirs to see and delete, and then gone',
    { timeout: 60_000 },
    async () => {
      await past('anna', 4, leaveAtDoor);
      const { links, step } = await lineTo('anna');
      await step('out_for_delivery');
      await using riding = await browser.open(links.courier);
      await about(riding.page)
        .getByText(/^Door, 4 of 4 /)
        .waitFor();

      await using home = await browser.open(links.recipient);
      const { page } = home;
      await button(page, /^More:/).click();
      await button(page, /^What is remembered/).click();
      await sheet(page).getByText('From 4 deliveries since').waitFor();
      await sheet(page).getByText('Door 4×').waitFor();
      expect(await wrongWith(page, 'what is remembered')).toEqual([]);
      await sheet(page).getByRole('textbox').fill('dog, ring twice');
      await sheet(page).getByRole('button', { name: 'Add' }).click();
      await sheet(page).getByRole('status').getByText('Added. Couriers see it').waitFor();
      await sheet(page).getByRole('radio', { name: 'Message me' }).check();
      await sheet(page).getByText('You said: Message me').waitFor();
      await toldAnew(riding.page, 'ring twice');
      await about(riding.page).getByText('Prefers messages').waitFor();
      await about(riding.page).getByText('dog, ring twice').waitFor();

      await sheet(page)
        .getByRole('switch', { name: /^Remember how I like it/ })
        .click();
      await sheet(page)
        .getByText(/^Once off, everything that is remembered is deleted/)
        .waitFor();
      expect(await wrongWith(page, 'before everything is deleted')).toEqual([]);
      await sheet(page).getByRole('button', { name: 'Keep it' }).click();
      await sheet(page).getByRole('button', { name: 'Delete everything' }).click();
      await sheet(page)
        .getByText(/^Delete everything that is remembered/)
        .waitFor();
      await sheet(page).getByRole('button', { name: 'Delete everything' }).click();
      await sheet(page).getByRole('status').getByText('Deleted').waitFor();
      await sheet(page)
        .getByText(/^Nothing is remembered yet/)
        .waitFor();
      await toldAnew(riding.page, '"habit":null');
      await button(riding.page, 'Hold to talk').waitFor();
      expect(await about(riding.page).count()).toBe(0);
    },
  );

  it('is nobody else’s, and whoever is not named has no way to it', { timeout: 60_000 }, async () => {
    const named = await lineTo('berta');
    await named.recipient.ask('preferences.add_note', { lineId: named.lineId, text: 'beware of the goat' });
    const other = await lineTo('carla');
    await using opened = await browser.open(other.links.recipient);
    await button(opened.page, /^More:/).click();
    await button(opened.page, /^What is remembered/).click();
    await sheet(opened.page)
      .getByText(/^Nothing is remembered yet/)
      .waitFor();
    expect(await opened.page.getByText('goat').count()).toBe(0);

    const { links } = await lineTo(null);
    await using unnamed = await browser.open(links.recipient);
    const told = answered(unnamed.page, '"remembering":"never"');
    await unnamed.page.reload();
    await button(unnamed.page, /^More:/).click();
    await told;
    await button(unnamed.page, 'Test the microphone').waitFor();
    expect(await button(unnamed.page, /^What is remembered/).count()).toBe(0);
  });

  it('offers to ask before a trip in vain, and a tap asks, nothing else', { timeout: 60_000 }, async () => {
    await past('dora', 3, ({ step }) => step('out_for_delivery', 'arrived', 'failed'));
    const { links, step, recipient, lineId } = await lineTo('dora');
    await step('out_for_delivery');
    const texts = async (id: LineId) =>
      (await recipient.ask('timeline.open', { lineId: id })).entries.flatMap(({ body }) =>
        body.kind === 'text' ? [body.text] : [],
      );
    const agent = await nameGuest(server, 'agent', 'Mei');
    await server.operator('POST', `/deliveries/${lineId}/members`, { role: 'agent', agentId: agent.id });
    await using desk = await browser.open(`${server.url}/l/${agent.token}#${lineId}`, {
      viewport: { width: 1440, height: 900 },
    });
    await desk.page.getByRole('term').filter({ hasText: 'Habit' }).waitFor();
    await desk.page
      .getByRole('definition')
      .getByText(/^Nobody home, 3 of 3 /)
      .waitFor();

    await using opened = await browser.open(links.courier);
    const { page } = opened;
    await about(page)
      .getByText(/^Nobody home, 3 of 3 /)
      .waitFor();
    await about(page).getByRole('button').focus();
    expect(await wrongWith(page, 'a door where nobody may be home')).toEqual([]);
    expect(await texts(lineId)).toEqual([]);
    await about(page).getByRole('button', { name: 'Send: Are you home?' }).click();
    await about(page)
      .getByText(/^Asked at .*, no answer yet$/)
      .waitFor();
    expect(await texts(lineId)).toEqual(['Are you home?']);
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: 'yes, come up' });
    await about(page)
      .getByText(/^Nobody home/)
      .waitFor({ state: 'detached' });
  });
});
