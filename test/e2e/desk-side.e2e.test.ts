import { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkAway, openBrowser, type TestBrowser } from '../support/browser.ts';
import { startServer, type Phone, type TestServer } from '../support/server.ts';
import type { Entry } from '#protocol';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

const desk = { width: 1440, height: 900 };
const DAY_MS = 86_400_000;
const timeline = (page: Page) => page.getByRole('region', { name: /^(Timeline|对话)$/ });
const heard = (page: Page, text: string | RegExp) => timeline(page).getByText(text).first().waitFor();
const told = (phone: Phone, fits: (entry: Entry) => boolean) => phone.next('timeline.changed', fits);
const side = (page: Page) => page.locator('.side');
const sheet = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });

async function axe(page: Page) {
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

async function agent(server: TestServer, name: string): Promise<{ id: string; link: string; token: string }> {
  const id = `agent-${name.toLowerCase()}`;
  const { body } = await server.operator('PUT', `/agents/${id}`, { name });
  const { link } = body as { link: string };
  return { id, link, token: link.split('/l/')[1] ?? '' };
}

/** A line that asked for the desk and has Mei on it. */
async function openLine(server: TestServer) {
  const created = await server.createDelivery();
  const lineId = created.delivery.id;
  const mei = await agent(server, 'Mei');
  const recipient = await server.phone(created.tokens.recipient);
  await recipient.ask('people.invite', { lineId, invite: { role: 'agent' } });
  await recipient.ask('timeline.send', { lineId, clientId: 'client-0001' as never, text: 'it is not in the locker' });
  const phone = await server.phone(mei.token);
  await phone.ask('people.join', { lineId });
  return { ...created, lineId, mei, recipient };
}

describe('beside a line at the desk', () => {
  it('stands what is agreed, who is there, and all that an agent does, by keys', async () => {
    await using server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on' } });
    const { links, mei, lineId, delivery, recipient } = await openLine(server);
    await using watching = await browser.open(links.recipient);
    await using opened = await browser.open(`${mei.link}#${lineId}`, { viewport: desk });
    const { page } = opened;
    await heard(page, 'it is not in the locker');
    await side(page).getByText('2 entries, nothing was changed').waitFor();
    await side(page).getByText('No time agreed').waitFor();
    await side(page).getByText(delivery.reference).waitFor();
    await side(page).getByRole('listitem').filter({ hasText: '李女士' }).getByText('has the page open').waitFor();
    await side(page).getByRole('listitem').filter({ hasText: '王师傅' }).getByText('page not open').waitFor();
    await page.getByRole('region', { name: 'Map' }).waitFor();
    const summary = page.getByRole('region', { name: 'In short' });
    await summary.getByText('Not answered: 李女士 has not got the parcel').waitFor();
    const reply = 'It does not show as delivered yet. I am asking the courier';
    await page.getByRole('group', { name: 'Suggested replies' }).getByRole('button', { name: reply }).waitFor();
    await axe(page);

    // A key puts the reply into the box, and only the agent sends it.
    await page.keyboard.press('1');
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe(reply);
    await side(page).getByText('2 entries, nothing was changed').waitFor();
    await page.keyboard.press('Enter');
    await told(recipient, ({ body }) => body.kind === 'text' && body.text === reply);
    await summary.getByText('No question without an answer was found').waitFor();
    await page.getByRole('group', { name: 'Quick replies' }).waitFor();
    await page.locator('.desk-head-words').focus();

    await page.keyboard.press('t');
    await sheet(page, 'New time').getByRole('radio', { name: 'Tomorrow' }).check();
    await sheet(page, 'New time').getByRole('radio', { name: '18:00–21:00' }).check();
    await sheet(page, 'New time').getByText('New time: Tomorrow, 18:00–21:00').waitFor();
    await axe(page);
    await page.keyboard.press('Enter');
    await side(page).getByText('Tomorrow, 18:00–21:00', { exact: true }).waitFor();
    await told(recipient, ({ body }) => body.kind === 'status' && body.window !== undefined);

    await page.keyboard.press('s');
    await sheet(page, 'Change status')
      .getByRole('button', { name: /^Parcel not delivered/ })
      .click();
    await side(page).getByText('Changed to: Parcel not delivered').waitFor();
    await watching.page.getByRole('heading', { name: 'Not delivered this time' }).waitFor();

    await page.keyboard.press('e');
    await sheet(page, 'Export record').getByRole('button', { name: 'Export', exact: true }).waitFor();
    await axe(page);
    const saving = page.waitForEvent('download');
    await sheet(page, 'Export record').getByRole('button', { name: 'Export', exact: true }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe(`doorline-${lineId}.zip`);
    expect((await readFile(await saved.path())).subarray(0, 2).toString()).toBe('PK');
    await sheet(page, 'Export record').getByText(`Saved: doorline-${lineId}.zip`).waitFor();
    await told(recipient, ({ body }) => body.kind === 'exported');
    await page.keyboard.press('Escape');
    await side(page).getByText('6 entries, nothing was changed').waitFor();

    await page.keyboard.press('Shift+R');
    await sheet(page, 'Resolved, close it').getByRole('button', { name: 'Not yet' }).waitFor();
    await axe(page);
    await sheet(page, 'Resolved, close it').getByRole('button', { name: 'Resolved, close it' }).click();
    await told(recipient, ({ body }) => body.kind === 'member' && body.resolved === true);
    await side(page).waitFor({ state: 'detached' });
    // Beside what the line says of it, where both come at once.
    await page
      .getByRole('status')
      .getByText(/Closed/)
      .waitFor({ state: 'attached' });
    // What had the focus is gone: the list has it.
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Lines');
  });

  it('is given to a colleague, who has it open at once', async () => {
    await using server = await startServer({ sfu: null });
    const { mei, lineId } = await openLine(server);
    const lin = await agent(server, 'Lin');
    await using colleague = await browser.open(`${lin.link}#${lineId}`, { viewport: desk });
    await colleague.page.getByRole('heading', { name: 'Customer service' }).waitFor();
    await using opened = await browser.open(`${mei.link}#${lineId}`, { viewport: desk });
    const { page } = opened;
    await side(page).getByRole('button', { name: 'Hand over' }).click();
    await sheet(page, 'Hand over').getByRole('button', { name: 'Lin has the desk open' }).waitFor();
    await axe(page);
    await sheet(page, 'Hand over').getByRole('button', { name: 'Lin has the desk open' }).click();
    await heard(colleague.page, 'it is not in the locker');
    await side(page).waitFor({ state: 'detached' });
  });

  it('is in a sheet on a phone, where every action is as near, and a keeper has their own', async () => {
    await using server = await startServer({ sfu: null });
    const { mei, lineId, links, tokens } = await openLine(server);
    await using opened = await browser.open(`${mei.link}#${lineId}`);
    const { page } = opened;
    await page.getByRole('button', { name: 'Facts' }).click();
    await sheet(page, 'This delivery').getByText('2 entries, nothing was changed').waitFor();
    await axe(page);
    const small = await page
      .locator('.side button')
      .evaluateAll((buttons) =>
        buttons.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent),
      );
    expect(small).toEqual([]);
    await sheet(page, 'This delivery').getByRole('button', { name: 'Change status' }).click();
    await sheet(page, 'Change status')
      .getByRole('button', { name: /^Parcel not delivered/ })
      .click();
    await sheet(page, 'This delivery').getByText('Changed to: Parcel not delivered').waitFor();

    const { body } = await server.operator('PUT', '/stations/station-1', { name: 'Garden station' });
    await using courier = await server.phone(tokens.courier);
    await courier.ask('people.invite', { lineId, invite: { role: 'station', stationId: 'station-1' as never } });
    await using keeper = await browser.open(`${(body as { link: string }).link}#${lineId}`, { viewport: desk });
    await side(keeper.page).getByRole('button', { name: 'Change status' }).waitFor();
    await keeper.page.keyboard.press('s');
    await sheet(keeper.page, 'Change status')
      .getByRole('button', { name: /^Parcel at the station/ })
      .click();
    await side(keeper.page).getByText('Changed to: Parcel at the station').waitFor();
    expect(await side(keeper.page).getByRole('button', { name: 'Export record' }).count()).toBe(0);
    await using recipient = await browser.open(links.recipient);
    await recipient.page.getByRole('heading', { name: 'Waiting at the station' }).waitFor();
  });

  it('says in Chinese and at night what there is, and offline that nothing is lost', async () => {
    await using server = await startServer({ sfu: null });
    const { mei, lineId } = await openLine(server);
    await using opened = await browser.open(`${mei.link}#${lineId}`, {
      viewport: desk,
      locale: 'zh-CN',
      colorScheme: 'dark',
      expectedErrors: networkAway,
    });
    const { page, context } = opened;
    await side(page).getByText('2 条，没有改动过').waitFor();
    await side(page).getByRole('button', { name: '改时间' }).click();
    await sheet(page, '改时间').getByRole('radio', { name: '明天' }).check();
    await axe(page);
    // A colleague agrees on another time meanwhile: nobody replaces it unseen.
    await using lin = await server.phone((await agent(server, 'Lin')).token);
    await lin.ask('people.join', { lineId });
    const from = Date.now() + 2 * DAY_MS;
    await lin.ask('deliveries.reschedule', { lineId, window: { from, to: from + DAY_MS / 24 }, instead: null });
    await sheet(page, '改时间').getByRole('alert').getByText('刚刚有人约了别的时间').waitFor();
    await context.setOffline(true);
    await page.locator('.is-offline').waitFor();
    await sheet(page, '改时间').getByRole('button', { name: '就约这个时间' }).click();
    await sheet(page, '改时间').getByRole('alert').getByText('没有网络').waitFor();
    expect(await sheet(page, '改时间').getByRole('radio', { name: '明天' }).isChecked()).toBe(true);
    await context.setOffline(false);
    await page.locator('.is-offline').waitFor({ state: 'detached' });
    await sheet(page, '改时间').getByRole('button', { name: '就约这个时间' }).click();
    await sheet(page, '改时间').waitFor({ state: 'detached' });
    await heard(page, /包裹改时间送 · 明天/);
  });
});
