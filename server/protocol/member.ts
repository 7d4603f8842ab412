import * as v from 'valibot';
import { LineId, MemberId } from './ids.ts';
import { Language } from './language.ts';

export const roles = ['courier', 'recipient', 'station', 'agent'] as const;
export const Role = v.picklist(roles);
export type Role = v.InferOutput<typeof Role>;

/** A person on a line, as the other members see it: never a phone number. */
export const Member = v.object({
  id: MemberId,
  lineId: LineId,
  role: Role,
  name: v.string(),
  /** Was on the line once: named where it said something, and hears nothing more. */
  left: v.boolean(),
  /** Language of their notes; absent where the engine finds it. */
  speaks: v.optional(Language),
});
export type Member = v.InferOutput<typeof Member>;
