import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { clientSizes } from '../support/client-sizes.ts';
import { startServer } from '../support/server.ts';
import type { Measurement } from './main.ts';

const WARM_UP = 5;
const TEXTS = 60;

declare global {
  /** When the page's own clock saw each text painted, epoch ms. Both pages are on this machine: one clock. */
  var seen: Record<string, number>;
}

async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.seen = {};
    const log = document.querySelector('[role="log"]');
    if (!log) throw new Error('The page has no timeline');
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes) {
          const text = node instanceof Element ? node.querySelector('.bubble')?.textContent : null;
          // The frame after the change is the one that a person sees.
          if (text) requestAnimationFrame(() => (globalThis.seen[text] ??= performance.timeOrigin + performance.now()));
        }
    }).observe(log, { childList: true, subtree: true });
  });
}

/** Writes the text and taps Send inside the page; answers when that was, epoch ms. */
const send = (page: Page, text: string) =>
  page.evaluate((text) => {
    const box = document.querySelector('textarea');
    const button = document.querySelector<HTMLButtonElement>('button[type="submit"]');
    if (!box || !button) throw new Error('The page has no message box');
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return new Promise<number>((sent) => {
      // A frame later the button is ready, as it is for a thumb.
      requestAnimationFrame(() => {
        const at = performance.timeOrigin + performance.now();
        button.click();
        sent(at);
      });
    });
  }, text);

function sizes(): Measurement[] {
  const { firstScriptKb, firstStyleAndHtmlKb, mapKb, callKb } = clientSizes();
  const size = (name: string, kb: number, most: number): Measurement => ({
    name,
    unit: 'kB',
    samples: [kb],
    note: `gzip; at most ${most}`,
  });
  return [
    size('first load, script', firstScriptKb, 45),
    size('first load, HTML and styles', firstStyleAndHtmlKb, 14),
    size('map', mapKb, 48),
    size('call', callKb, 60),
  ];
}

/** A text from the tap on Send to the frame that shows it on the other page, on disk in between; and what a page loads. */
export async function run(): Promise<Measurement[]> {
  await using server = await startServer({ sfu: null });
  await using browser = await openBrowser();
  const { links } = await server.createDelivery();
  const recipient = await browser.open(links.recipient);
  const courier = await browser.open(links.courier);
  for (const { page } of [recipient, courier]) await page.getByRole('log').waitFor();
  await watch(courier.page);
  const samples: number[] = [];
  for (let count = 0; count < WARM_UP + TEXTS; count += 1) {
    const text = `text number ${count}`;
    const at = await send(recipient.page, text);
    const shown = await courier.page.waitForFunction((text) => globalThis.seen[text], text);
    if (count >= WARM_UP) samples.push(Number(await shown.jsonValue()) - at);
  }
  return [
    {
      name: 'text: Send → painted on the other page',
      unit: 'ms',
      samples,
      note: 'Chromium to Chromium over loopback, durable before the acknowledgement, includes waiting for the next frame; target p95 30',
    },
    ...sizes(),
  ];
}
