import type { SoundOutput } from './call-model.ts';

/** What the system's own controls of a call can do: the lock screen, a headset's button. */
export interface CallControls {
  hangUp(): void;
  toggleMuted(): void;
}

/** What the system is told of a call that lasts. */
export interface HeldCall {
  setMuted(muted: boolean): void;
  end(): void;
}

/** The page and the phone around a call. Each `on…` calls back until the returned function is called. */
export interface CallPage {
  /** The microphone opens without a question to the person, as far as the browser says. */
  microphoneGranted(): boolean;
  /** The page is looked at again. */
  onVisible(listen: () => void): () => void;
  /** A headset or another device of sound came or went. */
  onDevices(listen: () => void): () => void;
  /** The phone has come to another network. */
  onNetwork(listen: () => void): () => void;
  /** Loudspeakers and headsets; none where the browser leaves no choice. */
  outputs(): Promise<SoundOutput[]>;
  /** Keeps the screen on and puts the call among the system's controls. */
  hold(controls: CallControls): HeldCall;
}
