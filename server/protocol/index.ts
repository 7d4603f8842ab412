import * as v from 'valibot';
import * as assistant from './assistant.ts';
import * as calls from './calls.ts';
import * as deliveries from './deliveries.ts';
import { errorCodes } from './errors.ts';
import * as location from './location.ts';
import * as notes from './notes.ts';
import * as people from './people.ts';
import * as preferences from './preferences.ts';
import * as timeline from './timeline.ts';

/** Everything a page may ask for over its socket: one line here is one event on the wire. */
export const requests = {
  ...people.requests,
  ...deliveries.requests,
  ...timeline.requests,
  ...notes.requests,
  ...location.requests,
  ...calls.requests,
  ...assistant.requests,
  ...preferences.requests,
} as const satisfies Record<string, { payload: v.GenericSchema; reply: v.GenericSchema }>;

/** Everything the server may tell a page unasked. */
export const notices = {
  ...people.notices,
  ...deliveries.notices,
  ...timeline.notices,
  ...notes.notices,
  ...location.notices,
  ...calls.notices,
  ...assistant.notices,
} as const satisfies Record<string, v.GenericSchema>;

export const Refusal = v.object({ code: v.picklist(errorCodes), message: v.string() });
export type Refusal = v.InferOutput<typeof Refusal>;

export type RequestName = keyof typeof requests;
export type NoticeName = keyof typeof notices;
export type PayloadOf<N extends RequestName> = v.InferOutput<(typeof requests)[N]['payload']>;
export type ReplyOf<N extends RequestName> = v.InferOutput<(typeof requests)[N]['reply']>;
export type NoticeOf<N extends NoticeName> = v.InferOutput<(typeof notices)[N]>;

/** What comes back for every request that was sent with an acknowledgement. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: Refusal };

export * from './ids.ts';
export * from './point.ts';
export * from './language.ts';
export * from './member.ts';
export * from './limits.ts';
export * from './version.ts';
export { Colleague, Hello, QuickReply, Station } from './people.ts';
export { spokenKinds, statuses, Status, Delivery, LineSummary, TimeWindow, Topic, WaitingLine } from './deliveries.ts';
export { CallPart, Entry, EntryBody, Found, Mark, PlaceSource, SpokenLine } from './timeline.ts';
export { Act, AssistantAnswer, LeavePlace, ProblemKind, Suggestion, SuggestionState } from './suggestion.ts';
export { DeskSummary, Understood } from './desk-summary.ts';
export { Away, Fix, Position, Sight, TrackerAddresses, TrackerState } from './location.ts';
export {
  ContactChannel,
  contactChannels,
  DayPart,
  dayParts,
  forgettable,
  KeptPlace,
  keptPlaces,
  PreferenceNote,
  PreferenceNoteId,
  Preferences,
  Remembered,
} from './preferences.ts';
export type { KeptOfRecipient } from './operator-preferences.ts';
export type { RecordCheck } from './operator-record.ts';
export type { Box, Compound, LandmarkKind } from './operator-compounds.ts';
export { NoteProgress } from './notes.ts';
export type { PushKind, PushMessage, PushSubscribe } from './push.ts';
export { Transcript, transcriptFailures } from './transcript.ts';
export {
  Call,
  CallEnd,
  CallMember,
  callEnds,
  Caption,
  EngineObject,
  Heard,
  IceServer,
  Track,
  TransportOptions,
} from './calls.ts';
export * from './call-quality.ts';
export { errorCodes, type ErrorCode } from './errors.ts';
export type { DrawFirstPage, FirstPage, FirstView, PageConfig, PageTiles } from './first-page.ts';
