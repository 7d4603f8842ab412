import {
  type Delivery,
  type LineId,
  PREFERENCE_NOTES_MAX,
  type PreferenceNoteId,
  type Preferences,
  type Remembered,
  type Suggestion,
} from '#protocol';
import * as v from 'valibot';
import { isAhead, isFinal } from '../../deliveries/rules.ts';
import { RefusedError } from '../../edge/refused-error.ts';
import { oneByOne } from '../../one-by-one.ts';
import type { Actor, Handlers, Parts } from '../../parts.ts';
import type { KeptOfRecipient } from '../../protocol/operator-preferences.ts';
import { PreferenceWords } from '../../protocol/preferences.ts';
import { scrub } from '../../storage/scrub.ts';
import { weekday } from '../understanding/calendar.ts';
import { localIso } from '../zone.ts';
import { type Noted, openLearning } from './learning.ts';
import { channelOf, countsOf, habitOf, homeHoursOf, type Moment, type Prior, priorOf, riskOf } from './rules.ts';
import { type Kept, preferenceStore } from './store.ts';
import { notedBy } from './suggested.ts';

const DAY_MS = 86_400_000;
/** What all recipients do changes by the week, ms. */
const PRIOR_KEPT_MS = 3_600_000;
/** Two years: by then an outcome counts for a hundredth (half of it goes every 120 days), and changes nothing that is said. */
const OUTCOMES_KEPT_MS = 730 * DAY_MS;
/** More than anybody gets in two years. */
const ALL = 100_000;

const nothing: Preferences = { habit: null, risk: null, home: [], channel: null, notes: [] };

type Needs = Pick<Parts, 'clock' | 'db' | 'deliveries' | 'happenings' | 'membership' | 'newId' | 'report'> & {
  /** IANA name of the zone of the doors. */
  zone: string;
};

