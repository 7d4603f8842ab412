import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { LineId } from '#protocol';
import { ErasureOrder, ExportQuery } from '../protocol/operator-record.ts';
import type { DeliveryRecords } from '../record/open-record.ts';
import { parseHttp, parseId } from './parse-http.ts';

/** What was said, as a file that can be proved, and how it is erased by right. */
export function operatorRecordRoutes({ record }: { record: DeliveryRecords }): Router {
  const routes = Router();

  routes.get('/deliveries/:id/chain', async (request, response) => {
    response.json(await record.chain(parseId(LineId, request.params.id)));
  });

  routes.get('/deliveries/:id/export', async (request, response) => {
    const { timeZone } = parseHttp(ExportQuery, request.query);
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('Nobody waits for the export any more')));
    try {
      const { fileName, bytes, digest, rev, head, zip } = await record.exportRecord(
        parseId(LineId, request.params.id),
        {
          timeZone,
          signal: gone.signal,
        },
      );
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
  });

  routes.post('/deliveries/:id/erase', async (request, response) => {
    const { member } = parseHttp(ErasureOrder, request.body);
    response.json(await record.erase(parseId(LineId, request.params.id), member));
  });

  return routes;
}
