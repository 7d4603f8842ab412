import { AskError } from '../../client/connection.ts';
import { defaultQuickReplies } from '../../server/people/default-quick-replies.ts';
import { isPin } from '../../server/protocol/is-pin.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import { hours } from './sayings.ts';
import { NOW } from './still.ts';
import type { ToldLine } from './people.ts';
import type {
  ClientId,
  DeskSummary,
  Entry,
  EntryId,
  LineId,
  PayloadOf,
  ReplyOf,
  RequestName,
  Role,
  WaitingLine,
} from '#protocol';

export interface Told {
  readonly role: Role;
  readonly lines: readonly ToldLine[];
  readonly waiting?: readonly WaitingLine[];
  /** Refuses what is said now. */
  readonly isMute?: boolean;
}

/** The server's side of a page that stands still: it knows what it was told and the moment of the picture. */
export class StandIn extends FakeConnection {
  override now(): number {
    return NOW;
  }
  /** What pages may come to ask one day is refused as a server refuses what it does not allow. */
  override async ask<N extends RequestName>(name: N, payload: PayloadOf<N>): Promise<ReplyOf<N>> {
    if (this.state.value.phase === 'online' && !this.answers[name])
      throw new AskError('forbidden', `The gallery does not answer ${name}`);
    return super.ask(name, payload);
  }
}

const nothingOpen: DeskSummary = {
  place: null,
  last: null,
  missedCalls: 0,
  notHome: 0,
  isRead: true,
  open: null,
  replies: [],
  language: null,
};

const wordsOf = (body: Entry['body']): string => {
  if (body.kind === 'text') return body.text;
  return body.kind === 'voice' && body.transcript.state === 'done' ? body.transcript.text : '';
};

export function standIn({ role, lines, waiting = [], isMute = false }: Told): StandIn {
  const connection = new StandIn();
  const lineAt = (lineId: LineId) => {
    const line = lines.find(({ summary }) => summary.delivery.id === lineId);
    if (!line) throw new AskError('not_found', 'There is no such line in the gallery');
    return line;
  };
  let said = 0;
  const take = (lineId: LineId, clientId: ClientId, body: Entry['body']): Entry => {
    if (isMute) throw new AskError('forbidden', 'Nothing is taken in this picture');
    const { entries, summary } = lineAt(lineId);
    said += 1;
    const seq = entries.length + said;
    const entry: Entry = {
      id: `entry-said-${said}` as EntryId,
      lineId,
      seq,
      rev: seq,
      at: NOW,
      by: summary.me,
      clientId,
      replyTo: null,
      body,
    };
    connection.notify('timeline.changed', entry);
    return entry;
  };
  connection.answers = {
    'people.hello': () => ({
      role,
      name: '',
      lines: lines.map(({ summary }) => summary),
      quickReplies: defaultQuickReplies[role],
      now: NOW,
    }),
    'people.stations': () => ({ stations: [] }),
    'people.speak': () => null,
    'people.invite': () => null,
    'deliveries.waiting': () => ({ lines: [...waiting] }),
    'deliveries.set_status': ({ lineId, status }) => ({ ...lineAt(lineId).summary.delivery, status }),
    'timeline.open': ({ lineId }) => {
      const { entries, summary } = lineAt(lineId);
      const rev = entries.length;
      const others = summary.members.filter(({ id }) => id !== summary.me);
      const marks = others.map(({ id }) => ({ memberId: id, delivered: rev, read: rev }));
      return { entries: [...entries], rev, older: false, marks };
    },
    'timeline.since': ({ rev }) => ({ entries: [], more: false, rev, marks: [] }),
    'timeline.before': () => ({ entries: [], older: false }),
    'timeline.pins': ({ lineId }) => ({ entries: lineAt(lineId).entries.filter(({ body }) => isPin(body)) }),
    'timeline.mark': () => null,
    'timeline.typing': () => null,
    'timeline.search': ({ text, lineId }) => ({
      found: lines.flatMap(({ entries, summary: { delivery } }) =>
        entries
          .filter((entry) => !lineId || entry.lineId === lineId)
          .filter(({ body }) => wordsOf(body).includes(text))
          .map((entry) => ({ entry, reference: delivery.reference, recipientName: delivery.recipientName })),
      ),
      next: null,
    }),
    'assistant.windows': () => ({
      windows: [
        hours(0, 18, 22),
        ...[1, 2].flatMap((day) => [hours(day, 8, 12), hours(day, 12, 18), hours(day, 18, 22)]),
      ],
    }),
    'timeline.send': ({ lineId, clientId, text }) => take(lineId, clientId, { kind: 'text', text }),
    'preferences.about': ({ lineId }) => lineAt(lineId).about,
    'preferences.mine': ({ lineId }) => lineAt(lineId).remembered,
    'location.positions': ({ lineId }) => ({ positions: [...lineAt(lineId).positions] }),
    'location.share': () => null,
    'location.stop': () => null,
    'location.point': () => null,
    'location.tracker': () => ({ tracker: null }),
    'location.demo_ride': () => ({ runs: false }),
    'calls.current': () => null,
    'assistant.summary': () => nothingOpen,
  };
  return connection;
}
