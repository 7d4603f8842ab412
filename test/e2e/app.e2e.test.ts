import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { wrongWith } from '../support/access.ts';
import { networkAway, openBrowser } from '../support/browser.ts';
import { nameGuest } from '../support/guests.ts';
import { copiedVersion } from '../support/next-version.ts';
import { photoPath } from '../support/photos.ts';
import { browserKeys, messageOf, startPushService } from '../support/push-service.ts';
import { startServer } from '../support/server.ts';

/** A machine with much else to do may take its time. */
const eventually = <T>(look: () => Promise<T> | T) => expect.poll(look, { timeout: 30_000 });

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const isControlled = (page: Page) => page.evaluate(() => navigator.serviceWorker.controller !== null);

/** How many lines' words the phone keeps, and how many links. */
const keptForApp = (page: Page, store: 'lines' | 'links' | 'shared') =>
  page.evaluate(
    (store) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('doorline-app');
        opening.addEventListener('error', () => reject(opening.error));
        opening.addEventListener('success', () => {
          const db = opening.result;
          if (!db.objectStoreNames.contains(store)) {
            db.close();
            resolve(-1);
            return;
          }
          const count = db.transaction(store).objectStore(store).count();
          count.addEventListener('success', () => {
            db.close();
            resolve(count.result);
          });
        });
      }),
    store,
  );

/** As for a page behind another tab. */
const hide = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });

async function sayText(page: Page, text: string) {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** Every rule of axe, in both languages, by day and by night; and the first Tab leads somewhere. */
async function everyRule(page: Page) {
  await page.keyboard.press('Tab');
  expect(await wrongWith(page, page.url())).toEqual([]);
}

it('a page opens without a network, with what was said and what waits, and keeps nothing that is the server’s alone', async () => {
  await using server = await startServer({ sfu: null });
  const { links, tokens, delivery } = await server.createDelivery();
  await using courier = await server.phone(tokens.courier);
  await courier.ask('timeline.send', { lineId: delivery.id, clientId: newId(), text: 'at the north gate' });
  await using browser = await openBrowser();
  await using phone = await browser.open(links.recipient, { worker: true, expectedErrors: networkAway });
  const { page, context } = phone;
  await timeline(page).getByText('at the north gate').waitFor();
  await eventually(() => isControlled(page)).toBe(true);
  await eventually(() => keptForApp(page, 'lines')).toBe(1);

  await context.setOffline(true);
  await page.reload();
  await timeline(page).getByText('at the north gate').waitFor();
  await page.getByText('You are offline').first().waitFor();
  await sayText(page, 'coming down');
  await eventually(() => timeline(page).locator('.is-waiting').count()).toBe(1);
  await page.reload();
  await timeline(page).locator('.is-waiting').getByText('coming down').waitFor();
  await everyRule(page);

  await context.setOffline(false);
  await eventually(() => timeline(page).locator('.is-waiting').count()).toBe(0);
  const { entries } = await courier.ask('timeline.open', { lineId: delivery.id });
  expect(entries.map(({ body }) => body.kind === 'text' && body.text)).toEqual(['at the north gate', 'coming down']);

  const cached = await page.evaluate(async () => {
    const all: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        all.push(new URL(request.url).pathname, request.url.endsWith('/app') ? ((await answer?.text()) ?? '') : '');
      }
    }
    return all.join('\n');
  });
  expect(cached).toContain('/assets/');
  for (const secret of [tokens.recipient, '/api/', '/l/', 'north gate', '李女士']) expect(cached).not.toContain(secret);
});

it('a newer version strands no open line: its parts still come, it is told calmly, and one tap brings the newer one', async () => {
  await using versions = await copiedVersion();
  await using server = await startServer({ sfu: null, clientFolder: versions.folder });
  const { links, tokens, delivery } = await server.createDelivery();
  await using browser = await openBrowser();
  await using phone = await browser.open(links.recipient, { worker: true, expectedErrors: networkAway });
  const { page } = phone;
  await eventually(() => isControlled(page)).toBe(true);
  await page.getByText('Nothing said yet').waitFor();

  await server.restart();
  await versions.deploy();
  await server.restart();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const bar = page.getByRole('region', { name: 'There is a new version of this page' });
  await bar.waitFor();
  await everyRule(page);
  // The old page goes on, also with parts that it had not asked for yet and that the server has no more.
  const answers = await page.evaluate(
    (parts) => Promise.all(parts.map(async (part) => (await fetch(part)).status)),
    versions.parts,
  );
  expect(answers).toEqual(versions.parts.map(() => 200));
  expect((await fetch(`${server.url}${versions.parts[0]}`)).status).toBe(404);
  await sayText(page, 'still here');
  await eventually(() => timeline(page).locator('.entry-me[data-seq]').count()).toBe(1);
  const isOld = () => page.evaluate(() => !document.querySelector('script[src*="index-newer"]'));
  expect(await isOld()).toBe(true);

  await bar.getByRole('button', { name: 'Update' }).click();
  await eventually(isOld).toBe(false);
  await timeline(page).getByText('still here').waitFor();
  expect(await bar.count()).toBe(0);
  await using courier = await server.phone(tokens.courier);
  expect((await courier.ask('timeline.open', { lineId: delivery.id })).entries).toHaveLength(1);
});

