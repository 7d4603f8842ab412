/** One channel of samples of -1..1 as a WAV of 16 bits, which every browser plays. */
export function wavOf(samples: Float32Array, rate: number): Blob {
  const bytes = new ArrayBuffer(44 + samples.length * 2);
  const view = new DataView(bytes);
  const letters = (at: number, text: string) => new TextEncoder().encodeInto(text, new Uint8Array(bytes, at));
  letters(0, 'RIFF');
  view.setUint32(4, bytes.byteLength - 8, true);
  letters(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); // bytes of what follows up to the data
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a sample
  view.setUint16(34, 16, true); // bits a sample
  letters(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (let i = 0; i < samples.length; i++) view.setInt16(44 + i * 2, Math.round((samples[i] ?? 0) * 32_767), true);
  return new Blob([bytes], { type: 'audio/wav' });
}
