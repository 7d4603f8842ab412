import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { executablePath, quiet } from './browser.ts';

/** One phone's browser with a memory: what its pages keep is there again at the next start. */
export interface PhoneBrowser extends AsyncDisposable {
  /** Starts it, in English, with a fake microphone and a position, and opens the link; `prepare` comes before the page. */
  start(
    url: string,
    prepare?: (context: BrowserContext) => Promise<void>,
  ): Promise<{ page: Page; context: BrowserContext }>;
  /** Ends it as a phone does that needs the memory: at once, with no word to any page (SIGKILL). */
  kill(): Promise<void>;
}

export async function openPhoneBrowser(where: {
  latitude: number;
  longitude: number;
  accuracy: number;
}): Promise<PhoneBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'doorline-phone-'));
  let running: BrowserContext | null = null;

  /** Every process of this browser names its folder. */
  const processes = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile);
        } catch {
          return false; // ended meanwhile
        }
      })
      .map(Number);

  async function kill() {
    const ended = running?.waitForEvent('close');
    running = null;
    for (let left = processes(); left.length > 0; left = processes()) {
      for (const pid of left) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It was faster.
        }
      }
      await wait(10);
    }
    await ended;
    // A lock of the killed one, which the next start would wait for.
    for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
      await rm(join(profile, name), { force: true });
  }

  return {
    async start(url, prepare) {
      running = await chromium.launchPersistentContext(profile, {
        executablePath,
        args: [...quiet, '--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
        viewport: { width: 390, height: 844 },
        locale: 'en-US',
        timezoneId: 'Asia/Shanghai',
        hasTouch: true,
        isMobile: true,
        permissions: ['microphone', 'geolocation'],
        serviceWorkers: 'block',
        geolocation: where,
      });
      await prepare?.(running);
      const page = running.pages()[0] ?? (await running.newPage());
      await page.goto(url);
      return { page, context: running };
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** How much of what was said waits on the phone's disk. */
export const keptOn = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('doorline');
        opening.addEventListener('error', () => reject(opening.error));
        opening.addEventListener('success', () => {
          const count = opening.result.transaction('unsent').objectStore('unsent').count();
          count.addEventListener('success', () => {
            opening.result.close();
            resolve(count.result);
          });
        });
      }),
  );
