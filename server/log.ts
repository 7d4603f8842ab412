import pino, { type Logger } from 'pino';

interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack: string | undefined;
  readonly cause?: LoggedError;
}

/** An error without the fields that libraries hang on it: a database's `detail` repeats the values of a row. */
function loggedError(error: unknown): LoggedError | { readonly message: string } {
  if (!(error instanceof Error)) return { message: 'not an error object' };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    stack,
    ...(cause instanceof Error ? { cause: loggedError(cause) as LoggedError } : {}),
  };
}

/** JSON lines on stderr: ids and what happened, never a text, a transcript, a coordinate, a phone number or a token. */
export function openLog(level: string): Logger {
  // Synchronous, so that the last line before an end is not lost.
  return pino({ level, serializers: { err: loggedError } }, pino.destination({ fd: 2, sync: true }));
}
