import { type OpusStream, openOpusStream } from '../audio/opus-stream.ts';
import type { OpusPacket } from '../sfu.ts';
import { openUtterances, type Utterance } from './utterances.ts';
import { openVoiceDetectors, VOICE_FRAME, type VoiceDetector } from './voice-activity.ts';

/** No packet for so long: the microphone is muted, or away. */
const STILL_MS = 700;

/** Hears one microphone and answers what is said, utterance by utterance. Times are ms of the caller's clock. */
export interface Listener {
  /** Takes a packet; answers the utterances that it ends. */
  hear(packet: OpusPacket, nowMs: number): Utterance[];
  /** Tells that time goes on: a microphone that gives nothing any more has ended what was being said. */
  idle(nowMs: number): Utterance | null;
  /** Nothing more will come: what was being said. */
  end(): Utterance | null;
  /** What is being said just now, as far as it has come. */
  running(): Utterance | null;
  close(): void;
}

let detectors: Promise<() => VoiceDetector> | null = null;

export async function openListener(): Promise<Listener> {
  // Read once, and only where anybody wants captions.
  detectors ??= openVoiceDetectors();
  const [stream, openDetector] = await Promise.all([openOpusStream(), detectors]);
  return listenTo(stream, openDetector());
}

function listenTo(stream: OpusStream, detector: VoiceDetector): Listener {
  const utterances = openUtterances((frame) => detector.isVoice(frame));
  let frame = new Int16Array(VOICE_FRAME);
  let filled = 0;
  let heardAt = 0;

  return {
    hear(packet, nowMs) {
      heardAt = nowMs;
      const ended: Utterance[] = [];
      for (const sound of stream.take(packet, nowMs)) {
        for (let at = 0; at < sound.length;) {
          const part = sound.subarray(at, at + VOICE_FRAME - filled);
          frame.set(part, filled);
          filled += part.length;
          at += part.length;
          if (filled < VOICE_FRAME) break;
          const utterance = utterances.take(frame, nowMs);
          if (utterance !== null) ended.push(utterance);
          frame = new Int16Array(VOICE_FRAME);
          filled = 0;
        }
      }
      return ended;
    },
    idle: (nowMs) => (nowMs - heardAt < STILL_MS ? null : utterances.end()),
    end: () => utterances.end(),
    running: () => utterances.running(),
    close() {
      stream.close();
      detector.close();
    },
  };
}
