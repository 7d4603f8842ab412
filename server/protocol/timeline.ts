import * as v from 'valibot';
import { CallEnd } from './calls.ts';
import { spokenKinds, Status, TimeWindow } from './deliveries.ts';
import { CallId, ClientId, EntryId, LineId, MemberId, NoteId, PhotoId } from './ids.ts';
import { LINES_MAX, PLACE_NAME_MAX, SEARCH_MAX, SEARCH_MIN, TEXT_MAX } from './limits.ts';
import { Role } from './member.ts';
import { Suggestion } from './suggestion.ts';
import { Transcript } from './transcript.ts';
import { Point } from './point.ts';
import { visible, wordsOrNone } from './words.ts';

/** SHA-256 of a file in hex: the record's proof that the file is the one that was sent. */
const Sha256 = v.string();

/** What a place is: somewhere a person pointed at, a landmark of the compound, or where the person stood. */
export const PlaceSource = v.picklist(['pin', 'landmark', 'position']);
export type PlaceSource = v.InferOutput<typeof PlaceSource>;

/** One member's part in a call that is over. */
export const CallPart = v.object({
  memberId: MemberId,
  /** From their answer to their leaving, ms, time away included. */
  talkMs: v.number(),
  listening: v.boolean(),
  /** Mean opinion score of what they heard, 1 to 4.5, over the whole call; null where their device said nothing of it. */
  mos: v.nullable(v.number()),
});
export type CallPart = v.InferOutput<typeof CallPart>;

/** A caption as it is kept. `at`: ms after the answer; `text` is empty where the words were erased. */
export const SpokenLine = v.object({ memberId: MemberId, at: v.number(), text: v.string() });
export type SpokenLine = v.InferOutput<typeof SpokenLine>;

export const EntryBody = v.variant('kind', [
  v.object({ kind: v.literal('text'), text: v.string() }),
  v.object({
    kind: v.literal('photo'),
    photoId: PhotoId,
    /** Of the upright picture, px. */
    width: v.number(),
    height: v.number(),
    sha256: Sha256,
  }),
  v.object({
    kind: v.literal('place'),
    point: Point,
    /** As the sender named it, or the landmark's name; empty for a mere position. */
    name: v.string(),
    source: PlaceSource,
    /** Radius of error of a position, m; null where somebody pointed. */
    accuracy: v.nullable(v.number()),
    /** True: an offer to meet there. */
    meet: v.optional(v.boolean()),
    /** How the place looks: an entry of its own, which may be gone, or hidden from who came after it. */
    photo: v.optional(v.object({ photoId: PhotoId, width: v.number(), height: v.number() })),
    /** Who has agreed to where it is now; whoever put it there has no need to. */
    acceptedBy: v.optional(v.array(MemberId)),
    /** Who put it where it is now, and where its sender had put it; only where it was moved. */
    movedBy: v.optional(MemberId),
    firstPoint: v.optional(Point),
  }),
  v.object({
    kind: v.literal('voice'),
    noteId: NoteId,
    durationMs: v.number(),
    sha256: Sha256,
    /** Loudest sample of equal slices of the note, 0-100, at most 64 of them: the waveform. */
    peaks: v.array(v.number()),
    transcript: Transcript,
  }),
  /** Written when the call is over. `talkMs` is 0 where nobody answered. */
  v.object({
    kind: v.literal('call'),
    callId: CallId,
    end: CallEnd,
    talkMs: v.number(),
    /** Who was in it; calls of earlier versions do not say. */
    parts: v.optional(v.array(CallPart)),
    /** What was said, where captions were on. */
    captions: v.optional(v.array(SpokenLine)),
  }),
  /**
   * `window` where another time was agreed on, `instead` of the one before, if there was one. `takenBack`: the status before it
   * was not so, or was undone.
   */
  v.object({
    kind: v.literal('status'),
    status: Status,
    window: v.optional(TimeWindow),
    instead: v.optional(TimeWindow),
    takenBack: v.optional(v.picklist(['arrived', 'rescheduled'])),
  }),
  /** Somebody came to the line after its beginning, or left it. The name and role are on the line's list of members. */
  v.object({
    kind: v.literal('member'),
    memberId: MemberId,
    role: Role,
    change: v.picklist(['joined', 'left']),
    /** An agent who leaves because what the desk was called for is settled. */
    resolved: v.optional(v.literal(true)),
  }),
  /** A member took the line's record out, as a file. */
  v.object({ kind: v.literal('exported') }),
  Suggestion,
  /** What its sender took back. Only the operator's export still has it. */
  v.object({ kind: v.literal('taken_back'), was: v.picklist(spokenKinds) }),
  /** Content that is gone for good, by its age or by somebody's right; that something was said stays on record. */
  v.object({
    kind: v.literal('erased'),
    was: v.picklist([...spokenKinds, 'suggestion', 'taken_back']),
    why: v.picklist(['retention', 'request']),
  }),
]);
export type EntryBody = v.InferOutput<typeof EntryBody>;

