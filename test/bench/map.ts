import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Fix, LineId, MemberId, NoticeName, NoticeOf, Point } from '#protocol';
import { alongDemoWalk, demoPlace } from '../../server/location/demo-place.ts';
import { openBrowser } from '../support/browser.ts';
import { clientSizes } from '../support/client-sizes.ts';
import { startServer } from '../support/server.ts';
import type { Measurement, Size } from './main.ts';

const PEOPLE = 10;
const SLOW_DOWN = 4;
/** Steps that everybody has behind them when the measuring begins: a trail as it is after some minutes. */
const BEHIND = 60;
const secondsOf = { full: 30, small: 6 } satisfies Record<Size, number>;
/** The screen's beat, ms. */
const BEAT_MS = 1000 / 60;

/**
 * The recipient's page in Chromium on a processor slowed down four times, while ten people move on its map, one fix a second
 * each: what a cheap phone has to draw. The line is real, the people are put on the wire behind its server's answers, for a
 * line itself has but two who share.
 */
export async function run(size: Size): Promise<Measurement[]> {
  await using server = await startServer({ sfu: null });
  await using browser = await openBrowser();
  const { delivery, links } = await server.createDelivery();
  await using opened = await browser.open('about:blank');
  const { page, context } = opened;
  let tell = <N extends NoticeName>(_name: N, _body: NoticeOf<N>) => {};
  await page.routeWebSocket(/socket\.io/, (socket) => {
    socket.connectToServer();
    tell = (name, body) => socket.send(`42${JSON.stringify([name, body])}`);
  });
  await page.goto(links.recipient);
  await page.locator('path.map-building.is-target').waitFor();

  const walkers = Array.from({ length: PEOPLE }, (_, i) => walkerOf(delivery.id, i));
  for (let step = 0; step < BEHIND; step++) for (const walker of walkers) tell('location.moved', walker(step));
  await page
    .locator('.map-sign')
    .nth(PEOPLE - 1)
    .waitFor();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  await setTimeout(2000);

  const seconds = secondsOf[size];
  const busyBefore = await busyMs();
  const counting = framesOf(page, seconds);
  for (let step = BEHIND; step < BEHIND + seconds; step++) {
    for (const walker of walkers) {
      tell('location.moved', walker(step));
      await setTimeout(1000 / PEOPLE);
    }
  }
  const frames = await counting;
  const busy = ((await busyMs()) - busyBefore) / frames.length;
  const note = `${PEOPLE} markers on the recipient's page, one fix a second each, ${SLOW_DOWN} × CPU slow-down, ${seconds} s`;
  const inSecond = Array.from({ length: seconds }, (_, second) => {
    const from = (frames[0] ?? 0) + second * 1000;
    return frames.filter((at) => at >= from && at < from + 1000).length;
  });
  const lasted = frames.slice(1).map((at, i) => at - (frames[i] ?? at));
  const late = lasted.filter((ms) => ms > 1.5 * BEAT_MS).length;
  const { mapKb } = clientSizes();
  return [
    { name: 'map, frames in a second', unit: '/s', samples: inSecond, note },
    { name: 'map, a frame', unit: 'ms', samples: lasted, note: `${late} of ${lasted.length} frames late` },
    // By the thread's own clock: also true on a machine with other work.
    { name: 'map, the page at work in a frame', unit: 'ms', samples: [busy], note: 'main thread; a frame has 16.7' },
    { name: 'map, its code after the first load', unit: 'kB', samples: [mapKb], note: 'gzip; the goal is 48' },
  ];
}

/** Where a person is after so many seconds: ten on their own ways, 40 m apart, turning back at the end. */
function walkerOf(lineId: LineId, i: number): (step: number) => NoticeOf<'location.moved'> {
  const walk = alongDemoWalk(4);
  const aside = (i - PEOPLE / 2) * 0.00036;
  return (step) => {
    const at = (step + i * 11) % (walk.length * 2);
    const here = walk[at < walk.length ? at : walk.length * 2 - 1 - at] ?? demoPlace.home;
    const point: Point = { lat: here.lat + aside, lng: here.lng };
    const fix: Fix = { point, accuracy: 12, speed: 4, heading: (step * 7 + i * 36) % 360, at: Date.now() + step };
    return { lineId, memberId: `walker-${i}` as MemberId, fix };
  };
}

/** When the page's frames came, ms. */
function framesOf(page: Page, seconds: number): Promise<number[]> {
  return page.evaluate(
    (ms) =>
      new Promise<number[]>((done) => {
        const frames: number[] = [];
        const step = (at: number) => {
          frames.push(at);
          if (at - (frames[0] ?? at) < ms) requestAnimationFrame(step);
          else done(frames);
        };
        requestAnimationFrame(step);
      }),
    seconds * 1000,
  );
}
