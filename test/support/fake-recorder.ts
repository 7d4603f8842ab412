import type { MicrophoneError } from '../../client/microphone-error.ts';
import { LEVEL_MS, type Hearing, type Recorder } from '../../client/notes/recorder.ts';

const silence: Hearing = { level() {}, sound() {}, taken() {}, ended() {} };

/** A microphone without one: speaks by hand, opens when told to. Each slice is a byte. */
export class FakeRecorder implements Recorder {
  hearing = silence;
  opened = Promise.resolve();
  denied: MicrophoneError | null = null;
  cancelled = 0;
  stopped = 0;
  closed = false;
  spoken = '';

  async start(hear: Hearing) {
    // A call may take it before it is open.
    this.hearing = hear;
    await this.opened;
    if (this.denied) throw this.denied;
    this.spoken = '';
    return {
      stop: async () => {
        this.stopped++;
        return {
          audio: new Blob([this.spoken], { type: 'audio/mpeg' }),
          durationMs: this.spoken.length * LEVEL_MS,
        };
      },
      cancel: () => void this.cancelled++,
    };
  }
  speak(ms: number, sound = 'a') {
    for (let at = 0; at < ms; at += LEVEL_MS) {
      this.spoken += sound;
      this.hearing.sound(new Blob([sound], { type: 'audio/mpeg' }));
      this.hearing.level(0.5);
    }
  }
  close() {
    this.closed = true;
  }
}
