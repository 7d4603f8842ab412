import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { recordingPath } from '../support/recordings.ts';
import { startServer } from '../support/server.ts';
import type { Measurement } from './main.ts';

const WARM_UP = 2;
const NOTES = 20;
const HOLD_MS = 5000;
/** Between two notes, so that each is a note of its own and not part of a queue. */
const PAUSE_MS = 1000;

declare global {
  /** By the page's own clock, epoch ms: when the finger went up, and when note n and its words were painted. */
  var releasedAt: number;
  var noteShownAt: number[];
  var wordsShownAt: number[];
}

async function watchReleases(page: Page): Promise<void> {
  await page.evaluate(() => {
    const now = () => performance.timeOrigin + performance.now();
    addEventListener('pointerup', () => (globalThis.releasedAt = now()), { capture: true });
  });
}

async function watchNotes(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.noteShownAt = [];
    globalThis.wordsShownAt = [];
    const log = document.querySelector('[role="log"]');
    if (!log) throw new Error('The page has no timeline');
    const look = () => {
      const at = performance.timeOrigin + performance.now();
      for (const [i, note] of [...log.querySelectorAll('.note')].entries()) {
        globalThis.noteShownAt[i] ??= at;
        if (note.querySelector('.note-words:not(.is-quiet)')) globalThis.wordsShownAt[i] ??= at;
      }
    };
    // The frame after the change is the one that a person sees.
    new MutationObserver(() => requestAnimationFrame(look)).observe(log, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
  });
}

/** A Mandarin note of 5 s, from letting the button go to the note and to its words on the other page. */
export async function run(): Promise<Measurement[]> {
  await using server = await startServer({ speech: 'whisper', sfu: null });
  await using browser = await openBrowser({ speechFile: recordingPath('zh-aishell-guangzhou.wav') });
  const { links } = await server.createDelivery();
  const recipient = await browser.open(links.recipient);
  const courier = await browser.open(links.courier);
  const talk = recipient.page.getByRole('button', { name: 'Hold to talk' });
  for (const { page } of [recipient, courier]) await page.getByRole('log').waitFor();
  await watchReleases(recipient.page);
  await watchNotes(courier.page);

  const shown: number[] = [];
  const read: number[] = [];
  for (let i = 0; i < WARM_UP + NOTES; i++) {
    await talk.hover();
    await recipient.page.mouse.down();
    await recipient.page.getByText('Let go to send to').waitFor();
    await recipient.page.waitForTimeout(HOLD_MS);
    await recipient.page.mouse.up();
    const words = await courier.page.waitForFunction((n) => globalThis.wordsShownAt[n], i, { timeout: 60_000 });
    if (i >= WARM_UP) {
      const released = await recipient.page.evaluate(() => globalThis.releasedAt);
      shown.push((await courier.page.evaluate((n) => globalThis.noteShownAt[n] ?? Number.NaN, i)) - released);
      read.push(Number(await words.jsonValue()) - released);
    }
    await recipient.page.waitForTimeout(PAUSE_MS);
  }
  const note = 'Mandarin note of 5 s, Chromium to Chromium, whisper base q8_0 on 2 threads';
  return [
    { name: 'voice note on the other page', unit: 'ms', samples: shown, note },
    { name: 'its words on the other page', unit: 'ms', samples: read, note },
  ];
}
