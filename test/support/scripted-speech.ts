import { SpeechError, type SpeechResult, type SpeechToText } from '../../media/speech-to-text.ts';

/** An engine whose answers the test decides, in place of one that fails or hangs. Without an answer it waits for ever. */
export class ScriptedSpeech implements SpeechToText {
  readonly answers: (() => Promise<SpeechResult>)[] = [];
  asked = 0;

  async transcribe(_: unknown, signal: AbortSignal): Promise<SpeechResult> {
    signal.throwIfAborted();
    this.asked++;
    const answer = this.answers.shift();
    if (answer) return answer();
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
  async close() {}
}

export const heard = (text: string) => async (): Promise<SpeechResult> => ({ kind: 'speech', text, language: 'en' });
export const crash = async (): Promise<SpeechResult> => {
  throw new SpeechError('engine_failed', 'crashed');
};
