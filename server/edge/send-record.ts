import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { RecordExport } from '../record/export.ts';

/** Answers with the export that `make` makes. Where nobody waits for it any more its work ends, and nothing is reported. */
export async function sendRecord(
  response: Response,
  make: (signal: AbortSignal) => Promise<RecordExport>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('Nobody waits for the export any more')));
  try {
    const { fileName, bytes, digest, rev, head, zip } = await make(gone.signal);
    response.set({
      'content-type': 'application/zip',
      'content-length': String(bytes),
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      'x-record-digest': digest,
      'x-chain-rev': String(rev),
      'x-chain-head': head,
    });
    await pipeline(zip, response);
  } catch (error) {
    // Who hung up needs no answer, and it is nobody's mistake.
    const hungUp =
      error === gone.signal.reason ||
      (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE');
    if (!hungUp) throw error;
  }
}
