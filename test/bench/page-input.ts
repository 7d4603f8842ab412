import { openBrowser } from '../support/browser.ts';
import type { Measurement, Size } from './main.ts';
import { openBenchServer } from './record/bench-server.ts';

const sizes = { full: { entries: 1000, runs: 30 }, small: { entries: 200, runs: 5 } } satisfies Record<Size, object>;
const SLOW_DOWN = 4;
/** A thumb is on the glass so long, ms. */
const TAP_MS = 80;
/** What a key or a tap does is painted by then, ms. */
const PAINTED_MS = 500;

/** How long the page takes to show that a text was sent, on a long line that was scrolled through to its beginning. */
export async function run(size: Size): Promise<Measurement[]> {
  const { entries, runs } = sizes[size];
  await using server = await openBenchServer({
    lines: 1,
    texts: () => Array.from({ length: entries }, (_, i) => `第 ${i} 句，我在三号楼门口`),
  });
  const [line] = server.lines;
  if (!line) throw new Error('There is no line');
  await using browser = await openBrowser();
  await using opened = await browser.open(`${server.url}/l/${line.recipientToken}`, { script: watch });
  const { page, context } = opened;
  const box = page.getByRole('textbox', { name: 'Message' });
  const older = page.getByRole('button', { name: 'Earlier messages' });
  await page.getByText(`第 ${entries - 1} 句`).waitFor();
  // All of it is on the page: the most that can stand in the way.
  for (;;) {
    const rows = await page.locator('[data-seq]').count();
    if (rows >= entries) break;
    await older.click();
    await page.waitForFunction((count) => document.querySelectorAll('[data-seq]').length > count, rows);
  }
  await page.getByRole('button', { name: /To the newest|New messages/ }).click();
  const send = await page.getByRole('button', { name: 'Send', exact: true }).boundingBox();
  if (!send) throw new Error('There is no button to send');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) {
    await box.fill(`第 ${i} 条，我马上下来`);
    await page.evaluate(() => void Object.assign(globalThis, { longest: 0 }));
    // By keyboard and mouse alone: what looks for an element, and whether it can be tapped, takes the page's own time.
    if (i % 2 === 0) await page.keyboard.press('Enter');
    else await page.mouse.click(send.x + send.width / 2, send.y + send.height / 2, { delay: TAP_MS });
    await page.waitForTimeout(PAINTED_MS);
    await page.locator('.entry-me:not(.is-waiting)').nth(i).waitFor();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    samples.push(await page.evaluate(() => (globalThis as typeof globalThis & { longest: number }).longest));
  }
  const note = `a line of ${entries} entries, all drawn, ${SLOW_DOWN} × CPU slow-down; by Enter and by Send in turn, to the next paint`;
  return [{ name: 'page, sending a text to the next paint', unit: 'ms', samples, note }];
}

/** Runs in the page: the longest wait of any key or tap until the paint after it. Chromium tells nothing under 16 ms. */
function watch(): void {
  Object.assign(globalThis, { longest: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      const seen = globalThis as typeof globalThis & { longest: number };
      seen.longest = Math.max(seen.longest, duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit);
}
