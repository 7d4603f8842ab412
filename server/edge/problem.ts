import type { ErrorRequestHandler, Response } from 'express';
import type { ErrorCode } from '#protocol';
import type { Parts } from '../parts.ts';
import { asRefusal } from './as-refusal.ts';
import { RefusedError } from './refused-error.ts';

const httpStatus: Record<ErrorCode, number> = {
  bad_request: 400,
  unauthorized: 401,
  link_invalid: 404,
  link_expired: 410,
  link_revoked: 410,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  step_not_allowed: 409,
  too_large: 413,
  too_many: 429,
  audio_empty: 422,
  audio_unreadable: 422,
  audio_too_short: 422,
  audio_too_long: 422,
  parts_missing: 409,
  photo_unreadable: 422,
  too_late: 409,
  call_over: 409,
  full: 503,
  unavailable: 503,
  client_too_old: 426,
  internal: 500,
};

export const httpStatusOf = (code: ErrorCode): number => httpStatus[code];

/** Answers with RFC 9457 problem details. */
function sendProblem(response: Response, code: ErrorCode, detail: string): void {
  const status = httpStatus[code];
  response
    .status(status)
    .type('application/problem+json')
    .json({ type: 'about:blank', title: code.replaceAll('_', ' '), status, code, detail });
}

/** The one place where an HTTP request's failure becomes an answer. */
export function problems(report: Parts['report']): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const refused = error instanceof RefusedError ? error : fromExpress(error);
    if (!refused) report(`${request.method} ${request.route?.path ?? 'unknown path'}`, error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { code, message } = refused ?? asRefusal(error);
    sendProblem(response, code, message);
  };
}

/**
 * Express and its body parsers throw errors that carry an HTTP status below 500 for what the other side did wrong: a path or
 * a body that cannot be read. Their messages may repeat what was sent, so they are not passed on.
 */
function fromExpress(error: unknown): RefusedError | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  if (error.status === 413) return new RefusedError('too_large', 'The body is too large');
  if (error.status >= 400 && error.status < 500) return new RefusedError('bad_request', 'The request cannot be read');
  return null;
}
