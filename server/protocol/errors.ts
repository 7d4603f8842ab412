/** Every refusal a page or an operator can meet. The page puts the code into words in the reader's language. */
export const errorCodes = [
  'bad_request',
  'unauthorized',
  'link_invalid',
  'link_expired',
  'link_revoked',
  'forbidden',
  'not_found',
  'conflict',
  'step_not_allowed',
  'too_large',
  'too_many',
  'audio_empty',
  'audio_unreadable',
  'audio_too_short',
  'audio_too_long',
  'call_over',
  'unavailable',
  'client_too_old',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];
