import {
  type DeskSummary,
  type Entry,
  type EntryId,
  type LineId,
  SUMMARY_ENTRIES_MAX,
  type Status,
  type Understood,
} from '#protocol';
import type { OperatorData } from '../operator-data.ts';
import type { Handlers, Parts } from '../parts.ts';
import type { AssistantRules } from '../protocol/operator-assistant.ts';
import type { TimelineStore } from '../timeline/store.ts';
import type { Assistant } from './assistant.ts';
import type { Reader } from './reader.ts';
import { suggestedReplies } from './reply-table.ts';
import { type Heard, summaryOf, understoodOf, type Wish } from './summary.ts';
import { fitted, nextWindows, type Room, windowsOnceBack } from './windows.ts';
import { wordsIn } from './words-in.ts';
import { localIso } from './zone.ts';

/** Lines whose messages are not read again while they stay as they are: more than a desk has open. */
const LINES_MAX = 500;
/** Windows to choose from in replies. */
const OFFERS = 2;

interface Needs extends Pick<Parts, 'clock' | 'membership' | 'deliveries'> {
  /** Null: nothing is read; what was suggested before still counts. */
  readonly reader: Reader | null;
  readonly assistant: Pick<Assistant, 'room'>;
  readonly entries: Pick<TimelineStore, 'endOf' | 'sinceSeq'>;
  readonly rules: OperatorData<AssistantRules>;
  /** IANA name. */
  readonly zone: string;
}

/** What a state of an entry was read to mean; nothing of its words. */
interface Read {
  readonly rev: number;
  readonly means: readonly Understood[];
}

/** Tells agents how a line stands, when they look at it. */
export function summaryHandlers(parts: Needs) {
  const { clock, membership, deliveries, reader, assistant, entries, rules, zone } = parts;
  const known = new Map<LineId, ReadonlyMap<EntryId, Read>>();

  async function newest(lineId: LineId): Promise<Entry[]> {
    const { seq } = await entries.endOf(lineId);
    return entries.sinceSeq(lineId, Math.max(0, seq - SUMMARY_ENTRIES_MAX), SUMMARY_ENTRIES_MAX);
  }

  /** Null where it cannot be read now. */
  async function read(entry: Entry, from: 'recipient' | 'courier', status: Status): Promise<Read | null> {
    const text = wordsIn(entry.body);
    if (text === null) return hasWords(entry) ? null : { rev: entry.rev, means: [] };
    const reading = await reader?.read(text, { from, status, now: localIso(entry.at, zone) });
    if (!reading) return null;
    const means = reading.sure ? reading.intents.map(understoodOf).filter((one) => one !== null) : [];
    return { rev: entry.rev, means };
  }

  async function heard(lineId: LineId): Promise<{ entries: Heard[]; isRead: boolean }> {
    const [said, members] = await Promise.all([newest(lineId), membership.members(lineId)]);
    const roles = new Map(members.map(({ id, role }) => [id, role]));
    const before = known.get(lineId);
    const now = new Map<EntryId, Read>();
    // As it was before the oldest of these entries nobody looks up: it tells little.
    let status: Status = 'out_for_delivery';
    let isRead = reader !== null;
    const heardNow: Heard[] = [];
    // One after the other: what people say just now is not to wait behind what they said before.
    for (const entry of said) {
      if (entry.body.kind === 'status') status = entry.body.status;
      const role = entry.by === null ? null : (roles.get(entry.by) ?? null);
      const kept = before?.get(entry.id);
      const isTheirs = role === 'recipient' || role === 'courier';
      const means = !isTheirs ? null : kept?.rev === entry.rev ? kept : await read(entry, role, status);
      if (means) now.set(entry.id, means);
      else if (isTheirs) isRead = false;
      heardNow.push({ entry, role, means: means?.means ?? [] });
    }
    known.delete(lineId);
    known.set(lineId, now);
    const [oldest] = known.keys();
    if (known.size > LINES_MAX && oldest !== undefined) known.delete(oldest);
    return { entries: heardNow, isRead };
  }

  return {
    async 'assistant.summary'({ actor }, { lineId }): Promise<DeskSummary> {
      await membership.mustBeOn(actor, lineId, 'see_summary');
      const { entries: said, isRead } = await heard(lineId);
      const facts = { ...summaryOf(said), isRead };
      if (!facts.open) return { ...facts, replies: [] };
      const [{ status, window }, room, { leaveAt }] = await Promise.all([
        deliveries.get(lineId),
        assistant.room(lineId),
        rules.get(),
      ]);
      const { means } = facts.open;
      const replies = suggestedReplies({
        means,
        status,
        window,
        ...(room ? offersFor(means, room) : { free: [], isOther: false }),
        isNever: (place) => leaveAt[place] === 'nobody',
        now: clock.now(),
        zone,
      });
      return { ...facts, replies };
    },
  } satisfies Partial<Handlers>;
}

/** A note whose words are not there yet, or could not be written down. */
const hasWords = ({ body }: Entry) => body.kind === 'voice' && body.transcript.state !== 'no_speech';

/** The windows that can be had: the wished one and what follows it. */
function offersFor(means: Wish, room: Room) {
  if (means.intent !== 'reschedule') {
    const free = means.intent === 'not_home' ? windowsOnceBack(room, OFFERS) : nextWindows(room, OFFERS);
    return { free, isOther: false };
  }
  const { window, why } = fitted(means, room);
  const later = nextWindows(room, OFFERS, window?.to);
  return { free: [...(window ? [window] : []), ...later].slice(0, OFFERS), isOther: why === 'not_possible' };
}
