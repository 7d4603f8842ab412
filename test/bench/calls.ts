import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { recordingSamples } from '../support/recordings.ts';
import { wavFile } from '../../media/audio/wav-file.ts';
import { startServer } from '../support/server.ts';

/** At least 20, so that the 95th percentile is a run that was. */
const RUNS = 24;
/** People look who calls before they tap; meanwhile everything is connected. ms */
const LOOK_MS = 1500;
/** Clearly more than the noise of a quiet line, of full scale: -40 dB. */
const AUDIBLE = 0.01;
/** A spoken sample of the recording, not its noise. */
const SPOKEN = 6000;
/** Samples of 20 ms at the recording's 16 kHz. */
const FRAME = 320;

interface Measured {
  name: string;
  unit: 'ms';
  samples: number[];
  note: string;
}

/** From the tap on Call to the ringing page, and from the tap on Answer to the first audible sample at each end. */
export async function run(): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'doorline-bench-'));
  const speechFile = await speechWithoutPauses(folder);
  await using server = await startServer();
  await using couriers = await openBrowser({ speechFile });
  await using recipients = await openBrowser({ speechFile });
  const { links } = await server.createDelivery();
  await using courier = await couriers.open(links.courier);
  await using recipient = await recipients.open(links.recipient);

  const rung: number[] = [];
  const answererHears: number[] = [];
  const callerHears: number[] = [];
  for (let count = 0; count < RUNS; count += 1) {
    const rings = await watchForRing(recipient.page);
    const calledAt = await tapAt(courier.page, 'Call');
    rung.push((await rings()) - calledAt);
    await courier.page.getByText('Ringing…').first().waitFor();
    await recipient.page.waitForTimeout(LOOK_MS);
    const [answererFirst, callerFirst] = [await listen(recipient.page), await listen(courier.page)];
    const answeredAt = await tapAt(recipient.page, 'Answer');
    answererHears.push((await answererFirst()) - answeredAt);
    callerHears.push((await callerFirst()) - answeredAt);
    await courier.page.getByRole('button', { name: 'Hang up', exact: true }).click();
    await recipient.page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await rm(folder, { recursive: true });
  const note = 'two Chromium on this machine, loopback, fake microphone';
  return [
    { name: 'tap on Call → painted ringing page', unit: 'ms', samples: rung, note: `goal p95 100; ${note}` },
    {
      name: 'tap on Answer → the answerer hears the caller',
      unit: 'ms',
      samples: answererHears,
      note: 'goal p50 80, p95 150; everything connected while it rang, the first audible sample in the page',
    },
    {
      name: 'tap on Answer → the caller hears the answerer',
      unit: 'ms',
      samples: callerHears,
      note: 'goal p50 250, p95 400; the microphone opens on the tap',
    },
  ];
}

/** A WAV that speaks all the time, else the pauses between words would be measured. */
async function speechWithoutPauses(folder: string): Promise<string> {
  const samples = recordingSamples('en-jfk.wav');
  const spoken = Array.from({ length: Math.floor(samples.length / FRAME) }, (_, i) =>
    samples.subarray(i * FRAME, (i + 1) * FRAME),
  ).filter((frame) => frame.some((sample) => Math.abs(sample) > SPOKEN));
  const file = join(folder, 'speech.wav');
  await writeFile(file, wavFile(Int16Array.from(spoken.flatMap((frame) => Array.from(frame)))));
  return file;
}

/** The returned function waits for the frame that shows the ringing page, in epoch ms. */
async function watchForRing(page: Page): Promise<() => Promise<number>> {
  const shown = await page.evaluateHandle(() => ({
    at: new Promise<number>((resolve) => {
      const look = () => {
        if (document.querySelector('[role=alertdialog]') === null) return false;
        requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        return true;
      };
      const observer = new MutationObserver(() => {
        if (look()) observer.disconnect();
      });
      observer.observe(document.body, { childList: true, subtree: true, attributes: true });
    }),
  }));
  return () => shown.evaluate(({ at }) => at);
}

/** Epoch ms at which the page itself took the tap. */
async function tapAt(page: Page, name: string): Promise<number> {
  const button = page.getByRole('button', { name, exact: true });
  await button.evaluate((element) => {
    element.addEventListener(
      'click',
      (event) => {
        document.body.dataset['tapped'] = String(performance.timeOrigin + event.timeStamp);
      },
      { once: true, capture: true },
    );
  });
  await button.click();
  return page.evaluate(() => Number(document.body.dataset['tapped']));
}

/** Listens from now on; the returned function waits for the first audible sample, in epoch ms. */
async function listen(page: Page): Promise<() => Promise<number>> {
  const firstSound = await page.evaluateHandle(async (audible) => {
    const audio = [...document.querySelectorAll('audio')].find((one) => one.srcObject instanceof MediaStream);
    if (audio === undefined) throw new Error('The page plays no call');
    const context = new AudioContext({ latencyHint: 'interactive' });
    await context.resume();
    const recorder = context.createScriptProcessor(256, 1, 1);
    const source = context.createMediaStreamSource(audio.srcObject as MediaStream);
    source.connect(recorder);
    recorder.connect(context.destination);
    const at = new Promise<number>((resolve) => {
      recorder.addEventListener('audioprocess', ({ inputBuffer }) => {
        if (!inputBuffer.getChannelData(0).some((sample) => Math.abs(sample) > audible)) return;
        resolve(performance.timeOrigin + performance.now());
        recorder.disconnect();
      });
    });
    void at.then(() => context.close());
    // Held here: a processor that nothing holds is collected and falls silent.
    return { at, source, recorder };
  }, AUDIBLE);
  return () => firstSound.evaluate(({ at }) => at);
}
