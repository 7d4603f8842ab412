import { type Answer, type RequestName, requests } from '#protocol';
import * as v from 'valibot';
import type { Caller, Handlers, Parts } from '../parts.ts';
import { asRefusal } from './as-refusal.ts';
import { issuesInWords } from './issues-in-words.ts';
import { RefusedError } from './refused-error.ts';

/**
 * The one parse of what a page sends, and the one place where a handler's outcome becomes an answer: at once where the handler
 * answers at once.
 */
export function answer(
  name: RequestName,
  raw: unknown,
  caller: Caller,
  handlers: Handlers,
  report: Parts['report'],
): Answer<unknown> | Promise<Answer<unknown>> {
  const parsed = v.safeParse(requests[name].payload, raw);
  if (!parsed.success) return { ok: false, error: { code: 'bad_request', message: issuesInWords(parsed.issues) } };
  const failed = (error: unknown): Answer<unknown> => {
    if (error instanceof RefusedError) return { ok: false, error: { code: error.code, message: error.message } };
    report(name, error);
    const { code, message } = asRefusal(error);
    return { ok: false, error: { code, message } };
  };
  try {
    // The parse proved what the compiler cannot follow through the name.
    const handler = handlers[name] as (caller: Caller, payload: unknown) => unknown;
    const value = handler(caller, parsed.output);
    return value instanceof Promise ? value.then(answered, failed) : answered(value);
  } catch (error) {
    return failed(error);
  }
}

const answered = (value: unknown): Answer<unknown> => ({ ok: true, value });
