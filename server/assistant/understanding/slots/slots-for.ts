import type { Intent } from '../intent-order.ts';
import type { Meaning } from '../meaning.ts';
import { minutesIn, windowIn } from '../when.ts';
import { addressIn } from './address.ts';
import { channelIn } from './channel.ts';
import { codesIn } from './code.ts';
import { kindsIn } from './kind.ts';
import { placesIn } from './place.ts';
import { wayIn } from './way.ts';

interface Context {
  /** The local time at which the message was sent, ISO 8601 with an offset. */
  readonly now: string;
}

/** Nobody comes down in longer; a later time is another wish. */
const SOON_MINUTES = 60;

/**
 * An intent with all that was said of it, once for most, and once for each of two codes, places or kinds of trouble.
 * Empty where what the intent cannot do without is not in the text, as a code: then nothing was understood.
 *
 * @param text the message as written or transcribed, of any length; what stands behind 2,000 characters is not read
 */
export function slotsFor(intent: Intent, text: string, { now }: Context): Meaning[] {
  switch (intent) {
    case 'reschedule':
      return [{ intent, slots: { ...windowIn(text, now) } }];
    case 'coming':
    case 'delay': {
      const minutes = minutesIn(text, now);
      const told = minutes !== undefined && (intent === 'delay' || minutes <= SOON_MINUTES);
      return [{ intent, slots: told ? { inMinutes: minutes } : {} }];
    }
    case 'leave_at':
      return placesIn(text, true).map((slots) => ({ intent, slots }));
    case 'ask_leave_at':
    case 'left_at':
      return placesIn(text, false).map(({ place }) => ({ intent, slots: { place } }));
    case 'access_code':
      return codesIn(text).map((code) => ({ intent, slots: { code } }));
    case 'contact':
      return [{ intent, slots: { channel: channelIn(text) } }];
    case 'problem':
      return kindsIn(text).map((kind) => ({ intent, slots: { kind } }));
    case 'directions': {
      const way = wayIn(text);
      return way === '' ? [] : [{ intent, slots: { text: way } }];
    }
    case 'change_address':
      return [{ intent, slots: { text: addressIn(text) } }];
    case 'not_home':
    case 'refuse':
    case 'ask_where':
    case 'received':
    case 'ack':
    case 'other':
    case 'ask_home':
    case 'ask_directions':
    case 'ask_code':
    case 'arrived':
      return [{ intent, slots: {} }];
  }
}