it('an operator can take the worker away, and what it kept; the line goes on', async () => {
  const settings: Record<string, string> = {};
  await using server = await startServer({ sfu: null, settings });
  const { links } = await server.createDelivery();
  await using browser = await openBrowser();
  await using phone = await browser.open(links.recipient, { worker: true, expectedErrors: networkAway });
  const { page } = phone;
  await eventually(() => isControlled(page)).toBe(true);
  await server.restart(() => {
    settings['DOORLINE_APP'] = 'off';
  });
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const left = () =>
    page.evaluate(async () => [await navigator.serviceWorker.getRegistrations(), await caches.keys()].flat().length);
  await eventually(left).toBe(0);
  await sayText(page, 'still here');
  await eventually(() => timeline(page).locator('.entry-me[data-seq]').count()).toBe(1);
  await page.reload();
  await timeline(page).getByText('still here').waitFor();
});

it('the installed app begins with the lines of this phone, takes photos from other apps, and opens a pasted link', async () => {
  await using server = await startServer({ sfu: null });
  const { links, linkIds, tokens, delivery } = await server.createDelivery();
  await using browser = await openBrowser();
  // The link is switched off at the end.
  await using phone = await browser.open(links.recipient, { worker: true, expectedErrors: /410 \(Gone\)/ });
  const { page } = phone;
  await eventually(() => isControlled(page)).toBe(true);
  await eventually(() => keptForApp(page, 'links')).toBe(1);

  // As the system hands them over; what comes back is the page to go on with.
  const photo = [...readFileSync(photoPath('door.jpg'))];
  const next = await page.evaluate(async (bytes) => {
    const form = new FormData();
    form.append('photos', new File([new Uint8Array(bytes)], 'door.jpg', { type: 'image/jpeg' }));
    return (await fetch('/app/share', { method: 'POST', body: form })).url;
  }, photo);
  await page.goto(next);
  await page.getByRole('heading', { name: 'Who is this photo for?' }).waitFor();
  await everyRule(page);
  await page.getByRole('button', { name: /^Parcel from 王师傅/ }).click();
  await eventually(() => timeline(page).locator('.entry-me[data-seq]').count()).toBe(1);
  await eventually(() => keptForApp(page, 'shared')).toBe(0);
  await using courier = await server.phone(tokens.courier);
  const { entries } = await courier.ask('timeline.open', { lineId: delivery.id });
  expect(entries.map(({ body }) => body.kind)).toEqual(['photo']);

  // In the language that was chosen on the line.
  await page.getByRole('button', { name: '中文' }).click();
  await page.goto(`${server.url}/app`);
  await page.getByRole('heading', { name: '打开哪个对话？' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Which line?' }).waitFor();
  await everyRule(page);
  await page.getByRole('link', { name: /^Parcel from 王师傅/ }).click();
  await timeline(page).waitFor();
  await page.goto(`${server.url}/app`);
  await page.getByRole('button', { name: /^Remove from this device: Parcel from 王师傅/ }).click();
  await page.getByRole('heading', { name: 'No line on this device yet' }).waitFor();
  await everyRule(page);
  await page.goto(`${server.url}/app?shared=lost`);
  await page.getByText('Only photos can be shared here').waitFor();
  await everyRule(page);
  const pasted = page.getByRole('textbox', { name: 'Paste the link from your message' });
  await pasted.fill('https://elsewhere.example/l/abc');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('This link is not from here').waitFor();
  await pasted.fill(links.recipient);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await timeline(page).waitFor();
  await eventually(() => keptForApp(page, 'links')).toBe(1);

  // A link that opens nothing any more is forgotten, also where its page had not been open before.
  await page.goto(`${server.url}/app`);
  await server.operator('DELETE', `/links/${linkIds.recipient}`);
  await page.getByRole('link', { name: /^Parcel from 王师傅/ }).click();
  await page.getByRole('heading', { name: /switched off/ }).waitFor();
  await eventually(() => keptForApp(page, 'links')).toBe(0);
  expect(await keptForApp(page, 'lines')).toBe(0);
});

it('photos wait where no line is known, nine at a time, and nothing else is taken', async () => {
  await using server = await startServer({ sfu: null });
  await using browser = await openBrowser();
  const { links } = await server.createDelivery();
  await using phone = await browser.open(links.courier, { worker: true });
  const { page } = phone;
  await eventually(() => isControlled(page)).toBe(true);
  await eventually(() => keptForApp(page, 'links')).toBe(1);
  await page.goto(`${server.url}/app`);
  await page.getByRole('button', { name: /^Remove from this device: Round/ }).click();
  await page.getByRole('heading', { name: 'No line on this device yet' }).waitFor();
  const share = (type: string, count: number) =>
    page.evaluate(
      async ([type, count]) => {
        const form = new FormData();
        for (let i = 0; i < count; i++) form.append('photos', new File(['x'], `${i}`, { type }));
        return (await fetch('/app/share', { method: 'POST', body: form })).url;
      },
      [type, count] as const,
    );
  await page.goto(await share('application/pdf', 1));
  await page.getByText('Only photos can be shared here').waitFor();
  expect(await keptForApp(page, 'shared')).toBe(0);
  await page.goto(await share('image/jpeg', 30));
  await page.getByText('The photos wait here').waitFor();
  await everyRule(page);
  await page.getByRole('textbox', { name: 'Paste the link from your message' }).fill(links.recipient);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await eventually(() => keptForApp(page, 'links')).toBe(1);
  await page.goto(`${server.url}/app?shared=some`);
  await page.getByRole('heading', { name: 'Who are these 9 photos for?' }).waitFor();
  await page.getByText('Nine at a time').waitFor();
  await page.getByRole('button', { name: 'Don’t send' }).click();
  await eventually(() => keptForApp(page, 'shared')).toBe(0);
});

it('a computer that is shared keeps nothing of the desk', async () => {
  await using server = await startServer({ sfu: null });
  const mei = await nameGuest(server, 'agent', 'Mei');
  await using browser = await openBrowser();
  await using phone = await browser.open(`${server.url}/l/${mei.token}`, { worker: true });
  const { page } = phone;
  // By now a page of one's own phone would be kept.
  await eventually(() => isControlled(page)).toBe(true);
  await eventually(() => keptForApp(page, 'links')).toBe(0);
  await page.goto(`${server.url}/app`);
  await page.getByRole('heading', { name: 'No line on this device yet' }).waitFor();
});

it('who taps to be told is told of a message by a push, without its words, and a tap on it opens the line', async () => {
  await using service = await startPushService();
  await using server = await startServer({ sfu: null, settings: { DOORLINE_PUSH_HOSTS: service.origin } });
  const { links, tokens, delivery } = await server.createDelivery();
  const keys = browserKeys();
  await using browser = await openBrowser();
  await using phone = await browser.open('about:blank', { worker: true, permissions: ['notifications'] });
  const { page, context } = phone;
  // Chromium's own push service is its maker's: this one stands in its place, with keys that the test has too.
  await context.addInitScript(
    ({ endpoint, p256dh, auth }) => {
      const subscription = {
        endpoint,
        options: { applicationServerKey: null },
        toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
        unsubscribe: () => Promise.resolve(true),
      };
      Object.defineProperty(PushManager.prototype, 'subscribe', { value: () => Promise.resolve(subscription) });
      Object.defineProperty(PushManager.prototype, 'getSubscription', { value: () => Promise.resolve(null) });
    },
    { endpoint: service.endpoint('phone'), p256dh: keys.p256dh, auth: keys.auth },
  );
  await page.goto(links.recipient);
  await eventually(() => isControlled(page)).toBe(true);
  await page.getByRole('button', { name: /^More/ }).click();
  // Notifications were allowed on this phone before: it is on for this line too.
  await page.getByRole('button', { name: 'Notifications are on' }).waitFor();
  await everyRule(page);

  const worker = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    worker.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await worker.send('ServiceWorker.enable');
  const registrationId = await registered;
  const deliver = (data: object) =>
    worker.send('ServiceWorker.deliverPushMessage', {
      origin: server.url,
      registrationId,
      data: JSON.stringify(data),
    });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration?.getNotifications())?.map(({ title, body, data }) => ({ title, body, data }));
    });
  const titles = async () => (await shown())?.map(({ title }) => title);
  await using courier = await server.phone(tokens.courier);

  // Behind another tab the page tells by itself; what is read elsewhere is told no more.
  await page.keyboard.press('Escape');
  await hide(page);
  const lineId = delivery.id;
  const { seq } = await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'are you there?' });
  await eventually(titles).toEqual(['New message']);
  await eventually(() => service.pushed.length).toBe(1);
  const [first] = service.pushed;
  // The desktop takes away what has stood there for some seconds: what did not come in time on a busy machine comes again.
  const delivered = (data: object) =>
    eventually(async () => {
      await deliver(data);
      return shown();
    });
  await delivered((first && messageOf(first, keys)) ?? {}).toMatchObject([{ title: 'New message' }]);
  await using tablet = await server.phone(tokens.recipient);
  await tablet.ask('timeline.mark', { marks: [{ lineId, delivered: seq, read: seq }] });
  await eventually(titles).toEqual([]);

  await page.goto(`${server.url}/app`);
  await page.getByRole('link', { name: /^Parcel from/ }).waitFor();

  await courier.ask('timeline.send', { lineId, clientId: newId(), text: 'the code is 4821' });
  await eventually(() => service.pushed.length).toBe(2);
  const [, push] = service.pushed;
  const message = push && messageOf(push, keys);
  expect(message).toMatchObject({ lineId: delivery.id, what: 'message' });
  const words = { title: 'New message', body: `About your parcel ${delivery.reference.slice(-4)}` };
  await delivered(message ?? {}).toMatchObject([words]);
  // Browsers keep notifications: no link is in one.
  expect(JSON.stringify(await shown())).not.toContain(tokens.recipient);
  const becomes = (what: string, title: string) =>
    delivered({ ...message, what }).toMatchObject(expect.arrayContaining([expect.objectContaining({ title })]));
  await becomes('call', 'Incoming call');
  await becomes('settled', 'The call was taken care of');
  expect(await titles()).not.toContain('Incoming call');
  // Nobody has to sweep it away.
  await eventually(titles).not.toContain('The call was taken care of');
  await becomes('missed', 'Missed call');
  // Of a later version of the server: something is shown, and opens the app.
  await becomes('later', 'Doorline');

  // Turned off again by the person.
  await page.getByRole('link', { name: /^Parcel from/ }).click();
  // Who has the line in front of them needs none of what was told of it.
  await eventually(titles).not.toContain('Missed call');
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('button', { name: 'Notifications are on' }).click();
  await page.getByRole('button', { name: 'Notify me of calls and messages' }).waitFor();
});

