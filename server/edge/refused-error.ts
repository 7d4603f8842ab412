import type { ErrorCode } from '#protocol';

/** An expected refusal: `code` for the page, `message` one English sentence fit for a person. Anything else thrown is a bug. */
export class RefusedError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RefusedError';
    this.code = code;
  }
}
