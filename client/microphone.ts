import { MicrophoneError, type MicrophoneFailure } from './microphone-error.ts';

/** The names that browsers give, W3C Media Capture and Streams § 10.2; any other is a browser that cannot. */
const reasons: Readonly<Record<string, MicrophoneFailure>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'in_use',
  AbortError: 'in_use',
};

/** What phones do well by themselves against a street and an echo. */
const constraints: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
};

/**
 * Asks for the microphone, and the person where the browser must. Rejects with `MicrophoneError`. Whoever asks stops the
 * track.
 */
export async function openMicrophone(): Promise<MediaStreamTrack> {
  if (!('mediaDevices' in navigator)) throw new MicrophoneError('unsupported');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    throw new MicrophoneError(reasons[name] ?? 'unsupported', { cause: error });
  }
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new MicrophoneError('missing');
  return track;
}

const holders = new Set<() => void>();

/**
 * For whoever else records: `finish` is called when a call is about to open the microphone. An iPhone silences the first
 * of two who use it, so that what was recorded until then must be brought to an end. The returned function ends it.
 */
export function untilCallTakesIt(finish: () => void): () => void {
  // Each its own: the same function may be handed in twice.
  const holder = () => finish();
  holders.add(holder);
  return () => void holders.delete(holder);
}

/** Opens the microphone for a call, before everybody else who has it. */
export function openMicrophoneForCall(): Promise<MediaStreamTrack> {
  for (const finish of holders) finish();
  return openMicrophone();
}
