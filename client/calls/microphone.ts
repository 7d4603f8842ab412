import { MicrophoneError } from './call-media.ts';

/** What phones do well by themselves against a street and an echo. */
const constraints: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
};

/** Asks for the microphone; rejects with `MicrophoneError`. Whoever asks stops the track. */
export async function openMicrophone(): Promise<MediaStreamTrack> {
  // A page without TLS has no devices at all; to a person that is a browser that does not allow it.
  if (!('mediaDevices' in navigator)) throw new MicrophoneError('denied');
  try {
    const [track] = (await navigator.mediaDevices.getUserMedia(constraints)).getAudioTracks();
    if (track === undefined) throw new MicrophoneError('missing');
    return track;
  } catch (error) {
    if (error instanceof MicrophoneError) throw error;
    throw new MicrophoneError(reasonOf(error), { cause: error });
  }
}

/** The names that browsers give, W3C Media Capture § 10.2. */
function reasonOf(error: unknown): MicrophoneError['reason'] {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    default:
      return 'denied';
  }
}
