import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { recordingPath } from '../support/recordings.ts';
import { spokenFile, steadySpeechFile } from '../support/spoken.ts';
import { startServer, type TestServer } from '../support/server.ts';
import type { Measurement, Size } from './main.ts';

/** How long the button is held, and how often. A minute ends by itself: a second less is let go. */
const lengths = {
  full: [
    [3, 20],
    [5, 20],
    [10, 20],
    [30, 10],
    [59, 8],
  ],
  small: [
    [3, 3],
    [5, 3],
    [10, 2],
    [30, 1],
    [59, 1],
  ],
} satisfies Record<Size, [number, number][]>;
const WARM_UP = 2;
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
    const look = () => {
      const at = performance.timeOrigin + performance.now();
      for (const [i, note] of [...document.querySelectorAll('.note')].entries()) {
        globalThis.noteShownAt[i] ??= at;
        if (note.querySelector('.note-words:not(.is-quiet)')) globalThis.wordsShownAt[i] ??= at;
      }
    };
    // The frame after the change is the one that a person sees.
    new MutationObserver(() => requestAnimationFrame(look)).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
  });
}

/** Notes of one length, from letting the button go to the note and to its words on the other page. */
async function notesOf(
  server: TestServer,
  speechFile: string,
  seconds: number,
  notes: number,
): Promise<{ shown: number[]; read: number[] }> {
  await using browser = await openBrowser({ speechFile });
  const { links, delivery } = await server.createDelivery();
  const recipient = await browser.open(links.recipient);
  // The round has the lines of the other lengths too.
  const courier = await browser.open(`${links.courier}#${delivery.id}`);
  const talk = recipient.page.getByRole('button', { name: 'Hold to talk' });
  for (const { page } of [recipient, courier]) await page.getByRole('button', { name: 'Hold to talk' }).waitFor();
  await watchReleases(recipient.page);
  await watchNotes(courier.page);

  const shown: number[] = [];
  const read: number[] = [];
  for (let i = 0; i < WARM_UP + notes; i++) {
    await talk.hover();
    await recipient.page.mouse.down();
    await recipient.page.getByText('Let go to send to').waitFor();
    await recipient.page.waitForTimeout((i < WARM_UP ? Math.min(5, seconds) : seconds) * 1000);
    await recipient.page.mouse.up();
    const words = await courier.page.waitForFunction((n) => globalThis.wordsShownAt[n], i, { timeout: 60_000 });
    if (i >= WARM_UP) {
      const released = await recipient.page.evaluate(() => globalThis.releasedAt);
      shown.push((await courier.page.evaluate((n) => globalThis.noteShownAt[n] ?? Number.NaN, i)) - released);
      read.push(Number(await words.jsonValue()) - released);
    }
    await recipient.page.waitForTimeout(PAUSE_MS);
  }
  return { shown, read };
}

/**
 * What is said in notes of so many seconds, over and over: speech without a pause in short ones, as one could be all pause; our one
 * sentence of Mandarin fills 5 s, and nobody says it ten times.
 */
async function saidIn(seconds: number, folder: string): Promise<{ file: string; language: string }> {
  if (seconds === 5) return { file: recordingPath('zh-aishell-guangzhou.wav'), language: 'Mandarin' };
  const file = seconds < 5 ? await steadySpeechFile(folder) : (await spokenFile(folder, 'en')).file;
  return { file, language: 'English' };
}

/** Notes of 3 s to a minute, from page to page. */
export async function run(size: Size): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'doorline-notes-'));
  await using server = await startServer({ speech: 'whisper', sfu: null });
  const measured: Measurement[] = [];
  for (const [seconds, notes] of lengths[size]) {
    const { file, language } = await saidIn(seconds, folder);
    const { shown, read } = await notesOf(server, file, seconds, notes);
    const note = `${language}, Chromium to Chromium, whisper base q8_0 on 2 threads`;
    measured.push(
      { name: `note of ${seconds} s: on the other page`, unit: 'ms', samples: shown, note },
      { name: `note of ${seconds} s: its words there`, unit: 'ms', samples: read, note },
    );
  }
  await rm(folder, { recursive: true });
  return measured;
}
