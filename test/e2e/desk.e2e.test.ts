import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { nameGuest } from '../support/guests.ts';
import { startServer, type Phone, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ sfu: null }), openBrowser()]);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

const wide = { viewport: { width: 1440, height: 900 } };

const say = (phone: Phone, lineId: LineId, text: string) =>
  phone.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text });
const press = (page: Page, key: string) => page.keyboard.press(key);
const inbox = (page: Page) => page.getByRole('navigation', { name: 'Lines' });
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const head = (page: Page, name: string) => page.getByRole('heading', { level: 1, name: new RegExp(`^${name}`) });
async function axe(page: Page) {
  // What fades in is judged once it is there.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** A line on which somebody has asked for the desk. */
async function lineOf(recipientName: string, texts: readonly string[]) {
  const { delivery, tokens } = await server.createDelivery({
    recipient: { name: recipientName },
    addressDetail: `Door of ${recipientName}`,
  });
  const recipient = await server.phone(tokens.recipient);
  for (const text of texts) await say(recipient, delivery.id, text);
  await recipient.ask('people.invite', { lineId: delivery.id, invite: { role: 'agent' } });
  return { lineId: delivery.id, reference: delivery.reference, recipient, tokens };
}

describe('the desk', () => {
  it('takes who waits longest, finds what was said by the keys alone, and answers', async () => {
    const mei = await nameGuest(server, 'agent', 'Mei');
    await lineOf('Zhou', ['the locker is empty', 'which locker was it?', 'nothing here']);
    const emma = await lineOf('Emma', ['the door code does not open it']);
    await using opened = await browser.open(`${server.url}/l/${mei.token}`, wide);
    const { page } = opened;

    const first = inbox(page).getByRole('listitem').first();
    await first.getByText('Zhou').first().waitFor();
    expect(await page.getByRole('button', { name: /^Waiting/ }).getAttribute('aria-pressed')).toBe('true');
    await axe(page);
    await first.getByRole('button', { name: 'Join' }).click();
    await head(page, 'Zhou').waitFor();
    await timeline(page).getByText('the locker is empty').waitFor();
    // Whoever was joined waits from then on, and stays where the hand is: Emma, who asked later, is still the next.
    await press(page, 'j');
    await head(page, 'Emma').waitFor();
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await timeline(page).getByText('the door code does not open it').waitFor();
    await press(page, 'k');
    await head(page, 'Zhou').waitFor();
    await say(emma.recipient, emma.lineId, 'and now?');
    await inbox(page)
      .getByRole('link', { name: /Emma.*1 unread/ })
      .waitFor();

    await press(page, '/');
    await page.keyboard.type('locker');
    const find = page.getByRole('region', { name: '“locker” in this line' });
    await find.getByText('2 found').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('locker');
    await page.getByRole('button', { name: /Zhou.*the locker is empty/ }).click();
    await find.getByText('1 of 2').waitFor();
    const now = timeline(page).locator('.is-now');
    await now.getByText('the locker is empty').waitFor();
    expect(await timeline(page).locator('mark').allTextContents()).toEqual(['locker', 'locker']);
    await axe(page);
    await press(page, 'n');
    await now.getByText('which locker was it?').waitFor();
    await find.getByText('2 of 2').waitFor();
    await press(page, 'Shift+N');
    await find.getByText('1 of 2').waitFor();

    await press(page, 'r');
    // While somebody types, keys are letters.
    await page.keyboard.type('just a joke: next');
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('just a joke: next');
    await find.getByText('1 of 2').waitFor();
    await press(page, 'Enter');
    await timeline(page).getByText('just a joke: next').waitFor();
    await page.getByRole('button', { name: 'End the search' }).click();
    // Answered: nobody waits there, and it stays in front.
    await inbox(page).getByRole('link', { name: /Zhou/ }).and(page.locator('[aria-current]')).waitFor();
    await page.getByRole('button', { name: /^Waiting 1/ }).waitFor();

    await press(page, '?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('Next / previous line').waitFor();
    await axe(page);
    await press(page, 'j');
    await press(page, 'Escape');
    await keys.waitFor({ state: 'detached' });
    await head(page, 'Zhou').waitFor();
  });

  it('moves no row under a hand, and says of one that a colleague took that it has gone', async () => {
    const mei = await nameGuest(server, 'agent', 'Mei');
    await using lin = await (await nameGuest(server, 'agent', 'Lin')).phone();
    const kim = await lineOf('Kim', ['the lift is broken']);
    const wu = await lineOf('Wu', ['leave it with the guard']);
    await using opened = await browser.open(`${server.url}/l/${mei.token}`, wide);
    const { page } = opened;
    const rows = inbox(page).getByRole('listitem');
    const top = async () => Math.round((await rows.filter({ hasText: 'Wu' }).boundingBox())?.y ?? 0);
    const before = await top();
    await rows.filter({ hasText: 'Kim' }).hover();
    await lin.ask('people.join', { lineId: kim.lineId });
    let x = 100;
    const gone = rows.filter({ hasText: 'Kim' }).getByText('No longer in the list');
    // A hand that goes on moving.
    await expect.poll(() => page.mouse.move((x += 1), 200).then(() => gone.count())).toBe(1);
    expect(await top()).toBe(before);
    await page.mouse.move(900, 450);
    await rows.filter({ hasText: 'Kim' }).waitFor({ state: 'detached' });
    await lin.ask('people.join', { lineId: wu.lineId });
    await rows.filter({ hasText: 'Wu' }).waitFor({ state: 'detached' });
  });

  it('finds a line by its number and narrows the list', async () => {
    const lin = await nameGuest(server, 'agent', 'Lin');
    const rossi = await lineOf('Rossi', ['can I change the number?']);
    await using opened = await browser.open(`${server.url}/l/${lin.token}`, { viewport: { width: 390, height: 844 } });
    const { page } = opened;
    await page.getByRole('searchbox').fill(rossi.reference);
    const found = page.getByRole('navigation', { name: 'Lines found' });
    await found.getByRole('link', { name: /Rossi/ }).click();
    await page.getByText('When you join, everybody on it sees that you came.').waitFor();
    await axe(page);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await timeline(page).getByText('can I change the number?').waitFor();
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: /^Mine 1/ }).click();
    await page.getByRole('button', { name: 'Problem' }).click();
    await page.getByText('No line like this').waitFor();
    await axe(page);
    await page.getByRole('button', { name: 'Show all' }).click();
    await inbox(page).getByRole('link', { name: /Rossi/ }).waitFor();
  });

  it('is a station’s page with fewer rights and its own title', async () => {
    const station = await nameGuest(server, 'station', 'Garden station');
    const { delivery, tokens } = await server.createDelivery({ recipient: { name: 'Sofia' } });
    await using courier = await server.phone(tokens.courier);
    await courier.ask('people.invite', {
      lineId: delivery.id,
      invite: { role: 'station', stationId: station.id as never },
    });
    await say(courier, delivery.id, 'it comes to you');
    await using opened = await browser.open(`${server.url}/l/${station.token}`, wide);
    const { page } = opened;
    await page.getByRole('heading', { level: 1, name: 'Station' }).waitFor();
    await page.getByRole('button', { name: /^Waiting 1/ }).waitFor();
    expect(await page.getByRole('button', { name: /^Mine/ }).count()).toBe(0);
    await inbox(page).getByRole('link', { name: /Sofia/ }).click();
    await timeline(page).getByText('it comes to you').waitFor();
    await page.getByRole('searchbox', { name: 'Number or recipient' }).fill('sofia');
    await page.getByRole('navigation', { name: 'Lines found' }).getByRole('link', { name: /Sofia/ }).waitFor();
    await axe(page);
  });
});