export const Entry = v.object({
  id: EntryId,
  lineId: LineId,
  /** 1, 2, 3… without gaps per line: the order everybody sees, for ever. */
  seq: v.number(),
  /**
   * Number of the line's change that wrote this state of the entry: an added entry and a changed one (a transcript
   * that arrived) each take the next. A page that holds every change up to `rev` has missed nothing.
   */
  rev: v.number(),
  /** Epoch ms, server's clock. */
  at: v.number(),
  /** Null where the system speaks (a status moved by the operator). */
  by: v.nullable(MemberId),
  clientId: v.nullable(ClientId),
  /** The entry of the same line that this one answers. */
  replyTo: v.nullable(EntryId),
  body: EntryBody,
});
export type Entry = v.InferOutput<typeof Entry>;

/** How far a member has come: the last `seq` that a phone of theirs has got, and the last that they had before them. */
export const Mark = v.object({ memberId: MemberId, delivered: v.number(), read: v.number() });
export type Mark = v.InferOutput<typeof Mark>;

/** An entry that was found, with the parcel it is about. */
export const Found = v.object({ entry: Entry, reference: v.string(), recipientName: v.string() });
export type Found = v.InferOutput<typeof Found>;

/** The largest number that both databases can keep in a `seq` or `rev`. */
const NUMBER_MAX = 2_147_483_647;
const number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(NUMBER_MAX));
const ReplyTo = v.optional(EntryId);

