import type { MemberId, Transcript } from '#protocol';

/** Loudest sample of equal slices of a recording, 0-100 of full scale: at most `bars` of them, none shorter than 50 ms. */
export function peaksOf(samples: Int16Array, rate: number, bars: number): number[] {
  const count = Math.max(1, Math.min(bars, Math.floor(samples.length / (rate / 20))));
  const slice = samples.length / count;
  return Array.from({ length: count }, (_, i) => {
    let loudest = 0;
    for (const sample of samples.subarray(Math.floor(i * slice), Math.floor((i + 1) * slice))) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    return Math.round((loudest / 32_768) * 100);
  });
}

/** The transcript that somebody has put right; null where it says so already. What the engine heard first stays with it. */
export function corrected(now: Transcript, by: MemberId, text: string): Transcript | null {
  if (now.state !== 'done') return { state: 'done', text, language: null, corrected: { by, heard: '' } };
  if (now.text === text) return null;
  return { ...now, text, corrected: { by, heard: now.corrected ? now.corrected.heard : now.text } };
}
