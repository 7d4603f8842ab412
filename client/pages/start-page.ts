import { computed } from '@preact/signals';
import { createConnection } from '../connection.ts';
import { createDeliveriesModel } from '../deliveries/model.ts';
import { isAhead } from '../deliveries/progress.ts';
import { createLateSharing } from '../location/late-sharing.ts';
import { createMarks } from '../timeline/marks.ts';
import { openLine, type OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { LineId } from '#protocol';

/** Connects with the link's token and puts the page's models together. */
export function startPage(token: string): PageParts {
  const connection = createConnection(token);
  const marks = createMarks({ connection });
  const deliveries = createDeliveriesModel({ connection, marks });
  // A position is shared with whoever is still waiting, and with nobody after.
  const shared = computed(() =>
    deliveries.lines.value
      .filter((line) => isAhead(line.delivery.status))
      .map((line) => ({ lineId: line.delivery.id, me: line.me })),
  );
  const sharing = createLateSharing({ connection, lines: shared });
  const open = new Map<LineId, OpenLine>();
  return {
    connection,
    deliveries,
    sharing,
    lineOf({ delivery, me }) {
      const models = open.get(delivery.id) ?? openLine({ connection, lineId: delivery.id, me, sharing, marks });
      open.set(delivery.id, models);
      return models;
    },
  };
}
