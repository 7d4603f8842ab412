import type { ClientId } from '#protocol';
import { openAnswers } from './assistant/answers.ts';
import { answersStore } from './assistant/answers-store.ts';
import { openAssistant } from './assistant/assistant.ts';
import { assistantHandlers } from './assistant/handlers.ts';
import { habitsIn } from './assistant/habits.ts';
import type { Larger } from './assistant/larger-reader.ts';
import { defaultRules } from './assistant/operator-rules.ts';
import type { openPreferences } from './assistant/preferences/handlers.ts';
import { openReader } from './assistant/reader.ts';
import { assistantStore } from './assistant/store.ts';
import { summaryHandlers } from './assistant/summaries.ts';
import { localIso } from './assistant/zone.ts';
import type { deliveriesHandlers } from './deliveries/handlers.ts';
import type { Compounds } from './location/compounds.ts';
import type { Location } from './location/handlers.ts';
import { openOperatorData } from './operator-data.ts';
import type { Parts } from './parts.ts';
import type { peopleHandlers } from './people/handlers.ts';
import type { TimelineStore } from './timeline/store.ts';

interface Needs extends Parts {
  readonly entries: TimelineStore;
  readonly doing: Pick<ReturnType<typeof deliveriesHandlers>, 'agree' | 'disagree' | 'stepBy'> &
    Pick<ReturnType<typeof peopleHandlers>, 'callDesk'>;
  readonly preferences: Pick<ReturnType<typeof openPreferences>, 'about' | 'canKeepNote' | 'addNote' | 'noted'>;
  readonly location: Pick<Location, 'awayOf'>;
  readonly compounds: Pick<Compounds, 'houseAt'>;
  /** Null: the operator has none. */
  readonly larger: Larger | null;
  /** IANA name. */
  readonly zone: string;
  /** False: nothing is read; what was suggested before can still be answered. */
  readonly on: boolean;
}

/** The assistant with everything that its taps set going in other slices. */
export function wireAssistant(parts: Needs) {
  const { db, clock, deliveries, timeline, entries, doing, preferences, location, compounds, zone, on } = parts;
  const rules = openOperatorData({ db, clock, key: 'assistant', defaults: defaultRules });
  const reader = on ? openReader(parts) : null;
  const store = assistantStore(db);
  const said = answersStore(db);
  const answers = openAnswers({
    ...parts,
    read: async (text, context) => (await reader?.read(text, context)) ?? null,
    store: said,
    roundOf: async (lineId) => (await store.standing(lineId))?.roundId ?? null,
    awayOf: location.awayOf,
    houseAt: compounds.houseAt,
    habits: async (lineId) => habitsIn(await preferences.about(lineId), localIso(clock.now(), zone)),
  });
  const assistant = openAssistant({
    ...parts,
    reader,
    store,
    rules,
    answers,
    answersStore: said,
    zone,
    canRemember: preferences.canKeepNote,
    wantsContact: (lineId, channel) => preferences.noted(lineId, { channel }),
  });
  const handlers = assistantHandlers({
    ...parts,
    assistant,
    rules,
    entry: (lineId, entryId) => entries.get(lineId, entryId),
    standing: (lineId) => deliveries.get(lineId),
    doing: {
      agree: (lineId, window, by) => doing.agree(lineId, window, by.id),
      disagree: (lineId, window, before, by) => doing.disagree(lineId, window, before, by.id),
      step: (lineId, status, by) => doing.stepBy(by, lineId, status),
      callDesk: (lineId, by) => doing.callDesk(lineId, by.id),
      async showDoor(lineId, photo, by) {
        const said = await entries.get(lineId, photo);
        if (said?.body.kind !== 'photo') return;
        const { photoId, width, height } = said.body;
        const { point } = await deliveries.get(lineId);
        await timeline.add(lineId, {
          by: by.id,
          // The same pin, however often it is asked for.
          clientId: `door-${photo}` as ClientId,
          replyTo: photo,
          body: { kind: 'place', point, name: '', source: 'pin', accuracy: null, photo: { photoId, width, height } },
        });
      },
      remember: preferences.addNote,
    },
  });
  const summaries = summaryHandlers({ ...parts, reader, assistant, rules });
  return { handlers: { ...handlers, ...summaries }, rules, close: () => assistant.close() };
}
