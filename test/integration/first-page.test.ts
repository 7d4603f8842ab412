import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brotliDecompressSync } from 'node:zlib';
import { request } from 'node:http';
import { join } from 'node:path';
import { nameGuest } from '../support/guests.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { languages, statuses, type DrawFirstPage, type FirstView } from '#protocol';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

const open = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers: { 'accept-language': 'en-US,en;q=0.9', ...headers } });
const zh = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };
/** The program of the server's that draws, for what a test would take long to bring about. */
const drawing = import(join(import.meta.dirname, '../../.build/client/.vite/first-page.js')) as Promise<{
  drawFirstPage: DrawFirstPage;
}>;
const viewIn = (html: string) =>
  JSON.parse(/<script type="application\/json" id="first-view">(.*?)<\/script>/.exec(html)?.[1] ?? '') as FirstView;
/** What a person reads where no script runs: nothing of the head, of data or of names of classes. */
const readOf = (html: string) =>
  html
    .replace(/[^]*<body>/, '')
    .replaceAll(/<script[^]*?<\/script>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the page that a link opens, before any script runs', () => {
  it('says in the reader’s language who comes, with which parcel, to which door, and how far it is', async () => {
    const { links, tokens, delivery } = await server.createDelivery({ reference: 'first-6208' });
    await using phone = await server.phone(tokens.courier);
    await phone.ask('deliveries.set_status', { lineId: delivery.id, status: 'out_for_delivery' });
    const answer = await open(links.recipient);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const html = await answer.text();
    expect(html).toContain('<html lang="en"');
    expect(html).toContain('<title>王师傅 · Doorline</title>');
    const read = readOf(html);
    for (const words of ['王师傅 is on the way', 'parcel 6208', '3 号楼 2 单元 1201', 'On the way', 'Coming down'])
      expect(read).toContain(words);
    expect(html).toContain('aria-label="1 of 4 steps done"');
    const chinese = await (await open(links.recipient, zh)).text();
    expect(chinese).toContain('<html lang="zh-CN"');
    for (const words of ['王师傅正在送来你的包裹', '尾号 6208', '正在派送']) expect(readOf(chinese)).toContain(words);
  });

  it('has a time window where nobody has set out', async () => {
    const from = Date.now() + 3_600_000;
    const { links } = await server.createDelivery({
      window: { from: new Date(from).toISOString(), to: new Date(from + 7_200_000).toISOString() },
    });
    expect(readOf(await (await open(links.recipient)).text())).toMatch(/(Today|Tomorrow) \d\d:\d\d–\d\d:\d\d/);
  });

  it.each(statuses)('is drawn for a delivery that is %s', async (status) => {
    const { links } = await server.createDelivery({
      window: { from: '2027-01-15T06:00:00Z', to: '2027-01-15T08:00:00Z' },
    });
    const view = viewIn(await (await open(links.recipient)).text());
    const [line] = view.hello?.lines ?? [];
    if (!view.hello || !line) throw new Error('The page came without its line');
    const lines = [{ ...line, delivery: { ...line.delivery, status } }];
    const { drawFirstPage } = await drawing;
    for (const language of languages) {
      const { body } = drawFirstPage({ ...view, hello: { ...view.hello, lines } }, language);
      expect(body).toMatch(/<h1[^>]*>[^<]+/);
      expect(body).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('keeps to the language that its reader has chosen', async () => {
    const { links } = await server.createDelivery();
    const html = await (await open(links.recipient, { ...zh, cookie: 'doorline_language=en' })).text();
    expect(html).toContain('<html lang="en"');
  });

  it('names no token and lets nothing be pressed that does not work yet', async () => {
    const { links, tokens } = await server.createDelivery();
    const html = await (await open(links.recipient)).text();
    expect(html).not.toContain(tokens.recipient);
    expect(html).not.toContain(tokens.recipient.split('.')[0]);
    expect(html.match(/<(button|textarea)(?! disabled)/g)).toBeNull();
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(url).toMatch(/^(\/[\w./-]+|data:,)$/);
  });

  it('keeps what people wrote from being a tag, in the words and in the data', async () => {
    const name = '</script><script>alert(1)</script><!--';
    const { links } = await server.createDelivery({
      courier: { id: 'courier-tags', name },
      recipient: { name: '"><img src=x onerror=alert(1)>' },
    });
    const html = await (await open(links.recipient)).text();
    expect(html).not.toContain('alert(1)</script>');
    expect(html).not.toContain('<img');
    expect(viewIn(html)).toMatchObject({ hello: { lines: [{ delivery: { courierName: name } }] } });
  });

  it('allows its own style sheet by its hash, and no other', async () => {
    const { links } = await server.createDelivery();
    const policy = (await open(links.recipient)).headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/style-src 'self' 'sha256-[\w+/]+=*'(;|$)/);
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toContain('unsafe-inline');
  });

  it('fits with its styles what a fresh connection carries at once', async () => {
    const { links } = await server.createDelivery();
    const bytes = await packed(links.recipient);
    expect(bytes.length).toBeLessThanOrEqual(14_000);
    expect(brotliDecompressSync(bytes).toString()).toContain('<style>');
  });

  it('is a calm page with its name for all others, with their code asked for at once', async () => {
    const { links } = await server.createDelivery();
    const html = await (await open(links.courier)).text();
    expect(readOf(html)).toContain('Today’s round');
    expect(html).not.toContain('李女士');
    expect(html).toMatch(/<link rel="modulepreload" crossorigin href="\/assets\/courier-[\w-]+\.js"/);
    const agent = await nameGuest(server, 'agent', 'Li');
    expect(readOf(await (await open(`${server.url}/l/${agent.token}`, zh)).text())).toContain('客服台');
  });

  it('greets the server of the map’s tiles, of which the link says nothing', async () => {
    await using other = await startServer({
      sfu: null,
      settings: { DOORLINE_TILES_URL: 'https://tiles.example/a/{z}/{x}/{y}.png' },
    });
    const { links } = await other.createDelivery();
    expect(await (await open(links.recipient)).text()).toContain(
      '<link rel="preconnect" href="https://tiles.example" />',
    );
    expect(await (await open(links.courier)).text()).not.toContain('preconnect');
  });

  it('says at once why a link opens nothing', async () => {
    const { links, linkIds, tokens } = await server.createDelivery();
    const forged = await open(`${server.url}/l/${tokens.recipient.slice(0, -4)}AAAA`);
    expect(forged.status).toBe(404);
    expect(readOf(await forged.text())).toContain('This link does not open');
    await server.operator('DELETE', `/links/${linkIds.recipient}`);
    const revoked = await open(links.recipient, zh);
    expect(revoked.status).toBe(410);
    const read = readOf(await revoked.text());
    expect(read).toContain('这个链接已经停用');
    expect(read).not.toContain('王师傅');
  });

  it('counts as nothing: nobody has come, nothing is read', async () => {
    const { links, tokens, delivery } = await server.createDelivery();
    const lineId = delivery.id;
    await using phone = await server.phone(tokens.courier);
    await phone.ask('timeline.send', { lineId, clientId: 'client-id-1' as never, text: '您好，我快到了' });
    const before = await phone.ask('timeline.open', { lineId });
    await open(links.recipient);
    await open(links.recipient, { 'user-agent': 'facebookexternalhit/1.1' });
    expect(await phone.ask('timeline.open', { lineId })).toEqual(before);
    await using recipient = await server.phone(tokens.recipient);
    const hello = await recipient.ask('people.hello', {});
    expect(hello).toMatchObject({ lines: [{ unread: 1 }] });
  });

  it('tells a program that shows what is behind links nothing, and gives it nothing to run', async () => {
    const { links } = await server.createDelivery();
    for (const robot of ['Twitterbot/1.0', 'WhatsApp/2.23.20.0', 'Mozilla/5.0 (compatible; Googlebot/2.1)']) {
      const html = await (await open(links.recipient, { 'user-agent': robot })).text();
      expect(html).toContain('<title>Doorline</title>');
      expect(html).not.toMatch(/王师傅|<script/);
    }
    const phone =
      'Mozilla/5.0 (Linux; Android 10; CUBOT X20) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0';
    expect(await (await open(links.recipient, { 'user-agent': phone })).text()).toContain('王师傅');
  });
});

describe('the files of the page', () => {
  it('come as small as the browser can unpack them', async () => {
    const { links } = await server.createDelivery();
    const html = await (await open(links.recipient)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    const first = /modulepreload"[^>]*href="(\/assets\/first[^"]+)"/.exec(html)?.[1] ?? script;
    const url = `${server.url}${first}`;
    const forms = await Promise.all(
      ['br', 'gzip, br', 'gzip', 'identity'].map(async (accepts) => {
        const { headers } = await open(url, { 'accept-encoding': accepts });
        return [headers.get('content-encoding'), headers.get('content-type'), headers.get('cache-control')];
      }),
    );
    const type = 'text/javascript; charset=utf-8';
    const kept = 'public, max-age=31536000, immutable';
    expect(forms).toEqual([
      ['br', type, kept],
      ['br', type, kept],
      ['gzip', type, kept],
      [null, type, kept],
    ]);
    expect(await (await open(url, { 'accept-encoding': 'br' })).text()).toBe(
      await (await open(url, { 'accept-encoding': 'identity' })).text(),
    );
  });

  it('do not include the program with which the server draws', async () => {
    expect((await open(`${server.url}/.vite/first-page.js`)).status).toBe(404);
  });
});

/** The answer as it goes over the wire. */
function packed(url: string): Promise<Buffer> {
  return new Promise((done, failed) => {
    const asked = request(url, { headers: { 'accept-encoding': 'br', 'accept-language': 'zh' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(Buffer.concat(parts)));
    });
    asked.on('error', failed).end();
  });
}