it('a browser that keeps nothing says so, and the line goes on', async () => {
  await using server = await startServer({ sfu: null });
  const { links } = await server.createDelivery();
  await using browser = await openBrowser();
  await using phone = await browser.open(links.recipient, {
    script: () => {
      indexedDB.open = () => {
        throw new DOMException('Forbidden', 'SecurityError');
      };
    },
  });
  const { page } = phone;
  await sayText(page, 'hello');
  await eventually(() => timeline(page).locator('.entry-me[data-seq]').count()).toBe(1);
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByText('This browser keeps nothing').waitFor();
});

it('what describes the app is in the reader’s language, names no link, and its pictures are there', async () => {
  await using server = await startServer({ sfu: null });
  for (const [language, words] of [
    ['zh-CN,zh;q=0.9', '快递员'],
    ['de,en;q=0.5', 'courier'],
  ] as const) {
    const answer = await fetch(`${server.url}/app.webmanifest`, { headers: { 'accept-language': language } });
    expect(answer.headers.get('content-type')).toContain('application/manifest+json');
    const manifest = (await answer.json()) as { start_url: string; description: string; icons: { src: string }[] };
    expect(manifest.description).toContain(words);
    expect(manifest.start_url).toBe('/app');
    for (const { src } of manifest.icons) expect((await fetch(`${server.url}${src}`)).status).toBe(200);
  }
  const worker = await fetch(`${server.url}/sw.js`);
  expect(worker.headers.get('cache-control')).toBe('no-cache');
  const lost = await fetch(`${server.url}/app/share`, { method: 'POST', redirect: 'manual' });
  expect([lost.status, lost.headers.get('location')]).toEqual([303, '/app?shared=lost']);
});
