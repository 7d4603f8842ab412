import * as v from 'valibot';
import { LineId } from './ids.ts';
import { ContactChannel, KeptPlace, PreferenceNote } from './preferences.ts';

/** All that is kept of a recipient, for whoever asks by right what is: `GET /recipients/{id}/preferences`. */
export const KeptOfRecipient = v.object({
  /** The operator's own id of them. */
  id: v.string(),
  /** False: they have said that nothing is to be remembered. */
  remembers: v.boolean(),
  /** As they have said themselves. */
  place: v.nullable(KeptPlace),
  channel: v.nullable(ContactChannel),
  notes: v.array(PreferenceNote),
  /** What was learnt of each visit at their door, newest first; null where it was not to be known. */
  outcomes: v.array(
    v.object({
      deliveryId: LineId,
      /** Epoch ms. */
      at: v.number(),
      /** By the clocks at the door: 1 for Monday to 7 for Sunday, and 0 to 23. */
      weekday: v.number(),
      hour: v.number(),
      place: v.nullable(KeptPlace),
      home: v.nullable(v.boolean()),
      channel: v.nullable(ContactChannel),
    }),
  ),
});
export type KeptOfRecipient = v.InferOutput<typeof KeptOfRecipient>;
