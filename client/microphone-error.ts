/**
 * Why there is no microphone. `unsupported`: this browser gives pages none, or the page came without TLS, which to a
 * browser is the same.
 */
export type MicrophoneFailure = 'denied' | 'missing' | 'in_use' | 'unsupported';

export class MicrophoneError extends Error {
  override name = 'MicrophoneError';
  readonly reason: MicrophoneFailure;

  constructor(reason: MicrophoneFailure, options?: ErrorOptions) {
    super(`The microphone is not to be had: ${reason}`, options);
    this.reason = reason;
  }
}
