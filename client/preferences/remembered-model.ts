import { signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { ContactChannel, KeptPlace, LineId, PayloadOf, Remembered } from '#protocol';

/** What can be deleted by itself, or one note by its id. */
export type Forgettable = PayloadOf<'preferences.delete'>['what'];

/** What a recipient changes of what is remembered of them. */
export type Change =
  | { readonly do: 'place'; readonly place: KeptPlace }
  | { readonly do: 'channel'; readonly channel: ContactChannel }
  | { readonly do: 'add'; readonly text: string }
  | { readonly do: 'delete'; readonly what: Forgettable }
  | { readonly do: 'remember'; readonly on: boolean };

/** What is remembered of the reader of one line. */
export interface RememberedModel {
  /** Null until the server has answered. */
  readonly all: ReadonlySignal<Remembered | null>;
  readonly sending: ReadonlySignal<Change | null>;
  /** How the last change, or the last question, ended; null where nothing was changed yet. */
  readonly ended: ReadonlySignal<{ readonly change: Change } | { readonly code: AskError['code'] } | null>;
  /** Asks, and again with every connection, until the returned function is called. */
  follow(): () => void;
  /** One at a time. True where it is done. */
  change(change: Change): Promise<boolean>;
}

const known = new WeakMap<Connection, Map<LineId, RememberedModel>>();

/** The line's, the same for as long as the page lives: what was answered once is there when it is opened again. */
export function rememberedOf(connection: Connection, lineId: LineId): RememberedModel {
  const lines = known.get(connection) ?? new Map<LineId, RememberedModel>();
  known.set(connection, lines);
  const model = lines.get(lineId) ?? createRemembered(connection, lineId);
  lines.set(lineId, model);
  return model;
}

function createRemembered(connection: Connection, lineId: LineId): RememberedModel {
  const all = signal<Remembered | null>(null);
  const sending = signal<Change | null>(null);
  const ended = signal<RememberedModel['ended']['value']>(null);
  /** Runs it; false where it was refused. */
  async function attempt(job: () => Promise<Remembered>): Promise<boolean> {
    try {
      all.value = await job();
      ended.value = null;
      return true;
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      ended.value = { code: error.code };
      return false;
    }
  }
  const look = oneAtATime(async () => {
    await attempt(() => connection.ask('preferences.mine', { lineId }));
  });
  function send(change: Change): Promise<Remembered> {
    switch (change.do) {
      case 'place':
        return connection.ask('preferences.correct', { lineId, place: change.place });
      case 'channel':
        return connection.ask('preferences.correct', { lineId, channel: change.channel });
      case 'add':
        return connection.ask('preferences.add_note', { lineId, text: change.text });
      case 'delete':
        return connection.ask('preferences.delete', { lineId, what: change.what });
      case 'remember':
        return connection.ask('preferences.remember', { lineId, on: change.on });
    }
  }
  return {
    all,
    sending,
    ended,
    follow() {
      look();
      return connection.onOnline(look);
    },
    async change(change) {
      if (sending.peek()) return false;
      sending.value = change;
      const isDone = await attempt(() => send(change)).finally(() => (sending.value = null));
      if (isDone) ended.value = { change };
      return isDone;
    },
  };
}
