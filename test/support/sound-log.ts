import type { Page } from 'playwright-core';

/** Clearly more than the noise of a quiet line, of full scale: -40 dB. */
const AUDIBLE = 0.01;
/** Longer than any pause in the speech that is played: what is between is silence. s */
const SILENCE_S = 0.12;

/** One stretch of sound at the page's loudspeaker; both epoch ms. `until`: its last audible moment so far. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/**
 * Keeps, from now on, when the page's call could be heard, in a context of its own: a page that is asked while it is busy
 * still knows to 10 ms. Tracks that come later are heard too.
 */
export async function countSound(page: Page): Promise<void> {
  await page.evaluate(
    ({ audible, silence }) => {
      const context = new AudioContext({ latencyHint: 'interactive' });
      const recorder = context.createScriptProcessor(512, 1, 1);
      const stretches: { from: number; until: number }[] = [];
      let lastAt = Number.NEGATIVE_INFINITY;
      const attached = new Map<MediaStreamTrack, MediaStreamAudioSourceNode>();
      recorder.addEventListener('audioprocess', ({ inputBuffer, playbackTime }) => {
        if (!inputBuffer.getChannelData(0).some((sample) => Math.abs(sample) > audible)) return;
        const now = performance.timeOrigin + performance.now();
        const current = stretches.at(-1);
        if (current === undefined || playbackTime - lastAt > silence) stretches.push({ from: now, until: now });
        else current.until = now;
        lastAt = playbackTime;
      });
      // Chromium runs a processor only when it leads somewhere.
      recorder.connect(context.destination);
      setInterval(() => {
        const streams = [...document.querySelectorAll('audio')].map((audio) => audio.srcObject);
        const tracks = streams.flatMap((stream) => (stream instanceof MediaStream ? stream.getAudioTracks() : []));
        for (const [track, source] of attached) {
          if (tracks.includes(track)) continue;
          source.disconnect();
          attached.delete(track);
        }
        for (const track of tracks) {
          if (attached.has(track)) continue;
          const source = context.createMediaStreamSource(new MediaStream([track]));
          source.connect(recorder);
          attached.set(track, source);
        }
      }, 10);
      // Held here: a processor that nothing holds is collected and falls silent.
      Object.assign(globalThis, { soundLog: { stretches, recorder } });
    },
    { audible: AUDIBLE, silence: SILENCE_S },
  );
}

const stretches = (page: Page): Promise<Stretch[]> =>
  page.evaluate(() => (globalThis as unknown as { soundLog: { stretches: Stretch[] } }).soundLog.stretches);

/** Sound that goes on for so long after the trouble does not come from what was on its way. ms */
const UNBROKEN_MS = 3000;

/**
 * When the far end could be heard again after `gone`, epoch ms: the first sound after a silence, or `gone` itself where
 * there was none. Null where that has not happened.
 */
export async function heardAgain(page: Page, gone: number): Promise<number | null> {
  const all = await stretches(page);
  const next = all.find(({ from }) => from > gone);
  if (next !== undefined) return next.from;
  return (all.at(-1)?.until ?? 0) > gone + UNBROKEN_MS ? gone : null;
}
