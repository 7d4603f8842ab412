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

interface Measured {
  name: string;
  unit: 'ms';
  samples: number[];
  note: string;
}

/** From the tap on Answer to the first audible sample on the caller's page, and from Call to the incoming page. */
export async function run(): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'doorline-bench-'));
  const speechFile = await speechWithoutPause(folder);
  await using server = await startServer();
  await using couriers = await openBrowser({ speechFile });
  await using recipients = await openBrowser({ speechFile });
  const { links } = await server.createDelivery();
  await using courier = await couriers.open(links.courier);
  await using recipient = await recipients.open(links.recipient);

  const rung: number[] = [];
  const heard: number[] = [];
  for (let count = 0; count < RUNS; count += 1) {
    const called = await tap(courier.page, 'Call', async () => {
      const answer = recipient.page.getByRole('button', { name: 'Answer', exact: true });
      await answer.waitFor();
      return recipient.page.evaluate(() => performance.timeOrigin + performance.now());
    });
    rung.push(called);
    await courier.page.getByText('Ringing…').first().waitFor();
    await recipient.page.waitForTimeout(LOOK_MS);
    const firstSound = await listen(courier.page);
    const answeredAt = await tapAt(recipient.page, 'Answer');
    heard.push((await firstSound()) - answeredAt);
    await courier.page.getByRole('button', { name: 'Hang up', exact: true }).click();
    await recipient.page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await rm(folder, { recursive: true });
  const note = 'two Chromium on this machine, loopback, fake microphone';
  return [
    { name: 'Answer to first sound at the caller', unit: 'ms', samples: heard, note: `${note}; target p95 700` },
    { name: 'Call to incoming page', unit: 'ms', samples: rung, note: `${note}; opens the microphone first` },
  ];
}

/** A WAV that speaks from its first sample on, else the silence at its start would be measured. */
async function speechWithoutPause(folder: string): Promise<string> {
  const samples = recordingSamples('en-jfk.wav');
  const file = join(folder, 'speech.wav');
  await writeFile(file, wavFile(samples.subarray(samples.findIndex((sample) => Math.abs(sample) > SPOKEN))));
  return file;
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

async function tap(page: Page, name: string, then: () => Promise<number>): Promise<number> {
  const tapped = tapAt(page, name);
  const [at, done] = await Promise.all([tapped, then()]);
  return done - at;
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