export const requests = {
  /**
   * Says a text. The answer means: it is on disk. The same `clientId` again answers the first entry; `conflict` where it
   * came with something else, `not_found` where `replyTo` names nothing that the sender can see on this line.
   */
  'timeline.send': {
    payload: v.strictObject({
      lineId: LineId,
      clientId: ClientId,
      text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(TEXT_MAX), visible),
      replyTo: ReplyTo,
    }),
    reply: Entry,
  },
  /**
   * Points at a place. Acknowledged, repeated and refused like a text; a position must say its accuracy, no other may.
   * `photoClientId`: a photo that the sender has said on this line before; `not_found` where there is none.
   */
  'timeline.send_place': {
    payload: v.strictObject({
      lineId: LineId,
      clientId: ClientId,
      point: Point,
      name: wordsOrNone(PLACE_NAME_MAX),
      source: PlaceSource,
      accuracy: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))),
      meet: v.optional(v.boolean()),
      photoClientId: v.optional(ClientId),
      replyTo: ReplyTo,
    }),
    reply: Entry,
  },
  /** The places of the line that stay on the map, oldest first: pins, and where somebody offers to meet; the newest PINS_MAX. */
  'timeline.pins': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.object({ entries: v.array(Entry) }),
  },
  /**
   * Agrees to a place as it stands at `point`; `conflict` where it was moved since: nobody agrees to what they have not seen.
   * Again, or from whoever put it there: the same answer. `not_found` where the asker can see no such place.
   */
  'timeline.accept_place': {
    payload: v.strictObject({ lineId: LineId, entryId: EntryId, point: Point }),
    reply: Entry,
  },
  /**
   * Puts a pin elsewhere; whoever agreed to where it was has to anew. Of two that move it, the one that comes last wins.
   * `bad_request` for a landmark and a position, which are where they are; `not_found` where the asker can see no such place.
   */
  'timeline.move_place': {
    payload: v.strictObject({ lineId: LineId, entryId: EntryId, point: Point }),
    reply: Entry,
  },
  /** Takes back one's own text, photo, voice note or place; `too_late` after TAKE_BACK_MS by the server's clock. Again: the same answer. */
  'timeline.take_back': { payload: v.strictObject({ lineId: LineId, entryId: EntryId }), reply: Entry },
  /**
   * The newest SCREEN_MAX entries in order, and the line's `rev`: with these a page is up to date. `older` says that
   * `timeline.before` has more.
   */
  'timeline.open': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.object({ entries: v.array(Entry), rev: v.number(), older: v.boolean(), marks: v.array(Mark) }),
  },
  /** The SCREEN_MAX entries before `seq`, in order. */
  'timeline.before': {
    payload: v.strictObject({ lineId: LineId, seq: number }),
    reply: v.object({ entries: v.array(Entry), older: v.boolean() }),
  },
  /**
   * All changes of the line after `rev`, oldest change first, at most PAGE_MAX; `more` says to ask again. A `rev` that the
   * line has not reached is a `bad_request`: a page that holds one has to open the line anew.
   */
  'timeline.since': {
    payload: v.strictObject({
      lineId: LineId,
      rev: number,
    }),
    reply: v.object({
      entries: v.array(Entry),
      more: v.boolean(),
      /** Every change up to this one is in the page's hands now: also those it may not see. */
      rev: v.number(),
      /** They count as no change: a page that was away has missed those too. */
      marks: v.array(Mark),
    }),
  },
  /**
   * How far the asker has come on some lines; what was read was delivered. Marks only move forward. All are taken or none: one
   * beyond the line's end is a `bad_request`, a line that is not the asker's `forbidden`.
   */
  'timeline.mark': {
    payload: v.strictObject({
      marks: v.pipe(
        v.array(v.strictObject({ lineId: LineId, delivered: number, read: number })),
        v.minLength(1),
        v.maxLength(LINES_MAX),
      ),
    }),
    reply: v.null(),
  },
  /** The asker is writing. Told to the others while they are there, kept nowhere. */
  'timeline.typing': { payload: v.strictObject({ lineId: LineId }), reply: v.null() },
  /**
   * Texts, transcripts, captions of calls and names of places that contain the words, newest first: of one line, or (an agent only, `lineId`
   * null) of every line of the desk. `next` asks on.
   */
  'timeline.search': {
    payload: v.strictObject({
      lineId: v.nullable(LineId),
      text: v.pipe(v.string(), v.trim(), v.minLength(SEARCH_MIN), v.maxLength(SEARCH_MAX)),
      after: v.nullable(v.pipe(v.string(), v.maxLength(80))),
    }),
    reply: v.object({ found: v.array(Found), next: v.nullable(v.string()) }),
  },
} as const;

export const notices = {
  /** An entry was added or changed. Where `rev` is not the last known one plus 1, ask `timeline.since`. */
  'timeline.changed': Entry,
  /**
   * To members who do not see the whole history, in place of `timeline.changed` where an earlier entry changed: it may be one
   * that is hidden from them. Where `rev` is beyond the last known one, ask `timeline.since`: it answers what they may see.
   */
  'timeline.passed': v.object({ lineId: LineId, rev: v.number() }),
  'timeline.marked': v.object({ lineId: LineId, ...Mark.entries }),
  /** Shown for TYPING_MS, or until the member says something. */
  'timeline.typing': v.object({ lineId: LineId, memberId: MemberId }),
} as const;
