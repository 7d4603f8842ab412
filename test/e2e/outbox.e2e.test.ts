import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { keptOn, openPhoneBrowser } from '../support/phone-browser.ts';
import { photoPath } from '../support/photos.ts';
import { startServer } from '../support/server.ts';

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const waitingRows = (page: Page) => timeline(page).locator('.entry.is-waiting');

async function sayText(page: Page, text: string) {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}
async function sayPhoto(page: Page) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Photo', exact: true }).click(),
  ]);
  await chooser.setFiles(photoPath('door.jpg'));
}
async function sayPlace(page: Page) {
  await page.getByRole('button', { name: 'Place', exact: true }).click();
  await page.getByRole('button', { name: /^Where I am/ }).click();
  await page.getByText(/^.* from the door · Within about/).waitFor();
  await page.getByRole('button', { name: 'Send place' }).click();
}
async function sayNote(page: Page) {
  await page.getByRole('button', { name: 'Hold to talk' }).hover();
  await page.mouse.down();
  await page.getByText('Let go to send to').waitFor();
  await page.waitForTimeout(1200); // that long is spoken
  await page.mouse.up();
}
const sayAll = [(page: Page) => sayText(page, 'leave it at the locker'), sayPhoto, sayPlace, sayNote];

/** A machine with much else to do may take its time. */
const eventually = (look: () => Promise<number>) => expect.poll(look, { timeout: 30_000 });

/** A network that brings the page and what others say, and loses whatever is said here until it is mended. */
async function muffle(context: BrowserContext) {
  let isMended = false;
  await context.routeWebSocket(/socket\.io/, (phone) => {
    const server = phone.connectToServer();
    phone.onMessage((message) => {
      if (isMended || !message.toString().includes('timeline.send')) server.send(message);
    });
  });
  await context.route(/\/api\/lines\/[^/]+\/(notes|photos)$/, (route) =>
    isMended ? route.continue() : route.abort('internetdisconnected'),
  );
  return { mend: () => (isMended = true) };
}

it('a text, a photo, a place and a note said offline outlive a kill of the browser and a reload, and arrive once, in order', async () => {
  await using server = await startServer({ sfu: null });
  const { links, tokens, delivery } = await server.createDelivery();
  await using phone = await openPhoneBrowser({ latitude: 30.27, longitude: 120.02, accuracy: 12 });

  const first = await phone.start(links.recipient);
  // Said online once, so that all the code is on the phone.
  for (const [index, say] of sayAll.entries()) {
    await say(first.page);
    await eventually(() => timeline(first.page).locator('.entry-me[data-seq]').count()).toBe(index + 1);
  }
  await first.context.setOffline(true);
  for (const [index, say] of sayAll.entries()) {
    await say(first.page);
    await eventually(() => waitingRows(first.page).count()).toBe(index + 1);
  }
  await eventually(() => keptOn(first.page)).toBe(4);
  await phone.kill();

  await using courier = await server.phone(tokens.courier);
  const said = async () => {
    const { entries } = await courier.ask('timeline.open', { lineId: delivery.id });
    return entries.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
  };
  const once = ['leave it at the locker', 'photo', 'place', 'voice'];
  expect(await said()).toEqual(once);

  // Started again where nothing that is said gets out yet: everything is still there, over a reload too.
  const { page } = await phone.start(links.recipient, async (context) => void (await muffle(context)));
  await eventually(() => waitingRows(page).count()).toBe(4);
  await page.reload();
  await eventually(() => waitingRows(page).count()).toBe(4);
  expect(await said()).toEqual(once);
  await phone.kill();

  const last = await phone.start(links.recipient);
  await eventually(() => last.page.locator('.entry-me[data-seq]').count()).toBe(8);
  await eventually(() => waitingRows(last.page).count()).toBe(0);
  expect(await said()).toEqual([...once, ...once]);
  await last.page.reload();
  await eventually(() => last.page.locator('.entry-me[data-seq]').count()).toBe(8);
  expect(await waitingRows(last.page).count()).toBe(0);
  expect(await keptOn(last.page)).toBe(0);
  expect(await said()).toEqual([...once, ...once]);
});

it('what a courier said offline at one door is sent although another is in front after a restart', async () => {
  await using server = await startServer({ sfu: null });
  const { links } = await server.createDelivery();
  const second = await server.createDelivery({ recipient: { name: 'Emma' }, addressDetail: 'Building 2, 1501' });
  await using phone = await openPhoneBrowser({ latitude: 30.27, longitude: 120.02, accuracy: 12 });
  const { page, context } = await phone.start(links.courier);
  await page.getByRole('link', { name: /Building 2, 1501/ }).click();
  await page.getByText('Nothing said yet. Hold the button').waitFor();
  await context.setOffline(true);
  await sayText(page, 'left it with your neighbour');
  await eventually(() => keptOn(page)).toBe(1);
  await phone.kill();

  const again = await phone.start(links.courier);
  await again.page.getByRole('heading', { name: '2 to go today' }).waitFor();
  await using emma = await server.phone(second.tokens.recipient);
  const heard = async () => (await emma.ask('timeline.open', { lineId: second.delivery.id })).entries.length;
  await eventually(heard).toBe(1);
  await eventually(() => keptOn(again.page)).toBe(0);
});

it('what was said before a link was switched off is kept, told, and sent with a new link', async () => {
  await using server = await startServer({ sfu: null });
  const { links, linkIds, delivery, tokens } = await server.createDelivery();
  await using browser = await openBrowser();
  await using recipient = await browser.open(links.recipient);
  const { page, context } = recipient;
  const network = await muffle(context);
  await page.reload();
  await page.getByText('Nothing said yet').waitFor();
  await sayText(page, 'leave it at the locker');
  await eventually(() => keptOn(page)).toBe(1);
  await server.operator('DELETE', `/links/${linkIds.recipient}`);
  await page.getByText('One message of yours was not sent yet').waitFor();
  expect(await keptOn(page)).toBe(1);

  network.mend();
  const made = await server.operator('POST', `/deliveries/${delivery.id}/links`, { role: 'recipient' });
  const { url } = made.body as { url: string };
  await page.goto(url);
  await using courier = await server.phone(tokens.courier);
  await eventually(async () => (await courier.ask('timeline.open', { lineId: delivery.id })).entries.length).toBe(1);
  await eventually(() => keptOn(page)).toBe(0);
});
