import { loudness } from './loudness.ts';
import { MicrophoneError } from '../microphone-error.ts';
import { LEVEL_MS, type Hearing, type Recording } from './recorder.ts';

/** What the server reads and some browser writes. */
const kinds = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus'];

/** How often the browser hands over what it has, ms. */
const SLICE_MS = 500;

/** Records with the browser's own recorder, for browsers without AudioWorklet. */
export function recordByBrowser(
  stream: MediaStream,
  context: AudioContext,
  hear: Pick<Hearing, 'level' | 'sound'>,
  ended: () => void,
): Recording {
  const mimeType =
    'MediaRecorder' in globalThis ? kinds.find((kind) => MediaRecorder.isTypeSupported(kind)) : undefined;
  if (!mimeType) throw new MicrophoneError('unsupported');
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => {
    parts.push(data);
    hear.sound(data);
  });
  const stopped = new Promise<void>((resolve) => {
    recorder.addEventListener('stop', () => resolve());
  });

  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const startedAt = performance.now();
  const ticking = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    hear.level(loudness(samples));
  }, LEVEL_MS);
  recorder.start(SLICE_MS);

  const end = () => {
    clearInterval(ticking);
    source.disconnect();
    if (recorder.state !== 'inactive') recorder.stop();
    ended();
  };
  return {
    async stop() {
      const durationMs = performance.now() - startedAt;
      end();
      await stopped;
      return { audio: new Blob(parts, { type: mimeType.split(';')[0] ?? mimeType }), durationMs };
    },
    cancel: end,
  };
}
