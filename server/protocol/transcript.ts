import * as v from 'valibot';
import { MemberId } from './ids.ts';
import { Language } from './language.ts';

/** Why a transcript is missing, as a code that the page puts into words. */
export const transcriptFailures = ['engine_failed', 'timed_out', 'queue_full', 'audio_lost', 'engine_off'] as const;

export const Transcript = v.variant('state', [
  v.object({ state: v.literal('pending') }),
  v.object({
    state: v.literal('done'),
    text: v.string(),
    language: v.nullable(Language),
    /** Where somebody has corrected the words: who, and what the engine had heard; empty where it had heard nothing. */
    corrected: v.optional(v.object({ by: MemberId, heard: v.string() })),
  }),
  v.object({ state: v.literal('no_speech') }),
  v.object({ state: v.literal('failed'), reason: v.picklist(transcriptFailures) }),
]);
export type Transcript = v.InferOutput<typeof Transcript>;
