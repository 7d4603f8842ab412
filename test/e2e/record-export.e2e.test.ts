import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { download, fullLine, unzip } from '../support/record.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;
let folder: string;

beforeAll(async () => {
  server = await startServer({ sfu: null });
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'doorline-export-'));
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Unpacks an export into a folder of its own, as a person does; answers the address of its page. */
async function unpacked(bytes: Buffer, name: string): Promise<string> {
  for (const file of unzip(bytes)) {
    const path = join(folder, name, file.name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content);
  }
  return pathToFileURL(join(folder, name, 'index.html')).href;
}

describe("the record's page", () => {
  it('shows everything that was said to somebody who opens it from a folder, and runs nothing', async () => {
    const { lineId } = await fullLine(server);
    const { bytes } = await download(server, lineId, '?timeZone=Asia/Shanghai');
    await using opened = await browser.open(await unpacked(bytes, 'whole'), { viewport: { width: 1000, height: 900 } });
    const { page } = opened;
    const entries = page.locator('.entry');
    expect(await entries.count()).toBe(13);
    const texts = await entries.allInnerTexts();
    expect(texts[0]).toContain('王师傅');
    expect(texts[0]).toMatch(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \+08:00/);
    expect(texts[0]).toMatch(/\d\d:\d\d:\d\d UTC$/m);
    // What looks like a tag is words.
    expect(texts[1]).toContain('<b onclick="alert(1)">谢谢</b>');
    expect(await page.locator('[onclick], script').count()).toBe(0);
    expect(texts[1]).toContain('您好，快递到楼下了');
    expect(texts[5]).toContain('30.28114, 120.02243');
    expect(texts[6]).toContain('Taken back');
    expect(texts[6]).toContain('sorry, wrong parcel');
    expect(texts[8]).toContain('joined');
    expect(texts[11]).toContain('At the station');

    await page.locator('img').last().scrollIntoViewIfNeeded();
    const widths = await page.evaluate(() => Array.from(document.images, ({ naturalWidth }) => naturalWidth));
    expect(widths).toEqual([960, 960]);
    const seconds = await page.locator('audio').evaluate(
      (audio: HTMLAudioElement) =>
        new Promise<number | string>((known) => {
          audio.addEventListener('loadedmetadata', () => known(audio.duration));
          audio.addEventListener('error', () => known('it does not load'));
          audio.preload = 'auto';
          audio.load();
        }),
    );
    expect(seconds).toBeCloseTo(4.28, 1);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

    // Right-to-left marks in one text turn nothing outside of it.
    const number = await page.locator('#e10 .number').boundingBox();
    const words = await page.locator('#e10 .said').boundingBox();
    expect((number?.x ?? 0) + (number?.width ?? 0)).toBeLessThan(words?.x ?? 0);
  });

  it('fits a phone, and a sheet of paper', async () => {
    const { lineId } = await fullLine(server);
    await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' });
    const { bytes } = await download(server, lineId);
    const url = await unpacked(bytes, 'erased');
    await using phone = await browser.open(url);
    const { scrollWidth, clientWidth } = await phone.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    expect(await phone.page.locator('.gone').allInnerTexts()).toHaveLength(6);
    expect(await phone.page.locator('body').innerText()).not.toContain('李女士');
    const pdf = await phone.page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(10_000);
    expect(await readFile(join(folder, 'erased', 'VERIFY.txt'), 'utf8')).toContain('npm run verify-export');
  });
});
