import { AskError, isErrorCode, type Connection } from '../../connection.ts';
import type { ClientId, LineId, RecordCheck } from '#protocol';

type Asking = Pick<Connection, 'token'>;

/** A record that was taken out. */
export interface RecordFile {
  readonly name: string;
  readonly file: Blob;
  /** SHA-256 of its `record.json` in hex: kept elsewhere, it shows any change of the file. */
  readonly digest: string;
}

const headers = ({ token }: Asking) => ({ Authorization: `Bearer ${token}` });

/** Whether the line's record is whole; null where nobody could say (offline, too many questions). */
export async function checkRecord(
  connection: Asking,
  lineId: LineId,
  signal: AbortSignal,
): Promise<RecordCheck | null> {
  try {
    const answer = await fetch(`/api/lines/${lineId}/record/check`, { headers: headers(connection), signal });
    return answer.ok ? ((await answer.json()) as RecordCheck) : null;
  } catch {
    return null;
  }
}

export interface RecordOrder {
  readonly lineId: LineId;
  /** Repeated under the same id it is told to the line once. */
  readonly clientId: ClientId;
  readonly signal: AbortSignal;
  /** How much of it is here, from 0 to 1. */
  readonly onPart: (part: number) => void;
}

/** Takes the record out, which everybody on the line sees. Rejects with `AskError`; with the signal's reason where it was called off. */
export async function takeRecordOut(connection: Asking, order: RecordOrder): Promise<RecordFile> {
  const { lineId, clientId, signal, onPart } = order;
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    const answer = await fetch(`/api/lines/${lineId}/record?timeZone=${encodeURIComponent(zone)}`, {
      method: 'POST',
      headers: { ...headers(connection), 'x-client-id': clientId },
      signal,
    });
    if (!answer.ok || !answer.body) throw await refusal(answer);
    const bytes = Number(answer.headers.get('content-length'));
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let here = 0;
    const reader = answer.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(next.value);
      here += next.value.length;
      onPart(bytes > 0 ? here / bytes : 0);
    }
    return {
      name: /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'doorline.zip',
      file: new Blob(parts, { type: 'application/zip' }),
      digest: answer.headers.get('x-record-digest') ?? '',
    };
  } catch (error) {
    if (signal.aborted || error instanceof AskError) throw error;
    throw new AskError('offline', 'The record did not come whole');
  }
}

async function refusal(answer: Response): Promise<AskError> {
  const problem = (await answer.json().catch(() => null)) as { code?: unknown } | null;
  return new AskError(isErrorCode(problem?.code) ? problem.code : 'internal', `Refused with ${answer.status}`);
}
