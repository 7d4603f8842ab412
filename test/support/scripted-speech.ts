import { SpeechError, type SpeechInput, type SpeechResult, type SpeechToText } from '../../media/speech-to-text.ts';

/** An engine whose answers the test decides, in place of one that fails or hangs. Without an answer it waits for ever. */
export class ScriptedSpeech implements SpeechToText {
  readonly answers: ((onPartial: (text: string) => void) => Promise<SpeechResult>)[] = [];
  asked = 0;
  /** What it was asked last. */
  last: SpeechInput | null = null;
  readonly workers: number;

  constructor(workers = 1) {
    this.workers = workers;
  }

  async transcribe(
    input: SpeechInput,
    signal: AbortSignal,
    onPartial: (text: string) => void = () => {},
  ): Promise<SpeechResult> {
    signal.throwIfAborted();
    this.asked++;
    this.last = input;
    const givenUp = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
    return Promise.race([givenUp, ...this.answers.splice(0, 1).map((answer) => answer(onPartial))]);
  }
  async close() {}
}

export const heard = (text: string) => async (): Promise<SpeechResult> => ({ kind: 'speech', text, language: 'en' });
export const crash = async (): Promise<SpeechResult> => {
  throw new SpeechError('engine_failed', 'crashed');
};
