import { AskError, isErrorCode, type Connection } from '../connection.ts';
import type { Entry, LineId, PayloadOf, Refusal } from '#protocol';
import { sentAhead } from './sent-ahead.ts';
import type { Said, Unsent } from './said.ts';

export interface SenderParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** Default: the browser's. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface Sender {
  /** Sends it once. Resolves when it is on disk; rejects with `AskError`. */
  send(unsent: Unsent): Promise<Entry>;
  /** Ends an upload under way: it rejects with `timed_out`. */
  close(): void;
}

type PlaceSaid = Extract<Said, { kind: 'place' }>;
type AboutPlace = Pick<PayloadOf<'timeline.send_place'>, 'lineId' | 'clientId' | 'replyTo'>;

/** On a network slower than 8 kB/s (64 kbit/s, 2G) another try serves no better; the rest is for connecting and the answer. */
const uploadLimitMs = (bytes: number) => 20_000 + bytes / 8;

/** Words and places go over the socket; photos and notes, which are large, by HTTP. */
export function createSender({ connection, lineId, ...parts }: SenderParts): Sender {
  const fetch = parts.fetch ?? globalThis.fetch.bind(globalThis);
  let underWay = new AbortController();
  let closed = false;

  async function upload(
    kind: 'photos' | 'notes',
    file: Blob,
    { clientId, replyTo }: Unsent,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Entry> {
    if (connection.state.peek().phase !== 'online') throw new AskError('offline', 'No connection');
    underWay = new AbortController();
    const { signal } = underWay;
    const limit = setTimeout(() => underWay.abort(), uploadLimitMs(file.size));
    try {
      const answer = await fetch(`/api/lines/${lineId}/${kind}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${connection.token}`,
          'X-Client-Id': clientId,
          'Content-Type': file.type || 'application/octet-stream',
          ...(replyTo && { 'X-Reply-To': replyTo }),
          ...more,
        },
        body: file,
        signal,
      });
      if (answer.ok) return (await answer.json()) as Entry;
      throw await refusalOf(answer);
    } catch (error) {
      if (error instanceof AskError) throw error;
      throw new AskError('timed_out', 'The upload did not get through');
    } finally {
      clearTimeout(limit);
    }
  }

  /** The end of a note whose beginning went ahead while it was spoken; where that is not there any more, all of it. */
  async function uploadNote(audio: Blob, unsent: Unsent): Promise<Entry> {
    const have = sentAhead.get(unsent.clientId) ?? 0;
    sentAhead.delete(unsent.clientId);
    if (have === 0 || have > audio.size || !globalThis.crypto?.subtle) return upload('notes', audio, unsent);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await audio.arrayBuffer()));
    const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    try {
      const rest = audio.slice(have, audio.size, audio.type);
      return await upload('notes', rest, unsent, { 'X-Note-From': `${have}`, 'X-Note-Sha256': sha256 });
    } catch (error) {
      if (error instanceof AskError && error.code === 'parts_missing') return upload('notes', audio, unsent);
      throw error;
    }
  }

  /** A place whose photo was refused or given up is still the place. */
  async function sendPlace(said: PlaceSaid, about: AboutPlace): Promise<Entry> {
    const { point, name, source, accuracy, meet, photoClientId } = said;
    const place = { ...about, point, name, source, accuracy, ...(meet && { meet }) };
    if (photoClientId === undefined) return connection.ask('timeline.send_place', place);
    try {
      return await connection.ask('timeline.send_place', { ...place, photoClientId });
    } catch (error) {
      if (!(error instanceof AskError) || error.code !== 'not_found') throw error;
      return connection.ask('timeline.send_place', place);
    }
  }

  return {
    async send(unsent) {
      if (closed) throw new AskError('offline', 'The page has left the line');
      const { clientId, said } = unsent;
      const replyTo = unsent.replyTo ?? undefined;
      switch (said.kind) {
        case 'text':
          return connection.ask('timeline.send', { lineId, clientId, text: said.text, replyTo });
        case 'place':
          return sendPlace(said, { lineId, clientId, replyTo });
        case 'photo':
          return upload('photos', said.photo, unsent);
        case 'voice':
          return uploadNote(said.audio, unsent);
      }
    },
    close() {
      closed = true;
      underWay.abort();
    },
  };
}

/** An answer without one of our codes comes from something on the way, such as a proxy or a hotel's sign-in page. */
async function refusalOf(answer: Response): Promise<AskError> {
  const problem = (await answer.json().catch(() => null)) as Partial<Refusal> | null;
  const code = isErrorCode(problem?.code) ? problem.code : answer.status === 413 ? 'too_large' : 'timed_out';
  return new AskError(code, `The upload was answered with ${answer.status}`);
}
