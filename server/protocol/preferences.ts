import * as v from 'valibot';
import { LineId } from './ids.ts';
import { PREFERENCE_NOTE_MAX } from './limits.ts';
import { LeavePlace } from './suggestion.ts';
import { words } from './words.ts';

/** Where a parcel went: into somebody's hand, or where it was left. */
export const keptPlaces = ['hand', ...LeavePlace.options] as const;
export const KeptPlace = v.picklist(keptPlaces);
export type KeptPlace = v.InferOutput<typeof KeptPlace>;

/** How somebody is reached: `none` is by nothing that rings. */
export const contactChannels = ['call', 'message', 'none'] as const;
export const ContactChannel = v.picklist(contactChannels);
export type ContactChannel = v.InferOutput<typeof ContactChannel>;

/** Parts of a day by the clocks at the door: to 12:00, to 18:00, to midnight. */
export const dayParts = ['morning', 'afternoon', 'evening'] as const;
export const DayPart = v.picklist(dayParts);
export type DayPart = v.InferOutput<typeof DayPart>;

/** The deliveries that something is said of: all, those of weekdays or of weekends, or of one part of those days. */
const slice = { when: v.picklist(['weekday', 'weekend', 'always']), part: v.nullable(DayPart) };
/** So many `times` of the last `of` deliveries of the slice, ten at most. */
const counted = { times: v.number(), of: v.number() };

export const PreferenceNoteId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,40}$/), v.brand('PreferenceNoteId'));
export type PreferenceNoteId = v.InferOutput<typeof PreferenceNoteId>;

/** What is read in passing, at the door: one line. */
export const PreferenceWords = words(PREFERENCE_NOTE_MAX);

/** Short words that a recipient keeps for later couriers. */
export const PreferenceNote = v.object({ id: PreferenceNoteId, text: v.string(), at: v.number() });
export type PreferenceNote = v.InferOutput<typeof PreferenceNote>;

/**
 * What a recipient's past deliveries, and their own words, say about this one. Null and empty: nothing, or not surely enough.
 */
export const Preferences = v.object({
  /** Where the parcel goes. `strength`, 0 to 1: how likely it is this time too. */
  habit: v.nullable(
    v.variant('by', [
      v.object({ by: v.literal('recipient'), place: KeptPlace }),
      v.object({ by: v.literal('deliveries'), place: KeptPlace, ...counted, ...slice, strength: v.number() }),
    ]),
  ),
  /** That nobody will be home, 0 to 1; `times` of `of`: nobody was. */
  risk: v.nullable(v.object({ risk: v.number(), ...counted, ...slice })),
  /** When somebody is home as good as always. */
  home: v.array(v.object({ ...slice, ...counted })),
  channel: v.nullable(
    v.variant('by', [
      v.object({ by: v.literal('recipient'), channel: ContactChannel }),
      v.object({ by: v.literal('deliveries'), channel: ContactChannel, ...counted }),
    ]),
  ),
  notes: v.array(PreferenceNote),
});
export type Preferences = v.InferOutput<typeof Preferences>;

/** Everything that is remembered of the asker, and what couriers are shown of it. */
export const Remembered = v.object({
  /** `never`: the operator does not say who they are, and nothing can be. */
  remembering: v.picklist(['on', 'off', 'never']),
  /** How many deliveries were counted, and since when, epoch ms. */
  deliveries: v.number(),
  since: v.nullable(v.number()),
  /** As they have said themselves; null: as counted. */
  place: v.nullable(KeptPlace),
  channel: v.nullable(ContactChannel),
  places: v.array(v.object({ place: KeptPlace, times: v.number() })),
  /** How often somebody was home, and nobody was. */
  hours: v.array(
    v.object({ when: v.picklist(['weekday', 'weekend']), part: DayPart, home: v.number(), away: v.number() }),
  ),
  channels: v.array(v.object({ channel: ContactChannel, times: v.number() })),
  notes: v.array(PreferenceNote),
  /** What the courier of this delivery is shown while it is not over. */
  shown: Preferences,
});
export type Remembered = v.InferOutput<typeof Remembered>;

/** What can be forgotten by itself; the rest stays. */
export const forgettable = ['all', 'place', 'home', 'channel', 'notes'] as const;

/**
 * Of these `preferences.about` is for the courier and the agents of the line, `too_late` once the delivery is over; the others are
 * the recipient's own. To everybody else they are `forbidden`. A recipient whom the operator has not named is `not_found` where
 * something is to be kept; whoever has said that nothing is to be remembered gets a `conflict`.
 */
export const requests = {
  'preferences.about': { payload: v.strictObject({ lineId: LineId }), reply: Preferences },
  'preferences.mine': { payload: v.strictObject({ lineId: LineId }), reply: Remembered },
  /** How it is to be, whatever was counted, until it is deleted. */
  'preferences.correct': {
    payload: v.pipe(
      v.strictObject({ lineId: LineId, place: v.optional(KeptPlace), channel: v.optional(ContactChannel) }),
      v.check(({ place, channel }) => place !== undefined || channel !== undefined, 'must say a place or a channel'),
    ),
    reply: Remembered,
  },
  /** `full` where there are PREFERENCE_NOTES_MAX. The same words again: the same answer. */
  'preferences.add_note': {
    payload: v.strictObject({ lineId: LineId, text: PreferenceWords }),
    reply: Remembered,
  },
  /** Deletes counts and what was said of it, or one note. Again: the same answer. */
  'preferences.delete': {
    payload: v.strictObject({ lineId: LineId, what: v.union([v.picklist(forgettable), PreferenceNoteId]) }),
    reply: Remembered,
  },
  /** Off: everything is deleted, and nothing is learnt or shown until it is on again. */
  'preferences.remember': { payload: v.strictObject({ lineId: LineId, on: v.boolean() }), reply: Remembered },
} as const;
