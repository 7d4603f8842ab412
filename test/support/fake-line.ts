import { AskError } from '../../client/connection.ts';
import type { ClientId, Entry, EntryBody, EntryId, LineId, Mark, MemberId, NoteId, PhotoId } from '#protocol';
import { FakeConnection } from './fake-connection.ts';

export const lineId = 'line-0001' as LineId;
export const me = 'member-me' as MemberId;
export const courier = 'member-courier' as MemberId;

/** The server's side of one line, with the promises a page may rely on. The pages that it connects are `me`'s. */
export class FakeLine {
  readonly entries: Entry[] = [];
  readonly marks: Mark[] = [];
  rev = 0;
  /** What was asked to be said, repeats too: texts, names of places, kinds of files. */
  readonly received: string[] = [];
  pageSize = 200;
  screenSize = 50;
  /** What happens to everything that is said, before it is written down; may refuse. */
  receive: (words: string) => void | Promise<void> = () => {};
  /** Whether the answer gets through. */
  answers = true;
  readonly #pages: FakeConnection[] = [];

  add(by: MemberId, said: string | EntryBody, clientId: ClientId | null = null, replyTo: EntryId | null = null): Entry {
    const known = this.entries.find((entry) => clientId !== null && entry.clientId === clientId);
    if (known) return known;
    const seq = this.entries.length + 1;
    const entry: Entry = {
      id: `entry-${String(seq).padStart(5, '0')}` as EntryId,
      lineId,
      seq,
      rev: ++this.rev,
      at: 1000 + seq,
      by,
      clientId,
      replyTo,
      body: typeof said === 'string' ? { kind: 'text', text: said } : said,
    };
    this.entries.push(entry);
    return entry;
  }
  change(seq: number, text: string): Entry {
    const old = this.entries[seq - 1];
    if (!old) throw new Error(`No entry ${seq}`);
    const entry: Entry = { ...old, rev: ++this.rev, body: { kind: 'text', text } };
    this.entries[seq - 1] = entry;
    return entry;
  }
  /** Tells all pages that are online. */
  tell(entry: Entry): Entry {
    for (const page of this.#pages) if (page.state.value.phase === 'online') page.notify('timeline.changed', entry);
    return entry;
  }
  connect(): FakeConnection {
    const connection = new FakeConnection();
    this.#pages.push(connection);
    const screen = (before: number) => {
      const all = this.entries.filter((entry) => entry.seq < before);
      return { entries: all.slice(-this.screenSize), older: all.length > this.screenSize };
    };
    connection.answers = {
      'timeline.open': () => ({ ...screen(Infinity), rev: this.rev, marks: [...this.marks] }),
      'timeline.before': ({ seq }) => screen(seq),
      'timeline.since': ({ rev }) => {
        const rest = this.entries.filter((entry) => entry.rev > rev).sort((a, b) => a.rev - b.rev);
        const page = rest.slice(0, this.pageSize);
        const more = rest.length > this.pageSize;
        return { entries: page, more, rev: more ? (page.at(-1)?.rev ?? rev) : this.rev, marks: [...this.marks] };
      },
      'timeline.send': (said) => this.#take(said.text, said.text, said.clientId, said.replyTo),
      'timeline.send_place': ({ clientId, replyTo, lineId: _line, photoClientId, ...place }) => {
        const body = this.entries.find((entry) => photoClientId && entry.clientId === photoClientId)?.body;
        if (photoClientId && body?.kind !== 'photo') throw new AskError('not_found', 'There is no such photo');
        const photo = body?.kind === 'photo' && { photo: { photoId: body.photoId, width: 4, height: 3 } };
        return this.#take(place.name, { kind: 'place', ...place, ...photo }, clientId, replyTo);
      },
      'timeline.mark': () => null,
      'timeline.typing': () => null,
    };
    return connection;
  }
  /** Takes uploads of photos and notes. */
  readonly fetch: typeof globalThis.fetch = async (url, init) => {
    const kind = typeof url === 'string' && url.endsWith('/photos') ? 'photo' : 'voice';
    const headers = new Headers(init?.headers);
    const body: EntryBody =
      kind === 'photo'
        ? { kind, photoId: 'photo-0001' as PhotoId, width: 4, height: 3, sha256: '' }
        : {
            kind,
            noteId: 'note-0001' as NoteId,
            durationMs: 1,
            sha256: '',
            peaks: [],
            transcript: { state: 'no_speech' },
          };
    const [clientId, replyTo] = [headers.get('x-client-id') as ClientId, headers.get('x-reply-to') as EntryId | null];
    try {
      return Response.json(await this.#take(kind, body, clientId, replyTo ?? undefined), { status: 201 });
    } catch (error) {
      if (!(error instanceof AskError) || error.code === 'timed_out') throw error;
      return Response.json({ code: error.code }, { status: error.passes ? 503 : 422 });
    }
  };

  async #take(words: string, said: string | EntryBody, clientId: ClientId, replyTo?: EntryId): Promise<Entry> {
    this.received.push(words);
    await this.receive(words);
    const isNew = !this.entries.some((entry) => entry.clientId === clientId);
    const entry = this.add(me, said, clientId, replyTo);
    if (isNew) this.tell(entry);
    if (!this.answers) throw new AskError('timed_out', 'The answer was lost');
    return entry;
  }
}