/** What recipients' past deliveries say about the next (docs/preferences.md). */
export function openPreferences({ clock, db, deliveries, happenings, membership, newId, report, zone }: Needs) {
  const momentOf = (at: number): Moment => {
    const local = localIso(at, zone);
    return { at, weekday: weekday(local.slice(0, 10)), hour: Number(local.slice(11, 13)) };
  };
  const store = preferenceStore(db);
  const learning = openLearning(db, momentOf);
  // What was said first is learnt first: a tap and its undoing may be close together.
  const inTurn = oneByOne();
  const underWay = new Set<Promise<void>>();
  let prior: { at: number; of: Promise<Prior> } | null = null;

  function currentPrior(): Promise<Prior> {
    const now = clock.now();
    if (prior === null || now - prior.at >= PRIOR_KEPT_MS) {
      const of = learning.counts().then(priorOf);
      prior = { at: now, of };
      of.catch(() => (prior = null));
    }
    return prior.of;
  }

  happenings.onEntryAdded(({ lineId, body }) => {
    if (body.kind === 'status') alongside(inTurn(lineId, () => learnOf(lineId, isAhead(body.status))));
    if (body.kind === 'suggestion') hear(lineId, body);
  });
  happenings.onEntryChanged(({ lineId, body }) => {
    if (body.kind === 'suggestion') hear(lineId, body);
  });

  /** The line does not wait for it. */
  function alongside(work: Promise<void>): void {
    const learnt = work
      .catch((error: unknown) => report('preferences: learn', error))
      .finally(() => underWay.delete(learnt));
    underWay.add(learnt);
  }

  function hear(lineId: LineId, suggestion: Suggestion): void {
    const facts = notedBy(suggestion);
    if (facts) alongside(noted(lineId, facts));
  }

  const noted = (lineId: LineId, facts: Noted): Promise<void> =>
    inTurn(lineId, async () => {
      if ((await store.recipientOf(lineId)) !== null) await learning.learn(lineId, { ...facts, at: clock.now() });
    });

  /** `isAgain`: it sets out again. Then there is something to learn only where what was learnt is taken back. */
  async function learnOf(lineId: LineId, isAgain: boolean): Promise<void> {
    if ((await store.recipientOf(lineId)) === null) return;
    if (isAgain && !(await learning.hasLearnt(lineId))) return;
    await learning.learn(lineId, { at: clock.now() });
  }

  /** The middle of the window that the parcel comes in; now, where that is near or over. */
  function momentOfVisit({ window }: Delivery): Moment {
    const now = clock.now();
    return momentOf(window && window.to > now ? Math.max(now, (window.from + window.to) / 2) : now);
  }

  async function shownOf(delivery: Delivery, kept: Kept): Promise<Preferences> {
    if (!kept.remembers) return nothing;
    const { place, channel, notes, outcomes } = kept;
    const given = await currentPrior();
    const moment = momentOfVisit(delivery);
    return {
      habit: place === null ? habitOf(outcomes, moment, given) : { by: 'recipient', place },
      risk: riskOf(outcomes, moment, given),
      home: homeHoursOf(outcomes, moment.at, given),
      channel: channel === null ? channelOf(outcomes, moment.at, given) : { by: 'recipient', channel },
      notes: [...notes],
    };
  }

  /** What is known for this delivery; nothing once it is over, and of a recipient whom the operator has not named. */
  async function about(lineId: LineId): Promise<Preferences> {
    const delivery = await deliveries.get(lineId);
    const recipientId = isFinal(delivery.status) ? null : await store.recipientOf(lineId);
    return recipientId === null ? nothing : shownOf(delivery, await store.keptOf(recipientId));
  }

  async function remembered(lineId: LineId): Promise<Remembered> {
    const recipientId = await store.recipientOf(lineId);
    if (recipientId === null)
      return { remembering: 'never', ...countsOf([]), place: null, channel: null, notes: [], shown: nothing };
    const kept = await store.keptOf(recipientId);
    const { remembers, place, channel, notes, outcomes } = kept;
    const shown = await shownOf(await deliveries.get(lineId), kept);
    return { remembering: remembers ? 'on' : 'off', ...countsOf(outcomes), place, channel, notes: [...notes], shown };
  }

  /** The id of the recipient who asks about themselves. */
  async function myself(actor: Actor, lineId: LineId): Promise<string> {
    await membership.mustBeOn(actor, lineId, 'own_preferences');
    return knownRecipient(lineId);
  }

  async function knownRecipient(lineId: LineId): Promise<string> {
    const recipientId = await store.recipientOf(lineId);
    if (recipientId === null) throw new RefusedError('not_found', 'Nothing can be remembered of this recipient');
    return recipientId;
  }

  function mustBeKept(outcome: 'kept' | 'full' | 'off'): void {
    if (outcome === 'off') throw new RefusedError('conflict', 'The recipient wants nothing remembered');
    if (outcome === 'full') throw new RefusedError('full', 'No more notes can be kept');
  }

  async function addNote(lineId: LineId, said: string): Promise<void> {
    const recipientId = await knownRecipient(lineId);
    // What was cut from a message may have several lines, and be longer than is read in passing.
    const words = v.safeParse(PreferenceWords, said);
    if (!words.success) throw new RefusedError('bad_request', 'This is no note that can be kept');
    const note = { id: newId<PreferenceNoteId>(), text: words.output, at: clock.now() };
    mustBeKept(await store.addNote(recipientId, note));
  }

  return {
    handlers: {
      async 'preferences.about'({ actor }, { lineId }) {
        await membership.mustBeOn(actor, lineId, 'see_preferences');
        const { status } = await deliveries.get(lineId);
        if (isFinal(status)) throw new RefusedError('too_late', 'The delivery is over');
        return about(lineId);
      },

      async 'preferences.mine'({ actor }, { lineId }) {
        await membership.mustBeOn(actor, lineId, 'own_preferences');
        return remembered(lineId);
      },

      async 'preferences.correct'({ actor }, { lineId, place, channel }) {
        const recipientId = await myself(actor, lineId);
        mustBeKept(await store.correct(recipientId, { ...(place && { place }), ...(channel && { channel }) }));
        return remembered(lineId);
      },

      async 'preferences.add_note'({ actor }, { lineId, text }) {
        await myself(actor, lineId);
        await addNote(lineId, text);
        return remembered(lineId);
      },

      async 'preferences.delete'({ actor }, { lineId, what }) {
        await store.forget(await myself(actor, lineId), what, clock.now());
        await scrub(db);
        return remembered(lineId);
      },

      async 'preferences.remember'({ actor }, { lineId, on }) {
        await store.setRemembering(await myself(actor, lineId), on, clock.now());
        if (!on) await scrub(db);
        return remembered(lineId);
      },
    } satisfies Pick<Handlers, Extract<keyof Handlers, `preferences.${string}`>>,

    /** For the line's assistant, which tells nobody but those who may know. */
    about,

    /**
     * Takes down what was agreed or found out for the visit that is going on, or that has just ended: where the parcel goes, whether
     * somebody is home, how the recipient wants to be reached. Null takes it back. Nothing for whom nothing is remembered. What
     * suggestions say is heard without it.
     */
    noted,

    /** Whether short words of the line's recipient can be kept. */
    async canKeepNote(lineId: LineId): Promise<boolean> {
      const recipientId = await store.recipientOf(lineId);
      if (recipientId === null) return false;
      const { remembers, notes } = await store.keptOf(recipientId, 0);
      return remembers && notes.length < PREFERENCE_NOTES_MAX;
    },

    /** Keeps short words of the line's recipient for later couriers. Refused as `preferences.add_note`. */
    addNote,

    /** Deletes what is remembered of the line's recipient, who is to be erased, and whose line it is. Again: nothing more. */
    forgetLine: (lineId: LineId): Promise<void> => store.forgetLine(lineId, clock.now()),

    /** Lets go of what was kept long enough. */
    forgetOld: (): Promise<void> => store.forgetBefore(clock.now() - OUTCOMES_KEPT_MS),

    operator: {
      async of(id: string): Promise<KeptOfRecipient> {
        const { remembers, place, channel, notes, outcomes } = await store.keptOf(id, ALL);
        return { id, remembers, place, channel, notes: [...notes], outcomes: [...outcomes] };
      },

      /** Deletes all of it; that they want nothing remembered stays known. Again: nothing more. */
      async forget(id: string): Promise<void> {
        await store.forget(id, 'all', clock.now());
        await scrub(db);
      },
    },

    /** Done when everything that has happened is learnt. */
    async close(): Promise<void> {
      await Promise.all(underWay);
    },
  };
}
