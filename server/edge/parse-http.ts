import { timingSafeEqual, createHash } from 'node:crypto';
import type { Request } from 'express';
import * as v from 'valibot';
import { issuesInWords } from './issues-in-words.ts';
import { RefusedError } from './refused-error.ts';

/** A part of an HTTP request as a typed value; refused with `bad_request` and what is wrong. */
export function parseHttp<S extends v.GenericSchema>(
  schema: S,
  raw: unknown,
  how: v.Config<v.InferIssue<S>> = {},
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, raw, how);
  if (parsed.success) return parsed.output;
  throw new RefusedError('bad_request', issuesInWords(parsed.issues));
}

/** An id of a path or a query; refused with `not_found` where it can be nobody's: no database is asked for it. */
export function parseId<S extends v.GenericSchema>(schema: S, raw: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, raw);
  if (parsed.success) return parsed.output;
  throw new RefusedError('not_found', 'There is nothing of this id');
}

/** The token of `Authorization: Bearer`; refused with `unauthorized` where there is none. */
export function bearer(request: Request): string {
  const token = /^Bearer ([\w.~+/=-]{1,300})$/.exec(request.get('authorization') ?? '')?.[1];
  if (!token) throw new RefusedError('unauthorized', 'The header "Authorization: Bearer …" is missing');
  return token;
}

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
