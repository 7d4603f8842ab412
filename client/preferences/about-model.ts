import { signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { isAhead } from '../deliveries/progress.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { askText } from './about-words.ts';
import type { Unsent } from '../timeline/said.ts';
import type { Entry, LineId, MemberId, Preferences, Status } from '#protocol';

/** What past deliveries say about one line, as its courier or the desk is told. */
export interface AboutModel {
  /** Null until the server has answered; everything in it null and empty where nothing is said. */
  readonly told: ReadonlySignal<Preferences | null>;
  /** Asks, and again whenever it may have changed, until the returned function is called. */
  follow(): () => void;
}

const nothing: Preferences = { habit: null, risk: null, home: [], channel: null, notes: [] };

const known = new WeakMap<Connection, Map<LineId, AboutModel>>();

/** The line's, the same for as long as the page lives: a stop that was looked at is drawn at once when it comes again. */
export function aboutOf(connection: Connection, lineId: LineId): AboutModel {
  const lines = known.get(connection) ?? new Map<LineId, AboutModel>();
  known.set(connection, lines);
  const model = lines.get(lineId) ?? createAbout(connection, lineId);
  lines.set(lineId, model);
  return model;
}

function createAbout(connection: Connection, lineId: LineId): AboutModel {
  const told = signal<Preferences | null>(null);
  const look = oneAtATime(async () => {
    try {
      told.value = await connection.ask('preferences.about', { lineId });
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      // It is over, or no longer this reader's to know. What fails for the moment leaves what is known.
      if (error.code !== 'offline' && !error.passes) told.value = nothing;
    }
  });
  return {
    told,
    follow() {
      look();
      const ends = [
        connection.onOnline(look),
        connection.on('timeline.changed', ({ lineId: on, body: { kind } }) => {
          // Another time, another step, or words that were kept by a tap.
          if (on === lineId && (kind === 'status' || kind === 'suggestion')) look();
        }),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

/** Whether anything is said at all. */
export const saysSomething = ({ habit, risk, channel, notes }: Preferences): boolean =>
  habit !== null || risk !== null || channel !== null || notes.length > 0;

/** A question is still worth asking: nobody stands at the door yet. */
export const mayAskFirst = (status: Status): boolean =>
  status === 'rescheduled' || (isAhead(status) && status !== 'arrived');

/** A question that was asked so long ago was about another visit, ms. */
const ASKED_HOLDS_MS = 6 * 3_600_000;

/** How the question whether somebody is home stands. */
export type Asking =
  | { readonly state: 'not_asked' | 'waiting' | 'failed' | 'answered' }
  | { readonly state: 'asked'; readonly at: number };

const asks = (text: string) => Object.values(askText).includes(text);

/** Between whom the question is. */
export interface Askers {
  readonly me: MemberId;
  readonly recipient: MemberId | undefined;
}

/** By what is said on the line and what waits on the phone; `now` by the server's clock, epoch ms. */
export function askingOf(
  entries: readonly Entry[],
  unsent: readonly Unsent[],
  { me, recipient }: Askers,
  now: number,
): Asking {
  const waiting = unsent.findLast(({ said }) => said.kind === 'text' && asks(said.text));
  if (waiting) return { state: waiting.failed === null ? 'waiting' : 'failed' };
  const asked = entries.findLast(
    ({ by, at, body }) => by === me && body.kind === 'text' && asks(body.text) && now - at < ASKED_HOLDS_MS,
  );
  if (!asked) return { state: 'not_asked' };
  const isAnswered = entries.some(({ seq, by }) => seq > asked.seq && by !== null && by === recipient);
  return isAnswered ? { state: 'answered' } : { state: 'asked', at: asked.at };
}
