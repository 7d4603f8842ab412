import { Router } from 'express';
import { LineId } from '#protocol';
import { ErasureOrder, ExportQuery } from '../protocol/operator-record.ts';
import type { DeliveryRecords } from '../record/open-record.ts';
import { parseHttp, parseId } from './parse-http.ts';
import { sendRecord } from './send-record.ts';

/** What was said, as a file that can be proved, and how it is erased by right. */
export function operatorRecordRoutes({ record }: { record: DeliveryRecords }): Router {
  const routes = Router();

  routes.get('/deliveries/:id/chain', async (request, response) => {
    response.json(await record.chain(parseId(LineId, request.params.id)));
  });

  routes.get('/deliveries/:id/export', async (request, response) => {
    const { timeZone } = parseHttp(ExportQuery, request.query);
    const lineId = parseId(LineId, request.params.id);
    await sendRecord(response, (signal) => record.exportRecord(lineId, { timeZone, signal }));
  });

  routes.post('/deliveries/:id/erase', async (request, response) => {
    const { member } = parseHttp(ErasureOrder, request.body);
    response.json(await record.erase(parseId(LineId, request.params.id), member));
  });

  return routes;
}
