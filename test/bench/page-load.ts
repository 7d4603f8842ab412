import type { Page } from 'playwright-core';
import { demoPlace } from '../../server/location/demo-place.ts';
import { newId } from '../../server/new-id.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { clientSizes } from '../support/client-sizes.ts';
import { startServer } from '../support/server.ts';
import type { Measurement, Size } from './main.ts';

const RUNS = { full: 15, small: 3 } satisfies Record<Size, number>;
const SLOW_DOWN = 4;
/** 1.6 Mbit/s down, 0.75 up, 150 ms for each request: a phone in a stairwell. Bytes a second, ms. */
const NETWORK = { offline: false, downloadThroughput: 200_000, uploadThroughput: 93_750, latency: 150 };
/** Nothing moves any more after this, ms. */
const SETTLED_MS = 1500;

interface Load {
  /** All from the tap on the link, ms. */
  readonly painted: number;
  readonly enabled: number;
  readonly said: number;
  readonly sent: number;
  readonly shift: number;
}

/**
 * The recipient of a courier who has said something, named a gate and shares a position opens the link for the first time, with nothing in any cache, on a cheap phone with a poor network, and taps
 * the first answer at the first moment at which it can be tapped.
 */
export async function run(size: Size): Promise<Measurement[]> {
  await using server = await startServer({ sfu: null });
  await using browser = await openBrowser();
  const loads: Load[] = [];
  for (let i = 0; i <= RUNS[size]; i++) {
    const { links, tokens, delivery } = await server.createDelivery();
    await using phone = await server.phone(tokens.courier);
    const lineId = delivery.id;
    await phone.ask('deliveries.set_status', { lineId, status: 'out_for_delivery' });
    await phone.ask('timeline.send', {
      lineId,
      clientId: newId(),
      text: '您好，我快到了，您在家吗？小区走哪个门好进？',
    });
    const place = { name: '北门', point: demoPlace.secondDoor, accuracy: null, source: 'landmark' } as const;
    await phone.ask('timeline.send_place', { lineId, clientId: newId(), ...place });
    await phone.ask('location.share', { lineIds: [lineId], forMs: null });
    const fix = { point: demoPlace.courierStart, accuracy: 8, speed: 5, heading: 90, at: Date.now() };
    await phone.ask('location.report', { fixes: [fix] });
    const load = await loadOnce(browser, links.recipient);
    // The first one compiles the server's code and starts the browser's network process.
    if (i > 0) loads.push(load);
  }
  const note = `recipient, cold cache, ${SLOW_DOWN} × CPU slow-down, 1.6 Mbit/s, 150 ms a request (DevTools)`;
  const { firstScriptKb, firstStyleAndHtmlKb } = clientSizes();
  return [
    { name: 'page, first contentful paint', unit: 'ms', samples: loads.map(({ painted }) => painted), note },
    { name: 'page, an answer can be tapped', unit: 'ms', samples: loads.map(({ enabled }) => enabled), note },
    {
      name: 'page, interactive: it was tapped then and is painted',
      unit: 'ms',
      samples: loads.map(({ said }) => said),
      note,
    },
    { name: 'page, and it is on the server’s disk', unit: 'ms', samples: loads.map(({ sent }) => sent), note },
    { name: 'page, layout shift until it rests', unit: '', samples: loads.map(({ shift }) => shift), note },
    { name: 'page, script of the first load', unit: 'kB', samples: [firstScriptKb], note: 'gzip; the goal is 45' },
    { name: 'page, HTML and styles', unit: 'kB', samples: [firstStyleAndHtmlKb], note: 'gzip; the goal is 14' },
  ];
}

async function loadOnce(browser: TestBrowser, link: string): Promise<Load> {
  await using opened = await browser.open('about:blank', { script: watch });
  const { page, context } = opened;
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', NETWORK);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  await page.goto(link, { waitUntil: 'commit' });
  await page.locator('path.map-building.is-target').waitFor();
  await page.locator('.entry-me:not(.is-waiting)').waitFor();
  await page.waitForTimeout(SETTLED_MS);
  return await measured(page);
}

/** Runs in the page, before its own scripts: taps the first answer as soon as it is live, and notes when what happened. */
function watch(): void {
  const seen = { enabled: 0, said: 0, sent: 0, shift: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
      if (!hadRecentInput) seen.shift += value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new MutationObserver(() => {
    if (seen.enabled === 0) {
      const chip = document.querySelector<HTMLButtonElement>('.chip:not(:disabled)');
      if (!chip) return;
      seen.enabled = performance.now();
      // Not within the drawing itself: a finger comes after it.
      setTimeout(() => chip.click());
    }
    if (seen.said === 0 && document.querySelector('.entry-me')) {
      seen.said = -1;
      requestAnimationFrame(() => setTimeout(() => (seen.said = performance.now())));
    }
    if (seen.sent === 0 && document.querySelector('.entry-me:not(.is-waiting)')) seen.sent = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

const measured = (page: Page): Promise<Load> =>
  page.evaluate(() => ({
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    ...(globalThis as typeof globalThis & { seen: Omit<Load, 'painted'> }).seen,
  }));
