import type { ErrorRequestHandler, Response } from 'express';
import type { ErrorCode } from '#protocol';
import type { Parts } from '../parts.ts';
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
  call_over: 409,
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
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refused = error instanceof RefusedError ? error : fromBodyParser(error);
    if (!refused) report(`${request.method} ${request.route?.path ?? 'unknown path'}`, error);
    sendProblem(response, refused?.code ?? 'internal', refused?.message ?? 'Something went wrong on our side');
  };
}

/** Express' body parsers throw errors of their own, told by their `type`. */
function fromBodyParser(error: unknown): RefusedError | null {
  if (!(error instanceof Error) || !('type' in error)) return null;
  switch (error.type) {
    case 'entity.too.large':
      return new RefusedError('too_large', 'The body is too large');
    case 'entity.parse.failed':
      return new RefusedError('bad_request', 'The body is not JSON');
    case 'encoding.unsupported':
    case 'charset.unsupported':
    case 'request.size.invalid':
    case 'request.aborted':
      return new RefusedError('bad_request', 'The body could not be read');
    default:
      return null;
  }
}
